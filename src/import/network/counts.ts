/**
 * How often each of thousands of clients asked for each of thousands of names, in four bytes for each pair that occurs.
 *
 * A log mixes its clients, and what is known of them does not fit together in the caches of a processor: visits are put
 * aside, and merged client by client, in order, when there are enough of them.
 */
const BATCH = 1 << 19;
/** Bits of an entry that are the count; the others are the name. */
const COUNT_BITS = 12;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
/** Most names: what is left of 32 bits. */
export const MOST_NAMES = 2 ** (32 - COUNT_BITS);
const FIRST_ENTRIES = 4;
/** More than there are ranks. */
const RANKS = 2 ** 20;
/** Highest count that is told: it is a small integer for the engine, which a fraction would cost an object. */
const MOST_TOLD = 2 ** 30 - 1;

export function countIn(key: number): number {
  return -Math.floor(key / RANKS) | 0;
}

export function rankIn(key: number): number {
  return key + countIn(key) * RANKS;
}

/** What one client asked for: names in order, each with its count. */
class Asked {
  entries = new Uint32Array(FIRST_ENTRIES);
  size = 0;
  /** What does not fit in the entry of a name. */
  more: Map<number, number> | undefined;

  /**
   * Merges visits, each a name with a weight in its last bit, in order. Of `room` new names at most; answers how many were
   * new, `turnedAway` hearing of visits to the others.
   */
  merge(visits: Uint32Array, room: number, turnedAway: (visits: number) => void): number {
    const fresh = this.#countFresh(visits);
    if (fresh > room) return this.#mergeKnown(visits, turnedAway);
    this.#makeRoom(fresh);
    // From the end, so that nothing is written over before it was read.
    let from = this.size - 1;
    let to = this.size + fresh - 1;
    for (let last = visits.length - 1; last >= 0; ) {
      const name = (visits[last] as number) >>> 1;
      let weight = 0;
      for (; last >= 0 && (visits[last] as number) >>> 1 === name; last--) weight += (visits[last] as number) & 1;
      while (from >= 0 && (this.entries[from] as number) >>> COUNT_BITS > name) {
        this.entries[to--] = this.entries[from--] as number;
      }
      const known = from >= 0 && (this.entries[from] as number) >>> COUNT_BITS === name;
      const count = known ? (this.entries[from--] as number) & COUNT_MASK : 0;
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
      const name = (visits[index] as number) >>> 1;
      if (name === previous) continue;
      previous = name;
      while (at < this.size && (this.entries[at] as number) >>> COUNT_BITS < name) at++;
      if (at === this.size || (this.entries[at] as number) >>> COUNT_BITS !== name) fresh++;
    }
    return fresh;
  }

  /** Counts visits to known names only. */
  #mergeKnown(visits: Uint32Array, turnedAway: (visits: number) => void): number {
    let at = 0;
    for (const visit of visits) {
      const name = visit >>> 1;
      while (at < this.size && (this.entries[at] as number) >>> COUNT_BITS < name) at++;
      const entry = this.entries[at] as number;
      if (at < this.size && entry >>> COUNT_BITS === name)
        this.entries[at] = this.#entry(name, (entry & COUNT_MASK) + (visit & 1));
      else turnedAway(visit & 1);
    }
    return 0;
  }

  #entry(name: number, count: number): number {
    const rest = count - COUNT_MASK;
    if (rest > 0) {
      this.more ??= new Map();
      this.more.set(name, (this.more.get(name) ?? 0) + rest);
    }
    return (name << COUNT_BITS) | Math.min(count, COUNT_MASK);
  }

  #makeRoom(fresh: number): void {
    if (this.size + fresh <= this.entries.length) return;
    const entries = new Uint32Array(Math.ceil((this.size + fresh) * 1.2));
    entries.set(this.entries.subarray(0, this.size));
    this.entries = entries;
  }
}

export class Counts {
  readonly #clients: Asked[] = [];
  readonly #mostPairs: number;
  readonly #waitingClients = new Uint32Array(BATCH);
  /** Names, with the weight in the last bit. */
  readonly #waitingVisits = new Uint32Array(BATCH);
  readonly #sorted = new Uint32Array(BATCH);
  #waiting = 0;
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
    if (this.#waiting === BATCH) this.settle();
    this.#waitingClients[this.#waiting] = client;
    this.#waitingVisits[this.#waiting++] = (name << 1) | weight;
  }

  /**
   * What a client asked for, most often first, then by the rank of the name: one number each, of which countIn and rankIn
   * give the two parts.
   */
  sorted(client: number, ranks: Uint32Array): Float64Array {
    this.settle();
    const { entries, more, size } = this.#clients[client] as Asked;
    const keys = new Float64Array(size);
    for (let index = 0; index < size; index++) {
      const entry = entries[index] as number;
      const name = entry >>> COUNT_BITS;
      const count = (entry & COUNT_MASK) + (more?.get(name) ?? 0);
      // An answer alone tells of one request.
      keys[index] = (ranks[name] as number) - Math.min(MOST_TOLD, Math.max(1, count)) * RANKS;
    }
    return keys.sort();
  }

  /** Counts what was put aside, client by client. */
  settle(): void {
    const waiting = this.#waiting;
    if (waiting === 0) return;
    this.#waiting = 0;
    // Where the visits of each client begin, then end, once sorted.
    const places = new Uint32Array(this.#clients.length + 1);
    for (let index = 0; index < waiting; index++) (places[(this.#waitingClients[index] as number) + 1] as number)++;
    for (let client = 1; client < places.length; client++) {
      places[client] = (places[client] as number) + (places[client - 1] as number);
    }
    for (let index = 0; index < waiting; index++) {
      const client = this.#waitingClients[index] as number;
      const place = places[client] as number;
      places[client] = place + 1;
      this.#sorted[place] = this.#waitingVisits[index] as number;
    }
    const away = (visits: number): void => {
      this.turnedAway += visits;
    };
    for (let client = 0, from = 0; client < this.#clients.length; client++) {
      const to = places[client] as number;
      if (to > from) {
        const visits = this.#sorted.subarray(from, to).sort();
        this.#pairs += (this.#clients[client] as Asked).merge(visits, this.#mostPairs - this.#pairs, away);
      }
      from = to;
    }
  }
}
