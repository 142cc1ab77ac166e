/** tiebreak's own inventories: one document, or one document a line (NDJSON), of which any number can be read. */
import { readInventory } from '../../inventory/read.ts';
import { type Repeats, withRepeats } from '../../inventory/repeats.ts';
import type { Inventory } from '../../inventory/schema.ts';
import { Problem } from '../../problem.ts';
import { type Account, type Note, openAccount } from '../account.ts';
import { decode, utf16Of } from '../decode.ts';
import type { Head, ImportContext, Imported, Importer, Outcome } from '../importer.ts';
import { parseJson, readJson, readLines } from '../json.ts';
import { KnownItems } from '../known-items.ts';
import type { Source } from '../source.ts';

function accountOf(inventory: Inventory, software: readonly unknown[], notes: readonly Note[]): Account {
  const { endpoints, services, browserExtensions, securityProducts, attachments, useEvidence } = inventory;
  const lists = [software, endpoints, services, browserExtensions, securityProducts, attachments, useEvidence];
  const read = lists.reduce((sum, list) => sum + list.length, 0);
  return { ...openAccount(), read, kept: read, notes: [...notes] };
}

/** `repeats` is the software list when it was read apart from the rest of the document. */
function imported(value: unknown, file: string, notes: readonly Note[], repeats?: Repeats): Imported {
  const inventory = readInventory(value, file);
  if (repeats !== undefined) withRepeats(inventory, repeats);
  const time = Date.parse(inventory.collectedAt);
  const account = accountOf(inventory, repeats?.numbers ?? inventory.software, notes);
  return Number.isNaN(time) ? { inventory, account } : { inventory, account, observedAt: new Date(time).toISOString() };
}

/** Whether the first line is a document of its own: then the others are too. */
function isOnePerLine(source: Source): boolean {
  const { head, size } = source;
  const end = head.indexOf(0x0a);
  // A first line longer than the head is either; read as lines, a lone document is a lone line.
  if (end === -1) return size !== head.length;
  if (end >= head.length - 1) return false;
  const text = utf16Of(head) === undefined ? decode(head.subarray(0, end)).text : decode(head).text;
  try {
    JSON.parse(text.split('\n', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

async function* readOnePerLine(source: Source): AsyncGenerator<Outcome> {
  for await (const line of readLines(source)) {
    if ('problem' in line) {
      yield line;
      continue;
    }
    const file = `${source.file}:${line.number}`;
    try {
      const notes = line.note === undefined ? [] : [line.note];
      yield { ...imported(parseJson(line.text, file), file, notes), line: line.number };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      yield { problem: error };
    }
  }
}

/** Items that the documents of one run have in common. */
const knownItems = new WeakMap<ImportContext, KnownItems>();

function knownItemsOf(context: ImportContext): KnownItems {
  const known = knownItems.get(context) ?? new KnownItems();
  knownItems.set(context, known);
  return known;
}

async function* read(source: Source, context: ImportContext): AsyncGenerator<Outcome> {
  if (isOnePerLine(source)) {
    yield* readOnePerLine(source);
    return;
  }
  // A document that its head holds whole is under every limit of size.
  const quick = source.size === source.head.length ? knownItemsOf(context).read(source.head) : undefined;
  if (quick !== undefined) {
    yield imported(quick.value, source.file, [], quick.software);
    return;
  }
  const { value, notes } = await readJson(source);
  yield imported(value, source.file, notes);
}

/** Keys in any order, since other tools sort them: the name of the document, or that of the agent first of all. */
function detect({ keys }: Head): boolean {
  return (
    keys.get('document') === 'inventory' ||
    (keys.has('agent.name') && keys.has('agent.version') && !keys.has('content'))
  );
}

export const native: Importer = { id: 'native', detect, read };
