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

/**
 * Each item is written once, and what is sorted is what was written: by code unit and never by locale, without a comparison in JavaScript.
 * The pieces are joined once: each step of a text of this length is another copy of it.
 */
export function serialise(inventory: Inventory): string {
  const pieces: string[] = [];
  for (const [name, value] of Object.entries(inventory)) {
    if (value === undefined) continue;
    pieces.push(pieces.length === 0 ? '{' : ',', JSON.stringify(name), ':');
    if (LISTS.has(name) && Array.isArray(value)) writeList(value, pieces);
    else pieces.push(JSON.stringify(value));
  }
  pieces.push('}\n');
  return pieces.join('');
}

function writeList(items: readonly object[], pieces: string[]): void {
  const written = items.map((item) => JSON.stringify(item)).sort();
  pieces.push('[');
  for (let index = 0; index < written.length; index++) pieces.push(index === 0 ? '' : ',', written[index] as string);
  pieces.push(']');
}
