/**
 * What can go wrong in a way the user can mend: one line that names the file and the remedy, in the user's language.
 * Anything else is a defect of the program and keeps its stack.
 */
import type { Label, Language } from './language.ts';

type Values = Readonly<Record<string, string | number>>;
type Text = (values: Values) => string;

const texts = {
  'file-unreadable': {
    fr: (v) => `${v.file} : illisible (${v.detail}) ; vérifiez le chemin et les droits`,
    en: (v) => `${v.file}: cannot be read (${v.detail}); check the path and the permissions`,
  },
} as const satisfies Record<string, Record<Language, Text>>;

export type ProblemCode = keyof typeof texts;

/** Control characters and escapes of a received name must not reach the terminal. */
function printable(value: string | number): string | number {
  if (typeof value === 'number') return value;
  const clean = value.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}

/** A known error. `code` chooses the sentence, `values` fill it in. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly values: Values;

  constructor(code: ProblemCode, values: Values) {
    super(`${code} ${JSON.stringify(values)}`);
    this.name = 'Problem';
    this.code = code;
    this.values = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, printable(value)]));
  }

  /** The one line, in a language. */
  in(language: Language): string {
    return texts[this.code][language](this.values);
  }

  /** The one line, in every language. */
  label(): Label {
    return { fr: this.in('fr'), en: this.in('en') };
  }
}
