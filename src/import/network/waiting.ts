/**
 * Visits put aside client by client, in short blocks of one array, so that they are merged when there are many: a log mixes
 * its clients, and what is known of them does not fit together in the caches of a processor.
 */
import { countOf, entryOf, MOST_HELD, nameOf } from './entry.ts';

/** Words of all blocks. */
const WORDS = 1 << 20;
/** Words of a block, a line of the cache; the first says where the one before ends. */
const BLOCK = 16;

export class Waiting {
  readonly #words = new Uint32Array(WORDS);
  #used = 0;
  /** By client, where the last of its visits ends; 0 where there is none. */
  #ends = new Uint32Array(1024);
  taken = new Uint32Array(1024);

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  /** Whether there was room. */
  add(client: number, name: number, weight: 0 | 1): boolean {
    if (client >= this.#ends.length) this.#makeRoom(client);
    const words = this.#words;
    let at = this.#ends[client] as number;
    if (at > 0) {
      // Mostly a client asks again for what it asked for last.
      const last = words[at - 1] as number;
      if (nameOf(last) === name && countOf(last) < MOST_HELD) {
        words[at - 1] = last + weight;
        return true;
      }
    }
    if (at % BLOCK === 0) {
      if (this.#used + BLOCK > words.length) return false;
      words[this.#used] = at;
      at = this.#used + 1;
      this.#used += BLOCK;
    }
    words[at] = entryOf(name, weight);
    this.#ends[client] = at + 1;
    return true;
  }

  /** Puts the visits of a client as entries in `taken`, in no order, where a name may come several times; answers how many. */
  take(client: number): number {
    const words = this.#words;
    let size = 0;
    for (let end = this.#ends[client] ?? 0; end > 0; ) {
      const start = (end - 1) & -BLOCK;
      if (size + BLOCK > this.taken.length) this.#growTaken();
      for (let at = start + 1; at < end; at++) this.taken[size++] = words[at] as number;
      end = words[start] as number;
    }
    return size;
  }

  clear(): void {
    this.#ends.fill(0);
    this.#used = 0;
  }

  #growTaken(): void {
    const taken = new Uint32Array(2 * this.taken.length);
    taken.set(this.taken);
    this.taken = taken;
  }

  #makeRoom(client: number): void {
    const ends = new Uint32Array(2 * client);
    ends.set(this.#ends);
    this.#ends = ends;
  }
}
