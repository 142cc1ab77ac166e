/** tiebreak's own inventories: one document, or one document a line (NDJSON), of which any number can be read. */
import { readInventory } from '../../inventory/read.ts';
import type { Inventory } from '../../inventory/schema.ts';
import { type Account, type Note, openAccount } from '../account.ts';
import type { Head, Imported, Importer, Outcome } from '../importer.ts';
import { parseJson, readJson, readLines } from '../json.ts';
import type { Source } from '../source.ts';

function accountOf(inventory: Inventory, notes: readonly Note[]): Account {
  const { software, endpoints, services, browserExtensions, securityProducts, attachments, useEvidence } = inventory;
  const lists = [software, endpoints, services, browserExtensions, securityProducts, attachments, useEvidence];
  const read = lists.reduce((sum, list) => sum + list.length, 0);
  return { ...openAccount(), read, kept: read, notes: [...notes] };
}

function imported(value: unknown, file: string, notes: readonly Note[]): Imported {
  const inventory = readInventory(value, file);
  return { inventory, account: accountOf(inventory, notes), observedAt: inventory.collectedAt };
}

/** Whether the first line is a document of its own: then the others are too. */
function isOnePerLine(source: Source): boolean {
  const end = source.head.indexOf(0x0a);
  // A first line longer than the head is either; read as lines, a lone document is a lone line.
  if (end === -1) return source.size !== source.head.length;
  try {
    JSON.parse(source.head.toString('utf8', 0, end));
    return true;
  } catch {
    return false;
  }
}

async function* read(source: Source): AsyncGenerator<Outcome> {
  if (!isOnePerLine(source)) {
    const { value, notes } = await readJson(source);
    yield imported(value, source.file, notes);
    return;
  }
  for await (const line of readLines(source)) {
    if ('problem' in line) {
      yield line;
      continue;
    }
    ...
  }
}
