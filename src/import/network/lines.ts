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
  /** Takes records from `start` on, as many as it can read faster than one by one, and answers where the next one begins. */
  readonly takeRun?: (bytes: Buffer, start: number) => number;
  /** Before bytes that were taken change. */
  readonly release: () => void;
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

/** A row of quoted cells, in which texts may hold newlines; a quote that begins a line begins a row, whatever was left open. */
export function endOfRow(bytes: Buffer, start: number, end: number): number {
  let quoted = false;
  for (let at = start; at < end; at++) {
    const code = bytes[at];
    if (code === QUOTE) quoted = !quoted;
    else if (code === NEWLINE && (!quoted || bytes[at + 1] === QUOTE)) return at;
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
  { take, takeRun = (_, start) => start, release, tooLong, pause }: Records,
): Promise<void> {
  const held = Buffer.allocUnsafeSlow(LONGEST_RECORD + BLOCK);
  let kept = 0;
  let read = 0;
  let skipping = false;

  /** Takes the records of some bytes, and answers where the one that does not end there begins. */
  function takeAll(bytes: Buffer, from: number): number {
    let start = from;
    for (;;) {
      start = takeRun(bytes, start);
      const end = endOf(bytes, start, bytes.length);
      if (end === -1) break;
      takeTrimmed(take, bytes, start, end);
      start = end + 1;
    }
    release();
    return start;
  }

  /** Bytes of a piece that complete the record held from before; all of them when they do not. */
  function completeHeld(piece: Buffer): number {
    // A line ends at the first newline: what follows it need not be moved. Other records are moved whole.
    const newline = endOf === endOfLine ? piece.indexOf(NEWLINE) : -1;
    const taken = newline === -1 ? piece.length : newline + 1;
    piece.copy(held, kept, 0, taken);
    const bytes = held.subarray(0, kept + taken);
    const start = takeAll(bytes, 0);
    held.copyWithin(0, start, bytes.length);
    kept = bytes.length - start;
    return taken;
  }

  for await (const piece of piecesOf(blocks)) {
    let start = 0;
    if (skipping) {
      const end = piece.indexOf(NEWLINE);
      skipping = end === -1;
      start = skipping ? piece.length : end + 1;
    }
    if (kept > 0) start += completeHeld(piece.subarray(start));
    if (start < piece.length) {
      const rest = takeAll(piece, start);
      kept = piece.copy(held, 0, rest);
    }
    if (kept > LONGEST_RECORD) {
      tooLong();
      skipping = true;
      kept = 0;
    }
    read += piece.length;
    await pause(read);
  }
  if (kept > 0) takeTrimmed(take, held, 0, kept);
  release();
}

/** Without the blanks at the end, among them the return before a newline. */
function takeTrimmed(take: Records['take'], bytes: Buffer, from: number, to: number): void {
  let end = to;
  while (end > from && (bytes[end - 1] === RETURN || bytes[end - 1] === 0x20)) end--;
  if (end > from) take(bytes, from, end);
}
