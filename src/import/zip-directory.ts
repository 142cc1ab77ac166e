/**
 * The directory of a zip archive, at its end → its members. Nothing in it is trusted: sizes are bounded before anything is
 * read, and members that together would grow beyond what documents do are refused before any is decompressed.
 */
import { isUtf8 } from 'node:buffer';
import { Problem } from '../problem.ts';
import type { Bytes } from './bytes.ts';

export type Entry = {
  readonly encrypted: boolean;
  readonly method: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
};

/** How much an archive may hold: `ratio` times its size, and `free` bytes beyond that. */
export type Growth = { readonly ratio: number; readonly free: number };

const MIB = 1024 * 1024;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const MAX_DIRECTORY = 32 * MIB;

/** What stands in a field of 32 bits for a number that is elsewhere, in 64. */
const ELSEWHERE = 0xffffffff;

/** First bytes of an archive. */
const MARK = Buffer.from('PK\x03\x04', 'latin1');

export function isZip(head: Buffer): boolean {
  return head.subarray(0, MARK.length).equals(MARK);
}

function damaged(file: string, detail = 'zip'): Problem {
  return new Problem('compressed-damaged', { file, detail });
}

function readAt(bytes: Bytes, position: number, length: number, file: string): Buffer {
  if (position < 0 || position + length > bytes.size) throw damaged(file);
  const found = Buffer.alloc(length);
  if (bytes.readInto(found, position) !== length) throw damaged(file);
  return found;
}

/** A number of 64 bits; one that JavaScript cannot hold is larger than any file, and is refused with the place it leads to. */
function bigAt(bytes: Buffer, at: number): number {
  return at + 8 <= bytes.length ? Number(bytes.readBigUInt64LE(at)) : Number.MAX_VALUE;
}

type Place = { readonly offset: number; readonly length: number; readonly members: number };

/** Where the directory is, as the record of archives over 4 GB says it, which another record before the end leads to. */
function largePlace(bytes: Bytes, end: number, file: string): Place {
  const locator = readAt(bytes, end - 20, 20, file);
  if (locator.readUInt32LE(0) !== 0x07064b50) throw damaged(file, 'zip64');
  const record = readAt(bytes, bigAt(locator, 8), 56, file);
  if (record.readUInt32LE(0) !== 0x06064b50) throw damaged(file, 'zip64');
  return { members: bigAt(record, 32), length: bigAt(record, 40), offset: bigAt(record, 48) };
}

/** The bytes of the directory, which a record at the very end tells where to find. */
function directoryOf(bytes: Bytes, file: string): { directory: Buffer; members: number } {
  const length = Math.min(bytes.size, END_BYTES + LONGEST_COMMENT);
  const tail = readAt(bytes, bytes.size - length, length, file);
  const at = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (at === -1 || at + END_BYTES > tail.length) throw damaged(file);
  const small = {
    members: tail.readUInt16LE(at + 10),
    length: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  const isLarge = small.offset === ELSEWHERE || small.length === ELSEWHERE || small.members === 0xffff;
  const place = isLarge ? largePlace(bytes, bytes.size - length + at, file) : small;
  if (place.length > MAX_DIRECTORY) throw damaged(file, 'directory');
  return { directory: readAt(bytes, place.offset, place.length, file), members: place.members };
}

function nameOf(bytes: Buffer): string {
  return (isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1')).replaceAll('\\', '/');
}

/** The field of an entry that holds its numbers of 64 bits, in the order of those that it stands for. */
function largeNumbers(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}

function entryOf(record: Buffer, extra: Buffer): Entry {
  const large = largeNumbers(extra);
  let taken = 0;
  function numberAt(at: number): number {
    const value = record.readUInt32LE(at);
    if (value !== ELSEWHERE || large === undefined) return value;
    taken += 8;
    return bigAt(large, taken - 8);
  }
  // In this order, which is that of the field.
  const size = numberAt(24);
  const compressedSize = numberAt(20);
  const offset = numberAt(42);
  return {
    encrypted: (record.readUInt16LE(8) & 1) === 1,
    method: record.readUInt16LE(10),
    compressedSize,
    size,
    offset,
  };
}

/** The members of an archive, by their names; throws a Problem. */
export function entriesOf(bytes: Bytes, file: string, { free, ratio }: Growth): Map<string, Entry> {
  const { directory, members } = directoryOf(bytes, file);
  const entries = new Map<string, Entry>();
  let [compressed, announced, at, found] = [0, 0, 0, 0];
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50) {
    found++;
    const [names = 0, extras = 0, comments = 0] = [28, 30, 32].map((place) => directory.readUInt16LE(at + place));
    const name = nameOf(directory.subarray(at + 46, at + 46 + names));
    const entry = entryOf(
      directory.subarray(at, at + 46),
      directory.subarray(at + 46 + names, at + 46 + names + extras),
    );
    at += 46 + names + extras + comments;
    // Folders, and what the Finder of macOS adds.
    if (name === '' || name.endsWith('/') || /^__MACOSX\//.test(name)) continue;
    compressed += entry.compressedSize;
    announced += entry.size;
    entries.set(name, entry);
  }
  if (found !== members) throw damaged(file);
  // Members that share their bytes, or that announce more than they can hold honestly.
  if (compressed > bytes.size || announced > bytes.size * ratio + free)
    throw new Problem('compressed-bomb', { file, ratio });
  return entries;
}

/** Where the bytes of a member begin: after a header of its own, of which only the lengths are read. They are all there. */
export function startOf(bytes: Bytes, { compressedSize, offset }: Entry, file: string): number {
  const header = readAt(bytes, offset, 30, file);
  const start = offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + compressedSize > bytes.size) throw damaged(file);
  return start;
}
