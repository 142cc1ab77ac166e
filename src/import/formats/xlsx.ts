/**
 * Lists of software, or contracts, in a workbook (XLSX): the first of its sheets of which the titles are recognised, as
 * those of a CSV are. The other sheets are not read.
 */
import { Problem } from '../../problem.ts';
import { contractColumns, contractOf } from '../declared/contracts.ts';
import { declarationOf, type Lines, openLines, takeLine } from '../declared/lines.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';
import { columnsOf } from '../table/columns.ts';
import { type Machines, openMachines, outcomesOf, takeRow } from '../table/machines.ts';
import { isWorkbook, notWorkbook, openWorkbook, type Workbook } from '../workbook/archive.ts';
import { type Contents, contentsOf } from '../workbook/contents.ts';
import { rowsOf } from '../workbook/rows.ts';

/** Rows among which titles are looked for: sheets begin with a title, a logo, a date. */
const FIRST_ROWS = 15;

/** Characters of the head in which the first parts of an archive are named. */
const HEAD_CHARACTERS = 4096;

function detect({ text }: Head): boolean {
  return isWorkbook(Buffer.from(text.slice(0, HEAD_CHARACTERS), 'latin1'));
}

/** What a sheet holds. */
type Sheet = { readonly machines: Machines } | { readonly lines: Lines };

/** The machines or the contracts of a sheet; undefined when its first rows hold no titles. */
async function readSheet(
  workbook: Workbook,
  contents: Contents,
  part: string,
  origin: Parameters<typeof takeRow>[3],
): Promise<Sheet | undefined> {
  let sheet: Sheet | undefined;
  let take: ((cells: string[], number: number) => void) | undefined;
  let rows = 0;
  for await (const { cells, number } of rowsOf(workbook, contents, part)) {
    if (take !== undefined) {
      take(cells, number);
      continue;
    }
    const contracts = contractColumns(cells);
    const columns = contracts === undefined ? columnsOf(cells) : undefined;
    if (contracts !== undefined) {
      const lines = openLines();
      sheet = { lines };
      take = (row) => takeLine(lines, contractOf(contracts, row, origin.format), origin.file);
    } else if (columns !== undefined) {
      const machines = openMachines(columns);
      sheet = { machines };
      take = (row, line) => takeRow(machines, row, line, origin);
    } else if (++rows >= FIRST_ROWS) return undefined;
  }
  return sheet;
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { file } = source;
  const workbook = await openWorkbook(source);
  const contents = await contentsOf(workbook);
  if (contents.sheets.length === 0) throw notWorkbook(file);
  const origin = originOf(source, xlsx.id, key, []);
  for (const { part } of contents.sheets) {
    const sheet = await readSheet(workbook, contents, part, origin);
    if (sheet === undefined) continue;
    if ('lines' in sheet) yield declarationOf(sheet.lines, origin);
    else yield* outcomesOf(sheet.machines, origin);
    return;
  }
  throw new Problem('table-no-titles', { file });
}

export const xlsx: Importer = { id: 'xlsx', detect, read };
