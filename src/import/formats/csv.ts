/**
 * Tables of software, as CSV or TSV: one row for one program on one machine, whatever tool or person wrote them (Intune,
 * SCCM, Lansweeper, PDQ, `Export-Csv`, a spreadsheet). Columns are told by their titles, the separator and the encoding
 * by the bytes.
 */
import { CsvError } from 'csv-parse';
import { Problem } from '../../problem.ts';
import type { Note } from '../account.ts';
import { peek } from '../decode.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';
import { columnsOf } from '../table/columns.ts';
import { dialectOf, readable } from '../table/dialect.ts';
import { openMachines, outcomesOf, takeRow } from '../table/machines.ts';
import { readRows } from '../table/rows.ts';

/** Characters of the head in which titles are looked for. */
const HEAD_CHARACTERS = 16 * 1024;

function detect({ text }: Head): boolean {
  return dialectOf(readable(text), columnsOf) !== undefined;
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { file } = source;
  const dialect = dialectOf(readable(peek(source.head, HEAD_CHARACTERS)), columnsOf);
  if (dialect === undefined) throw new Problem('table-no-titles', { file });
  const notes = new Set<Note>();
  const origin = originOf(source, csv.id, key, []);
  const machines = openMachines(dialect.columns);
  const error = await readRows(source, notes, dialect, columnsOf, (cells, line) =>
    takeRow(machines, cells, line, origin),
  );
  if (error !== undefined && !(error instanceof CsvError)) throw error;
  yield* outcomesOf(machines, { ...origin, notes: [...notes].sort() });
  if (error !== undefined)
    yield { problem: new Problem('table-damaged', { file, line: Number(error.lines ?? 0), detail: error.code }) };
}

export const csv: Importer = { id: 'csv', general: true, detect, read };
