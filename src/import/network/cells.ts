/** Lines of cells, parted by commas, semicolons, tabs or spaces, some between quotes, whose meaning is in their order. */
import { hasAt, QUOTE } from './bytes.ts';
import { Fields, type Role } from './fields.ts';
import { type LineParser, NOT_UNDERSTOOD } from './visit.ts';

const SPACE = 0x20;
const MOST_CELLS = 512;

/** Places of the cells of a line. */
export class Cells {
  readonly starts = new Int32Array(MOST_CELLS);
  readonly ends = new Int32Array(MOST_CELLS);
  count = 0;

  /** Whether a cell holds these letters, in either case. */
  is(bytes: Buffer, cell: number, letters: string): boolean {
    const [start, end] = [this.starts[cell] as number, this.ends[cell] as number];
    return cell < this.count && end - start === letters.length && hasAt(bytes, start, end, letters);
  }

  split(bytes: Buffer, start: number, end: number, separator: number): void {
    this.count = 0;
    for (let at = start; at <= end && this.count < MOST_CELLS; ) {
      while (at < end && bytes[at] === SPACE) at++;
      const quoted = bytes[at] === QUOTE && at < end;
      const from = quoted ? at + 1 : at;
      const to = quoted ? endOfQuoted(bytes, from, end) : from;
      at = to;
      while (at < end && bytes[at] !== separator) at++;
      this.starts[this.count] = from;
      this.ends[this.count++] = quoted ? to : at;
      at++;
    }
  }
}

/** The closing quote; two of them are one of the text. */
function endOfQuoted(bytes: Buffer, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE || at + 1 >= end) return at;
    at++;
  }
  return end;
}

/** For lines whose cells have a fixed meaning: which cell is what, decided line by line. */
export type Layout = (cells: Cells, bytes: Buffer) => Partial<Record<Role, number>> | undefined;

export function cellsParser(separator: number, layout: Layout): LineParser {
  const cells = new Cells();
  const fields = new Fields({});
  return (bytes, start, end, visit, span) => {
    cells.split(bytes, start, end, separator);
    const places = layout(cells, bytes);
    if (places === undefined) return NOT_UNDERSTOOD;
    fields.reset();
    for (const role in places) {
      const cell = places[role as Role] as number;
      if (cell >= cells.count) continue;
      fields.noteRole(role as Role, bytes, cells.starts[cell] as number, cells.ends[cell] as number);
    }
    return fields.finish(bytes, visit, span);
  };
}
