/**
 * What a receiver must not forget of an organisation, one JSON line an event, added at the end and flushed before anything is
 * acknowledged. A line that a power cut left half written was never acknowledged: it is cut off at the next start.
 */
import { closeSync, fdatasync, fsyncSync, ftruncateSync, openSync, readSync, write } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { openFolder } from './durable.ts';

const fingerprint = z.string().regex(/^[0-9a-f]{32}$/);

/** A machine key pinned: at its first contact, when a person accepted it, or when it took over from a silent one. */
const keyEvent = z.strictObject({
  event: z.literal('key'),
  at: z.string(),
  key: fingerprint,
  /** Pseudonyms of the machine it speaks for. */
  identities: z.array(z.string().max(100)).max(20),
  /** In a journal made short again: the latest date of the documents left out. */
  forgottenUntil: z.number().optional(),
});

const documentEvent = z.strictObject({
  event: z.literal('document'),
  at: z.string(),
  key: fingerprint,
  id: z.uuid(),
  digest: z.string().max(64),
  collectedAt: z.number(),
});

const eventSchema = z.discriminatedUnion('event', [keyEvent, documentEvent]);
export type JournalEvent = z.infer<typeof eventSchema>;

const BLOCK_BYTES = 1024 * 1024;
const LONGEST_LINE = 4096;
const NEWLINE = 0x0a;
const writeAt = promisify(write) as (
  descriptor: number,
  bytes: Buffer,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesWritten: number }>;
const flush = promisify(fdatasync);

export class Journal {
  readonly #descriptor: number;
  #end: number;

  private constructor(descriptor: number, end: number) {
    this.#descriptor = descriptor;
    this.#end = end;
  }

  /** Opens a journal, makes it when there is none, and gives every event it holds; how many lines could not be read comes back with it. */
  static open(file: string, take: (event: JournalEvent) => void): { journal: Journal; unreadable: number } {
    openFolder(dirname(file), 0o700);
    closeSync(openSync(file, 'a+', 0o600));
    // And its name.
    openFolder(dirname(file), 0o700);
    const writable = openSync(file, 'r+');
    const { end, unreadable } = readLines(writable, take);
    ftruncateSync(writable, end);
    // What a receiver that was killed had not flushed is remembered from here on.
    fsyncSync(writable);
    return { journal: new Journal(writable, end), unreadable };
  }

  /** Comes back when the events are on the disk; after a failure the file ends where it ended. One call at a time. */
  async append(events: readonly JournalEvent[]): Promise<void> {
    const bytes = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    try {
      let written = 0;
      while (written < bytes.length) {
        const rest = bytes.length - written;
        written += (await writeAt(this.#descriptor, bytes, written, rest, this.#end + written)).bytesWritten;
      }
      await flush(this.#descriptor);
      this.#end += bytes.length;
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#end);
      throw error;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function readEvent(line: string): JournalEvent | undefined {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Every whole line; `end` is where the last of them ends. */
function readLines(descriptor: number, take: (event: JournalEvent) => void): { end: number; unreadable: number } {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let held = Buffer.alloc(0);
  let end = 0;
  let unreadable = 0;
  for (let position = 0; ; ) {
    const length = readSync(descriptor, block, 0, block.length, position);
    if (length === 0) return { end, unreadable };
    position += length;
    const bytes = Buffer.concat([held, block.subarray(0, length)]);
    let start = 0;
    for (let stop = bytes.indexOf(NEWLINE); stop !== -1; stop = bytes.indexOf(NEWLINE, start)) {
      const event = stop - start > LONGEST_LINE ? undefined : readEvent(bytes.toString('utf8', start, stop));
      if (event === undefined) unreadable++;
      else take(event);
      end += stop + 1 - start;
      start = stop + 1;
    }
    held = Buffer.from(bytes.subarray(start));
  }
}
