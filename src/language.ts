/** Languages of everything a person reads; French first. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** A text in every language. */
export type Label = Record<Language, string>;

/** Language of a POSIX locale such as "en_GB.UTF-8"; French when it says nothing ("C", "POSIX", empty) or another language. */
export function languageOfLocale(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('en') ? 'en' : 'fr';
}
