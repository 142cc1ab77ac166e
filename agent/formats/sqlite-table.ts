/**
 * The blobs of one table of an SQLite database, with the write-ahead log that may lie beside it.
 *
 * Own reader and not node:sqlite, which would open the file itself (around the door of the agent), write beside it, and warn on the
 * standard error of half the releases of Node. Only what an rpm database needs: a table by its name, its last column when it is a blob.
 */
import type { Pieces } from '../files.ts';
import { DamagedFile } from '../files.ts';

const MAGIC = 'SQLite format 3\0';
const INTERIOR = 5;
const LEAF = 13;
const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** No header of a package is larger: rpm itself refuses it. */
const LARGEST_BLOB = 256 * 1024 * 1024;

type Database = {
  file: Pieces;
  pageBytes: number;
  usable: number;
  log: ReadonlyMap<number, Buffer>;
  pages: number;
  allowed: number;
};

export function* blobsOfSqliteTable(file: Pieces, log: Buffer, table: string): Generator<Buffer> {
  const header = file.at(0, 100);
  if (header.toString('latin1', 0, 16) !== MAGIC) throw new DamagedFile('no SQLite header');
  const stated = header.readUInt16BE(16);
  const pageBytes = stated === 1 ? 65_536 : stated;
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0) throw new DamagedFile('unknown page size');
  const frames = readLog(log, pageBytes);
  const usable = pageBytes - (header[20] ?? 0);
  if (usable < 480) throw new DamagedFile('unknown page size');
  const pages = Math.floor(file.size / pageBytes) + frames.size;
  const database: Database = { file, pageBytes, usable, log: frames, pages, allowed: pages * pageBytes * 2 };
  const root = rootOf(database, table);
  for (const record of recordsOf(database, root)) {
    const blob = lastColumn(record, 'blob');
    if (blob !== undefined) yield blob;
  }
}

function rootOf(database: Database, table: string): number {
  for (const record of recordsOf(database, 1)) {
    const [type, name, , root] = columnsOf(record);
    if (type?.value.toString() === 'table' && name?.value.toString() === table && root !== undefined)
      return root.value.length === 0 ? 1 : root.value.readUIntBE(0, Math.min(root.value.length, 6));
  }
  throw new DamagedFile(`no table ${table}`);
}

/** Committed frames of the log, the last one of each page; SQLite stops at the first that is not of this log, and so do we. */
function readLog(log: Buffer, pageBytes: number): Map<number, Buffer> {
  const committed = new Map<number, Buffer>();
  if (log.length < LOG_HEADER_BYTES || (log.readUInt32BE(0) & ~1) >>> 0 !== 0x377f0682) return committed;
  if (log.readUInt32BE(8) !== pageBytes) return committed;
  const little = (log.readUInt32BE(0) & 1) === 0;
  let sums = checksum(log.subarray(0, 24), [0, 0], little);
  let pending: [number, Buffer][] = [];
  for (
    let at = LOG_HEADER_BYTES;
    at + FRAME_HEADER_BYTES + pageBytes <= log.length;
    at += FRAME_HEADER_BYTES + pageBytes
  ) {
    if (log.compare(log, 16, 24, at + 8, at + 16) !== 0) break;
    const page = log.subarray(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + pageBytes);
    sums = checksum(page, checksum(log.subarray(at, at + 8), sums, little), little);
    if (sums[0] !== log.readUInt32BE(at + 16) || sums[1] !== log.readUInt32BE(at + 20)) break;
    pending.push([log.readUInt32BE(at), page]);
    if (log.readUInt32BE(at + 4) === 0) continue;
    for (const [number, bytes] of pending) committed.set(number, bytes);
    pending = [];
  }
  return committed;
}

type Sums = [first: number, second: number];

