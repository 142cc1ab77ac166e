/**
 * A compressed source (gzip, zlib as OCS agents write it, Zstandard) → the source of what it holds, told by its first
 * bytes.
 *
 * What is small, which nearly everything is, is decompressed at once; the rest as it is read, in constant memory. A
 * source that grows beyond what documents do is refused while it grows: no bomb is ever held.
 */
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { Problem } from '../problem.ts';
import type { Bytes } from './bytes.ts';
import type { Source } from './source-type.ts';
import type { Entry } from './zip-directory.ts';

/** What is decompressed at once, at most: nearly every document is smaller. */
const MAX_AT_ONCE = 16 * 1024 * 1024;
/** How many times its size a source may grow: logs, the most repetitive of all, stay under 100. */
const MAX_RATIO = 200;
/** Size under which the ratio says nothing. */
const RATIO_FROM = 16 * 1024 * 1024;
/** Compressed bytes of a large source that are enough to tell its format: more than one block of Zstandard. */
const START_BYTES = 160 * 1024;

type Options = { maxOutputLength: number; finishFlush?: number };
type Compression = {
  readonly id: 'deflate' | 'gzip' | 'zlib' | 'zstd';
  /** Taken as an end of the input, so that the beginning of a source can be decompressed. */
  readonly partial: number;
  readonly whole: (bytes: Buffer, options: Options) => Buffer;
  readonly stream: () => NodeJS.ReadWriteStream;
};

const gzip: Compression = {
  id: 'gzip',
  partial: zlib.constants.Z_SYNC_FLUSH,
  whole: zlib.gunzipSync,
  stream: zlib.createGunzip,
};
const zlibFormat: Compression = {
  id: 'zlib',
  partial: zlib.constants.Z_SYNC_FLUSH,
  whole: zlib.inflateSync,
  stream: zlib.createInflate,
};
const zstd: Compression = {
  id: 'zstd',
  partial: zlib.constants.ZSTD_e_flush,
  whole: zlib.zstdDecompressSync,
  stream: zlib.createZstdDecompress,
};

const deflate: Compression = {
  id: 'deflate',
  partial: zlib.constants.Z_SYNC_FLUSH,
  whole: zlib.inflateRawSync,
  stream: zlib.createInflateRaw,
};

