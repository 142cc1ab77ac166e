/**
 * Numbers, measures, countries and days as a reader of one language expects them.
 *
 * In: values of the Assessment. Out: text. Nothing is computed but rounding: a measure is never rounded to 0 or to 100 % unless it
 * is exactly that, interval bounds are rounded outwards, and null is "not measurable".
 */
import type { Interval, Measure } from '../assessment.ts';
import type { Label, Language } from '../language.ts';
import type { Texts } from './texts/french.ts';
import { texts } from './texts.ts';
import { typeset } from './typography.ts';

type Rounding = 'nearest' | 'down' | 'up';

export type Format = {
  language: Language;
  texts: Texts;
  /** "62 %", "< 1 %", "non mesurable". */
  percent(value: Measure, rounding?: Rounding): string;
  /** "58–71 %", "non mesurable". */
  interval(value: Interval | null): string;
  /** A fraction in points, one decimal unless told. */
  points(value: number, digits?: number): string;
  decimal(value: number, digits?: number): string;
  /** As many decimals as it has, up to four. */
  plain(value: number): string;
  integer(value: number): string;
  /** Name of a country from its ISO code; "inconnu" for null. */
  country(code: string | null): string;
  /** A day from an ISO day or instant (UTC); anything else is returned as it is. */
  day(iso: string): string;
  label(value: Label): string;
  /** "a, b et c". */
  list(values: readonly string[]): string;
  /** Wording of an identifier, or the identifier when the catalogue does not know it. */
  word(group: Readonly<Record<string, string>>, id: string): string;
};

const locales: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };
/** Float noise: 0.58 × 100 must not be rounded down to 57. */
const noise = 1e-7;

export function formatFor(language: Language): Format {
  const locale = locales[language];
  const words = texts[language];
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const plains = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  const decimals = new Map<number, Intl.NumberFormat>();
  const sign = language === 'fr' ? '\u202f%' : '%';

  function withDigits(digits: number): Intl.NumberFormat {
    const known = decimals.get(digits);
    if (known !== undefined) return known;
    const made = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    decimals.set(digits, made);
    return made;
  }

  function decimal(value: number, digits = 1): string {
    const smallest = 10 ** -digits;
    const written = withDigits(digits);
    if (value !== 0 && Math.abs(value) < smallest / 2) {
      return value > 0 ? `<\u00a0${written.format(smallest)}` : `>\u00a0${minus(written.format(-smallest))}`;
    }
    return minus(written.format(value === 0 ? 0 : value));
  }

  function percent(value: Measure, rounding: Rounding = 'nearest'): string {
    if (value === null) return words.common.notMeasurable;
    const whole = round(value * 100, rounding);
    if (rounding === 'nearest' && whole === 0 && value > noise) return `<\u00a01${sign}`;
    if (rounding === 'nearest' && whole === 100 && value < 1 - noise) return `>\u00a099${sign}`;
    return `${integers.format(whole)}${sign}`;
  }

  function interval(value: Interval | null): string {
    if (value === null) return words.common.notMeasurable;
    const low = round(value.low * 100, 'down');
    const high = round(value.high * 100, 'up');
    return low === high ? `${low}${sign}` : `${low}–${high}${sign}`;
  }

  function country(code: string | null): string {
    if (code === null) return words.common.unknownCountry;
    if (!/^[A-Z]{2}$/.test(code)) return code;
    return countries.of(code) ?? code;
  }

  function day(iso: string): string {
    const date = /^\d{4}-\d{2}-\d{2}/.test(iso) ? new Date(iso) : undefined;
    return date === undefined || Number.isNaN(date.getTime()) ? iso : ordinal(days.format(date));
  }

  /** "1er octobre": the first of the month is the only ordinal day of French. */
  function ordinal(written: string): string {
    return language === 'fr' ? written.replace(/^1 /, '1er ') : written;
  }

  function word(group: Readonly<Record<string, string>>, id: string): string {
    return Object.hasOwn(group, id) ? (group[id] ?? id) : id;
  }

  return {
    language,
    texts: words,
    percent,
    interval,
    points: (value, digits = 1) => decimal(value * 100, digits),
    decimal,
    plain: (value) => minus(plains.format(value)),
    integer: (value) => integers.format(value),
    country,
    day,
    label: (value) => typeset(value[language], language),
    list: (values) => lists.format(values),
    word,
  };
}

/** Name of a line of the list by country: its identifier is an ISO code, or says that the country is unknown. */
export function countryName(part: { id: string; label: Label }, format: Format): string {
  return /^[A-Z]{2}$/.test(part.id) ? format.country(part.id) : format.label(part.label);
}

function round(value: number, rounding: Rounding): number {
  if (rounding === 'down') return Math.max(0, Math.floor(value + noise));
  if (rounding === 'up') return Math.min(100, Math.ceil(value - noise));
  return Math.round(value);
}

function minus(written: string): string {
  return written.replace('-', '\u2212');
}
