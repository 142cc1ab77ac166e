/**
 * Foreign and native documents → Inventories, one event for each document.
 *
 * In: paths of files and folders, or "-" for standard input, in any mixture of formats, and the organisation's key.
 * Out: events, in a stable order: an Inventory with the account of what became of its items, or a Problem naming the
 * file. One bad file never loses another, and none throws. Memory does not grow with the number of documents: what is
 * kept of each is the place it came from.
 *
 * Partial documents complete a full one, whichever comes first: they are put aside, and at the end their machine is
 * read again and given once more, `replaces` saying which row it takes the place of. It identifies nothing, counts
 * nothing and writes nothing.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Inventory } from '../inventory/schema.ts';
import { Problem } from '../problem.ts';
import type { Account } from './account.ts';
import { importers } from './formats/index.ts';
import type { Importer } from './importer.ts';
import { type Aside, type Joining, joinAll, noteFull, openJoining, placeName, putAside, release } from './joining.ts';
import { machineKey } from './machine-key.ts';
import { knownFormats, type Read, type ReadContext, readFile } from './read-file.ts';
import { BLOCK_BYTES } from './source.ts';
import { findFiles, STANDARD_INPUT } from './walk.ts';

export type ImportOptions = {
  /** Key of the organisation, under which the pseudonyms of machines are made. */
  readonly key: Uint8Array;
  /** The only format to be tried, by its name; else each file's format is told by its content. */
  readonly format?: string;
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two documents, by throwing its reason. */
  readonly signal?: AbortSignal;
};

export type ImportEvent =
  | {
      readonly file: string;
      readonly format: string;
      readonly inventory: Inventory;
      readonly account: Account;
      /** Key of the machine: a later event with the same key is the same machine. */
      readonly machine: string;
      /** Key of an earlier event, which this one completes and takes the place of. */
      readonly replaces?: string;
    }
  | { readonly file: string; readonly problem: Problem };

/** Longest time without letting timers and signals in, in milliseconds: files are read synchronously. */
const TURN_MS = 50;

function importerNamed(format: string | undefined): Importer | undefined {
  if (format === undefined) return undefined;
  const importer = importers.find(({ id }) => id === format);
  if (importer === undefined) throw new Problem('format-unsupported', { format, known: knownFormats() });
  return importer;
}

function openContext(key: Uint8Array, importer: Importer | undefined): ReadContext {
  return { key, importer, block: Buffer.allocUnsafeSlow(BLOCK_BYTES) };
}

function eventOf(file: string, { account, format, inventory }: Read, machine: string): ImportEvent {
  return { file, format, inventory, account, machine };
}

/** Gives the full documents of one file, and puts its partial ones aside. */
async function* readOne(file: string, context: ReadContext, joining: Joining): AsyncGenerator<ImportEvent> {
  const asides: Aside[] = [];
  let documents = 0;
  for await (const document of readFile(file, context)) {
    documents++;
    if ('problem' in document) yield { file, problem: document.problem };
    else if (document.inventory.partial === true) {
      const aside = putAside(joining, file, document);
      if (aside === undefined)
        yield { file, problem: new Problem('partial-too-many', { file: placeName(file, document.line) }) };
      else asides.push(aside);
    } else {
      noteFull(joining, file, document);
      yield eventOf(file, document, machineKey(document.inventory, placeName(file, document.line)));
    }
  }
  if (documents === 0) yield { file, problem: new Problem('document-empty', { file }) };
  if (documents === 1 && file !== STANDARD_INPUT) for (const aside of asides) release(joining, aside);
}

/** Something to await between documents: nothing most of the time, now and then a turn of the event loop. */
function openTurns(): () => Promise<void> | undefined {
  let due = performance.now() + TURN_MS;
  return () => {
    if (performance.now() < due) return undefined;
    due = performance.now() + TURN_MS;
    return nextTurn();
  };
}

/** Reads every path; throws only for a format that does not exist, or when stopped. */
export async function* importPaths(paths: readonly string[], options: ImportOptions): AsyncGenerator<ImportEvent> {
  const { key, onProgress, signal } = options;
  const context = openContext(key, importerNamed(options.format));
  const joining = openJoining();
  const giveTurn = openTurns();
  const files = findFiles(paths);
  for (const [index, found] of files.entries()) {
    signal?.throwIfAborted();
    for await (const event of 'problem' in found ? [found] : readOne(found.file, context, joining)) {
      signal?.throwIfAborted();
      yield event;
      await giveTurn();
    }
    onProgress?.(index + 1, files.length);
  }
  if (joining.partial.size === 0) return;
  for await (const event of joinAll(joining, [context, openContext(key, context.importer)])) {
    signal?.throwIfAborted();
    if ('problem' in event) yield event;
    else {
      const { file, document, machine, replaces } = event;
      yield { ...eventOf(file, document, machine), ...(replaces === undefined ? {} : { replaces }) };
    }
    await giveTurn();
  }
}
