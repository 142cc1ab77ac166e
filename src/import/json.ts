/**
 * Source → JSON values, within limits that keep a hostile file from taking the machine.
 *
 * Measured on Node 24: JSON.parse takes any depth without failing, but one byte of "[" costs 58 bytes of memory. So a
 * document is refused by its size before it is read, and a large one by its number of values before it is parsed.
 */
import { Problem } from '../problem.ts';
import type { Note } from './account.ts';
import { decode, decodeForeign, utf16Of } from './decode.ts';
import type { Source } from './source.ts';

const MIB = 1024 * 1024;

/** Largest document read, in bytes: real inventories, with every package of a development server, are under 5 MiB. */
export const MAX_DOCUMENT_BYTES = 64 * MIB;

/**
 * Most values in a document: the process stays under 512 MiB with as many of the worst sort (distinct keys of one
 * object, nested arrays).
 */
const MAX_VALUES = 2_000_000;

/** Documents under this size are not counted before being parsed: at worst they cost 60 MiB for a moment. */
const COUNTED_FROM = MIB;

export type Line =
  | { readonly number: number; readonly text: string; readonly note?: Note }
  | { readonly number: number; readonly problem: Problem };

async function* blocksOf(source: Source): AsyncGenerator<Buffer> {
  yield source.head;
  yield* source.rest;
}

/** Blocks in which a line ends with one byte, whatever the encoding of the source. */
export async function* lineBlocksOf(source: Source): AsyncGenerator<Buffer> {
  const utf16 = utf16Of(source.head);
  if (utf16 === undefined) yield* blocksOf(source);
  else {
    const decoder = new TextDecoder(utf16);
    for await (const block of blocksOf(source)) yield Buffer.from(decoder.decode(block, { stream: true }));
  }
}

function tooLarge(file: string, limit = MAX_DOCUMENT_BYTES): Problem {
  return new Problem('document-too-large', { file, limit: limit / MIB });
}

/** Every byte of a source that holds one document. */
export async function readWhole(source: Source): Promise<Buffer> {
  if ((source.size ?? 0) > MAX_DOCUMENT_BYTES) throw tooLarge(source.file);
  if (source.size === source.head.length) return source.head;
  // In one piece from the start where its size is known: pieces and their sum would be twice the memory.
  let whole = Buffer.allocUnsafeSlow(source.size ?? 2 * source.head.length);
  let length = 0;
  for await (const block of blocksOf(source)) {
    // Its size was not known, or it grew.
    if (length + block.length > MAX_DOCUMENT_BYTES) throw tooLarge(source.file);
    if (length + block.length > whole.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(MAX_DOCUMENT_BYTES, 2 * (length + block.length)));
      whole.copy(larger, 0, 0, length);
      whole = larger;
    }
    length += block.copy(whole, length);
  }
  return whole.subarray(0, length);
}

/** Opening brackets and commas outside of strings: as many values, or more. */
function hasTooManyValues(text: string): boolean {
  let values = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      do {
        index = text.indexOf('"', index + 1);
        if (index === -1) return false;
      } while (isEscaped(text, index));
    } else if (code === 0x2c || code === 0x5b || code === 0x7b) {
      if (++values > MAX_VALUES) return true;
    }
  }
  return false;
}

function isEscaped(text: string, index: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(index - 1 - slashes) === 0x5c) slashes++;
  return slashes % 2 === 1;
}

/** Parses one document; throws a Problem naming `file`. */
export function parseJson(text: string, file: string): unknown {
  if (text.length > COUNTED_FROM && hasTooManyValues(text)) {
    throw new Problem('document-too-complex', { file, limit: MAX_VALUES });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (text.trim() === '') throw new Problem('document-empty', { file });
    if (/end of JSON|[Uu]nterminated/.test(message)) throw new Problem('document-truncated', { file });
    // The message of the engine quotes the document: only the place is kept.
    throw new Problem('json-invalid', { file, detail: /position \d+/.exec(message)?.[0] ?? 'position 0' });
  }
}

/** Reads a source that holds one JSON document, of another program unless it is `own`; throws a Problem. */
export async function readJson(source: Source, own = false): Promise<{ value: unknown; text: string; notes: Note[] }> {
  const bytes = await readWhole(source);
  const { text, note } = own ? decode(bytes) : decodeForeign(bytes);
  return { value: parseJson(text, source.file), text, notes: note === undefined ? [] : [note] };
}

/** Longest line of a text, in bytes, where a line is not a whole document. */
export const MAX_LINE_BYTES = MIB;

export type LineOptions = {
  /** Whether the source is of this program, whose text was never decoded wrongly. */
  readonly own?: boolean;
  /** Longest line, in bytes: that of a document where nothing else is said. */
  readonly longest?: number;
};

/**
 * The lines of a source that are not blank, whatever its length, one at a time. One that is too long is skipped to its
 * end and gives a problem.
 */
export async function* readLines(
  source: Source,
  { longest = MAX_DOCUMENT_BYTES, own = false }: LineOptions = {},
): AsyncGenerator<Line> {
  let number = 1;
  let held: Buffer[] = [];
  let length = 0;

  function take(last: Buffer): Line | undefined {
    const bytes = held.length === 0 ? last : Buffer.concat([...held, last]);
    const skipped = length > longest;
    held = [];
    length = 0;
    if (skipped) return { number, problem: tooLarge(`${source.file}:${number}`, longest) };
    const line = own ? decode(bytes) : decodeForeign(bytes);
    return line.text.trim() === '' ? undefined : { number, ...line };
  }

  for await (const block of lineBlocksOf(source)) {
    let start = 0;
    for (let end = block.indexOf(0x0a); end !== -1; end = block.indexOf(0x0a, start)) {
      length += end - start;
      const line = take(block.subarray(start, end));
      if (line !== undefined) yield line;
      number++;
      start = end + 1;
    }
    length += block.length - start;
    if (length > longest) held = [];
    // A copy: the block is filled again for the next one.
    else if (start < block.length) held.push(Buffer.from(block.subarray(start)));
  }
  const line = take(Buffer.alloc(0));
  if (line !== undefined) yield line;
}
