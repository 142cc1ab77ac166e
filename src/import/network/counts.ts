/**
 * How often each of thousands of clients asked for each of thousands of names, in few bytes for each pair that occurs.
 *
 * A log mixes its clients, and their tables do not fit together in the caches of a processor: visits are put aside, and
 * counted client by client when there are enough of them.
 */
const BATCH = 1 << 19;
/** Bits of a slot that are the count; the others are the name, counted from 1. */
const COUNT_BITS = 12;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
/** Most names: what is left of 32 bits. */
export const MOST_NAMES = 2 ** (32 - COUNT_BITS) - 2;
const FIRST_SLOTS = 4;

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

/** What one client asked for: open addressing, one number a slot. Of any size, so that little of it is empty. */
class Table {
  slots = new Uint32Array(FIRST_SLOTS);
  size = 0;
  /** What does not fit in the slot of a name. */
  more: Map<number, number> | undefined;

  add(name: number, weight: number): boolean {
    const at = slotOf(this.slots, name);
    const slot = this.slots[at] as number;
    if (slot === 0) {
      this.slots[at] = ((name + 1) << COUNT_BITS) | weight;
      if (++this.size * 5 > this.slots.length * 4) this.#grow();
      return true;
    }
    if ((slot & COUNT_MASK) < COUNT_MASK) this.slots[at] = slot + weight;
    else {
      this.more ??= new Map();
      this.more.set(name, (this.more.get(name) ?? 0) + weight);
    }
    return false;
  }

  has(name: number): boolean {
    return this.slots[slotOf(this.slots, name)] !== 0;
  }

  #grow(): void {
    const before = this.slots;
    const slots = new Uint32Array(Math.ceil((before.length * 4) / 3));
    for (let index = 0; index < before.length; index++) {
      const slot = before[index] as number;
      if (slot !== 0) slots[slotOf(slots, (slot >>> COUNT_BITS) - 1)] = slot;
    }
    this.slots = slots;
  }
}

/** Where a name is, or would be. */
function slotOf(slots: Uint32Array, name: number): number {
  const { length } = slots;
  let at = Math.floor(((Math.imul(name, 0x9e3779b1) >>> 0) * length) / 0x1_0000_0000);
  for (let slot = slots[at] as number; slot !== 0 && slot >>> COUNT_BITS !== name + 1; slot = slots[at] as number) {
    if (++at === length) at = 0;
  }
  return at;
}

export class Counts {
  readonly #tables: Table[] = [];
  readonly #mostPairs: number;
  readonly #clients = new Uint32Array(BATCH);
  /** Names, with the weight in the last bit. */
  readonly #names = new Uint32Array(BATCH);
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
    return this.#tables.push(new Table()) - 1;
  }

  add(client: number, name: number, weight: 0 | 1): void {
    if (this.#waiting === BATCH) this.settle();
    this.#clients[this.#waiting] = client;
    this.#names[this.#waiting++] = (name << 1) | weight;
  }

  /**
   * What a client asked for, most often first, then by the rank of the name: one number each, of which countIn and rankIn
   * give the two parts.
   */
  sorted(client: number, ranks: Uint32Array): Float64Array {
    this.settle();
    const { more, size, slots } = this.#tables[client] as Table;
    const keys = new Float64Array(size);
    let index = 0;
    for (const slot of slots) {
      if (slot === 0) continue;
      const name = (slot >>> COUNT_BITS) - 1;
      const count = (slot & COUNT_MASK) + (more?.get(name) ?? 0);
      // An answer alone tells of one request.
      keys[index++] = (ranks[name] as number) - Math.min(MOST_TOLD, Math.max(1, count)) * RANKS;
    }
    return keys.sort();
  }

  /** Counts what was put aside, client by client. */
  settle(): void {
    if (this.#waiting === 0) return;
    const waiting = this.#waiting;
    this.#waiting = 0;
    // Where the visits of each client begin, once sorted.
    const places = new Uint32Array(this.#tables.length + 1);
    for (let index = 0; index < waiting; index++) (places[(this.#clients[index] as number) + 1] as number)++;
    for (let client = 1; client < places.length; client++) {
      places[client] = (places[client] as number) + (places[client - 1] as number);
    }
    for (let index = 0; index < waiting; index++) {
      const client = this.#clients[index] as number;
      const place = places[client] as number;
      places[client] = place + 1;
      this.#sorted[place] = this.#names[index] as number;
    }
    let from = 0;
    for (const [client, table] of this.#tables.entries()) {
      const to = places[client] as number;
      for (let index = from; index < to; index++) this.#count(table, this.#sorted[index] as number);
      from = to;
    }
  }

  #count(table: Table, visit: number): void {
    const name = visit >>> 1;
    if (this.#pairs >= this.#mostPairs && !table.has(name)) this.turnedAway++;
    else if (table.add(name, visit & 1)) this.#pairs++;
  }
}
