/**
 * Slices of bytes → small numbers, without making a string of each: what a log repeats a million times is decoded once.
 * It is a cache: full, it is emptied, and its owner finds the values again.
 */
import { MOST_AT_ONCE, type Slices } from './visits.ts';
import { hashOf, LastView } from './words.ts';

const FIRST_SLOTS = 1 << 9;
/** Value and length, before the bytes of an entry. */
const HEADER = 8;
/** Entries begin at multiples of so many bytes, as a power of two, so that a place and a part of the hash share 32 bits. */
const ALIGNED = 3;
const TAG_BITS = 11;
const TAG = 2 ** TAG_BITS - 1;
/** Where those bits are in the hash. */
const TAG_PLACE = 32 - TAG_BITS;
const MOST_BYTES = 2 ** (32 - TAG_BITS + ALIGNED) - 2 ** ALIGNED;

/** Where the entry of a slot begins. */
function placeOf(slot: number): number {
  return ((slot >>> TAG_BITS) - 1) << ALIGNED;
}

export class ByteTable {
  readonly #mostEntries: number;
  readonly #mostBytes: number;
  /** By hash: place of the entry counted from 1, and the highest bits of its hash. Small, since each look-up is at another place of it. */
  #slots = new Uint32Array(FIRST_SLOTS);
  #kept = new Uint8Array(FIRST_SLOTS * 16);
  #keptView = new DataView(this.#kept.buffer);
  readonly #places = new Int32Array(MOST_AT_ONCE);
  #used = 0;
  #count = 0;
  readonly #views = new LastView();

  constructor(mostEntries: number, mostBytes: number) {
    this.#mostEntries = mostEntries;
    this.#mostBytes = Math.min(mostBytes, MOST_BYTES);
  }

  /** What was put for these bytes, or -1. */
  get(bytes: Uint8Array, start: number, end: number): number {
    const view = this.#views.of(bytes);
    const kept = this.#keptView;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash = hashOf(view, start, end);
    const tag = hash >>> TAG_PLACE;
    const length = end - start;
    for (let index = hash & mask; ; index = (index + 1) & mask) {
      const slot = slots[index] as number;
      if (slot === 0) return -1;
      const place = placeOf(slot);
      if ((slot & TAG) !== tag || kept.getInt32(place + 4, true) !== length) continue;
      if (isSame(view, start, kept, place + HEADER, length)) return kept.getInt32(place, true);
    }
  }

  /**
   * The same for many slices of the same bytes, the value of each in `values`. Step by step for all of them, because the
   * processor then waits for several places of memory at a time, where one slice after another it waits for each.
   */
  getAll(bytes: Uint8Array, { ends, hashes, starts }: Slices, count: number, values: Int32Array): void {
    const view = this.#views.of(bytes);
    const kept = this.#keptView;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const places = this.#places;
    for (let index = 0; index < count; index++) {
      const hash = hashes[index] as number;
      let at = hash & mask;
      let slot = slots[at] as number;
      while (slot !== 0 && (slot & TAG) !== hash >>> TAG_PLACE) {
        at = (at + 1) & mask;
        slot = slots[at] as number;
      }
      places[index] = slot === 0 ? -1 : placeOf(slot);
    }
    for (let index = 0; index < count; index++) {
      const [place, start] = [places[index] as number, starts[index] as number];
      const length = (ends[index] as number) - start;
      if (place === -1) values[index] = -1;
      else if (kept.getInt32(place + 4, true) === length && isSame(view, start, kept, place + HEADER, length))
        values[index] = kept.getInt32(place, true);
      // Another of the same tag comes first.
      else values[index] = this.get(bytes, start, start + length);
    }
  }

  /** Keeps a value for bytes that have none. */
  put(bytes: Uint8Array, start: number, end: number, value: number): void {
    const size = (((HEADER + end - start - 1) >> ALIGNED) + 1) << ALIGNED;
    if (size > this.#mostBytes) return;
    if (this.#count >= this.#mostEntries || this.#used + size > this.#mostBytes) this.#clear();
    this.#makeRoom(size);
    this.#keptView.setInt32(this.#used, value, true);
    this.#keptView.setInt32(this.#used + 4, end - start, true);
    this.#kept.set(bytes.subarray(start, end), this.#used + HEADER);
    this.#link(hashOf(this.#views.of(bytes), start, end), this.#used);
    this.#used += size;
    this.#count++;
  }

  #link(hash: number, place: number): void {
    const mask = this.#slots.length - 1;
    let at = hash & mask;
    while (this.#slots[at] !== 0) at = (at + 1) & mask;
    this.#slots[at] = (((place >> ALIGNED) + 1) << TAG_BITS) | (hash >>> TAG_PLACE);
  }

  #makeRoom(size: number): void {
    if ((this.#count + 1) * 2 > this.#slots.length) this.#growSlots();
    if (this.#used + size <= this.#kept.length) return;
    const kept = new Uint8Array(Math.max(Math.min(this.#kept.length * 2, this.#mostBytes), this.#used + size));
    kept.set(this.#kept.subarray(0, this.#used));
    this.#kept = kept;
    this.#keptView = new DataView(kept.buffer);
  }

  #growSlots(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (const slot of before) {
      if (slot === 0) continue;
      const place = placeOf(slot);
      const start = place + HEADER;
      this.#link(hashOf(this.#keptView, start, start + this.#keptView.getInt32(place + 4, true)), place);
    }
  }

  #clear(): void {
    this.#slots.fill(0);
    this.#used = 0;
    this.#count = 0;
  }
}

function isSame(left: DataView, leftStart: number, right: DataView, rightStart: number, length: number): boolean {
  if (length >= 8) {
    const last = length - 8;
    for (let index = 0; index < last; index += 8) {
      if (
        ((left.getInt32(leftStart + index, true) ^ right.getInt32(rightStart + index, true)) |
          (left.getInt32(leftStart + index + 4, true) ^ right.getInt32(rightStart + index + 4, true))) !==
        0
      )
        return false;
    }
    return (
      ((left.getInt32(leftStart + last, true) ^ right.getInt32(rightStart + last, true)) |
        (left.getInt32(leftStart + last + 4, true) ^ right.getInt32(rightStart + last + 4, true))) ===
      0
    );
  }
  for (let index = 0; index < length; index++) {
    if (left.getUint8(leftStart + index) !== right.getUint8(rightStart + index)) return false;
  }
  return true;
}
