/**
 * Reads an Inventory: any parsed value in, a checked Inventory out, or one Problem that names the file and the remedy.
 *
 * A newer minor version is read and the fields it adds are left out: a minor adds optional fields and changes nothing
 * else. Another major is refused. It opens no file, converts no foreign format (src/import does) and judges nothing.
 *
 * The lists of hundreds of items are checked by hand, ten times faster than by the schema. The schema checks the rest,
 * and everything when the quick check does not know: it then drops what a newer version added, or says where and why. A
 * property test holds them together.
 */
import { Problem } from '../problem.ts';
import {
  type Endpoint,
  INVENTORY_VERSION,
  type Inventory,
  inventorySchema,
  platforms,
  type SoftwareItem,
  softwareKinds,
} from './schema.ts';

/**
 * Longest list read: no machine has so many of anything, and a list that long is an attack or an error of the source.
 */
export const MAX_LIST = 100_000;

const platformNames = new Set<unknown>(platforms);
const kindNames = new Set<unknown>(softwareKinds);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, longest = 4096): boolean {
  return typeof value === 'string' && value.length <= longest;
}

function isIntegerBetween(value: unknown, low: number, high: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high;
}

/**
 * Whether a field of a software item conforms; a field the schema does not know is left to the schema, which drops it.
 */
function isSoftwareField(name: string, value: unknown): boolean {
  switch (name) {
    case 'name':
      return isText(value) && value !== '';
    case 'foundBy':
      return isText(value);
    case 'kind':
      return kindNames.has(value);
    case 'publisher':
    case 'version':
    case 'architecture':
    case 'id':
    case 'origin':
      return value === undefined || isText(value);
    case 'installedOn':
      return value === undefined || isText(value, 40);
    case 'scope':
      return value === undefined || value === 'machine' || value === 'user';
    case 'platform':
      return value === undefined || platformNames.has(value);
    case 'systemComponent':
      return value === undefined || typeof value === 'boolean';
    default:
      return false;
  }
}

/** Whether a value is a software item as this version knows it: nothing missing, nothing more. */
export function isSoftware(value: unknown): value is SoftwareItem {
  if (!isRecord(value)) return false;
  for (const name in value) if (!isSoftwareField(name, value[name])) return false;
  return value.name !== undefined && value.kind !== undefined && value.foundBy !== undefined;
}

function isEndpointField(name: string, value: unknown): boolean {
  switch (name) {
    case 'source':
      return isText(value);
    case 'host':
    case 'domain':
    case 'process':
      return value === undefined || isText(value);
    case 'address':
      return value === undefined || isText(value, 64);
    case 'aliases':
      return value === undefined || (Array.isArray(value) && value.length <= 16 && value.every((name) => isText(name)));
    case 'port':
      return value === undefined || isIntegerBetween(value, 0, 65535);
    case 'count':
      return value === undefined || isIntegerBetween(value, 1, Number.MAX_SAFE_INTEGER);
    default:
      return false;
  }
}

function isEndpoint(value: unknown): value is Endpoint {
  if (!isRecord(value)) return false;
  for (const name in value) if (!isEndpointField(name, value[name])) return false;
  return value.source !== undefined;
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

function checkVersion(version: unknown, file: string): void {
  const supported = INVENTORY_VERSION.split('.')[0] ?? '';
  const major = typeof version === 'string' ? /^(\d{1,4})\.\d{1,4}$/.exec(version)?.[1] : undefined;
  if (major !== undefined && major !== supported) {
    throw new Problem('inventory-version', { file, version: String(version), supported });
  }
}

function checkLengths(value: Record<string, unknown>, file: string): void {
  for (const list in value) {
    const field = value[list];
    if (Array.isArray(field) && field.length > MAX_LIST) {
      throw new Problem('document-list-too-long', { file, list, limit: MAX_LIST });
    }
  }
}

/** Checks a value and gives it back as an Inventory; throws a Problem naming `file` when it is not one. */
export function readInventory(value: unknown, file: string): Inventory {
  if (!isRecord(value) || value.document !== 'inventory') throw new Problem('inventory-not', { file });
  checkVersion(value.schemaVersion, file);
  checkLengths(value, file);
  const { software, endpoints } = value;
  const quick = isListOf(software, isSoftware) && isListOf(endpoints, isEndpoint);
  const result = inventorySchema.safeParse(quick ? { ...value, software: [], endpoints: [] } : value);
  if (!result.success) {
    const issue = result.error.issues[0];
    const field = issue?.path.join('.') || '.';
    throw new Problem('inventory-invalid', { file, field, detail: issue?.message ?? '' });
  }
  return quick ? { ...result.data, software, endpoints } : result.data;
}
