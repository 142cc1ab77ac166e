/**
 * JSON Schemas of the documents, for editors and other programs: `npm run schemas` writes them to schemas/; a test holds them to the code.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { assessmentSchema } from '../src/assessment.ts';
import { inventorySchema } from '../src/inventory/schema.ts';
import { vendorSchema } from '../src/knowledge/vendor-schema.ts';

const documents = { assessment: assessmentSchema, inventory: inventorySchema, vendor: vendorSchema };

/** File name → content, as they are shipped. */
export function jsonSchemas(): Record<string, string> {
  const entries = Object.entries(documents).map(([name, schema]) => {
    const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' });
    return [`${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`] as const;
  });
  return Object.fromEntries(entries);
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '..', 'schemas');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(jsonSchemas())) writeFileSync(join(folder, name), content);
}
