/** Rows of a table written as CSV or TSV, whatever its length, in the memory of one row. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { Note } from '../account.ts';
import { blocksOf, decodeBlocks } from '../decode-stream.ts';
import type { Source } from '../source.ts';
import type { Dialect } from './dialect.ts';

/** Longest row, in bytes: beyond it, a quote was lost. */
const MAX_ROW = 256 * 1024;

/** Goes through the rows after the titles; what stops it is given back rather than thrown, for the rows before it. */
export async function readRows<C extends { readonly size: number }>(
  source: Source,
  notes: Set<Note>,
  { columns, separator }: Dialect<C>,
  recognise: (titles: readonly string[]) => C | undefined,
  take: (cells: string[], line: number) => void,
): Promise<unknown> {
  let begun = false;
  const parser = parse({
    bom: true,
    delimiter: separator,
    ltrim: true,
    max_record_size: MAX_ROW,
    on_record: (cells: string[], { lines }) => {
      if (begun) take(cells, lines);
      else begun = recognise(cells)?.size === columns.size;
      // Nothing goes further than here.
      return null;
    },
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const text = Readable.from(decodeBlocks(blocksOf(source), notes));
  text.on('error', (error) => parser.destroy(error));
  try {
    for await (const _ of text.pipe(parser));
    return undefined;
  } catch (error) {
    return error;
  } finally {
    text.destroy();
  }
}