function checksum(bytes: Buffer, [first, second]: Sums, little: boolean): Sums {
  let a = first;
  let b = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) + b) >>> 0;
    b = (b + (little ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}

function pageOf({ file, log, pageBytes }: Database, number: number): Buffer {
  return log.get(number) ?? file.at((number - 1) * pageBytes, pageBytes);
}

/** Depth first; a tree has no more pages than the file, and one that says otherwise turns in circles. */
function* recordsOf(database: Database, root: number): Generator<Buffer> {
  const waiting = [root];
  for (let visited = 0; waiting.length > 0; visited++) {
    if (visited > database.pages) throw new DamagedFile('a tree that turns in circles');
    const number = waiting.pop() ?? 0;
    const page = pageOf(database, number);
    const start = number === 1 ? 100 : 0;
    const type = page[start];
    if (type !== INTERIOR && type !== LEAF) throw new DamagedFile('not a page of a table');
    const cells = cellsOf(page, start, type === INTERIOR ? 12 : 8);
    if (type === LEAF) for (const cell of cells) yield readRecord(database, page, cell);
    else waiting.push(page.readUInt32BE(start + 8), ...cells.map((cell) => page.readUInt32BE(cell)).reverse());
  }
}

function cellsOf(page: Buffer, start: number, headerBytes: number): number[] {
  const count = page.readUInt16BE(start + 3);
  const first = start + headerBytes;
  if (first + count * 2 > page.length) throw new DamagedFile('a page holds more than its size');
  return Array.from({ length: count }, (_, index) => page.readUInt16BE(first + index * 2)).map((cell) => {
    if (cell + 4 > page.length) throw new DamagedFile('a cell lies outside of its page');
    return cell;
  });
}

/** What does not fit in the page goes on in a chain of others. */
function readRecord(database: Database, page: Buffer, cell: number): Buffer {
  const { usable } = database;
  const size = readVarint(page, cell);
  const key = readVarint(page, size.next);
  database.allowed -= size.value;
  if (size.value > LARGEST_BLOB || database.allowed < 0) throw new DamagedFile('a record is too large');
  const most = usable - 35;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size.value - least) % (usable - 4));
  const local = size.value <= most ? size.value : fitting <= most ? fitting : least;
  if (key.next + local > page.length) throw new DamagedFile('a record lies outside of its page');
  const pieces = [page.subarray(key.next, key.next + local)];
  let left = size.value - local;
  let next = left > 0 ? page.readUInt32BE(key.next + local) : 0;
  while (left > 0) {
    const overflow = pageOf(database, next);
    const piece = overflow.subarray(4, Math.min(usable, 4 + left));
    pieces.push(piece);
    left -= piece.length;
    next = overflow.readUInt32BE(0);
  }
  return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces, size.value);
}

type Column = { type: 'blob' | 'other'; value: Buffer };

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0];

function columnsOf(record: Buffer): Column[] {
  const header = readVarint(record, 0);
  const columns: Column[] = [];
  let position = header.next;
  let start = header.value;
  while (position < Math.min(header.value, record.length)) {
    const { value: serial, next } = readVarint(record, position);
    const bytes = serial < 12 ? (INTEGER_BYTES[serial] ?? 0) : Math.floor((serial - 12) / 2);
    const value = record.subarray(start, start + bytes);
    columns.push({ type: serial >= 12 && serial % 2 === 0 ? 'blob' : 'other', value });
    start += bytes;
    position = next;
  }
  return columns;
}

function lastColumn(record: Buffer, type: Column['type']): Buffer | undefined {
  const last = columnsOf(record).at(-1);
  return last?.type === type ? last.value : undefined;
}

/** Up to nine bytes of seven bits; what exceeds 2^53 is no size nor key that we compare. */
function readVarint(bytes: Buffer, start: number): { value: number; next: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) throw new DamagedFile('a number is cut short');
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, next: start + index + 1 };
  }
  return { value: value * 256 + (bytes[start + 8] ?? 0), next: start + 9 };
}
