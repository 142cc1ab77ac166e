/**
 * What would leave this machine, in words: every value of the document, with the reason it is there, then what stays, counted.
 *
 * In: the very text that would be written or delivered. Out: lines for a person. Nothing is named here that is not read from that text,
 * so that a field somebody adds is said too, without a reason if nobody gave one.
 */
import type { EndpointPolicy } from '../src/inventory/schema.ts';
import type { Reason, Withheld } from './contacts.ts';
import { frenchFields } from './explain-fields.ts';
import { type ExplainTexts, explainTexts, type Part } from './explain-texts.ts';
import type { Language } from './options.ts';

export function explainDocument(text: string, withheld: Withheld, language: Language): string {
  const words = explainTexts[language];
  const document: Record<string, unknown> = JSON.parse(text);
  const { machine, ...rest } = document;
  const { identifiers, ...about } = machine as Record<string, unknown>;
  const parts: [string, unknown][] = [['identifiers', identifiers], ['machine', about], ...Object.entries(rest)];
  const policy = words.policy[document.endpointPolicy as EndpointPolicy];
  return [
    words.head,
    ...(policy === undefined ? [] : [policy]),
    words.always,
    ...parts.flatMap(([name, value]) => partLines(name, value, words, language)),
    ...withheldLines(withheld, words, language),
    '',
  ].join('\n');
}

function partLines(name: string, value: unknown, words: ExplainTexts, language: Language): string[] {
  const { title = name, why } = words.parts[name as Part] ?? {};
  const items = Array.isArray(value) ? value : [value];
  const count = Array.isArray(value) ? ` (${value.length})` : '';
  return [
    '',
    `${title}${count}${colon(language)}${why ?? name}`,
    ...(items.length === 0 ? [`  ${words.none}`] : items.map((item) => `  ${valuesOf(item, language)}`)),
  ];
}

/** The values of an item on one line, in the order of the document. */
function valuesOf(value: unknown, language: Language): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value))
    return value.length === 0 ? '-' : value.map((inner) => valuesOf(inner, language)).join(', ');
  return Object.entries(value)
    .map(([key, inner]) => {
      const nested = typeof inner === 'object' && inner !== null;
      const name = language === 'fr' ? (frenchFields[key] ?? key) : key;
      const said = valuesOf(inner, language);
      return nested && !Array.isArray(inner) ? `${name} { ${said} }` : `${name} ${said}`;
    })
    .join(' · ');
}

function withheldLines(withheld: Withheld, words: ExplainTexts, language: Language): string[] {
  const lines = [...withheld].map(([reason, number]: [Reason, number]) => `  ${number} ${words.withheld[reason]}`);
  return [
    '',
    `${words.withheldHead}${colon(language)}`.trimEnd(),
    ...(lines.length > 0 ? lines : [`  ${words.nothingWithheld}`]),
  ];
}

function colon(language: Language): string {
  return language === 'fr' ? '\u00a0: ' : ': ';
}
