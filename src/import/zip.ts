/**
 * A zip archive → the files in it, as if it were a folder: "lot.zip/PC-017.json" is a member of "lot.zip". An archive in
 * an archive is one more folder; in that one there is no other.
 */
import { statSync } from 'node:fs';
import { Problem } from '../problem.ts';
import { type Bytes, bytesOfBuffer, bytesOfFile } from './bytes.ts';
import { decompressed, memberSource, wholeMember } from './compression.ts';
import type { Source } from './source-type.ts';
import { type Entry, entriesOf, startOf } from './zip-directory.ts';

const MIB = 1024 * 1024;

/** How much an archive may grow. */
const GROWTH = { ratio: 200, free: 64 * MIB };

/** Largest archive in an archive, which is held while its members are read. */
const MAX_INNER = 64 * MIB;

/** A zip archive among the folders of a path: what is before, and the name of the member. */
const MEMBER_PATH = /^(.*?\.zip)[\\/](.+)$/is;

type Archive = {
  readonly file: string;
  readonly stamp: string;
  readonly entries: ReadonlyMap<string, Entry>;
  /** What it holds, where it is in another. */
  readonly inner: Bytes | undefined;
};

/** The last archives listed, one outer and one inner: members are read one after another. */
let lastOuter: Archive | undefined;
let lastInner: Archive | undefined;

export function isArchive(file: string): boolean {
  return /\.zip$/i.test(file);
}

function outerArchive(file: string): Archive {
  const { mtimeMs, size } = statSync(file);
  const stamp = `${mtimeMs} ${size}`;
  if (lastOuter?.file === file && lastOuter.stamp === stamp) return lastOuter;
  const bytes = bytesOfFile(file);
  try {
    lastOuter = { file, stamp, entries: entriesOf(bytes, file, GROWTH), inner: undefined };
    return lastOuter;
  } finally {
    bytes.close();
  }
}

/** Every byte of a member that is an archive. */
function held(outer: Archive, name: string): Bytes {
  const file = `${outer.file}/${name}`;
  const entry = entryNamed(outer, name);
  const bytes = bytesOfFile(outer.file);
  try {
    const whole = wholeMember({ file, bytes, start: startOf(bytes, entry, file) }, entry, MAX_INNER);
    return bytesOfBuffer(whole, bytes.modifiedAt);
  } finally {
    bytes.close();
  }
}

function innerArchive(outer: Archive, name: string): Archive {
  const file = `${outer.file}/${name}`;
  if (lastInner?.file === file && lastInner.stamp === outer.stamp) return lastInner;
  const inner = held(outer, name);
  lastInner = { file, stamp: outer.stamp, entries: entriesOf(inner, file, GROWTH), inner };
  return lastInner;
}

function entryNamed({ entries, file }: Archive, name: string): Entry {
  const entry = entries.get(name);
  if (entry === undefined) throw new Problem('file-missing', { file: `${file}/${name}` });
  return entry;
}

/** The bytes of a member, as they come out of the archive. */
function openEntry(archive: Archive, name: string, block: Buffer): Source {
  const file = `${archive.file}/${name}`;
  const entry = entryNamed(archive, name);
  const bytes = archive.inner ?? bytesOfFile(archive.file);
  try {
    return memberSource({ file, bytes, start: startOf(bytes, entry, file), block }, entry);
  } catch (error) {
    bytes.close();
    throw error;
  }
}

/** The archive that a path leads into, and the name of the member there; undefined when it leads into none. */
function placeOf(path: string): { archive: Archive; name: string } | undefined {
  const [, file, name] = MEMBER_PATH.exec(path) ?? [];
  if (file === undefined || name === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile())
    return undefined;
  const archive = outerArchive(file);
  const [, inner, member] = MEMBER_PATH.exec(name) ?? [];
  if (inner === undefined || member === undefined || archive.entries.has(name)) return { archive, name };
  return { archive: innerArchive(archive, inner), name: member };
}

/** Paths of the members of an archive, sorted; throws a Problem. */
export function membersOf(file: string): string[] {
  const place = placeOf(file);
  if (place?.archive.inner !== undefined) throw new Problem('zip-nested', { file });
  const archive = place === undefined ? outerArchive(file) : innerArchive(place.archive, place.name);
  return [...archive.entries.keys()].sort().map((name) => `${file}/${name}`);
}

/** Opens a member by its path; undefined when the path leads into no archive. Throws a Problem. */
export function openMember(path: string, block: Buffer): Source | undefined {
  const place = placeOf(path);
  return place && decompressed(openEntry(place.archive, place.name, block));
}

/** Opens the members of an archive that is held, one after another; each is to be closed before the next. */
export function* openHeld(bytes: Bytes, file: string, block: Buffer): Generator<Source> {
  const archive: Archive = { file, stamp: '', entries: entriesOf(bytes, file, GROWTH), inner: bytes };
  for (const name of [...archive.entries.keys()].sort()) yield decompressed(openEntry(archive, name, block));
}
