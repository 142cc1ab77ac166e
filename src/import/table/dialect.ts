/** How a table is written: its separator and its titles, told by its first lines. */
import { isUtf8 } from 'node:buffer';
import { decode850, looks850 } from '../code-page-850.ts';
import { mended } from '../mojibake.ts';
import type { Columns } from './columns.ts';

const SEPARATORS = [';', ',', '\t', '|'] as const;

/** Rows among which titles are looked for: exports begin with a title, a date, "sep=;" or "#TYPE …". */
const FIRST_ROWS = 15;

/** No line of titles is longer. */
const LONGEST_LINE = 10_000;

export type Dialect<C extends { readonly size: number } = Columns> = {
  readonly separator: string;
  /** Roles of the columns; the first row that gives as many is the row of the titles. */
  readonly columns: C;
};

/** Cells of one line; quotes may surround a cell, a quote is doubled inside. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const part of line.split(separator)) {
    cell = quoted ? cell + separator + part : part.trimStart();
    const quotes = cell.split('"').length - 1;
    quoted = cell.startsWith('"') && quotes % 2 === 1;
    if (!quoted)
      cells.push(
        cell
          .trim()
          .replace(/^"([\s\S]*)"$/, '$1')
          .replaceAll('""', '"'),
      );
  }
  return cells;
}

/** The separator that gives most columns a meaning, and where; undefined when this is no list of what `recognise` knows. */
export function dialectOf<C extends { readonly size: number }>(
  text: string,
  recognise: (titles: readonly string[]) => C | undefined,
): Dialect<C> | undefined {
  // No table begins like JSON, XML or a program.
  if (/^\s*[{[<]/.test(text) || text.includes('\0')) return undefined;
  const lines = text.split(/\r\n|\n|\r/, FIRST_ROWS).filter((line) => line.trim() !== '');
  let best: Dialect<C> | undefined;
  for (const separator of SEPARATORS) {
    const columns = lines
      .map((line) => (line.length > LONGEST_LINE ? undefined : recognise(cellsOf(line, separator))))
      .find((found) => found !== undefined);
    if (columns !== undefined && columns.size > (best?.columns.size ?? 0)) best = { separator, columns };
  }
  return best;
}

/** Text shown as Latin-1 for want of knowing, as what it most likely is: titles have accents. */
export function readable(text: string): string {
  if (/[^\0-\xff]/.test(text)) return mended(text);
  const bytes = Buffer.from(text, 'latin1');
  // The last character may be cut.
  const cut = bytes.subarray(0, Math.max(0, bytes.length - 3));
  if (isUtf8(cut)) return mended(bytes.toString('utf8'));
  return looks850(cut) ? decode850(bytes) : text;
}
