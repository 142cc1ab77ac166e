/**
 * Tables of software, as CSV or TSV: one row for one program on one machine, whatever tool or person wrote them (Intune,
 * SCCM, Lansweeper, PDQ, `Export-Csv`, a spreadsheet). Columns are told by their titles, the separator and the encoding
 * by the bytes.
 */
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Problem } from '../../problem.ts';
import type { Note } from '../account.ts';
import { peek } from '../decode.ts';
import { blocksOf, decodeBlocks } from '../decode-stream.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';
import { columnsOf } from '../table/columns.ts';
import { type Dialect, dialectOf, readable } from '../table/dialect.ts';
import { openMachines, outcomesOf, takeRow } from '../table/machines.ts';

/** Characters of the head in which titles are looked for. */
const HEAD_CHARACTERS = 16 * 1024;

/** Longest row, in bytes: beyond it, a quote was lost. */
const MAX_ROW = 256 * 1024;

function detect({ text }: Head): boolean {
  return dialectOf(readable(text)) !== undefined;
}

/** Goes through the rows after the titles; what stops it is given back rather than thrown, for the rows before it. */
async function readRows(
  source: Source,
  notes: Set<Note>,
  { columns, separator }: Dialect,
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
      else begun = columnsOf(cells)?.size === columns.size;
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

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { file } = source;
  const dialect = dialectOf(readable(peek(source.head, HEAD_CHARACTERS)));
  if (dialect === undefined) throw new Problem('table-no-titles', { file });
  const notes = new Set<Note>();
  const origin = originOf(source, csv.id, key, []);
  const machines = openMachines(dialect.columns);
  const error = await readRows(source, notes, dialect, (cells, line) => takeRow(machines, cells, line, origin));
  if (error !== undefined && !(error instanceof CsvError)) throw error;
  yield* outcomesOf(machines, { ...origin, notes: [...notes].sort() });
  if (error !== undefined)
    yield { problem: new Problem('table-damaged', { file, line: Number(error.lines ?? 0), detail: error.code }) };
}

export const csv: Importer = { id: 'csv', general: true, detect, read };
