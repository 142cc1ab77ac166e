/**
 * Reads an Inventory: any parsed value in, a checked Inventory out, or one Problem that names the file and the remedy.
 *
 * A newer minor version is read and the fields it adds are left out: a minor adds optional fields and changes nothing else.
 * Another major is refused. It opens no file, converts no foreign format (src/import does) and judges nothing.
 *
 * The lists of hundreds of items are checked by hand, several times faster than by the schema; the schema still checks the rest, and
 * everything again when the quick check refuses, to say where and why. A property test holds the two together.
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

/** Longest list read: no machine has so many of anything, and a list that long is an attack or an error of the source. */
export const MAX_LIST = 100_000;

type Check = (value: unknown) => boolean;
type Fields<T> = { readonly [Key in keyof Required<T>]: Check };

const isText: Check = (value) => typeof value === 'string' && value.length <= 4096;
const isName: Check = (value) => isText(value) && value !== '';
const isDay: Check = (value) => typeof value === 'string' && value.length <= 40;
const isAddress: Check = (value) => typeof value === 'string' && value.length <= 64;
const isFlag: Check = (value) => typeof value === 'boolean';

function isOneOf(values: readonly string[]): Check {
  const known = new Set<unknown>(values);
  return (value) => known.has(value);
}

function isIntegerBetween(low: number, high: number): Check {
  return (value) => Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high;
}

function isOptional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

const softwareFields: Fields<SoftwareItem> = {
  name: isName,
  publisher: isOptional(isText),
  version: isOptional(isText),
  architecture: isOptional(isText),
  platform: isOptional(isOneOf(platforms)),
  kind: isOneOf(softwareKinds),
  scope: isOptional(isOneOf(['machine', 'user'])),
  foundBy: isText,
  id: isOptional(isText),
  origin: isOptional(isText),
  installedOn: isOptional(isDay),
  systemComponent: isOptional(isFlag),
};

const endpointFields: Fields<Endpoint> = {
  host: isOptional(isText),
  domain: isOptional(isText),
  address: isOptional(isAddress),
  port: isOptional(isIntegerBetween(0, 65535)),
  process: isOptional(isText),
  count: isOptional(isIntegerBetween(1, Number.MAX_SAFE_INTEGER)),
  source: isText,
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The item as the schema would give it, without the fields it does not know; undefined when it does not conform. */
type QuickItem<T> = (value: unknown) => T | undefined;

function quickItem<T>(fields: Fields<T>): QuickItem<T> {
  const checks = new Map<string, Check>(Object.entries(fields) as [string, Check][]);
  const required = [...checks].filter(([, check]) => !check(undefined)).map(([name]) => name);
  return (value) => {
    if (!isRecord(value)) return undefined;
    let foreign = false;
    for (const name in value) {
      const check = checks.get(name);
      if (check === undefined) foreign = true;
      else if (!check(value[name])) return undefined;
    }
    for (const name of required) if (value[name] === undefined) return undefined;
    if (!foreign) return value as T;
    return Object.fromEntries(Object.entries(value).filter(([name]) => checks.has(name))) as T;
  };
}

const quickSoftware = quickItem(softwareFields);
const quickEndpoint = quickItem(endpointFields);

/** The list as the schema would give it; undefined when it does not conform. */
function quickList<T>(value: unknown, item: QuickItem<T>): T[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const list: T[] = new Array(value.length);
  for (let index = 0; index < value.length; index++) {
    const read = item(value[index]);
    if (read === undefined) return undefined;
    list[index] = read;
  }
  return list;
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
  if (!isRecord(value) || value['document'] !== 'inventory') throw new Problem('inventory-not', { file });
  checkVersion(value['schemaVersion'], file);
  checkLengths(value, file);
  const software = quickList(value['software'], quickSoftware);
  const endpoints = quickList(value['endpoints'], quickEndpoint);
  const quick = software !== undefined && endpoints !== undefined;
  const result = inventorySchema.safeParse(quick ? { ...value, software: [], endpoints: [] } : value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Problem('inventory-invalid', {
      file,
      field: issue?.path.join('.') || '.',
      detail: issue?.message ?? '',
    });
  }
  return quick ? { ...result.data, software, endpoints } : result.data;
}