function compressionOf(head: Buffer): Compression | undefined {
  const [first = 0, second = 0, third, fourth] = head;
  if (first === 0x1f && second === 0x8b) return gzip;
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return zstd;
  return first === 0x78 && ((first << 8) | second) % 31 === 0 && head.length > 6 ? zlibFormat : undefined;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

function damaged(file: string, error: unknown): Problem {
  const detail = error instanceof Error && 'code' in error ? String(error.code) : 'zlib';
  return new Problem('compressed-damaged', { file, detail });
}

/** What the source holds, when both fit in memory; undefined when it must be read as it comes. */
function atOnce({ file, head, size }: Source, { whole }: Compression): Buffer | undefined {
  if (size !== head.length) return undefined;
  try {
    return whole(head, { maxOutputLength: MAX_AT_ONCE });
  } catch (error) {
    if (isTooLarge(error)) return undefined;
    throw damaged(file, error);
  }
}

function startOf({ file, head }: Source, { partial, whole }: Compression): Buffer {
  try {
    return whole(head.subarray(0, START_BYTES), { maxOutputLength: START_BYTES * MAX_RATIO, finishFlush: partial });
  } catch (error) {
    throw isTooLarge(error) ? new Problem('compressed-bomb', { file, ratio: MAX_RATIO }) : damaged(file, error);
  }
}

/** Everything after the first `skipped` bytes of what the source holds. */
async function* streamed(source: Source, { stream }: Compression, skipped: number): AsyncGenerator<Buffer> {
  let [input, output] = [0, 0];
  async function* blocks(): AsyncGenerator<Buffer> {
    // Copies: a block is filled again while the decompressor, which works beside, still reads the last one.
    const { head, rest } = source;
    input += head.length;
    yield Buffer.from(head);
    for await (const block of rest) {
      input += block.length;
      yield Buffer.from(block);
    }
  }
  const decompressor = stream();
  const incoming = Readable.from(blocks());
  incoming.on('error', (error) => decompressor.emit('error', error));
  try {
    for await (const block of incoming.pipe(decompressor) as AsyncIterable<Buffer>) {
      const before = output;
      output += block.length;
      if (output > RATIO_FROM && output > input * MAX_RATIO)
        throw new Problem('compressed-bomb', { file: source.file, ratio: MAX_RATIO });
      if (output > skipped) yield block.subarray(Math.max(0, skipped - before));
    }
  } catch (error) {
    throw error instanceof Problem ? error : damaged(source.file, error);
  } finally {
    incoming.destroy();
  }
}

function decompressedBy(source: Source, compression: Compression): Source {
  // Zstandard, before Node 22.15.
  if (compression.whole === undefined) throw new Problem('compressed-unsupported', { file: source.file });
  const whole = atOnce(source, compression);
  if (whole !== undefined) return { ...source, head: whole, size: whole.length, rest: [] };
  const head = startOf(source, compression);
  return { ...source, head, size: undefined, rest: streamed(source, compression, head.length) };
}

/** The source itself when it is not compressed. Throws a Problem. */
export function decompressed(source: Source): Source {
  const compression = compressionOf(source.head);
  if (compression === undefined) return source;
  try {
    return decompressedBy(source, compression);
  } catch (error) {
    // Two letters of a text can look like the mark of zlib.
    if (compression === zlibFormat && !(error instanceof Problem && error.code === 'compressed-bomb')) return source;
    throw error;
  }
}

/** Where the bytes of a member of a zip archive are. */
export type MemberPlace = {
  readonly file: string;
  readonly bytes: Bytes;
  readonly start: number;
  readonly block: Buffer;
};

const methods: ReadonlyMap<number, Compression | undefined> = new Map([
  [0, undefined],
  [8, deflate],
  [93, zstd],
]);

/** The source, of which no more is given than was announced. */
function limited(source: Source, size: number): Source {
  const { file, head, rest } = source;
  async function* checked(): AsyncGenerator<Buffer> {
    let length = head.length;
    for await (const block of rest) {
      length += block.length;
      if (length > size) throw new Problem('compressed-damaged', { file, detail: 'zip' });
      yield block;
    }
  }
  if (head.length > size) throw new Problem('compressed-damaged', { file, detail: 'zip' });
  return source.size === head.length ? source : { ...source, rest: checked() };
}

/** Everything that a member holds, which is to be under a limit. Throws a Problem. */
export function wholeMember({ bytes, file, start }: Omit<MemberPlace, 'block'>, member: Entry, limit: number): Buffer {
  if (member.encrypted || !methods.has(member.method)) throw new Problem('zip-method', { file });
  if (Math.max(member.size, member.compressedSize) > limit)
    throw new Problem('document-too-large', { file, limit: limit / 2 ** 20 });
  const packed = Buffer.alloc(member.compressedSize);
  if (bytes.readInto(packed, start) !== packed.length) throw new Problem('compressed-damaged', { file, detail: 'zip' });
  const compression = methods.get(member.method);
  try {
    const whole = compression === undefined ? packed : compression.whole(packed, { maxOutputLength: limit });
    if (whole.length <= member.size) return whole;
  } catch (error) {
    throw damaged(file, error);
  }
  throw new Problem('compressed-damaged', { file, detail: 'zip' });
}

/** What a member holds. Throws a Problem; its bytes are closed with the source. */
export function memberSource({ block, bytes, file, start }: MemberPlace, member: Entry): Source {
  if (member.encrypted || !methods.has(member.method)) throw new Problem('zip-method', { file });
  let position = start;
  const end = start + member.compressedSize;

  function next(): Buffer {
    const target = block.subarray(0, Math.min(block.length, end - position));
    const length = target.length === 0 ? 0 : bytes.readInto(target, position);
    position += length;
    return block.subarray(0, length);
  }

  function* rest(): Generator<Buffer> {
    for (let read = next(); read.length > 0; read = next()) yield read;
  }

  const source: Source = {
    file,
    modifiedAt: bytes.modifiedAt,
    size: member.compressedSize,
    head: next(),
    rest: rest(),
    close: () => bytes.close(),
  };
  const compression = methods.get(member.method);
  return limited(
    compression === undefined || source.head.length === 0 ? source : decompressedBy(source, compression),
    member.size,
  );
}
