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
import { isEndpoint, isRecord, isSoftware } from './checks.ts';
import { INVENTORY_VERSION, type Inventory, inventorySchema } from './schema.ts';

/**
 * Longest list read: no machine has so many of anything, and a list that long is an attack or an error of the source.
 */
export const MAX_LIST = 100_000;

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
