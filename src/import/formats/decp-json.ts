/** Published data of public procurement (DECP), in the JSON of 2019 or of 2022. */
import { openBuyers } from '../declared/buyers.ts';
import { contractOfJson, contractsIn } from '../declared/decp.ts';
import { declarationOf } from '../declared/lines.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import type { Source } from '../source.ts';

function detect({ text, keys }: Head): boolean {
  if (!keys.has('marches') && !/^\s*(?:\[|\{\s*"marches"\s*:)/.test(text)) return false;
  return /"codeCPV"\s*:/.test(text) && /"acheteur(?:_id)?"\s*:/.test(text);
}

async function* read(source: Source, { key, buyer }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  const buyers = openBuyers(buyer, source.file, decpJson.id);
  for (const entry of contractsIn(value)) buyers.take(contractOfJson(entry));
  yield declarationOf(buyers.lines, originOf(source, decpJson.id, key, notes));
}

export const decpJson: Importer = { id: 'decp-json', detect, read };
