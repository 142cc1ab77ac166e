/**
 * Whether values are what lists of an inventory hold by the hundred: by hand, ten times faster than by the schema, and without loading it. A property
 * test holds them together.
 */
import type { Endpoint, SoftwareItem } from './schema.ts';
import { platforms, softwareKinds } from './vocabulary.ts';

const platformNames = new Set<unknown>(platforms);
const kindNames = new Set<unknown>(softwareKinds);

export function isRecord(value: unknown): value is Record<string, unknown> {
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

export function isEndpoint(value: unknown): value is Endpoint {
  if (!isRecord(value)) return false;
  for (const name in value) if (!isEndpointField(name, value[name])) return false;
  return value.source !== undefined;
}
