/**
 * The knowledge base against strings its authors have not seen. The floors are what was measured, less a margin: they may only go up.
 * The figures are printed with n and their 95 % interval (Wilson).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DomainIndex, normaliseHost } from '../../src/identify/domains.ts';
import { Identifier } from '../../src/identify/identify.ts';
import type { Product, Vendor } from '../../src/knowledge/base.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';

type Row = Record<string, string>;

const root = join(import.meta.dirname, '../..');
const base = readKnowledge({ root }).base;
if (base === null) throw new Error('the base cannot be read');

/** Rows of a small CSV of ours: quoted cells, doubled quotes, no line break inside a cell. */
function rows(name: string): Row[] {
  const [head, ...lines] = readFileSync(join(import.meta.dirname, name), 'utf8')
    .trim()
    .split('\n');
  const cells = (line: string): string[] =>
    [...`${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*)),/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    );
  const names = cells(head ?? '');
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, i) => [names[i] ?? '', cell])));
}

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
/** One name holds the other; the shortest would be held by anything. */
function isSameName(a: string, b: string): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.length < 4 ? shorter === longer : longer.includes(shorter);
}
const sameVendor = (got: string, expected: string): boolean =>
  expected.split('|').some((name) => isSameName(plain(got), plain(name)));

/** A label may give the name of the company or that on the product. */
const namesOf = ({ name, legalName, publishers }: Vendor): string[] =>
  [name, legalName ?? '', ...publishers].filter((text) => text !== '');

const isLabelled = (vendor: Vendor, row: Row): boolean =>
  namesOf(vendor).some((name) => sameVendor(name, row.expected_vendor ?? ''));

const vendorNames = new Set([...base.vendors.values()].flatMap(namesOf).map(plain));

/** Share, with its 95 % interval. */
function share(what: string, right: number, n: number): number {
  const z = 1.96;
  const p = right / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  console.log(
    `${what}: ${percent(p)} (${right}/${n}), 95 % interval ${percent(centre - half)} to ${percent(centre + half)}`,
  );
  return p;
}

/** Half of a list may be looked at once it has been measured; the other half, told by a hash of the name, never was. */
const neverLookedAt = (name: string): boolean => (createHash('md5').update(name).digest()[0] as number) % 2 === 1;

const identifier = new Identifier(base);

interface Judged {
  readonly row: Row;
  readonly finding: ReturnType<Identifier['observe']>;
}

function observed(file: string): Judged[] {
  return rows(file).map((row) => ({
    row,
    finding: identifier.observe(
      {
        name: row.name ?? '',
        publisher: row.publisher,
        kind: row.platform === 'msix' ? 'store' : 'program',
        foundBy: 'heldout',
      },
      'windows',
    ),
  }));
}

/** The first of each title, whatever the machine. */
function distinct(seen: readonly Judged[]): Judged[] {
  return [...new Map(seen.toReversed().map((entry) => [entry.row.name?.toLowerCase(), entry])).values()];
}

function judge(what: string, seen: readonly Judged[]): { attributed: number; rightVendor: number; mistaken: number } {
  const counted = seen.filter(({ row }) => row.expected_outcome === 'counted');
  const ignored = seen.filter(({ row }) => row.expected_outcome === 'ignored');
  const products = counted.flatMap(({ row, finding }) =>
    finding.outcome === 'counted' ? [{ row, vendor: finding.product.vendor }] : [],
  );
  // Of some programs of organisations nobody could tell the maker.
  const told = products.filter(({ row }) => row.expected_vendor !== '');
  return {
    attributed: share(`${what}: counted titles attributed`, products.length, counted.length),
    rightVendor: share(
      `${what}: of which to the right vendor`,
      told.filter(({ row, vendor }) => isLabelled(vendor, row)).length,
      told.length,
    ),
    mistaken: share(
      `${what}: ordinary components counted as applications`,
      ignored.filter(({ finding }) => finding.outcome === 'counted').length,
      ignored.length,
    ),
  };
}

/** Components recognised as an application that no application on the same machine gives: what they would add to a figure, where a product counts once. */
function adding(seen: readonly Judged[]): Judged[] {
  const productOf = ({ finding }: Judged): Product | null => (finding.outcome === 'counted' ? finding.product : null);
  const given = new Set(
    seen.flatMap((entry) =>
      entry.row.expected_outcome === 'counted' ? [`${entry.row.machine} ${productOf(entry)?.id}`] : [],
    ),
  );
  return seen.filter((entry) => {
    const product = productOf(entry);
    return (
      entry.row.expected_outcome === 'ignored' && product !== null && !given.has(`${entry.row.machine} ${product.id}`)
    );
  });
}

describe('titles the rules have not seen', () => {
  test('of Windows machines', () => {
    const { attributed, rightVendor, mistaken } = judge('windows-titles.csv', observed('windows-titles.csv'));
    expect(attributed).toBeGreaterThan(0.7);
    expect(rightVendor).toBeGreaterThan(0.98);
    expect(mistaken).toBeLessThan(0.025);
  });
  test('of other Windows machines, whole', () => {
    const seen = observed('windows-titles-2.csv').filter(({ row }) => neverLookedAt((row.name ?? '').toLowerCase()));
    const installs = judge('windows-titles-2.csv, installs', seen);
    const titles = judge('windows-titles-2.csv, distinct titles', distinct(seen));
    // As many machines were given to whoever writes rules: what these have in common with them may have been seen there.
    judge(
      'windows-titles-2.csv, distinct titles of no machine seen',
      distinct(seen).filter(({ row }) => row.also === ''),
    );
    // Where the label itself may be argued (a part of a suite, a kit, personal use), either answer is one.
    const settled = seen.filter(({ row }) => row.doubt === '');
    judge('windows-titles-2.csv, installs whose label is beyond doubt', settled);
    judge('windows-titles-2.csv, distinct titles whose label is beyond doubt', distinct(settled));
    expect(installs.attributed).toBeGreaterThan(0.74);
    expect(titles.attributed).toBeGreaterThan(0.7);
    expect(titles.rightVendor).toBeGreaterThan(0.98);
    expect(titles.mistaken).toBeLessThan(0.02);
  });
  test('of PCs and servers of organisations', () => {
    const all = observed('windows-titles-3.csv');
    const added = adding(all);
    const isOfSet = ({ row }: Judged): boolean => neverLookedAt((row.name ?? '').toLowerCase());
    const seen = all.filter(isOfSet);
    const installs = judge('windows-titles-3.csv, installs', seen);
    const titles = judge('windows-titles-3.csv, distinct titles', distinct(seen));
    const settled = seen.filter(({ row }) => row.doubt === '');
    judge('windows-titles-3.csv, installs whose label is beyond doubt', settled);
    judge('windows-titles-3.csv, distinct titles whose label is beyond doubt', distinct(settled));
    const wrongly = share(
      'windows-titles-3.csv: components that add an application to their machine',
      added.filter(isOfSet).length,
      seen.filter(({ row }) => row.expected_outcome === 'ignored').length,
    );
    expect(installs.attributed).toBeGreaterThan(0.71);
    expect(titles.attributed).toBeGreaterThan(0.71);
    expect(titles.rightVendor).toBeGreaterThan(0.98);
    expect(wrongly).toBeLessThan(0.03);
  });
  test('of Windows machines whose lists give publishers', () => {
    const seen = observed('windows-titles-4.csv');
    const { attributed, rightVendor, mistaken } = judge('windows-titles-4.csv, installs', seen);
    judge(
      'windows-titles-4.csv, installs whose label is beyond doubt',
      seen.filter(({ row }) => row.doubt === ''),
    );
    expect(attributed).toBeGreaterThan(0.75);
    expect(rightVendor).toBeGreaterThan(0.98);
    expect(mistaken).toBeLessThan(0.025);
  });
  test('of French authorities', () => {
    const { attributed, rightVendor, mistaken } = judge('french-titles.csv', observed('french-titles.csv'));
    expect(attributed).toBeGreaterThan(0.93);
    expect(rightVendor).toBeGreaterThan(0.98);
    expect(mistaken).toBeLessThan(0.02);
  });
});

test.each([
  ['hosts.csv', () => true, { named: 0.95, right: 0.98, purposes: 0.96 }],
  ['hosts-2.csv', neverLookedAt, { named: 0.98, right: 0.98, purposes: 0.93 }],
  ['hosts-3.csv', () => true, { named: 0.98, right: 0.98, purposes: 0.97 }],
  ['hosts-4.csv', neverLookedAt, { named: 0.87, right: 0.96, purposes: 0.84 }],
  ['hosts-5.csv', neverLookedAt, { named: 0.95, right: 0.97, purposes: 0.92 }],
  ['hosts-6.csv', neverLookedAt, { named: 0.9, right: 0.97, purposes: 0.82 }],
])('hosts: %s', (file, isOfSet, floors) => {
  const domains = new DomainIndex(base);
  const seen = rows(file)
    .filter(({ host }) => isOfSet(host ?? ''))
    .map((row) => ({ row, owner: domains.ownerOf(normaliseHost(row.host ?? '')) }));
  // A name whose vendor or purpose nobody could tell says nothing of the rules.
  const real = seen.filter(({ row }) => row.expected_match === 'yes' && row.expected_vendor !== '');
  const known = real.flatMap(({ row, owner }) => (owner ? [{ row, owner }] : []));
  const named = share(`${file}: hosts whose vendor is given`, known.length, real.length);
  const right = share(
    `${file}: of which the right one`,
    known.filter(({ row, owner }) => isLabelled(owner.vendor, row)).length,
    known.length,
  );
  const ofBase = real.filter(({ row }) => row.expected_vendor?.split('|').some((name) => vendorNames.has(plain(name))));
  share(
    `${file}: of hosts whose vendor is in the base, the right vendor is given`,
    ofBase.filter(({ row, owner }) => owner && isLabelled(owner.vendor, row)).length,
    ofBase.length,
  );
  const told = known.filter(({ row }) => row.expected_purpose !== '');
  const purposes = share(
    `${file}: purposes right`,
    told.filter(({ row, owner }) => row.expected_purpose?.split('|').includes(owner.purpose)).length,
    told.length,
  );
  expect(named).toBeGreaterThan(floors.named);
  expect(right).toBeGreaterThan(floors.right);
  expect(purposes).toBeGreaterThan(floors.purposes);
  expect(
    seen.filter(({ row, owner }) => row.expected_match === 'no' && owner !== null).map(({ row }) => row.host),
  ).toEqual([]);
});
