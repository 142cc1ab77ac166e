/**
 * A list of programs in JSON, one object each: `Get-ItemProperty … | ConvertTo-Json`, software of Fleet, rows of
 * osqueryi, detected applications of Intune. The names of the fields are told as those of the columns of a table are.
 */
import { Problem } from '../../problem.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import type { Source } from '../source.ts';
import { type Columns, columnsOf } from '../table/columns.ts';
import { openMachines, outcomesOf, takeRow } from '../table/machines.ts';
import { type Fields, fieldsOf, textOf } from '../values.ts';

/** Where tools put the list, when it is not the document itself. */
const LISTS = ['software', 'value', 'items', 'rows', 'data', 'results', 'software_titles'] as const;

/** Names of fields, as many as a head shows. */
const NAME = /"([^"\\]{1,80})"\s*:/g;

/** Most names of fields that a list is read by. */
const MAX_NAMES = 400;

function detect({ text, keys }: Head): boolean {
  const start = text.trimStart().slice(0, 200);
  const isList =
    /^\[\s*\{/.test(start) || LISTS.some((list) => new RegExp(`^\\{[\\s\\S]*"${list}"\\s*:\\s*\\[\\s*\\{`).test(start));
  if (!isList || keys.has('bomFormat') || keys.has('spdxVersion')) return false;
  return (
    columnsOf([...new Set([...text.matchAll(NAME)].map(([, name = '']) => name))].slice(0, MAX_NAMES)) !== undefined
  );
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const fields = fieldsOf(value);
  return LISTS.map((list) => fields[list]).find(Array.isArray);
}

/** Titles of every field that some object of the list has. */
function titlesOf(list: readonly unknown[]): string[] {
  const titles = new Set<string>();
  for (const entry of list) {
    for (const name of Object.keys(fieldsOf(entry))) if (titles.size < MAX_NAMES) titles.add(name.slice(0, 80));
  }
  return [...titles];
}

/** Dates of PowerShell 5 and enumerations of 7 are objects. */
function cellOf(value: unknown): string {
  return textOf(value) ?? textOf(fieldsOf(value).DateTime) ?? textOf(fieldsOf(value).value) ?? '';
}

function readList(
  list: readonly unknown[],
  columns: Columns,
  titles: readonly string[],
  origin: Parameters<typeof takeRow>[3],
): Generator<Outcome> {
  const machines = openMachines(columns);
  for (const [index, entry] of list.entries()) {
    const fields: Fields = fieldsOf(entry);
    takeRow(
      machines,
      titles.map((title) => (Object.hasOwn(fields, title) ? cellOf(fields[title]) : '')),
      index + 1,
      origin,
    );
  }
  return outcomesOf(machines, origin);
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  const list = listIn(value) ?? [];
  const titles = titlesOf(list);
  const columns = columnsOf(titles);
  if (columns === undefined) throw new Problem('table-no-titles', { file: source.file });
  yield* readList(list, columns, titles, originOf(source, softwareJson.id, key, notes));
}

export const softwareJson: Importer = { id: 'software-json', detect, read };
