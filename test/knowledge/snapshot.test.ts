import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildBase, inOrder, matchesOf, type Vendor } from '../../src/knowledge/base.ts';
import { toRules } from '../../src/knowledge/checked.ts';
import { compileMatches } from '../../src/knowledge/compiled.ts';
import { checkedKnowledge } from '../../src/knowledge/read.ts';
import { type Reading, readingOf, textOfReading } from '../../src/knowledge/snapshot.ts';

const { vendors, details, rules, version } = checkedKnowledge(join(import.meta.dirname, '../..'));
const ordered = inOrder(vendors);

/** What is read again of a text: it holds nothing that JSON does not. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function withoutDetails(vendor: Vendor): unknown {
  const none = { match: undefined, examples: undefined, alternatives: undefined };
  return { ...vendor, sources: undefined, products: vendor.products.map((product) => ({ ...product, ...none })) };
}

/** What was kept of a reading. */
function keptOf(reading: Reading, key?: string): Reading {
  const kept = readingOf(Buffer.from(textOfReading(reading, key), 'latin1'), key);
  if (kept === undefined) throw new Error('made of something else');
  return kept;
}

/** Products are read with room for their place in a base. */
function withoutRoom(vendors: Reading['vendors']): unknown {
  const room = ({ vendor, place, index, ...record }: Record<string, unknown>): unknown => {
    expect([vendor, place, index]).toEqual([undefined, 0, 0]);
    return record;
  };
  return vendors.map((vendor) => ({ ...vendor, products: vendor.products.map(room) }));
}

test('what is written once is found again in every record, accents included', () => {
  const whole = { vendors: ordered, details, rules, version };
  const text = textOfReading(whole, 'made of this');
  expect(text).toMatch(/^[\x20-\x7e\n\t]*$/);
  expect(text.split('\n')).toHaveLength(1 + ordered.length);
  const longer = JSON.stringify([ordered.map(withoutDetails), ordered.map(({ id }) => details(id)), rules]);
  expect(text.length).toBeLessThan(0.6 * longer.length);
  const kept = keptOf(whole, 'made of this');
  expect(withoutRoom(kept.vendors)).toEqual(plain(ordered.map(withoutDetails)));
  expect([kept.rules, kept.version]).toEqual([plain(rules), version]);
  expect(kept.compiled).toEqual(compileMatches(matchesOf(ordered, details), ordered, rules.noise.rules));
  for (const { id } of ordered) {
    const [before, after] = [details(id), kept.details(id)];
    const products = before.products.map(({ match, examples, alternatives }) => ({ match, examples, alternatives }));
    expect([after.sources, after.products]).toEqual(plain([before.sources, products]));
    expect(products.map((_, place) => after.product(place))).toEqual(after.products);
  }
  expect(readingOf(Buffer.from(text), 'made of something else')).toBeUndefined();
  expect(readingOf(Buffer.from(text))).toMatchObject({ version });
});

test('a file that was cut, wherever it was, is none', () => {
  const bytes = Buffer.from(textOfReading({ vendors: ordered.slice(0, 5), details, rules, version }));
  for (const length of [0, 1, bytes.indexOf('\n'), bytes.indexOf('\n') + 1, bytes.length - 1])
    expect(() => readingOf(bytes.subarray(0, length)), `${length} bytes`).toThrow();
});

test('a base of one record, of records without products, or of none', () => {
  const bare = ordered.filter(({ products }) => products.length === 0).slice(0, 2);
  for (const some of [[], bare.slice(0, 1), bare, ordered.slice(0, 1)]) {
    const kept = keptOf({ vendors: some, details, rules, version });
    expect(withoutRoom(kept.vendors)).toEqual(plain(some.map(withoutDetails)));
  }
});

test('of two records with one id, the last is the one of the base, and is the one that is recognised', () => {
  const vendor = ordered.find(({ products, publishers }) => products.length > 1 && publishers.length > 0);
  if (vendor === undefined) throw new Error('no such record');
  const vendors = [{ ...vendor, products: [], publishers: [] }, ...ordered];
  const base = buildBase(vendors, toRules(rules), { version, details });
  expect(base.products).toHaveLength(ordered.flatMap(({ products }) => products).length);
  const kept = keptOf({ vendors, details, rules, version });
  expect(kept.compiled).toEqual(base.compiled);
  expect(kept.vendors).toHaveLength(base.vendors.size);
});
