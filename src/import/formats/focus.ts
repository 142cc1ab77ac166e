/** Cloud bills in the format FOCUS 1.x, as CSV: of any size, one row at a time. */
import { Bill, billColumns } from '../declared/bill.ts';
import { declarationOf } from '../declared/lines.ts';
import { hasTitles, readDeclared } from '../declared/row-reader.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';

function detect({ text }: Head): boolean {
  return hasTitles(text, billColumns);
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  let bill: Bill | undefined;
  const { notes, problem } = await readDeclared(source, billColumns, (columns) => {
    const opened = new Bill(columns);
    bill = opened;
    return (cells) => opened.take(cells, source.file);
  });
  if (bill !== undefined) yield declarationOf(bill.lines(focus.id), originOf(source, focus.id, key, notes));
  if (problem !== undefined) yield { problem };
}

export const focus: Importer = { id: 'focus', detect, read };
