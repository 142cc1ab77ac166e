/** Four bytes at a time: where something comes first, found without looking at each byte. Words are little-endian. */

const EACH = 0x01010101;
const HIGH = 0x80808080;
const BLANKS = 0x21212121;
const NEWLINES = 0x0a0a0a0a;
const LOW_BITS = 0x7f7f7f7f;
/** Of a word, its first bytes: none, one, two, three. */
const FIRST_BYTES = new Int32Array([0, 0xff, 0xffff, 0xffffff]);

/** Gives a view of the bytes it was last asked for, which nearly always are the same. */
export class LastView {
  #bytes: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  of(bytes: Uint8Array): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }
}

/** Which byte of a word has the lowest of these bits, each being the highest of its byte. */
function firstOf(bits: number): number {
  return (31 - Math.clz32(bits & -bits)) >>> 3;
}

/** The highest bit of each byte from `least` on, for bytes of seven bits. */
function atLeast(word: number, least: number): number {
  return word + (0x80 - least) * EACH;
}

function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x5bd1e995);
  return product ^ (product >>> 15);
}

/** Of a field whose words were mixed. */
function finished(hash: number, length: number): number {
  const product = Math.imul(hash ^ length, 0x2c1b3c6d);
  return product ^ (product >>> 16);
}

/** The last word of a field, of which it fills a part. */
function lastWord(view: DataView, start: number, end: number): number {
  if (start + 4 <= view.byteLength) return view.getInt32(start, true) & (FIRST_BYTES[end - start] as number);
  let word = 0;
  for (let at = start; at < end; at++) word |= view.getUint8(at) << (8 * (at - start));
  return word;
}

/** The hash of a field, as Field finds it. */
export function hashOf(view: DataView, start: number, end: number): number {
  let hash = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = mixed(hash, view.getInt32(at, true));
  if (at < end) hash = mixed(hash, lastWord(view, at, end));
  return finished(hash, end - start);
}

/**
 * Finds where a field ends, and the hash of it on the way. The end may be found up to three bytes after `limit`, which is
 * what is answered when there is none; the bytes go on for three more.
 */
export class Field {
  hash = 0;

  /** At the first byte that is a space or below. */
  endOfWord(view: DataView, start: number, limit: number): number {
    let hash = 0;
    for (let at = start; at < limit; at += 4) {
      const word = view.getInt32(at, true);
      const blanks = (word - BLANKS) & ~word & HIGH;
      if (blanks !== 0) return this.#ended(hash, word, start, at, firstOf(blanks));
      hash = mixed(hash, word);
    }
    return limit;
  }

  /** At the first byte that is in no host name: before "-", "/", from ":" to "@", from "[" to "^", some beyond ASCII. */
  endOfHost(view: DataView, start: number, limit: number): number {
    let hash = 0;
    for (let at = start; at < limit; at += 4) {
      const raw = view.getInt32(at, true);
      const word = raw & LOW_BITS;
      const marks =
        (~atLeast(word, 0x2d) |
          (atLeast(word, 0x2f) & ~atLeast(word, 0x30)) |
          (atLeast(word, 0x3a) & ~atLeast(word, 0x41)) |
          (atLeast(word, 0x5b) & ~atLeast(word, 0x5f))) &
        HIGH;
      if (marks !== 0) return this.#ended(hash, raw, start, at, firstOf(marks));
      hash = mixed(hash, raw);
    }
    return limit;
  }

  #ended(hash: number, word: number, start: number, at: number, bytes: number): number {
    const last = bytes === 0 ? hash : mixed(hash, word & (FIRST_BYTES[bytes] as number));
    this.hash = finished(last, at + bytes - start);
    return at + bytes;
  }
}

/** Where the first byte that is a space or below is, as Field finds it. */
export function firstBlank(view: DataView, start: number, limit: number): number {
  for (let at = start; at < limit; at += 4) {
    const word = view.getInt32(at, true);
    const blanks = (word - BLANKS) & ~word & HIGH;
    if (blanks !== 0) return at + firstOf(blanks);
  }
  return limit;
}

/** The same for the end of the line; eight bytes at a time, since it is mostly far. */
export function firstNewline(view: DataView, start: number, limit: number): number {
  for (let at = start; at < limit; at += 8) {
    const first = view.getInt32(at, true) ^ NEWLINES;
    const second = view.getInt32(at + 4, true) ^ NEWLINES;
    const inFirst = (first - EACH) & ~first & HIGH;
    const inSecond = (second - EACH) & ~second & HIGH;
    if ((inFirst | inSecond) !== 0) return inFirst !== 0 ? at + firstOf(inFirst) : at + 4 + firstOf(inSecond);
  }
  return limit;
}
