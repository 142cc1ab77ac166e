/** The commented record of data/vendors/README.md is a record: it fits the schema, and its examples hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { vendorSchema } from '../../src/knowledge/vendor-schema.ts';

const readme = readFileSync(join(import.meta.dirname, '../../data/vendors/README.md'), 'utf8');
const yaml = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

test('the whole commented record fits the schema', () => {
  const result = vendorSchema.safeParse(parse(yaml));
  expect(result.error?.issues ?? []).toEqual([]);
  expect(result.data?.products[0]?.examples.matches.length).toBeGreaterThan(0);
});
