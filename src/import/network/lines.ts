/** Blocks of bytes → records, each a place in one buffer that serves for all: nothing is made for a line. */

const MIB = 1024 * 1024;
/** Longest record that is read; a longer one is skipped to its end and counted. */
const LONGEST_RECORD = MIB;
const BLOCK = MIB;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Where the record that begins at `start` ends, its newline not included; -1 when it does not end before `end`. */
export type RecordEnd = (bytes: Buffer, start: number, end: number) => number;

export type Records = {
  /** Takes one record; blank ones are passed over. */
  readonly take: (bytes: Buffer, start: number, end: number) => void;
  readonly tooLong: () => void;
  /** After each block, with the bytes read so far. */
  readonly pause: (read: number) => Promise<void> | undefined;
};

export function endOfLine(bytes: Buffer, start: number, end: number): number {
  const at = bytes.indexOf(NEWLINE, start);
  return at < end ? at : -1;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** One object of JSON is a record, on however many lines; one that begins a line begins a record, whatever was left open. */
export function endOfObject(bytes: Buffer, start: number, end: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < end; at++) {
    const code = bytes[at];
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) quoted = !quoted;
    // No string goes over the end of a line: its quote was lost.
    else if (quoted && code === NEWLINE) return at;
    else if (quoted) continue;
    else if (code === OPEN) depth++;
    else if (code === CLOSE) depth--;
    else if (code === NEWLINE && (depth <= 0 || bytes[at + 1] === OPEN)) return at;
  }
  return -1;
}

/** Pieces of at most one block, in UTF-8 or an encoding that holds ASCII. */
async function* piecesOf(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    for (let start = 0; start < block.length; start += BLOCK) yield block.subarray(start, start + BLOCK);
  }
}

export async function readRecords(
  blocks: AsyncIterable<Buffer>,
  endOf: RecordEnd,
  { take, tooLong, pause }: Records,
): Promise<void> {
  const held = Buffer.allocUnsafeSlow(LONGEST_RECORD + BLOCK);
  let kept = 0;
  let read = 0;
  let skipping = false;

  function takeTrimmed(from: number, to: number): void {
    let end = to;
    while (end > from && (held[end - 1] === RETURN || held[end - 1] === 0x20)) end--;
    if (end > from) take(held, from, end);
  }

  for await (const piece of piecesOf(blocks)) {
    piece.copy(held, kept);
    const filled = kept + piece.length;
    // Beyond what is filled are bytes of earlier blocks: searches must not find newlines there.
    const bytes = filled === held.length ? held : held.subarray(0, filled);
    let start = 0;
    if (skipping) {
      const end = endOfLine(bytes, 0, filled);
      skipping = end === -1;
      start = end === -1 ? filled : end + 1;
    }
    for (let end = endOf(bytes, start, filled); end !== -1; end = endOf(bytes, start, filled)) {
      takeTrimmed(start, end);
      start = end + 1;
    }
    kept = filled - start;
    if (kept > LONGEST_RECORD) {
      tooLong();
      skipping = true;
      kept = 0;
    } else held.copyWithin(0, start, filled);
    read += piece.length;
    await pause(read);
  }
  if (kept > 0) takeTrimmed(0, kept);
}
