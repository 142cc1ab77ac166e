/** The bytes of an inventory: its lists in an order that depends on nothing but their content, one line. */
import type { Inventory } from '../src/inventory/schema.ts';

const LISTS: ReadonlySet<string> = new Set([
  'software',
  'endpoints',
  'browserExtensions',
  'securityProducts',
  'attachments',
  'useEvidence',
  'packageOrigins',
  'collectors',
] satisfies (keyof Inventory)[]);

/** Each item is written once, and what is sorted is what was written: by code unit and never by locale, without a comparison in JavaScript. */
export function serialise(inventory: Inventory): string {
  const fields = Object.entries(inventory).flatMap(([name, value]) => {
    const text = LISTS.has(name) && Array.isArray(value) ? sorted(value) : JSON.stringify(value);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${fields.join(',')}}\n`;
}

function sorted(items: readonly object[]): string {
  const written = items.map((item) => JSON.stringify(item));
  return `[${written.sort().join(',')}]`;
}
