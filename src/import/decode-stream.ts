/**
 * A source → its text, piece by piece: as decode.ts does for whole documents, for those that are never held whole.
 *
 * Bytes under 0x80 mean the same in every 8-bit encoding, so nothing is decided before the first block that holds
 * others; that block is the evidence, and it prevails over what a document declares of itself.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Note } from './account.ts';
import { decode850, looks850 } from './code-page-850.ts';
import { utf16Of } from './decode.ts';
import { mendedPieces } from './mojibake.ts';
import type { Source } from './source.ts';

/** Every byte of a source, once. */
export async function* blocksOf(source: Source): AsyncGenerator<Buffer> {
  yield source.head;
  yield* source.rest;
}

/** The block without the character that its end cuts. */
function wholeCharacters(block: Buffer): Buffer {
  let end = block.length;
  while (end > 0 && block.length - end < 3 && ((block[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  return (block[end - 1] ?? 0) >= 0xc0 ? block.subarray(0, end - 1) : block;
}

type Decoder = {
  readonly encoding: string;
  decode(bytes?: Buffer, options?: { stream: boolean }): string;
};

/** One byte is one character: there is nothing to keep between two blocks. */
const codePage850: Decoder = {
  encoding: 'cp850',
  decode: (bytes = Buffer.alloc(0)) => decode850(bytes),
};

function decoderOf(encoding: string): Decoder | undefined {
  try {
    return new TextDecoder(encoding);
  } catch {
    return undefined;
  }
}

/** The encoding of a block that holds more than ASCII; notes what is not sound. */
function decoderFor(block: Buffer, notes: Set<Note>, declared: string | undefined): Decoder {
  const whole = wholeCharacters(block);
  if (isUtf8(whole)) return new TextDecoder();
  const stated = declared === undefined ? undefined : decoderOf(declared);
  if (stated !== undefined && !stated.encoding.startsWith('utf-')) return stated;
  // Some sound sequences beside unsound ones: damaged UTF-8.
  if (/[^\0-\x7f\ufffd]/.test(whole.toString('utf8'))) return new TextDecoder();
  if (looks850(whole)) {
    notes.add('encoding-cp850');
    return codePage850;
  }
  notes.add('encoding-windows-1252');
  return new TextDecoder('windows-1252');
}

/** The text of a source, without its byte order mark; `notes` receives what was not sound in its encoding. */
export function decodeBlocks(
  blocks: AsyncIterable<Buffer>,
  notes: Set<Note>,
  declared?: string,
): AsyncGenerator<string> {
  return mendedPieces(decoded(blocks, notes, declared), () => notes.add('text-mended'));
}

async function* decoded(
  blocks: AsyncIterable<Buffer>,
  notes: Set<Note>,
  declared: string | undefined,
): AsyncGenerator<string> {
  let decoder: Decoder | undefined;
  let started = false;
  for await (const block of blocks) {
    const utf16 = started ? undefined : utf16Of(block);
    started = true;
    if (utf16 !== undefined) decoder = new TextDecoder(utf16);
    if (decoder === undefined && isAscii(block)) yield block.toString('latin1');
    else {
      decoder ??= decoderFor(block, notes, declared);
      const text = decoder.decode(block, { stream: true });
      if (decoder.encoding === 'utf-8' && text.includes('\ufffd') && !isUtf8(wholeCharacters(block)))
        notes.add('encoding-damaged');
      yield text;
    }
  }
  const end = decoder?.decode();
  if (end) yield end;
}
