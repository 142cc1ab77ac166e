/**
 * Foreign and native documents → Inventories, one event for each document.
 *
 * In: paths of files and folders, or "-" for standard input, in any mixture of formats, and the organisation's key.
 * Out: events, in a stable order: an Inventory with the account of what became of its items, or a Problem naming the
 * file. One bad file never loses another, and none throws. Memory does not grow with the number of documents: what is
 * kept of each is the place it came from.
 *
 * Partial documents complete a full one, whichever comes first: they are put aside, and at the end their machine is
 * read again and given once more, `replaces` saying which row it takes the place of. Documents of one machine that several
 * sources saw are given once more too, as one, `merges` naming the rows that it takes the place of. It identifies nothing,
 * counts nothing, and writes nothing but what it takes away at the end.
 */
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDocumentFileName } from '../inventory/file-name.ts';
import type { Inventory } from '../inventory/schema.ts';
import { Problem } from '../problem.ts';
import type { Account, LogAccount } from './account.ts';
import type { DocumentAhead } from './ahead/document.ts';
import { openReading } from './ahead/reading.ts';
import { importers } from './formats/index.ts';
import type { DomainServices, Importer, Signature } from './importer.ts';
import { type Aside, type Joining, joinAll, noteFull, openJoining, placeName, putAside, release } from './joining.ts';
import { machineKey } from './machine-key.ts';
import { forgetDocument, type Merging, mergeAll, noteDocument, openMerging } from './merging.ts';
import type { KnownName } from './network/names.ts';
import { knownFormats, type Read, type ReadContext, readFile } from './read-file.ts';
import type { Apart } from './same-machine.ts';
import { BLOCK_BYTES } from './source.ts';
import { findFiles, STANDARD_INPUT } from './walk.ts';

export type { Apart };

export type ImportOptions = {
  /** Key of the organisation, under which the pseudonyms of machines are made. */
  readonly key: Uint8Array;
  /** The only format to be tried, by its name; else each file's format is told by its content. */
  readonly format?: string;
  readonly onProgress?: (done: number, total: number) => void;
  /** What logs of the network keep of hosts that the base knows. */
  readonly knownName?: () => KnownName | Promise<KnownName>;
  /** SIRET or SIREN of the buyer whose published contracts are read. */
  readonly buyer?: string;
  /** Tells services from saved records of domains; without it, they are refused. */
  readonly domainServices?: DomainServices;
  /** Hears how many bytes of a long source were read, of how many where that is known. */
  readonly onBytes?: (file: string, read: number, size: number | undefined) => void;
  /** Hears of documents that have a pseudonym in common and stay apart. */
  readonly onApart?: (apart: Apart) => void;
  /** Stops between two documents, by throwing its reason. */
  readonly signal?: AbortSignal;
};

