/** tiebreak's own inventories: one document, or one document a line (NDJSON), of which any number can be read. */
import { readInventory } from '../../inventory/read.ts';
import { type Repeats, withRepeats } from '../../inventory/repeats.ts';
import type { Inventory } from '../../inventory/schema.ts';
import { type Verification, verify } from '../../inventory/signature.ts';
import { Problem } from '../../problem.ts';
import { type Account, type Note, openAccount } from '../account.ts';
import type { DocumentAhead } from '../ahead/document.ts';
import type { ImportContext, Imported, Importer, Outcome, Signature } from '../importer.ts';
import { parseJson, readJson, readLines } from '../json.ts';
import { KnownItems } from '../known-items.ts';
import { valueAround } from '../known-list.ts';
import { detect, isOnePerLine } from '../native-head.ts';
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
function signatureOf(value: unknown, file: string, verified: () => Verification): Signature {
  if (typeof value !== 'object' || value === null || !('signature' in value)) return 'none';
  const verification = verified();
  if (verification.status !== 'valid') throw new Problem('signature-invalid', { file });
  delete value.signature;
  return { signer: verification.fingerprint };
}

type Parsed = {
  value: unknown;
  /** What the signature is worth; asked of a document that bears one. */
  verified: () => Verification;
  notes: readonly Note[];
  /** The software list, when it was read apart from the rest of the document. */
  repeats?: Repeats;
};

function imported({ value, verified, notes, repeats }: Parsed, file: string): Imported {
  const signature = signatureOf(value, file, verified);
  const inventory = readInventory(value, file);
  if (repeats !== undefined) withRepeats(inventory, repeats);
  const time = Date.parse(inventory.collectedAt);
  const account = accountOf(inventory, repeats?.numbers ?? inventory.software, notes);
  const document = { inventory, account, signature };
  return Number.isNaN(time) ? document : { ...document, observedAt: new Date(time).toISOString() };
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
      const verified = (): Verification => verify(Buffer.from(line.text));
      const parsed = { value: parseJson(line.text, file), verified, notes };
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
    yield imported({ value, verified: () => verify(source.head), notes: [], repeats: software }, source.file);
    return;
  }
  const { value, text, notes } = await readJson(source, true);
  yield imported({ value, verified: () => verify(Buffer.from(text)), notes }, source.file);
}

/** The document of a file that a thread has read; undefined when it takes the plain way to say what it is. */
export function importedAhead(
  { before, after, software, verification }: DocumentAhead,
  file: string,
): Imported | undefined {
  const value = valueAround(before, after);
  // The thread looks for a signature where it is written, and knows no other spelling of its name.
  if (value === undefined || ('signature' in value && verification === undefined)) return undefined;
  const verified = (): Verification => verification as Verification;
  return imported({ value, verified, notes: [], repeats: software }, file);
}

export const native: Importer = { id: 'native', detect, read };
