/**
 * A registry hive as Windows keeps it on disk ("regf"): NTUSER.DAT, SOFTWARE.
 *
 * In: the bytes of a copy, and the paths of keys. Out: those keys with their texts and numbers, in the shape of a registry export.
 * Nothing is written, repaired or replayed: changes that Windows had not yet moved from its logs into the hive are not seen.
 * Cells may point anywhere, in a damaged hive or a forged one: each reading is bounded by the file, and all of them by a budget.
 */
import type { RegistryKey } from '../../src/inventory/registry-export.ts';

export type Hive = {
  /** Whether Windows was writing it: the last changes may be missing. */
  dirty: boolean;
  /** Keys whose path matches, name by name; "*" stands for any name. Paths begin with `root`. */
  keys(pattern: readonly string[], root: string): RegistryKey[];
};

const BINS = 4096;
const NONE = 0xffffffff;
const MAX_CELLS = 500_000;
const MAX_TEXT_BYTES = 64 * 1024;
/** Lists of lists: Windows makes one level, so a second is damage. */
const MAX_LIST_DEPTH = 2;
const LATIN_NAME = 0x20;
const LATIN_VALUE_NAME = 0x01;
const INLINE = 0x80000000;
const BIG_DATA_PIECE = 16_344;
const TYPES = { text: 1, expandable: 2, number: 4, list: 7 };

export function openHive(bytes: Uint8Array): Hive | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < BINS || file.toString('latin1', 0, 4) !== 'regf') return undefined;
  const reader: Reader = { file, cells: 0 };
  return {
    dirty: file.readUInt32LE(4) !== file.readUInt32LE(8),
    keys: (pattern, root) => findKeys(reader, file.readUInt32LE(36), pattern, root),
  };
}

type Reader = { file: Buffer; cells: number };

function findKeys(reader: Reader, top: number, pattern: readonly string[], root: string): RegistryKey[] {
  let level = [{ offset: top, path: root }];
  for (const wanted of pattern) {
    const name = wanted.toLowerCase();
    level = level.flatMap(({ offset, path }) =>
      subkeys(reader, offset)
        .filter((key) => name === '*' || key.name.toLowerCase() === name)
        .map((key) => ({ offset: key.offset, path: `${path}\\${key.name}` })),
    );
  }
  return level.flatMap(({ offset, path }) => {
    const key = keyCell(reader, offset);
    return key === undefined ? [] : [{ path, values: readValues(reader, key) }];
  });
}

/** The content of an allocated cell, or nothing where the file does not hold one. */
function cellAt(reader: Reader, offset: number): Buffer | undefined {
  const start = BINS + offset;
  if (offset === NONE || start + 8 > reader.file.length || ++reader.cells > MAX_CELLS) return undefined;
  const size = -reader.file.readInt32LE(start);
  return size < 8 ? undefined : reader.file.subarray(start + 4, Math.min(start + size, reader.file.length));
}

function keyCell(reader: Reader, offset: number): Buffer | undefined {
  const cell = cellAt(reader, offset);
  return cell !== undefined && cell.length >= 76 && isSigned(cell, 'nk') ? cell : undefined;
}

function subkeys(reader: Reader, offset: number): { name: string; offset: number }[] {
  const key = keyCell(reader, offset);
  if (key === undefined || key.readUInt32LE(20) === 0) return [];
  return listed(reader, key.readUInt32LE(28), 0).flatMap((at) => {
    const child = keyCell(reader, at);
    if (child === undefined) return [];
    const name = nameIn(child, 76, child.readUInt16LE(72), (child.readUInt16LE(2) & LATIN_NAME) !== 0);
    // A name that holds a separator would pass for a path.
    return name === '' || name.includes('\\') ? [] : [{ name, offset: at }];
  });
}

/** Offsets of the keys of a list, whichever of its four forms it has. */
function listed(reader: Reader, offset: number, depth: number): number[] {
  const cell = cellAt(reader, offset);
  if (cell === undefined || cell.length < 4 || depth > MAX_LIST_DEPTH) return [];
  const signature = cell.toString('latin1', 0, 2);
  const step = signature === 'lf' || signature === 'lh' ? 8 : signature === 'li' || signature === 'ri' ? 4 : 0;
  if (step === 0) return [];
  const count = Math.min(cell.readUInt16LE(2), Math.floor((cell.length - 4) / step));
  const found = Array.from({ length: count }, (_, index) => cell.readUInt32LE(4 + index * step));
  return signature === 'ri' ? found.flatMap((list) => listed(reader, list, depth + 1)) : found;
}

function readValues(reader: Reader, key: Buffer): RegistryKey['values'] {
  const values: RegistryKey['values'] = new Map();
  const list = key.readUInt32LE(36) === 0 ? undefined : cellAt(reader, key.readUInt32LE(40));
  if (list === undefined) return values;
  const count = Math.min(key.readUInt32LE(36), list.length >> 2);
  for (let index = 0; index < count; index++) {
    const cell = cellAt(reader, list.readUInt32LE(index * 4));
    if (cell === undefined || cell.length < 20 || !isSigned(cell, 'vk')) continue;
    const name = nameIn(cell, 20, cell.readUInt16LE(2), (cell.readUInt16LE(16) & LATIN_VALUE_NAME) !== 0);
    const value = readValue(reader, cell);
    if (value !== undefined) values.set(name.toLowerCase(), value);
  }
  return values;
}

function readValue(reader: Reader, cell: Buffer): string | number | undefined {
  const type = cell.readUInt32LE(12);
  if (!Object.values(TYPES).includes(type)) return undefined;
  const data = dataOf(reader, cell);
  if (data === undefined) return undefined;
  if (type === TYPES.number) return data.length < 4 ? undefined : data.readUInt32LE(0);
  const text = data.toString('utf16le', 0, data.length & ~1).toWellFormed();
  return type === TYPES.list ? text.split('\0').filter(Boolean).join('\n') : (text.split('\0')[0] ?? '');
}

function dataOf(reader: Reader, cell: Buffer): Buffer | undefined {
  const size = cell.readUInt32LE(4);
  // Up to four bytes are kept in place of the offset.
  if (size >= INLINE) return cell.subarray(8, 8 + Math.min(size - INLINE, 4));
  const data = cellAt(reader, cell.readUInt32LE(8));
  const wanted = Math.min(size, MAX_TEXT_BYTES);
  if (data === undefined || size <= BIG_DATA_PIECE || !isSigned(data, 'db')) return data?.subarray(0, wanted);
  const list = data.length < 8 ? undefined : cellAt(reader, data.readUInt32LE(4));
  if (list === undefined) return undefined;
  const count = Math.min(data.readUInt16LE(2), list.length >> 2, Math.ceil(wanted / BIG_DATA_PIECE));
  const pieces = Array.from({ length: count }, (_, index) => cellAt(reader, list.readUInt32LE(index * 4)));
  return Buffer.concat(pieces.map((piece) => piece?.subarray(0, BIG_DATA_PIECE) ?? Buffer.alloc(0))).subarray(
    0,
    wanted,
  );
}

function isSigned(cell: Buffer, signature: 'nk' | 'vk' | 'db'): boolean {
  return cell.length >= 2 && cell.toString('latin1', 0, 2) === signature;
}

function nameIn(cell: Buffer, start: number, length: number, latin: boolean): string {
  const end = Math.min(start + length, cell.length);
  return latin ? cell.toString('latin1', start, end) : cell.toString('utf16le', start, end).toWellFormed();
}
