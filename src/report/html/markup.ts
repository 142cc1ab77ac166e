/**
 * A template tag that escapes whatever is put in it.
 *
 * In: literal HTML of ours, and values. Out: Markup, the only thing another template inserts unescaped.
 * A value may stand in a text or in a double-quoted attribute, nowhere else.
 */
import { visible } from '../visible.ts';

const brand = Symbol('markup');

export type Markup = { readonly [brand]: string };
type Value = Markup | string | number | null | undefined | false | readonly Value[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Longest name printed: longer ones are cut here and whole in the CSV. */
const longest = 600;

export function html(literals: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let written = literals[0] ?? '';
  values.forEach((value, index) => {
    written += render(value) + (literals[index + 1] ?? '');
  });
  return { [brand]: written };
}

/** A text of ours that must not be escaped: the style sheet and the content policy. Never for data. */
export function trusted(text: string): Markup {
  return { [brand]: text };
}

/** The page as text. */
export function rendered(markup: Markup): string {
  return markup[brand];
}

/** A name read on a machine or in a record, kept from disturbing the direction of the line. */
export function name(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}

/** A link when the address is http(s) without credentials, its text otherwise. */
export function link(address: string | undefined, text: string): Markup {
  const url = address === undefined ? null : URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return name(text);
  return html`<a href="${url.href}" rel="noopener noreferrer" target="_blank"><bdi>${text}</bdi></a>`;
}

function render(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return visible(value, longest).replace(/[&<>"'`]/g, (found) => entities[found] ?? '');
  if (typeof value === 'number') return String(value);
  if (isMarkup(value)) return value[brand];
  return value.map(render).join('');
}

function isMarkup(value: Markup | readonly Value[]): value is Markup {
  return brand in value;
}
