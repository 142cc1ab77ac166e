/**
 * The values of a Berkeley DB hash table (rpm's Packages of CentOS 7 and its time), in either byte order.
 *
 * Pages are read in their order in the file, so each is visited once whatever the table says; encrypted tables are refused.
 */
import type { Pieces } from '../files.ts';
import { DamagedFile } from '../files.ts';

const HASH_MAGIC = 0x00061561;
const HASH_PAGES = new Set([2, 13]);
const OVERFLOW_PAGE = 7;
const PAGE_HEADER_BYTES = 26;
const IN_PAGE = 1;
const OFF_PAGE = 3;

type Table = {
  file: Pieces;
  pageBytes: number;
  u16(bytes: Buffer, at: number): number;
  u32(bytes: Buffer, at: number): number;
};

export function* valuesOfBerkeleyHash(file: Pieces): Generator<Buffer> {
  const { table, lastPage } = readMetadata(file);
  for (let number = 1; number <= lastPage; number++) {
    const page = pageOf(table, number);
    if (HASH_PAGES.has(page[25] ?? 0)) yield* valuesOfPage(table, page);
  }
}

function readMetadata(file: Pieces): { table: Table; lastPage: number } {
  const page = file.at(0, 512);
  const little = page.readUInt32LE(12) === HASH_MAGIC;
  if (!little && page.readUInt32BE(12) !== HASH_MAGIC) throw new DamagedFile('no hash table');
  const table: Table = {
    file,
    pageBytes: little ? page.readUInt32LE(20) : page.readUInt32BE(20),
    u16: (bytes, at) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
    u32: (bytes, at) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)),
  };
  const { pageBytes } = table;
  const power = pageBytes >= 512 && pageBytes <= 65_536 && (pageBytes & (pageBytes - 1)) === 0;
  if (!power || page[24] !== 0) throw new DamagedFile('unknown page size, or encrypted');
  return { table, lastPage: Math.min(table.u32(page, 32), Math.floor(file.size / pageBytes) - 1) };
}

function pageOf({ file, pageBytes }: Table, number: number): Buffer {
  return file.at(number * pageBytes, pageBytes);
}

/** Entries alternate, key then value, and are laid from the end of the page towards its beginning. */
function* valuesOfPage(table: Table, page: Buffer): Generator<Buffer> {
  const entries = table.u16(page, 20);
  if (PAGE_HEADER_BYTES + entries * 2 > page.length) throw new DamagedFile('a page holds more than its size');
  for (let entry = 1; entry < entries; entry += 2) {
    const offset = table.u16(page, PAGE_HEADER_BYTES + entry * 2);
    const end = table.u16(page, PAGE_HEADER_BYTES + (entry - 1) * 2);
    if (page[offset] === IN_PAGE) yield page.subarray(offset + 1, end);
    else if (page[offset] === OFF_PAGE && offset + 12 <= page.length)
      yield gather(table, table.u32(page, offset + 4), table.u32(page, offset + 8));
  }
}

function gather(table: Table, first: number, length: number): Buffer {
  if (length > table.file.size) throw new DamagedFile('a value is larger than the file');
  const pieces: Buffer[] = [];
  let gathered = 0;
  let number = first;
  while (gathered < length) {
    const page = pageOf(table, number);
    const used = table.u16(page, 22);
    if (page[25] !== OVERFLOW_PAGE || used === 0) throw new DamagedFile('a value is cut short');
    const piece = page.subarray(PAGE_HEADER_BYTES, PAGE_HEADER_BYTES + used);
    pieces.push(piece);
    gathered += piece.length;
    number = table.u32(page, 16);
  }
  return Buffer.concat(pieces, length);
}
