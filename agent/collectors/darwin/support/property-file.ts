/** A property list of a Mac, whichever of its two forms it is in. */
import { isBinaryPropertyList, parseBinaryPropertyList } from '../../../formats/binary-property-list.ts';
import type { PropertyValue } from '../../../formats/property-list.ts';
import { parsePropertyList } from '../../../formats/property-list.ts';
import type { System } from '../../../system.ts';

const FILE_BYTES = 8 * 1024 * 1024;

export function decodePropertyList(bytes: Buffer): PropertyValue | undefined {
  return isBinaryPropertyList(bytes) ? parseBinaryPropertyList(bytes) : parsePropertyList(bytes.toString('utf8'));
}

export function readPropertyFile(system: System, path: string): PropertyValue | undefined {
  const reading = system.read(path, FILE_BYTES);
  return reading.ok ? decodePropertyList(reading.bytes) : undefined;
}

export function textOf(value: PropertyValue | undefined): string | undefined {
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

/** What lies under a key, when the value is a dictionary. */
export function under(value: PropertyValue | undefined, key: string): PropertyValue | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

export function itemsOf(value: PropertyValue | undefined): PropertyValue[] {
  return Array.isArray(value) ? value : [];
}
