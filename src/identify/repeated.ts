/**
 * Positions of findings by the number of an item among those of one reader (inventory/repeats.ts), so that an item that
 * was seen before is not even looked up by its texts.
 *
 * What an item is depends on the operating system it is on: each sort of system has its own table.
 */
import type { Machine } from '../inventory/schema.ts';

/** Most sorts of systems that have a table; items of others are looked up. */
const MOST_SYSTEMS = 16;

class PositionTable {
  #positions = new Int32Array(1024).fill(-1);

  /** -1 when it is not known. */
  get(number: number): number {
    return number >= 0 && number < this.#positions.length ? (this.#positions[number] as number) : -1;
  }

  set(number: number, position: number): void {
    if (number < 0) return;
    if (number >= this.#positions.length) {
      const longer = new Int32Array(2 * number).fill(-1);
      longer.set(this.#positions);
      this.#positions = longer;
    }
    this.#positions[number] = position;
  }
}

export class RepeatedPositions {
  #reader: object | undefined;
  readonly #tables = new Map<string, PositionTable>();

  /** The table of one sort of system; undefined when there are too many. */
  of(reader: object, system: Machine['operatingSystem']): PositionTable | undefined {
    if (reader !== this.#reader) {
      this.#tables.clear();
      this.#reader = reader;
    }
    const sort = `${system?.family ?? ''}\0${system?.distribution ?? ''}`;
    const known = this.#tables.get(sort);
    if (known !== undefined || this.#tables.size >= MOST_SYSTEMS) return known;
    const table = new PositionTable();
    this.#tables.set(sort, table);
    return table;
  }
}
