/** Published data of public procurement (DECP), as CSV: of any size, one row at a time. */
import { openBuyers } from '../declared/buyers.ts';
import { contractOfRow, decpColumns } from '../declared/decp.ts';
import { declarationOf } from '../declared/lines.ts';
import { hasTitles, readDeclared } from '../declared/row-reader.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';

function detect({ text }: Head): boolean {
  return hasTitles(text, decpColumns);
}

async function* read(source: Source, { key, buyer }: ImportContext): AsyncGenerator<Outcome> {
  const buyers = openBuyers(buyer, source.file, decpCsv.id);
  const { notes, problem } = await readDeclared(
    source,
    decpColumns,
    (columns) => (cells) => buyers.take(contractOfRow(columns, cells)),
  );
  yield declarationOf(buyers.lines, originOf(source, decpCsv.id, key, notes));
  if (problem !== undefined) yield { problem };
}

export const decpCsv: Importer = { id: 'decp-csv', detect, read };
