/** Languages of everything a person reads; French first. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** A text in every language. */
export type Label = Record<Language, string>;

/** Language of a POSIX locale such as "en_GB.UTF-8"; French when it says nothing ("C", "POSIX", empty) or another language. */
export function languageOfLocale(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('en') ? 'en' : 'fr';
}

/** « de » before a name, elided before a vowel; an h or a y at its head is read as a consonant, as in most names of firms. */
export function frenchOf(name: string): string {
  return /^[aeiouàâäéèêëîïôöùûü]/i.test(name) ? `d’${name}` : `de ${name}`;
}
