/** Facts and the origin of records, in words, for commands that explain. */
import type { Fact } from '../assessment.ts';
import type { Language } from '../language.ts';

const words = {
  fr: {
    read: 'lu le',
    unverified: 'non vérifié, état',
    own: 'fiche de votre organisation',
    pack: (origin: string) => `fiche ajoutée par ${origin}`,
  },
  en: {
    read: 'read on',
    unverified: 'unverified, as of',
    own: 'record of your organisation',
    pack: (origin: string) => `record added by ${origin}`,
  },
};

/** Whose record it is, when it is not the base's: null otherwise. */
export function originWords(origin: string | undefined, language: Language): string | null {
  if (origin === undefined || origin === 'base') return null;
  return origin === 'organisation' ? words[language].own : words[language].pack(origin);
}

export function sourceWords(source: Fact['source'], language: Language): string {
  const w = words[language];
  if (source === null) return '';
  const colon = language === 'fr' ? ' :' : ':';
  return source.basis === 'read'
    ? ` [${w.read} ${source.date}${colon} ${source.url ?? source.title}]`
    : ` [${w.unverified} ${source.date}]`;
}

export function factLine(
  { text, source, origin }: Pick<Fact, 'text' | 'source' | 'origin'>,
  language: Language,
): string {
  const whose = originWords(origin, language);
  return `- ${text[language]}${sourceWords(source, language)}${whose === null ? '' : ` (${whose})`}`;
}
