/**
 * Every line of the result, for a spreadsheet.
 *
 * In: an Assessment. Out: one CSV file for each list. In French: semicolons, decimal comma, byte order mark; in English: commas and dots;
 * CRLF in both. Percentages and points are numbers out of 100; an empty cell is "not measurable".
 * A name that a spreadsheet would take for a formula is preceded by an apostrophe; a negative number stays a number.
 */
import { stringify } from 'csv-stringify/sync';
import type { Language } from '../language.ts';
import { domains, machines, notCounted, quality, services, unknown } from './csv/observed.ts';
import { candidates, contracts, retirements } from './csv/plan.ts';
import { facts, products, titles } from './csv/products.ts';
import { breakdown, summary } from './csv/result.ts';
import type { Cell, Sheet } from './csv/sheet.ts';
import type { Renderer, ReportFile } from './file.ts';
import { type Format, formatFor } from './format.ts';
import { visible } from './visible.ts';

export const csv: Renderer = {
  id: 'csv',
  files: (assessment, language) => {
    const format = formatFor(language);
    return [
      summary(assessment, format),
      breakdown(assessment, format),
      products(assessment, format),
      titles(assessment, format),
      facts(assessment, format),
      candidates(assessment, format),
      retirements(assessment, format),
      contracts(assessment, format),
      unknown(assessment, format),
      notCounted(assessment, format),
      domains(assessment, format),
      services(assessment, format),
      machines(assessment, format),
      quality(assessment, format),
    ].map((sheet) => written(sheet, format));
  },
};

function written({ name, head, rows }: Sheet, format: Format): ReportFile {
  const french = format.language === 'fr';
  const content = stringify(
    [head, ...rows].map((row) => row.map((cell) => cellText(cell, format))),
    {
      delimiter: french ? ';' : ',',
      record_delimiter: 'windows',
      bom: french,
    },
  );
  return { name: `${name}.csv`, content };
}

function cellText(cell: Cell, format: Format): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? format.texts.common.yes : format.texts.common.no;
  if (typeof cell === 'number') return number(cell, format.language);
  return neutral(visible(cell));
}

/** At most six decimals, never an exponent. */
function number(value: number, language: Language): string {
  if (!Number.isFinite(value)) return '';
  const plain = Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/\.?0+$/, '');
  const zero = plain === '-0' ? '0' : plain;
  return language === 'fr' ? zero.replace('.', ',') : zero;
}

/** Spreadsheets run cells that begin with one of these, even after spaces; full-width forms included. */
function neutral(text: string): string {
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}
