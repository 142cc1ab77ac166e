/**
 * How often each of thousands of clients asked for each of thousands of names, in four bytes for each pair that occurs.
 * Visits wait, and are merged client by client, in order, when there are enough of them.
 */
import { countOf, entryOf, MOST_HELD, nameOf } from './entry.ts';
import { Waiting } from './waiting.ts';

const FIRST_ENTRIES = 4;
const RANK_BITS = 20;
/** More than there are ranks. */
const RANKS = 2 ** RANK_BITS;
const RANK_MASK = RANKS - 1;
/** Highest count that is told: it is a small integer for the engine, which a fraction would cost an object. */
const MOST_TOLD = 2 ** 30 - 1;

/** Takes what is known of a name: its rank, and how often it was asked for. */
type Take = (rank: number, count: number) => void;

/** What one client asked for: names in order, each with its count. */
class Asked {
  entries = new Uint32Array(FIRST_ENTRIES);
  size = 0;
  /** What does not fit in the entry of a name. */
  more: Map<number, number> | undefined;

  /**
   * Merges visits, entries in order of which several may be of one name. Of `room` new names at most; answers how many were
   * new, `turnedAway` hearing of visits to the others.
   */
  merge(visits: Uint32Array, room: number, turnedAway: (visits: number) => void): number {
    const fresh = this.#countFresh(visits);
    if (fresh > room) return this.merge(this.#within(room, visits, turnedAway), room, turnedAway);
    this.#makeRoom(fresh);
    // From the end, so that nothing is written over before it was read.
    let from = this.size - 1;
    let to = this.size + fresh - 1;
    for (let last = visits.length - 1; last >= 0; ) {
      const name = nameOf(visits[last] as number);
      let weight = 0;
      for (; last >= 0 && nameOf(visits[last] as number) === name; last--) weight += countOf(visits[last] as number);
      while (from >= 0 && nameOf(this.entries[from] as number) > name) {
        this.entries[to--] = this.entries[from--] as number;
      }
      const known = from >= 0 && nameOf(this.entries[from] as number) === name;
      const count = known ? countOf(this.entries[from--] as number) : 0;
      this.entries[to--] = this.#entry(name, count + weight);
    }
    this.size += fresh;
    return fresh;
  }

  /** Names that are not known yet. */
  #countFresh(visits: Uint32Array): number {
    let fresh = 0;
    let at = 0;
    let previous = -1;
    for (let index = 0; index < visits.length; index++) {
      const name = nameOf(visits[index] as number);
      if (name === previous) continue;
      previous = name;
      while (at < this.size && nameOf(this.entries[at] as number) < name) at++;
      if (at === this.size || nameOf(this.entries[at] as number) !== name) fresh++;
    }
    return fresh;
  }

  /** Visits to known names, and to the first new ones for which there is room. */
  #within(room: number, visits: Uint32Array, turnedAway: (visits: number) => void): Uint32Array {
    const admitted = new Uint32Array(visits.length);
    let count = 0;
    let fresh = 0;
    let at = 0;
    let previous = -1;
    let isAdmitted = false;
    for (const visit of visits) {
      const name = nameOf(visit);
      if (name !== previous) {
        while (at < this.size && nameOf(this.entries[at] as number) < name) at++;
        const isKnown = at < this.size && nameOf(this.entries[at] as number) === name;
        isAdmitted = isKnown || fresh < room;
        if (isAdmitted && !isKnown) fresh++;
        previous = name;
      }
      if (isAdmitted) admitted[count++] = visit;
      else turnedAway(countOf(visit));
    }
    return admitted.subarray(0, count);
  }

  #entry(name: number, count: number): number {
    const rest = count - MOST_HELD;
    if (rest > 0) {
      this.more ??= new Map();
      this.more.set(name, (this.more.get(name) ?? 0) + rest);
    }
    return entryOf(name, Math.min(count, MOST_HELD));
  }

  #makeRoom(fresh: number): void {
    if (this.size + fresh <= this.entries.length) return;
    const entries = new Uint32Array(Math.ceil((this.size + fresh) * 1.2));
    entries.set(this.entries.subarray(0, this.size));
    this.entries = entries;
  }
}

/** With counts that fit in an entry: integers are sorted three times as fast. */
function giveShort({ entries, size }: Asked, ranks: Uint32Array, take: Take): void {
  const keys = new Uint32Array(size);
  for (let index = 0; index < size; index++) {
    const entry = entries[index] as number;
    keys[index] = ((MOST_HELD - Math.max(1, countOf(entry))) << RANK_BITS) | (ranks[nameOf(entry)] as number);
  }
  for (const key of keys.sort()) take(key & RANK_MASK, MOST_HELD - (key >>> RANK_BITS));
}

function giveLong({ entries, more, size }: Asked, ranks: Uint32Array, take: Take): void {
  const keys = new Float64Array(size);
  for (let index = 0; index < size; index++) {
    const entry = entries[index] as number;
    const name = nameOf(entry);
    const count = Math.min(MOST_TOLD, Math.max(1, countOf(entry) + (more?.get(name) ?? 0)));
    keys[index] = (ranks[name] as number) - count * RANKS;
  }
  for (const key of keys.sort()) {
    const count = -Math.floor(key / RANKS) | 0;
    take(key + count * RANKS, count);
  }
}

export class Counts {
  readonly #clients: Asked[] = [];
  readonly #mostPairs: number;
  readonly #waiting = new Waiting();
  #pairs = 0;
  /** Visits that found no room for a new pair. */
  turnedAway = 0;

  constructor(mostPairs: number) {
    this.#mostPairs = mostPairs;
  }

  /** Another client; answers its number. */
  open(): number {
    return this.#clients.push(new Asked()) - 1;
  }

  add(client: number, name: number, weight: 0 | 1): void {
    if (this.#waiting.add(client, name, weight)) return;
    this.settle();
    this.#waiting.add(client, name, weight);
  }

  /** Gives what a client asked for, most often first, then by the rank of the name. An answer alone tells of one request. */
  give(client: number, ranks: Uint32Array, take: Take): void {
    this.settle();
    const asked = this.#clients[client] as Asked;
    if (asked.more === undefined) giveShort(asked, ranks, take);
    else giveLong(asked, ranks, take);
  }

  /** Counts what was put aside, client by client. */
  settle(): void {
    if (this.#waiting.isEmpty) return;
    const away = (visits: number): void => {
      this.turnedAway += visits;
    };
    for (const [client, asked] of this.#clients.entries()) {
      const visits = this.#waiting.of(client);
      if (visits.length > 0) this.#pairs += asked.merge(visits.sort(), this.#mostPairs - this.#pairs, away);
    }
    this.#waiting.clear();
  }
}
