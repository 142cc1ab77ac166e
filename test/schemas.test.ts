/** The JSON Schemas that are shipped are those of the code; `npm run schemas` renews them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jsonSchemas } from '../bin/schemas.ts';

const folder = join(import.meta.dirname, '..', 'schemas');

/** Paths of the properties that nobody described, through objects and lists. */
function undocumented(schema: Record<string, unknown>, path: string): string[] {
  const inside = Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>);
  const items = schema.items as Record<string, unknown> | undefined;
  const found = inside.flatMap(([name, property]) => undocumented(property, `${path}.${name}`));
  if (items?.properties) found.push(...undocumented({ description: '', ...items }, `${path}[]`));
  return 'description' in schema || path.endsWith('inventory') ? found : [path, ...found];
}

test.each(Object.entries(jsonSchemas()))('%s is up to date', (name, content) => {
  expect(readFileSync(join(folder, name), 'utf8'), 'renew with: npm run schemas').toBe(content);
});

test('every field of the Inventory is documented', () => {
  const schema = JSON.parse(jsonSchemas()['inventory.schema.json'] as string) as Record<string, unknown>;
  expect(undocumented(schema, 'inventory')).toEqual([]);
});
