/** Amounts, days, counts and numbers of companies as people and exports write them; undefined for what is none of them. */
import { dayOf, textOf } from '../values.ts';

/** Largest amount taken for one: more is an error of the source. */
const MOST = 1e12;

/** "1 234,56 €", "1.234,56", "1,234.56", "12000.5": the last separator followed by other than three digits is the decimal one. */
export function amountOf(value: unknown): number | undefined {
  const text = (textOf(value) ?? '').replace(/[\s\u00a0\u202f']|€|eur(?:os?)?|ht|ttc/gi, '');
  if (!/^-?\d[\d.,]{0,24}$/.test(text)) return undefined;
  const last = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'));
  const decimals = last === -1 ? 0 : text.length - last - 1;
  const separators = text.replace(/[^.,]/g, '');
  const isDecimal = last !== -1 && (decimals !== 3 || new Set(separators).size > 1);
  const whole = (isDecimal ? text.slice(0, last) : text).replace(/[.,]/g, '');
  const amount = Number(isDecimal ? `${whole}.${text.slice(last + 1)}` : whole);
  return Number.isFinite(amount) && Math.abs(amount) <= MOST ? amount : undefined;
}

/** A count of users or licences. */
export function countOf(value: unknown): number | undefined {
  const amount = amountOf(value);
  return amount !== undefined && Number.isInteger(amount) && amount >= 0 && amount <= 1e9 ? amount : undefined;
}

/** A day; a month alone is its last day, a year its last. */
export function endOf(value: unknown): string | undefined {
  const text = textOf(value) ?? '';
  const day = dayOf(text);
  if (day !== undefined) return day;
  const [, month, year] = /^(0?[1-9]|1[0-2])[/-](\d{4})$/.exec(text) ?? [];
  if (month !== undefined) return new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10);
  return /^20\d\d$/.test(text) ? `${text}-12-31` : undefined;
}

/** A SIRET or a SIREN, with or without spaces; a spreadsheet takes leading zeros away. */
export function siretOf(value: unknown): string | undefined {
  const digits = (textOf(value) ?? '').replace(/[\s.\u00a0]/g, '');
  if (!/^\d{8,14}$/.test(digits)) return undefined;
  if (digits.length <= 9) return digits.padStart(9, '0');
  return digits.length >= 13 ? digits.padStart(14, '0') : undefined;
}

/** Days from one day to the end of a number of months. */
export function monthsAfter(day: string, months: number): string | undefined {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !(months > 0 && months <= 1200)) return undefined;
  date.setUTCMonth(date.getUTCMonth() + Math.round(months));
  return date.toISOString().slice(0, 10);
}
