/**
 * Apple property lists in binary (bplist00), with the same values as those in XML: numbers and dates as text, data passed over.
 * Objects may be shared, so a small file could describe an endless tree: depth and number of values are limited.
 */
import type { PropertyValue } from './property-list.ts';

const MAGIC = 'bplist00';
const TRAILER_BYTES = 32;
const DEEPEST = 64;
const MOST_VALUES = 200_000;
/** Seconds between 1970 and 2001, where Apple's time begins. */
const APPLE_EPOCH = 978_307_200;

type List = {
  bytes: Buffer;
  offsetBytes: number;
  referenceBytes: number;
  objects: number;
  table: number;
  left: number;
};

export function isBinaryPropertyList(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, MAGIC.length) === MAGIC;
}

/** The top value, or undefined when the file is damaged. */
export function parseBinaryPropertyList(bytes: Buffer): PropertyValue | undefined {
  if (!isBinaryPropertyList(bytes) || bytes.length < MAGIC.length + TRAILER_BYTES) return undefined;
  const trailer = bytes.length - TRAILER_BYTES;
  const list: List = {
    bytes,
    offsetBytes: bytes[trailer + 6] ?? 0,
    referenceBytes: bytes[trailer + 7] ?? 0,
    objects: Number(bytes.readBigUInt64BE(trailer + 8)),
    table: Number(bytes.readBigUInt64BE(trailer + 24)),
    left: MOST_VALUES,
  };
  try {
    return readObject(list, Number(bytes.readBigUInt64BE(trailer + 16)), 0);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readObject(list: List, number: number, depth: number): PropertyValue | undefined {
  list.left--;
  if (depth > DEEPEST || list.left < 0 || number >= list.objects) throw new RangeError('damaged property list');
  const at = readInteger(list.bytes, list.table + number * list.offsetBytes, list.offsetBytes);
  const marker = list.bytes.readUInt8(at);
  const kind = marker >> 4;
  if (marker === 8 || marker === 9) return marker === 9;
  if (kind === 1) return integerText(list.bytes, at + 1, 1 << (marker & 15));
  if (kind === 2) return String((marker & 15) === 2 ? list.bytes.readFloatBE(at + 1) : list.bytes.readDoubleBE(at + 1));
  if (marker === 0x33) return dateText(list.bytes.readDoubleBE(at + 1));
  const { count, start } = readCount(list.bytes, at);
  if (kind === 5) return slice(list.bytes, start, count).toString('latin1');
  if (kind === 6)
    return Buffer.from(slice(list.bytes, start, count * 2))
      .swap16()
      .toString('utf16le')
      .toWellFormed();
  if (kind === 10) return readArray(list, start, count, depth);
  return kind === 13 ? readDictionary(list, start, count, depth) : undefined;
}

function readArray(list: List, start: number, count: number, depth: number): PropertyValue[] {
  const values: PropertyValue[] = [];
  for (let index = 0; index < count; index++) {
    const value = readObject(list, reference(list, start, index), depth + 1);
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** All the keys, then all the values. */
function readDictionary(list: List, start: number, count: number, depth: number): Map<string, PropertyValue> {
  const values = new Map<string, PropertyValue>();
  for (let index = 0; index < count; index++) {
    const key = readObject(list, reference(list, start, index), depth + 1);
    const value = readObject(list, reference(list, start, count + index), depth + 1);
    if (typeof key === 'string' && value !== undefined) values.set(key, value);
  }
  return values;
}

function reference({ bytes, referenceBytes }: List, start: number, index: number): number {
  return readInteger(bytes, start + index * referenceBytes, referenceBytes);
}

/** Four bits hold the count, or say that an integer follows which does. */
function readCount(bytes: Buffer, at: number): { count: number; start: number } {
  const small = bytes.readUInt8(at) & 15;
  if (small !== 15) return { count: small, start: at + 1 };
  const size = 1 << (bytes.readUInt8(at + 1) & 15);
  return { count: readInteger(bytes, at + 2, size), start: at + 2 + size };
}

function readInteger(bytes: Buffer, at: number, size: number): number {
  if (size === 8) return Number(bytes.readBigUInt64BE(at));
  return bytes.readUIntBE(at, size);
}

function integerText(bytes: Buffer, at: number, size: number): string {
  // Signed from eight bytes on; sixteen hold an eight-byte one that has no sign.
  if (size === 16) return String(bytes.readBigUInt64BE(at + 8));
  return size === 8 ? String(bytes.readBigInt64BE(at)) : String(readInteger(bytes, at, size));
}

function dateText(seconds: number): string | undefined {
  const date = new Date((seconds + APPLE_EPOCH) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}

function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw new RangeError('damaged property list');
  return bytes.subarray(start, start + length);
}
