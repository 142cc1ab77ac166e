/**
 * Rows of small numbers, kept by the ten thousand: one for each list of each machine. Those of many machines share one block of memory, and the
 * many that are empty are one.
 */
const BLOCK = 1 << 16;

const NONE = new Uint32Array();

export class Rows {
  #block = new Uint32Array(BLOCK);
  #used = 0;

  /** A row that holds these numbers; nobody may write in it. */
  of(numbers: { readonly length: number } & Iterable<number>): Uint32Array {
    const { length } = numbers;
    if (length === 0) return NONE;
    if (length > BLOCK) return Uint32Array.from(numbers);
    if (this.#used + length > BLOCK) {
      this.#block = new Uint32Array(BLOCK);
      this.#used = 0;
    }
    const row = this.#block.subarray(this.#used, this.#used + length);
    let at = 0;
    for (const number of numbers) row[at++] = number;
    this.#used += length;
    return row;
  }

  ofSet(numbers: ReadonlySet<number>): Uint32Array {
    return numbers.size === 0 ? NONE : this.of([...numbers]);
  }
}