export type ImportEvent =
  | {
      readonly file: string;
      readonly format: string;
      readonly inventory: Inventory;
      readonly account: Account;
      /** Account of the whole log that the document comes from, with the first of its documents. */
      readonly log?: LogAccount;
      /** Key of the machine: a later event with the same key is the same machine. */
      readonly machine: string;
      /** Of a document read for the first time, where its format can be signed. */
      readonly signature?: Signature;
      /** Key of an earlier event, which this one completes and takes the place of. */
      readonly replaces?: string;
      /** Keys of earlier events, of one machine seen by several sources, which this one takes the place of. */
      readonly merges?: readonly string[];
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

function openContext(options: ImportOptions, giveTurn: () => Promise<void> | undefined): ReadContext {
  const { buyer, domainServices, key, knownName, onBytes, signal } = options;
  return {
    key,
    ...(knownName === undefined ? {} : { knownName }),
    ...(buyer === undefined ? {} : { buyer }),
    ...(domainServices === undefined ? {} : { domainServices }),
    importer: importerNamed(options.format),
    block: Buffer.allocUnsafeSlow(BLOCK_BYTES),
    onBlock: (file, read, size) => {
      signal?.throwIfAborted();
      onBytes?.(file, read, size);
      return giveTurn();
    },
  };
}

function eventOf(file: string, { account, format, inventory, log }: Read, machine: string): ImportEvent {
  return { file, format, inventory, account, machine, ...(log === undefined ? {} : { log }) };
}

/** A machine takes its older documents away once a newer one is there: one that was listed may be gone when its turn comes. */
function isSuperseded(file: string, { code }: Problem): boolean {
  return code === 'file-missing' && isDocumentFileName(basename(file));
}

/** Gives the full documents of one file, and puts its partial ones aside. */
async function* readOne(
  file: string,
  context: ReadContext,
  joining: Joining,
  merging: Merging,
  isAlone: boolean,
  ahead: DocumentAhead | undefined,
): AsyncGenerator<ImportEvent> {
  const asides: Aside[] = [];
  let documents = 0;
  for await (const document of readFile(file, context, ahead)) {
    documents++;
    if ('problem' in document && isSuperseded(file, document.problem)) continue;
    if ('problem' in document) yield { file, problem: document.problem };
    else if (document.inventory.partial === true) {
      const aside = putAside(joining, file, document);
      if (aside === undefined)
        yield { file, problem: new Problem('partial-too-many', { file: placeName(file, document.line) }) };
      else asides.push(aside);
    } else {
      noteFull(joining, file, document);
      const { format, inventory, line } = document;
      const key = machineKey(inventory, placeName(file, line));
      const isOfLog = inventory.observedFrom === 'network';
      // A log shows each client once: alone, it has nothing to be merged.
      if (!isOfLog || !isAlone) noteDocument(merging, { file, format, inventory, line, key }, isOfLog);
      yield { ...eventOf(file, document, key), ...(document.signature && { signature: document.signature }) };
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

/** What partial documents complete, then what several sources saw. */
async function* readAgain(
  joining: Joining,
  merging: Merging,
  contexts: readonly [ReadContext, ReadContext],
  onApart: ImportOptions['onApart'],
): AsyncGenerator<ImportEvent> {
  for await (const event of joinAll(joining, contexts)) {
    if ('problem' in event) yield event;
    else {
      const { file, document, machine, replaces } = event;
      const { format, inventory, line } = document;
      if (replaces !== undefined) forgetDocument(merging, replaces, inventory);
      noteDocument(merging, { file, format, inventory, line, key: machine }, true);
      yield { ...eventOf(file, document, machine), ...(replaces === undefined ? {} : { replaces }) };
    }
  }
  for await (const event of mergeAll(merging, contexts[0], onApart)) {
    if ('problem' in event) yield event;
    else yield { ...eventOf(event.file, event.document, event.machine), merges: event.merges };
  }
}

/** Reads every path; throws only for a format that does not exist, or when stopped. */
export async function* importPaths(paths: readonly string[], options: ImportOptions): AsyncGenerator<ImportEvent> {
  const { onProgress, signal } = options;
  const giveTurn = openTurns();
  const context = openContext(options, giveTurn);
  const joining = openJoining();
  const merging = openMerging();
  const files = findFiles(paths);
  // What is read as another format than its content tells, and what comes through standard input, is read here.
  const reading =
    options.format === undefined
      ? openReading(files.map((found) => ('problem' in found || found.file === STANDARD_INPUT ? '' : found.file)))
      : undefined;
  try {
    for (const [index, found] of files.entries()) {
      signal?.throwIfAborted();
      const taken = reading?.take();
      const ahead = taken instanceof Promise ? await taken : taken;
      for await (const event of 'problem' in found
        ? [found]
        : readOne(found.file, context, joining, merging, files.length === 1, ahead)) {
        signal?.throwIfAborted();
        yield event;
        await giveTurn();
      }
      onProgress?.(index + 1, files.length);
    }
    const contexts = [context, openContext(options, giveTurn)] as const;
    for await (const event of readAgain(joining, merging, contexts, options.onApart)) {
      signal?.throwIfAborted();
      yield event;
      await giveTurn();
    }
  } finally {
    await reading?.close();
    merging.spool.close();
  }
}
