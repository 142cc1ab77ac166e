/** A name and how often it was asked for, in 32 bits: in order, they are in the order of their names. */
const COUNT_BITS = 12;
/** Highest count that an entry holds. */
export const MOST_HELD = (1 << COUNT_BITS) - 1;
/** Most names: what is left of the bits. */
export const MOST_NAMES = 2 ** (32 - COUNT_BITS);

export function nameOf(entry: number): number {
  return entry >>> COUNT_BITS;
}

export function countOf(entry: number): number {
  return entry & MOST_HELD;
}

export function entryOf(name: number, count: number): number {
  return (name << COUNT_BITS) | count;
}
