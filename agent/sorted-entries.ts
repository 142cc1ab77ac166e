/**
 * A sorted text of entries, "WORD VALUE" a line, in the order of values: searched where it lies, since to read tens of thousands of lines would cost
 * a machine half as much again as the whole of its inventory.
 *
 * In: the bytes of a list. Out: what it holds before its sorted part, and the words it says of a value. Only bytes whose digest stands before
 * them are taken to be sorted: a list that someone edited is read line by line.
 */
import { sha256 } from '../src/inventory/digest.ts';
import { remembering } from './remembering.ts';

export type SortedEntries = {
  /** What stands before the sorted part. */
  before: Buffer;
  /** In their order; none when nothing is said of the value. */
  wordsOf(value: string): readonly string[];
  size: number;
};

const LINE_END = 0x0a;
const SPACE = 0x20;
const MARK = Buffer.from('# sorted ');
const DIGEST_LENGTH = 64;
/** What a bare name says. */
const BARE = 'use';

/** The sorted part of a list; undefined where there is none, or it is not what its digest says. */
export function sortedEntries(bytes: Buffer): SortedEntries | undefined {
  const mark = bytes.indexOf(MARK);
  const end = mark + MARK.length + DIGEST_LENGTH;
  if (mark < 0 || (mark > 0 && bytes[mark - 1] !== LINE_END) || bytes[end] !== LINE_END) return undefined;
  const lines = bytes.subarray(end + 1);
  const digest = bytes.toString('latin1', mark + MARK.length, end);
  if (sha256(lines) !== digest || lines.at(-1) !== LINE_END) return undefined;
  return {
    before: bytes.subarray(0, mark),
    // The same few ends of names are asked for again and again.
    wordsOf: remembering((value) => wordsBefore(lines, Buffer.from(value))),
    get size() {
      let size = 0;
      for (let at = lines.indexOf(LINE_END); at >= 0; at = lines.indexOf(LINE_END, at + 1)) size++;
      return size;
    },
  };
}

/** Where the value of a line begins: after its word, or where the line does when it is a bare name. */
function valueStart(lines: Buffer, start: number, end: number): number {
  const space = lines.indexOf(SPACE, start);
  return space < 0 || space > end ? start : space + 1;
}

function wordsBefore(lines: Buffer, value: Buffer): string[] {
  const words: string[] = [];
  if (value.length === 0) return words;
  for (let at = firstFrom(lines, value); at < lines.length; ) {
    const end = lines.indexOf(LINE_END, at);
    const from = valueStart(lines, at, end);
    if (lines.compare(value, 0, value.length, from, end) !== 0) break;
    words.push(from === at ? BARE : lines.toString('latin1', at, from - 1));
    at = end + 1;
  }
  return words;
}

/** Where the first line whose value is not before the one wanted starts. */
function firstFrom(lines: Buffer, value: Buffer): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Of the line that the middle falls in.
    const start = middle === 0 ? 0 : lines.lastIndexOf(LINE_END, middle - 1) + 1;
    const end = lines.indexOf(LINE_END, start);
    if (lines.compare(value, 0, value.length, valueStart(lines, start, end), end) < 0) low = end + 1;
    else high = start;
  }
  return low;
}
