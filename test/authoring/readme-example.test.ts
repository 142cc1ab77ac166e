/** The commented records of data/vendors/README.md, in both languages, are records: they fit the schema, the lint accepts them, their examples hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { runExamples } from '../../src/authoring/examples.ts';
import { lint } from '../../src/authoring/lint.ts';
import { buildBase, detailsIn } from '../../src/knowledge/base.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { vendorSchema } from '../../src/knowledge/vendor-schema.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'data/vendors/README.md'), 'utf8');
const records = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml ?? '');
const { base } = readKnowledge({ root });
if (base === null) throw new Error('the base cannot be read');

test('one in each language', () => expect(records.length).toBe(2));

test.each(records)('the whole commented record is a record that the lint accepts', (yaml) => {
  const record = vendorSchema.parse(parse(yaml));
  expect(record.products[0]?.examples.matches.length).toBeGreaterThan(0);
  const vendor = { ...record, id: 'readme-example', file: 'readme-example.yml' };
  const extended = buildBase([...base.vendors.values(), vendor], base.rules, {
    version: 'readme',
    details: (id) => (id === vendor.id ? detailsIn([vendor]) : base.details)(id),
  });
  const issues = [...lint(extended), ...runExamples(extended).issues];
  expect(issues.filter(({ file }) => file === vendor.file)).toEqual([]);
});
