/**
 * A zip archive → the files in it, as if it were a folder: "lot.zip/PC-017.json" is a member of "lot.zip".
 *
 * Its directory, at its end, is trusted for nothing: sizes are bounded before anything is read, members that together
 * would grow beyond what documents do are refused before any is decompressed, and one that gives more than it
 * announced is refused as it is read.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { Problem } from '../problem.ts';
import { decompressed, type Member, memberSource } from './compression.ts';
import type { Source } from './source-type.ts';

const MIB = 1024 * 1024;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const MAX_DIRECTORY = 32 * MIB;
/** How many times its size an archive may grow, and what any may hold beyond that. */
const MAX_RATIO = 200;
const FREE_BYTES = 64 * MIB;

/** A zip archive among the folders of a path: what is before, and the name of the member. */
const MEMBER_PATH = /^(.*?\.zip)[\\/](.+)$/is;

type Entry = Member & { readonly offset: number };
type Archive = { readonly file: string; readonly stamp: string; readonly entries: ReadonlyMap<string, Entry> };

/** The last archive listed: its members are read one after another. */
let last: Archive | undefined;

export function isArchive(file: string): boolean {
  return /\.zip$/i.test(file);
}

function damaged(file: string, detail: string): Problem {
  return new Problem('compressed-damaged', { file, detail });
}

function readAt(descriptor: number, position: number, length: number, file: string): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(descriptor, bytes, 0, length, position) !== length) throw damaged(file, 'zip');
  return bytes;
}

/** The bytes of the directory, which a record at the very end tells where to find. */
function directoryOf(descriptor: number, size: number, file: string): { directory: Buffer; members: number } {
  const length = Math.min(size, END_BYTES + LONGEST_COMMENT);
  const tail = readAt(descriptor, size - length, length, file);
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end === -1 || end + END_BYTES > tail.length) throw damaged(file, 'zip');
  const bytes = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (offset === 0xffffffff || bytes > MAX_DIRECTORY) throw damaged(file, 'zip64');
  return { directory: readAt(descriptor, offset, bytes, file), members: tail.readUInt16LE(end + 10) };
}

function nameOf(bytes: Buffer): string {
  return (isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1')).replaceAll('\\', '/');
}

function entriesIn(descriptor: number, size: number, file: string): Map<string, Entry> {
  const { directory, members } = directoryOf(descriptor, size, file);
  const entries = new Map<string, Entry>();
  let [compressed, announced, at, found] = [0, 0, 0, 0];
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50) {
    found++;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => directory.readUInt16LE(at + place));
    const name = nameOf(directory.subarray(at + 46, at + 46 + (nameLength ?? 0)));
    const entry = {
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      compressedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    // Folders, and what the Finder of macOS adds.
    if (name === '' || name.endsWith('/') || /^__MACOSX\//.test(name)) continue;
    compressed += entry.compressedSize;
    announced += entry.size;
    entries.set(name, entry);
  }
  if (found !== members) throw damaged(file, 'zip');
  // Members that share their bytes, or that announce more than they can hold honestly.
  if (compressed > size || announced > size * MAX_RATIO + FREE_BYTES)
    throw new Problem('compressed-bomb', { file, ratio: MAX_RATIO });
  return entries;
}

function open(file: string): Archive {
  const { mtimeMs, size } = statSync(file);
  const stamp = `${mtimeMs} ${size}`;
  if (last?.file === file && last.stamp === stamp) return last;
  const descriptor = openSync(file, 'r');
  try {
    last = { file, stamp, entries: entriesIn(descriptor, size, file) };
    return last;
  } finally {
    closeSync(descriptor);
  }
}

/** Paths of the members of an archive, sorted; throws a Problem. */
export function membersOf(file: string): string[] {
  return [...open(file).entries.keys()].sort().map((name) => `${file}/${name}`);
}

/** Opens a member by its path; undefined when the path leads into no archive. Throws a Problem. */
export function openMember(path: string, block: Buffer): Source | undefined {
  const [, file, name] = MEMBER_PATH.exec(path) ?? [];
  if (file === undefined || name === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile())
    return undefined;
  const entry = open(file).entries.get(name);
  if (entry === undefined) throw new Problem('file-missing', { file: path });
  const descriptor = openSync(file, 'r');
  try {
    const header = readAt(descriptor, entry.offset, 30, path);
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const { mtime } = fstatSync(descriptor);
    return decompressed(memberSource({ file: path, descriptor, start, modifiedAt: mtime, block }, entry));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
