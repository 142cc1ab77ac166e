/** Visits that wait to be counted together, as places in the bytes they were read from. */
import type { Visit } from './visit.ts';
import { hashOf } from './words.ts';

/** Most visits that wait. */
export const MOST_AT_ONCE = 128;

/** Places in bytes, each with the hash of what is there. */
export class Slices {
  readonly starts = new Int32Array(MOST_AT_ONCE);
  readonly ends = new Int32Array(MOST_AT_ONCE);
  readonly hashes = new Int32Array(MOST_AT_ONCE);

  set(index: number, start: number, end: number, hash: number): void {
    this.starts[index] = start;
    this.ends[index] = end;
    this.hashes[index] = hash;
  }
}

export class Visits {
  size = 0;
  readonly hosts = new Slices();
  readonly clients = new Slices();
  /** Where its name is none, a client still has an address. */
  readonly otherStarts = new Int32Array(MOST_AT_ONCE);
  readonly otherEnds = new Int32Array(MOST_AT_ONCE);
  readonly weights = new Uint8Array(MOST_AT_ONCE);

  get isFull(): boolean {
    return this.size === MOST_AT_ONCE;
  }

  /** Adds one that counts `weight` times. */
  add(view: DataView, visit: Visit, weight: 0 | 1): void {
    const { clientEnd, clientStart, hostEnd, hostStart, nameEnd, nameStart } = visit;
    const isNamed = nameEnd > nameStart;
    const [start, end] = isNamed ? [nameStart, nameEnd] : [clientStart, clientEnd];
    const index = this.size++;
    this.hosts.set(index, hostStart, hostEnd, hashOf(view, hostStart, hostEnd));
    this.clients.set(index, start, end, hashOf(view, start, end));
    this.otherStarts[index] = clientStart;
    this.otherEnds[index] = clientEnd;
    this.weights[index] = weight;
  }
}

/** Reads lines from `start` on, as many as there is room for; answers where it stopped: at the beginning of a line. */
export type RunReader = { read(bytes: Buffer, start: number, visits: Visits): number };
