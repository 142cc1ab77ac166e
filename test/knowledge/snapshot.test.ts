import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildBase, inOrder } from '../../src/knowledge/base.ts';
import { toRules } from '../../src/knowledge/checked.ts';
import { compileMatches } from '../../src/knowledge/compiled.ts';
import { checkedKnowledge } from '../../src/knowledge/read.ts';
import { readingOf, textOfReading } from '../../src/knowledge/snapshot.ts';

const { vendors, rules, version } = checkedKnowledge(join(import.meta.dirname, '../..'));
const reading = { vendors: inOrder(vendors), rules, version };

/** What is read again of a text: it holds nothing that JSON does not. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test('what is written once is found again in every record, accents included', () => {
  const text = textOfReading(reading, 'made of this');
  expect(text).toMatch(/^[\x20-\x7e]*$/);
  expect(text.length).toBeLessThan(0.8 * JSON.stringify(reading).length);
  const compiled = compileMatches(reading.vendors, rules.noise.rules);
  expect(readingOf(text, 'made of this')).toEqual(plain({ ...reading, compiled }));
  expect(readingOf(text)).toEqual(readingOf(text, 'made of this'));
  expect(readingOf(text, 'made of something else')).toBeUndefined();
});

test('a base of one record, of records without products, or of none', () => {
  const vendors = reading.vendors.filter(({ products }) => products.length === 0).slice(0, 2);
  for (const some of [[], vendors.slice(0, 1), vendors, reading.vendors.slice(0, 1)]) {
    const small = { ...reading, vendors: some };
    expect(readingOf(textOfReading(small))).toMatchObject(plain(small) as object);
  }
});

test('of two records with one id, the last is the one of the base, and is the one that is recognised', () => {
  const [vendor] = vendors.filter(({ products, publishers }) => products.length > 1 && publishers.length > 0);
  if (vendor === undefined) throw new Error('no such record');
  const joined = [{ ...vendor, products: [], publishers: [] }, ...vendors];
  const base = buildBase(joined, toRules(rules), { version });
  expect(base.products).toHaveLength(vendors.flatMap(({ products }) => products).length);
  const kept = readingOf(textOfReading({ vendors: joined, rules, version }));
  expect(kept?.compiled).toEqual(base.compiled);
  expect(kept?.vendors).toHaveLength(base.vendors.size);
});
