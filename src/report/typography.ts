/**
 * French typography for sentences written on an ordinary keyboard.
 *
 * In: a sentence of ours (catalogue, rules). Out: the same with narrow no-break spaces and typographic apostrophes.
 * Never applied to a name read on a machine: data are printed as they are.
 */
import type { Language } from '../language.ts';

const narrow = '\u202f';

/** "l'avis : 62 %" with the spaces and apostrophes a printer would set. English is returned as it is, apostrophes apart. */
export function typeset(text: string, language: Language): string {
  const curly = text.replace(/(\p{L})'(?=\p{L}|«)/gu, '$1’');
  if (language === 'en') return curly;
  return curly.replace(/ +([;:!?%»])/g, `${narrow}$1`).replace(/« +/g, `«${narrow}`);
}
