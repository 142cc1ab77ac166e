/**
 * Every sentence the reports print, in French and in English.
 *
 * In: values already formatted (and numbers, where a plural depends on them). Out: text, typographically set, not escaped.
 * The English catalogue has the type of the French one, so a sentence cannot exist in one language only.
 */
import type { Language } from '../language.ts';
import { english } from './texts/english.ts';
import { french, type Texts } from './texts/french.ts';
import { typeset } from './typography.ts';

type Entry = string | ((...values: never[]) => string);
type Catalogue = Record<string, Record<string, Entry>>;

function setCatalogue<T extends Catalogue>(catalogue: T, language: Language): T {
  const sections = Object.entries(catalogue).map(([name, entries]) => [
    name,
    Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, setEntry(entry, language)])),
  ]);
  return Object.fromEntries(sections) as T;
}

function setEntry(entry: Entry, language: Language): Entry {
  if (typeof entry === 'string') return typeset(entry, language);
  return (...values: never[]) => typeset(entry(...values), language);
}

/** The catalogues, set with the typography of their language. */
export const texts: Record<Language, Texts> = {
  fr: setCatalogue(french, 'fr'),
  en: setCatalogue(english, 'en'),
};
