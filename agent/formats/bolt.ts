/**
 * Bolt databases (containerd's images): buckets within buckets, read without their lock.
 *
 * In: the pieces of the file. Out: the entries of a bucket found by its path. Nothing is written and nothing waited for: what is
 * changed under our eyes is a damaged file.
 */
import type { Pieces } from '../files.ts';
import { DamagedFile } from '../files.ts';

const MAGIC = 0xed0cdaed;
const VERSION = 2;
const BRANCH = 1;
const LEAF = 2;
const PAGE_HEADER_BYTES = 16;
const ELEMENT_BYTES = 16;
const BUCKET_HEADER_BYTES = 16;
const LARGEST_PAGE = 16 * 1024 * 1024;

/** `left`: entries that may still be read; each takes room in the file, so more of them turn in circles. */
type Database = { file: Pieces; pageBytes: number; left: number };
type Entry = { key: string; bucket: Bucket | undefined };
/** Where the pages of a bucket begin: a page of the file, or the page that lies inside its own entry. */
type Bucket = { page: number } | { inline: Buffer };

/** Keys of the bucket at the end of this path ('*' is every bucket of that level); nothing when there is no such path. */
export function* keysOfBoltBucket(file: Pieces, path: readonly string[]): Generator<string> {
  const { database, root } = openBolt(file);
  yield* keysBelow(database, { page: root }, path);
}

function* keysBelow(database: Database, bucket: Bucket, path: readonly string[]): Generator<string> {
  const [step, ...rest] = path;
  for (const entry of entriesOf(database, bucket)) {
    if (step === undefined) yield entry.key;
    else if (entry.bucket !== undefined && (step === '*' || step === entry.key))
      yield* keysBelow(database, entry.bucket, rest);
  }
}

/** Two pages describe the database, written in turn: the newest whose checksum holds. */
function openBolt(file: Pieces): { database: Database; root: number } {
  const first = file.at(0, PAGE_HEADER_BYTES + 64);
  // A torn first page still states its size; without it, the usual one.
  const stated = first.readUInt32LE(24);
  const pageBytes = stated >= 1024 && stated <= 65_536 ? stated : 4096;
  const metas = [first, file.at(pageBytes, PAGE_HEADER_BYTES + 64)].map((page) => page.subarray(PAGE_HEADER_BYTES));
  const valid = metas
    .filter((meta) => meta.readUInt32LE(0) === MAGIC && meta.readUInt32LE(4) === VERSION)
    .filter((meta) => meta.readBigUInt64LE(56) === fnv1a(meta.subarray(0, 56)))
    .sort((a, b) => Number(b.readBigUInt64LE(48) - a.readBigUInt64LE(48)));
  const [meta] = valid;
  if (meta === undefined) throw new DamagedFile('no bolt database');
  return {
    database: { file, pageBytes: meta.readUInt32LE(8), left: file.size / ELEMENT_BYTES },
    root: Number(meta.readBigUInt64LE(16)),
  };
}

function fnv1a(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

function* entriesOf(database: Database, bucket: Bucket): Generator<Entry> {
  const waiting: Buffer[] = ['inline' in bucket ? bucket.inline : pageOf(database, bucket.page)];
  while (waiting.length > 0) {
    const page = waiting.pop() ?? Buffer.alloc(0);
    if (page.length < PAGE_HEADER_BYTES) throw new DamagedFile('a page is cut short');
    const flags = page.readUInt16LE(8);
    const elements = elementsOf(page);
    database.left -= elements.length;
    if (database.left < 0) throw new DamagedFile('it turns in circles');
    if (flags === LEAF) for (const element of elements) yield entryOf(page, element);
    else if (flags === BRANCH)
      for (const element of elements.reverse())
        waiting.push(pageOf(database, Number(page.readBigUInt64LE(element + 8))));
    else throw new DamagedFile('not a page of a bucket');
  }
}

function pageOf({ file, pageBytes }: Database, number: number): Buffer {
  const header = file.at(number * pageBytes, PAGE_HEADER_BYTES);
  const bytes = (header.readUInt32LE(12) + 1) * pageBytes;
  if (bytes > LARGEST_PAGE) throw new DamagedFile('a page is too large');
  return file.at(number * pageBytes, bytes);
}

function elementsOf(page: Buffer): number[] {
  const count = page.readUInt16LE(10);
  if (PAGE_HEADER_BYTES + count * ELEMENT_BYTES > page.length) throw new DamagedFile('a page holds more than its size');
  return Array.from({ length: count }, (_, index) => PAGE_HEADER_BYTES + index * ELEMENT_BYTES);
}

function entryOf(page: Buffer, element: number): Entry {
  const start = element + page.readUInt32LE(element + 4);
  const middle = start + page.readUInt32LE(element + 8);
  const end = middle + page.readUInt32LE(element + 12);
  if (end > page.length) throw new DamagedFile('an entry lies outside of its page');
  const isBucket = page.readUInt32LE(element) === 1;
  return {
    key: page.toString('utf8', start, middle),
    bucket: isBucket ? bucketOf(page.subarray(middle, end)) : undefined,
  };
}

function bucketOf(value: Buffer): Bucket {
  if (value.length < BUCKET_HEADER_BYTES) throw new DamagedFile('a bucket is cut short');
  const page = Number(value.readBigUInt64LE(0));
  return page === 0 ? { inline: value.subarray(BUCKET_HEADER_BYTES) } : { page };
}
