/**
 * Rows of small numbers, kept by the ten thousand: one for each list of each machine. Those of many machines share one block of memory, and the
 * many that are empty are one.
 */
const BLOCK = 1 << 16;

export type Row = Uint16Array | Uint32Array;

export class Rows<Kind extends Row = Uint32Array> {
  readonly #make: (length: number) => Kind;
  readonly #none: Kind;
  #block: Kind;
  #used = 0;

  /** `make` gives the memory of so many numbers: of two bytes, where none is larger than they hold, or of four. */
  constructor(make: (length: number) => Kind) {
    this.#make = make;
    this.#none = make(0);
    this.#block = make(BLOCK);
  }

  /** A row that holds these numbers; nobody may write in it. */
  of(numbers: ArrayLike<number>): Kind {
    if (numbers.length === 0) return this.#none;
    const row = this.#room(numbers.length);
    row.set(numbers);
    return row;
  }

  ofSet(numbers: ReadonlySet<number>): Kind {
    return numbers.size === 0 ? this.#none : this.of([...numbers]);
  }

  #room(length: number): Kind {
    if (length > BLOCK) return this.#make(length);
    if (this.#used + length > BLOCK) {
      this.#block = this.#make(BLOCK);
      this.#used = 0;
    }
    this.#used += length;
    return this.#block.subarray(this.#used - length, this.#used) as Kind;
  }
}
