/** A CSV of declared lines: its titles are looked for, its rows are handed on, and what stopped the reading is a problem after what was read. */
import { CsvError } from 'csv-parse';
import { Problem } from '../../problem.ts';
import type { Note } from '../account.ts';
import { peek } from '../decode.ts';
import type { Source } from '../source.ts';
import { type Dialect, dialectOf, readable } from '../table/dialect.ts';
import { readRows } from '../table/rows.ts';

/** Characters of the head in which titles are looked for. */
const HEAD_CHARACTERS = 16 * 1024;

type Recognise<C> = (titles: readonly string[]) => C | undefined;

export function hasTitles<C extends { readonly size: number }>(text: string, recognise: Recognise<C>): boolean {
  return dialectOf(readable(text), recognise) !== undefined;
}

/** Every row after the titles; gives the notes of the reading, and the problem that ended it before the end. */
export async function readDeclared<C extends { readonly size: number }>(
  source: Source,
  recognise: Recognise<C>,
  open: (columns: C) => (cells: string[]) => void,
): Promise<{ notes: Note[]; problem: Problem | undefined }> {
  const { file } = source;
  const dialect: Dialect<C> | undefined = dialectOf(readable(peek(source.head, HEAD_CHARACTERS)), recognise);
  if (dialect === undefined) throw new Problem('table-no-titles', { file });
  const notes = new Set<Note>();
  const error = await readRows(source, notes, dialect, recognise, open(dialect.columns));
  if (error !== undefined && !(error instanceof CsvError)) throw error;
  const problem =
    error === undefined
      ? undefined
      : new Problem('table-damaged', { file, line: Number(error.lines ?? 0), detail: error.code });
  return { notes: [...notes].sort(), problem };
}
