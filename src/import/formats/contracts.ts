/** Tables of contracts as CSV or TSV, whatever tool or person wrote them; those of a workbook are read by xlsx.ts. */
import { contractColumns, contractOf } from '../declared/contracts.ts';
import { declarationOf, openLines, takeLine } from '../declared/lines.ts';
import { hasTitles, readDeclared } from '../declared/row-reader.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';

function detect({ text }: Head): boolean {
  return hasTitles(text, contractColumns);
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const lines = openLines();
  const { notes, problem } = await readDeclared(
    source,
    contractColumns,
    (columns) => (cells) => takeLine(lines, contractOf(columns, cells, contracts.id), source.file),
  );
  yield declarationOf(lines, originOf(source, contracts.id, key, notes));
  if (problem !== undefined) yield { problem };
}

export const contracts: Importer = { id: 'contracts', detect, read };
