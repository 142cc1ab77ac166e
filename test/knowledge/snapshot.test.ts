import { closeSync, mkdtempSync, openSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildBase, inOrder, matchesOf, type Vendor } from '../../src/knowledge/base.ts';
import { toRules } from '../../src/knowledge/checked.ts';
import { compileMatches } from '../../src/knowledge/compiled.ts';
import { KeptFile } from '../../src/knowledge/kept-file.ts';
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

const folder = mkdtempSync(join(tmpdir(), 'kept-'));
const path = join(folder, 'knowledge.json');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function kept(text: string): KeptFile {
  writeFileSync(path, text, 'latin1');
  return new KeptFile(path);
}

/** What was kept of a reading. */
function keptOf(reading: Reading, key?: string): Reading {
  const found = readingOf(kept(textOfReading(reading, key)), key);
  if (found === undefined) throw new Error('made of something else');
  return found;
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
  expect(text.split('\n')).toHaveLength(2 + ordered.length);
  const longer = JSON.stringify([ordered.map(withoutDetails), ordered.map(({ id }) => details(id)), rules]);
  expect(text.length).toBeLessThan(0.6 * longer.length);
  const found = keptOf(whole, 'made of this');
  expect(withoutRoom(found.vendors)).toEqual(plain(ordered.map(withoutDetails)));
  expect([found.rules, found.version]).toEqual([plain(rules), version]);
  expect(found.compiled).toEqual(compileMatches(matchesOf(ordered, details), ordered, rules.noise.rules));
  for (const { id } of ordered) {
    const [before, after] = [details(id), found.details(id)];
    const products = before.products.map(({ match, examples, alternatives }) => ({ match, examples, alternatives }));
    expect([after.sources, after.products]).toEqual(plain([before.sources, products]));
    expect(products.map((_, place) => after.product(place))).toEqual(after.products);
  }
  expect(readingOf(kept(text), 'made of something else')).toBeUndefined();
  expect(readingOf(kept(text))).toMatchObject({ version });
});

test('the details are of the file that was read, though another took its place', () => {
  const [first, second] = ordered;
  if (first === undefined || second === undefined) throw new Error('no such record');
  const { details: detailsOf } = keptOf({ vendors: [first], details, rules, version });
  writeFileSync(`${path}.new`, textOfReading({ vendors: [second], details, rules, version }), 'latin1');
  renameSync(`${path}.new`, path);
  expect(detailsOf(first.id).sources).toEqual(plain(details(first.id).sources));
});

test('details that the disk no longer gives name the file', () => {
  const { details: detailsOf } = keptOf({ vendors: ordered.slice(0, 5), details, rules, version });
  truncateSync(path, 100);
  expect(() => detailsOf('any')).toThrow(path);
  // Whatever took the number of the file that was closed is not read in its place.
  const other = openSync(import.meta.filename, 'r');
  expect(() => detailsOf('any')).toThrow(path);
  closeSync(other);
});

test('a file that was cut, wherever it was, is none', () => {
  const text = textOfReading({ vendors: ordered.slice(0, 5), details, rules, version });
  const line = text.indexOf('\n');
  for (const length of [0, 1, line, line + 1, 100, text.indexOf('\n', line + 1), text.length - 1])
    expect(() => kept(text.slice(0, length)), `${length} characters`).toThrow();
  expect(() => readingOf(kept(text.replace('{', '[')))).toThrow();
});

test('a base of one record, of records without products, or of none', () => {
  const bare = ordered.filter(({ products }) => products.length === 0).slice(0, 2);
  for (const some of [[], bare.slice(0, 1), bare, ordered.slice(0, 1)]) {
    const found = keptOf({ vendors: some, details, rules, version });
    expect(withoutRoom(found.vendors)).toEqual(plain(some.map(withoutDetails)));
  }
});

test('of two records with one id, the last is the one of the base, and is the one that is recognised', () => {
  const vendor = ordered.find(({ products, publishers }) => products.length > 1 && publishers.length > 0);
  if (vendor === undefined) throw new Error('no such record');
  const vendors = [{ ...vendor, products: [], publishers: [] }, ...ordered];
  const base = buildBase(vendors, toRules(rules), { version, details });
  expect(base.products).toHaveLength(ordered.flatMap(({ products }) => products).length);
  const found = keptOf({ vendors, details, rules, version });
  expect(found.compiled).toEqual(base.compiled);
  expect(found.vendors).toHaveLength(base.vendors.size);
});
