/**
 * Where documents become durable. Whatever is asked while the disk is busy forms one batch: its files are written and flushed side by
 * side, renamed into place, their folders flushed once each, then the journals; only then does any caller hear that it is stored.
 *
 * A document that fails alone (its folder was tampered with) fails alone; a journal that fails fails its batch. Nothing is ever
 * visible half written: a file is made under `.collector/incoming/` and renamed.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foldersCanBeFlushed, openFolder } from './durable.ts';
import type { Journal, JournalEvent } from './journal.ts';

export type Storing = {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** What is remembered with it, and where; nothing for what may be forgotten. */
  readonly journal?: { readonly of: Journal; readonly events: readonly JournalEvent[] };
};

type Waiting = Storing & {
  readonly temporary: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
};

/** Largest batch: more would make its first caller wait longer than a second one would take. */
const LARGEST_BATCH = 256;
/** Folders remembered as being on the disk; they are few, and flushed again when they are forgotten. */
const MOST_FOLDERS = 100_000;
const { O_CREAT, O_EXCL, O_RDONLY, O_WRONLY, O_NOFOLLOW = 0 } = constants;

export class Store {
  readonly #incoming: string;
  readonly #top: string;
  /** Folders of which this process knows that their names are on the disk. */
  readonly #named = new Set<string>();
  readonly #queue: Waiting[] = [];
  #working: Promise<void> | undefined;
  #lastFailure: unknown;
  #batches = 0;
  #stored = 0;

  /** The folder of files under way, and the one that everything is in. */
  constructor({ incoming, dir }: { readonly incoming: string; readonly dir: string }) {
    this.#incoming = incoming;
    this.#top = dir;
  }

  /** Makes the folder of files under way, and clears what a power cut left there: it was never acknowledged. */
  async open(): Promise<void> {
    openFolder(this.#incoming, 0o700);
    for (const name of await readdir(this.#incoming)) await rm(join(this.#incoming, name), { force: true });
  }

  /** Comes back when the document is on the disk, under its name, and remembered. Throws what the disk said. */
  store(storing: Storing): Promise<void> {
    return new Promise((done, failed) => {
      const temporary = join(this.#incoming, randomBytes(8).toString('hex'));
      this.#queue.push({ ...storing, temporary, done, failed });
      this.#working ??= this.#work();
    });
  }

  /** Comes back when nothing is under way. */
  async settle(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** Whether the last batch reached the disk. */
  get healthy(): boolean {
    return this.#lastFailure === undefined;
  }

  get counts(): { readonly batches: number; readonly stored: number } {
    return { batches: this.#batches, stored: this.#stored };
  }

  async #work(): Promise<void> {
    // What arrives in the same turn of the loop goes together.
    await new Promise(setImmediate);
    while (this.#queue.length > 0) await this.#batch(this.#queue.splice(0, LARGEST_BATCH));
    this.#working = undefined;
  }

  async #batch(batch: readonly Waiting[]): Promise<void> {
    this.#batches++;
    this.#lastFailure = undefined;
    let going = await this.#each(batch, ({ file }) => this.#makeFolder(dirname(file)));
    const naming = new Map<string, Promise<void>>();
    going = await this.#each(going, ({ file }) => this.#nameFolder(dirname(file), naming));
    going = await this.#each(going, write);
    going = await this.#each(going, ({ temporary, file }) => rename(temporary, file));
    const folders = new Map<string, Promise<void>>();
    going = await this.#each(going, ({ file }) => once(folders, dirname(file), flushFolder));
    const journals = new Map<Journal, Promise<void>>();
    going = await this.#each(going, ({ journal }) => {
      if (journal === undefined) return;
      return once(journals, journal.of, (of) => of.append(eventsOf(going, of)));
    });
    this.#stored += going.length;
    for (const { done } of going) done();
  }

  async #makeFolder(folder: string): Promise<void> {
    const made = await mkdir(folder, { recursive: true, mode: 0o750 });
    if (made !== undefined) this.#named.delete(folder);
  }

  /** A folder exists once those that lead to it were flushed; one that was there may be of a receiver that was killed before. */
  async #nameFolder(folder: string, naming: Map<string, Promise<void>>): Promise<void> {
    if (this.#named.has(folder)) return;
    for (let at = folder; at.length > this.#top.length; at = dirname(at)) await once(naming, dirname(at), flushFolder);
    if (this.#named.size >= MOST_FOLDERS) this.#named.clear();
    this.#named.add(folder);
  }

  /** One step for every document at once; those that failed are told, and left out of the next step. */
  async #each(
    batch: readonly Waiting[],
    step: (waiting: Waiting) => Promise<void> | undefined,
  ): Promise<readonly Waiting[]> {
    const results = await Promise.allSettled(batch.map(async (waiting) => step(waiting)));
    const failures = batch.flatMap((waiting, index) => {
      const result = results[index];
      return result?.status === 'rejected' ? [{ waiting, error: result.reason as unknown }] : [];
    });
    for (const { waiting, error } of failures) {
      this.#lastFailure = error;
      // What cannot be removed either is cleared at the next start.
      await rm(waiting.temporary, { force: true }).catch(() => {});
      waiting.failed(error);
    }
    const failed = new Set(failures.map(({ waiting }) => waiting));
    return batch.filter((waiting) => !failed.has(waiting));
  }
}

/** The same work asked several times is done once. */
function once<Key>(asked: Map<Key, Promise<void>>, key: Key, work: (key: Key) => Promise<void>): Promise<void> {
  const known = asked.get(key);
  if (known !== undefined) return known;
  const working = work(key);
  asked.set(key, working);
  return working;
}

function eventsOf(batch: readonly Waiting[], of: Journal): JournalEvent[] {
  return batch.flatMap(({ journal }) => (journal?.of === of ? journal.events : []));
}

async function write({ temporary, bytes }: Waiting): Promise<void> {
  const handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o640);
  await using(handle, async () => {
    await handle.writeFile(bytes);
    await handle.datasync();
  });
}

async function flushFolder(folder: string): Promise<void> {
  if (!foldersCanBeFlushed) return;
  const handle = await open(folder, O_RDONLY);
  await using(handle, () => handle.sync());
}

async function using(handle: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await handle.close();
  }
}
