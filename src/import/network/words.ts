/** Four bytes at a time: where something comes first, found without looking at each byte. Words are little-endian. */

const EACH = 0x01010101;
const HIGH = 0x80808080;
const SPACES = 0x20202020;
const LOW_BITS = 0x7f7f7f7f;

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

/**
 * Where the first space from `start` on is. It may be found up to three bytes after `end`, which is what is answered when
 * there is none; the bytes go on for three more.
 */
export function firstSpace(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at += 4) {
    const word = view.getInt32(at, true) ^ SPACES;
    const spaces = (word - EACH) & ~word & HIGH;
    if (spaces !== 0) return at + firstOf(spaces);
  }
  return end;
}

/** The same for the first byte that is in no host name: before "-", "/", from ":" to "@", from "[" to "^", some beyond ASCII. */
export function firstMark(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at += 4) {
    const word = view.getInt32(at, true) & LOW_BITS;
    const marks =
      (~atLeast(word, 0x2d) |
        (atLeast(word, 0x2f) & ~atLeast(word, 0x30)) |
        (atLeast(word, 0x3a) & ~atLeast(word, 0x41)) |
        (atLeast(word, 0x5b) & ~atLeast(word, 0x5f))) &
      HIGH;
    if (marks !== 0) return at + firstOf(marks);
  }
  return end;
}
