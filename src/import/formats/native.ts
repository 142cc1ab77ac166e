/** tiebreak's own inventories: one document, or one document a line (NDJSON), of which any number can be read. */
import { readInventory } from '../../inventory/read.ts';
import { type Repeats, withRepeats } from '../../inventory/repeats.ts';
import type { Inventory } from '../../inventory/schema.ts';
import { verify } from '../../inventory/signature.ts';
import { Problem } from '../../problem.ts';
import { type Account, type Note, openAccount } from '../account.ts';
import { decode, utf16Of } from '../decode.ts';
import type { Head, ImportContext, Imported, Importer, Outcome, Signature } from '../importer.ts';
import { parseJson, readJson, readLines } from '../json.ts';
import { KnownItems } from '../known-items.ts';
import type { Source } from '../source.ts';

function accountOf(inventory: Inventory, software: readonly unknown[], notes: readonly Note[]): Account {
  const { endpoints, services, browserExtensions, securityProducts, attachments, useEvidence } = inventory;
  const lists = [software, endpoints, services, browserExtensions, securityProducts, attachments, useEvidence];
  const read = lists.reduce((sum, list) => sum + list.length, 0);
  return { ...openAccount(), read, kept: read, notes: [...notes] };
}

/**
 * Who signed a document; throws a Problem when its bytes are not those that were signed. The signature is taken away from the value:
 * it is one of bytes, and would be false on whatever is written from it.
 */
function signatureOf(value: unknown, file: string, bytes: () => Uint8Array): Signature {
  if (typeof value !== 'object' || value === null || !('signature' in value)) return 'none';
  const verification = verify(bytes());
  if (verification.status !== 'valid') throw new Problem('signature-invalid', { file });
  delete value.signature;
  return { signer: verification.fingerprint };
}

type Parsed = {
  value: unknown;
  bytes: () => Uint8Array;
  notes: readonly Note[];
  /** The software list, when it was read apart from the rest of the document. */
  repeats?: Repeats;
};

function imported({ value, bytes, notes, repeats }: Parsed, file: string): Imported {
  const signature = signatureOf(value, file, bytes);
  const inventory = readInventory(value, file);
  if (repeats !== undefined) withRepeats(inventory, repeats);
  const time = Date.parse(inventory.collectedAt);
  const account = accountOf(inventory, repeats?.numbers ?? inventory.software, notes);
  const document = { inventory, account, signature };
  return Number.isNaN(time) ? document : { ...document, observedAt: new Date(time).toISOString() };
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
  for await (const line of readLines(source, { own: true })) {
    if ('problem' in line) {
      yield line;
      continue;
    }
    const file = `${source.file}:${line.number}`;
    try {
      const notes = line.note === undefined ? [] : [line.note];
      const parsed = { value: parseJson(line.text, file), bytes: () => Buffer.from(line.text), notes };
      yield { ...imported(parsed, file), line: line.number };
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
    const { value, software } = quick;
    yield imported({ value, bytes: () => source.head, notes: [], repeats: software }, source.file);
    return;
  }
  const { value, text, notes } = await readJson(source, true);
  yield imported({ value, bytes: () => Buffer.from(text), notes }, source.file);
}

/** Keys in any order, since other tools sort them: the name of the document, or that of the agent first of all. */
function detect({ keys }: Head): boolean {
  return (
    keys.get('document') === 'inventory' ||
    (keys.has('agent.name') && keys.has('agent.version') && !keys.has('content'))
  );
}

export const native: Importer = { id: 'native', detect, read };
