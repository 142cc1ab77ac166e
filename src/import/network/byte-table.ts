/**
 * Slices of bytes → small numbers, without making a string of each: what a log repeats a million times is decoded once.
 * It is a cache: full, it is emptied, and its owner finds the values again.
 */
import { LastView } from './words.ts';

const FIRST_SLOTS = 1 << 10;
/** Value and length, before the bytes of an entry. */
const HEADER = 8;

/** Most slices looked up together. */
export const MOST_AT_ONCE = 128;

export class ByteTable {
  readonly #mostEntries: number;
  readonly #mostBytes: number;
  /** By slot: hash, and place of the entry counted from 1. */
  #slots = new Int32Array(FIRST_SLOTS * 2);
  #kept = new Uint8Array(FIRST_SLOTS * 16);
  #keptView = new DataView(this.#kept.buffer);
  readonly #hashes = new Int32Array(MOST_AT_ONCE);
  #used = 0;
  #count = 0;
  readonly #views = new LastView();

  constructor(mostEntries: number, mostBytes: number) {
    this.#mostEntries = mostEntries;
    this.#mostBytes = mostBytes;
  }

  /** What was put for these bytes, or -1. */
  get(bytes: Uint8Array, start: number, end: number): number {
    const view = this.#views.of(bytes);
    const kept = this.#keptView;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash = hashOf(view, start, end);
    const length = end - start;
    for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
      const place = slots[slot + 1] as number;
      if (place === 0) return -1;
      if (slots[slot] !== hash || kept.getInt32(place + 3, true) !== length) continue;
      if (isSame(view, start, kept, place - 1 + HEADER, length)) return kept.getInt32(place - 1, true);
    }
  }

  /**
   * The same for many slices of the same bytes, the value of each in `values`. Step by step for all of them, because the
   * processor then waits for several places of memory at a time, where one slice after another it waits for each.
   */
  getAll(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, count: number, values: Int32Array): void {
    const view = this.#views.of(bytes);
    const kept = this.#keptView;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hashes = this.#hashes;
    for (let index = 0; index < count; index++) {
      hashes[index] = hashOf(view, starts[index] as number, ends[index] as number);
    }
    for (let index = 0; index < count; index++) {
      const hash = hashes[index] as number;
      let slot = (hash << 1) & mask;
      while (slots[slot + 1] !== 0 && slots[slot] !== hash) slot = (slot + 2) & mask;
      values[index] = slots[slot + 1] as number;
    }
    for (let index = 0; index < count; index++) {
      const place = values[index] as number;
      const [start, end] = [starts[index] as number, ends[index] as number];
      if (place === 0) values[index] = -1;
      else if (
        kept.getInt32(place + 3, true) === end - start &&
        isSame(view, start, kept, place - 1 + HEADER, end - start)
      )
        values[index] = kept.getInt32(place - 1, true);
      // Another of the same hash comes first.
      else values[index] = this.get(bytes, start, end);
    }
  }

  /** Keeps a value for bytes that have none. */
  put(bytes: Uint8Array, start: number, end: number, value: number): void {
    const size = HEADER + end - start;
    if (size > this.#mostBytes) return;
    if (this.#count >= this.#mostEntries || this.#used + size > this.#mostBytes) this.#clear();
    this.#makeRoom(size);
    this.#keptView.setInt32(this.#used, value, true);
    this.#keptView.setInt32(this.#used + 4, end - start, true);
    this.#kept.set(bytes.subarray(start, end), this.#used + HEADER);
    this.#link(hashOf(this.#views.of(bytes), start, end), this.#used + 1);
    this.#used += size;
    this.#count++;
  }

  #link(hash: number, place: number): void {
    const mask = this.#slots.length - 1;
    let slot = (hash << 1) & mask;
    while (this.#slots[slot + 1] !== 0) slot = (slot + 2) & mask;
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = place;
  }

  #makeRoom(size: number): void {
    if ((this.#count + 1) * 4 > this.#slots.length) {
      const before = this.#slots;
      this.#slots = new Int32Array(before.length * 2);
      for (let slot = 0; slot < before.length; slot += 2) {
        if (before[slot + 1] !== 0) this.#link(before[slot] as number, before[slot + 1] as number);
      }
    }
    if (this.#used + size <= this.#kept.length) return;
    const kept = new Uint8Array(Math.max(this.#kept.length * 2, this.#used + size));
    kept.set(this.#kept.subarray(0, this.#used));
    this.#kept = kept;
    this.#keptView = new DataView(kept.buffer);
  }

  #clear(): void {
    this.#slots.fill(0);
    this.#used = 0;
    this.#count = 0;
  }
}

const FIRST = 0x5bd1e995;
const SECOND = 0x2c1b3c6d;

/** Eight bytes at a time, in two halves that do not wait for each other; the last eight may overlap the ones before. */
function hashOf(view: DataView, start: number, end: number): number {
  let left = end - start;
  let right = 0x811c9dc5;
  if (left >= 8) {
    const last = end - 8;
    for (let at = start; at < last; at += 8) {
      left = Math.imul(left ^ view.getInt32(at, true), FIRST);
      right = Math.imul(right ^ view.getInt32(at + 4, true), SECOND);
      left ^= left >>> 15;
      right ^= right >>> 15;
    }
    left ^= view.getInt32(last, true);
    right ^= view.getInt32(last + 4, true);
  } else if (left >= 4) {
    left ^= view.getInt32(start, true);
    right ^= view.getInt32(end - 4, true);
  } else for (let at = start; at < end; at++) left = Math.imul(left ^ view.getUint8(at), FIRST);
  left = Math.imul(left ^ (left >>> 15), FIRST);
  right = Math.imul(right ^ (right >>> 15), SECOND);
  const hash = left ^ (left >>> 13) ^ right;
  return hash ^ (hash >>> 16);
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
