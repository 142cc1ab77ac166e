/**
 * How often each of thousands of clients asked for each of thousands of names, in four bytes for each pair that occurs.
 * Visits wait, and are merged when there are enough of them: what is known is then read and written once, from the first
 * client to the last, each with its names in order.
 */
import { countOf, entryOf, MOST_HELD, nameOf } from './entry.ts';
import { Ledger } from './ledger.ts';
import { Sorter } from './sort.ts';
import { Waiting } from './waiting.ts';

const RANK_BITS = 20;
/** More than there are ranks. */
const RANKS = 2 ** RANK_BITS;
const RANK_MASK = RANKS - 1;
/** Highest count that is told: it is a small integer for the engine, which a fraction would cost an object. */
const MOST_TOLD = 2 ** 30 - 1;
/** Takes what is known of a name: its rank, and how often it was asked for. */
type Take = (rank: number, count: number) => void;

/** After the visits of the name that begins at `start`. */
function endOfName(visits: Uint32Array, start: number, size: number): number {
  const name = nameOf(visits[start] as number);
  let end = start + 1;
  while (end < size && nameOf(visits[end] as number) === name) end++;
  return end;
}

function weightOf(visits: Uint32Array, start: number, end: number): number {
  let weight = 0;
  for (let at = start; at < end; at++) weight += countOf(visits[at] as number);
  return weight;
}

export class Counts {
  readonly #waiting = new Waiting();
  readonly #sorter = new Sorter();
  readonly #ledger = new Ledger();
  /** By client, where its entries end: they begin where those of the one before end. */
  #ends = new Uint32Array(1024);
  #clients = 0;
  /** New pairs that are still taken. */
  #room: number;
  /** By client and name, what does not fit in an entry. */
  readonly #more = new Map<number, Map<number, number>>();
  #keys = new Uint32Array(0);
  /** Visits that found no room for a new pair. */
  turnedAway = 0;

  constructor(mostPairs: number) {
    this.#room = mostPairs;
  }

  /** Another client; answers its number. */
  open(): number {
    if (this.#clients === this.#ends.length) {
      const ends = new Uint32Array(2 * this.#ends.length);
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.#ends[this.#clients] = this.#startOf(this.#clients);
    return this.#clients++;
  }

  add(client: number, name: number, weight: 0 | 1): void {
    if (this.#waiting.add(client, name, weight)) return;
    this.settle();
    this.#waiting.add(client, name, weight);
  }

  /** Gives what a client asked for, most often first, then by the rank of the name. An answer alone tells of one request. */
  give(client: number, ranks: Uint32Array, take: Take): void {
    this.settle();
    const more = this.#more.get(client);
    if (more === undefined) this.#giveShort(client, ranks, take);
    else this.#giveLong(client, ranks, more, take);
  }

  /** Counts what was put aside. */
  settle(): void {
    if (this.#waiting.isEmpty) return;
    let start = 0;
    let pairs = 0;
    for (let client = 0; client < this.#clients; client++) {
      const end = this.#ends[client] as number;
      pairs += this.#merge(client, end - start);
      start = end;
      this.#ends[client] = pairs;
    }
    this.#ledger.turn();
    this.#waiting.clear();
  }

  #startOf(client: number): number {
    return client === 0 ? 0 : (this.#ends[client - 1] as number);
  }

  /** Merges what waits of a client into its `known` entries; answers how many it has then. */
  #merge(client: number, known: number): number {
    const ledger = this.#ledger;
    const size = this.#waiting.take(client);
    const visits = this.#waiting.taken;
    this.#sorter.sort(visits, size, true);
    let entries = known;
    let at = 0;
    for (let left = known; left > 0; left--) {
      if (at === size) {
        ledger.copy(left);
        break;
      }
      const entry = ledger.read();
      const name = nameOf(entry);
      while (at < size && nameOf(visits[at] as number) < name) {
        const end = endOfName(visits, at, size);
        entries += this.#admit(client, visits, at, end);
        at = end;
      }
      const end = at < size && nameOf(visits[at] as number) === name ? endOfName(visits, at, size) : at;
      ledger.write(this.#raised(client, entry, weightOf(visits, at, end)));
      at = end;
    }
    while (at < size) {
      const end = endOfName(visits, at, size);
      entries += this.#admit(client, visits, at, end);
      at = end;
    }
    return entries;
  }

  /** Writes the entry of a new name, where there is room for one; answers how many were written. */
  #admit(client: number, visits: Uint32Array, start: number, end: number): 0 | 1 {
    const weight = weightOf(visits, start, end);
    if (this.#room === 0) {
      this.turnedAway += weight;
      return 0;
    }
    this.#room--;
    this.#ledger.write(this.#raised(client, entryOf(nameOf(visits[start] as number), 0), weight));
    return 1;
  }

  #raised(client: number, entry: number, weight: number): number {
    const count = countOf(entry) + weight;
    if (count <= MOST_HELD) return entry + weight;
    const name = nameOf(entry);
    const more = this.#more.get(client) ?? new Map<number, number>();
    this.#more.set(client, more.set(name, (more.get(name) ?? 0) + count - MOST_HELD));
    return entryOf(name, MOST_HELD);
  }

  /** With counts that fit in an entry: integers are sorted several times as fast. */
  #giveShort(client: number, ranks: Uint32Array, take: Take): void {
    const start = this.#startOf(client);
    const size = (this.#ends[client] as number) - start;
    if (this.#keys.length < size) this.#keys = new Uint32Array(2 * size);
    const keys = this.#keys;
    for (let index = 0; index < size; index++) {
      const entry = this.#ledger.at(start + index);
      keys[index] = ((MOST_HELD - Math.max(1, countOf(entry))) << RANK_BITS) | (ranks[nameOf(entry)] as number);
    }
    this.#sorter.sort(keys, size);
    for (let index = 0; index < size; index++) {
      const key = keys[index] as number;
      take(key & RANK_MASK, MOST_HELD - (key >>> RANK_BITS));
    }
  }

  #giveLong(client: number, ranks: Uint32Array, more: ReadonlyMap<number, number>, take: Take): void {
    const start = this.#startOf(client);
    const keys = new Float64Array((this.#ends[client] as number) - start);
    for (let index = 0; index < keys.length; index++) {
      const entry = this.#ledger.at(start + index);
      const name = nameOf(entry);
      const count = Math.min(MOST_TOLD, Math.max(1, countOf(entry) + (more.get(name) ?? 0)));
      keys[index] = (ranks[name] as number) - count * RANKS;
    }
    for (const key of keys.sort()) {
      const count = -Math.floor(key / RANKS) | 0;
      take(key + count * RANKS, count);
    }
  }
}
