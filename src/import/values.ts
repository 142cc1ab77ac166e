/** Values of foreign documents → values of an Inventory. Whatever the value, nothing here throws. */
import { MAX_TEXT } from '../inventory/schema.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** The value if it is an object, else an object without fields: a source may put anything anywhere. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The value as a list: a converter from XML leaves a lone entry out of its list. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || value === '' ? [] : [value];
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without the fields that are undefined. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}

/** Entities of HTML for U+00A0 to U+00FF, in order. */
const latin1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

const entities = new Map<string, string>([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['trade', '™'],
  ['rsquo', '’'],
  ['ndash', '–'],
  ...latin1.split(' ').map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
]);

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) return entities.get(name) ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

/**
 * The text of one value: entities of HTML replaced once, NFC, one plain space for any other, no control character, cut
 * to MAX_TEXT.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  // What nearly every value is needs nothing else.
  if (/^[!-%'-~](?:[ -%'-~]{0,254}[!-%'-~])?$/.test(value) && !value.includes('  ')) return value;
  // Room for entities; the copy lets go of the rest of a huge value, which a slice would hold.
  const short = value.length > 8 * MAX_TEXT ? Buffer.from(value.slice(0, 8 * MAX_TEXT)).toString() : value;
  const clean = short
    .replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,6}\d{0,2});/gi, entity)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return clean.slice(0, MAX_TEXT).toWellFormed() || undefined;
}

/** A truth value as JSON gives it, or as other sources write it in letters or digits. */
export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = textOf(value) ?? '';
  if (/^(?:1|true|yes|oui|vrai)$/i.test(text)) return true;
  return /^(?:0|false|no|non|faux)$/i.test(text) ? false : undefined;
}

/** The day of a date as sources write it: year first, with or without separators, or day/month/year. */
export function dayOf(value: unknown): string | undefined {
  const text = textOf(value) ?? '';
  const iso = /^(\d{4})([-/]?)(\d\d)\2(\d\d)(?!\d)/.exec(text)?.filter((_, group) => group !== 2);
  const french = /^(\d\d)\/(\d\d)\/(\d{4})/.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : french ? french.slice(1).reverse() : [];
  const made = `${year}-${month}-${day}`;
  return Number.isNaN(Date.parse(made)) ? undefined : made;
}

/**
 * The instant of a local date and time, "2025-03-01 08:00:00", with the offset of its zone, "+0100"; taken as UTC
 * without one.
 */
export function instantOf(value: unknown, offset: unknown): string | undefined {
  const local = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(textOf(value) ?? '');
  if (local === null) return undefined;
  const zone = /^([+-]\d\d):?([0-5]\d)$/.exec(textOf(offset) ?? '');
  const time = Date.parse(`${local[1]}T${local[2]}${zone ? `${zone[1]}:${zone[2]}` : 'Z'}`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The instant of a date and time in ISO 8601, with its zone, UTC without one; whatever else gives nothing. */
export function isoInstant(value: unknown): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/i.exec(textOf(value) ?? '');
  return parts === null ? undefined : instantOf(`${parts[1]} ${parts[2]}`, parts[3]);
}
