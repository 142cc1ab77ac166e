/**
 * The knowledge base against strings its authors have not seen. The floors are what was measured, less a margin: they may only go up.
 * The figures are printed with n and their 95 % interval (Wilson).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DomainIndex, normaliseHost } from '../../src/identify/domains.ts';
import { Identifier } from '../../src/identify/identify.ts';
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
const sameVendor = (got: string, expected: string): boolean =>
  expected
    .split('|')
    .some((name) => name !== '' && (plain(got).includes(plain(name)) || plain(name).includes(plain(got))));

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

const identifier = new Identifier(base);

function judge(file: string): { attributed: number; rightVendor: number; ignoredAsCounted: number } {
  const seen = rows(file).map((row) => ({
    row,
    finding: identifier.observe(
      { name: row.name ?? '', publisher: row.publisher, kind: 'program', foundBy: 'heldout' },
      'windows',
    ),
  }));
  const counted = seen.filter(({ row }) => row.expected_outcome === 'counted');
  const ignored = seen.filter(({ row }) => row.expected_outcome === 'ignored');
  const products = counted.flatMap(({ row, finding }) =>
    finding.outcome === 'counted' ? [{ row, vendor: finding.product.vendor.name }] : [],
  );
  return {
    attributed: share(`${file}: counted titles attributed`, products.length, counted.length),
    rightVendor: share(
      `${file}: of which to the right vendor`,
      products.filter(({ row, vendor }) => sameVendor(vendor, row.expected_vendor ?? '')).length,
      products.length,
    ),
    ignoredAsCounted: share(
      `${file}: ordinary components counted as applications`,
      ignored.filter(({ finding }) => finding.outcome === 'counted').length,
      ignored.length,
    ),
  };
}

describe('titles the rules have not seen', () => {
  test('of Windows machines', () => {
    const { attributed, rightVendor, ignoredAsCounted } = judge('windows-titles.csv');
    expect(attributed).toBeGreaterThan(0.35);
    expect(rightVendor).toBeGreaterThan(0.98);
    expect(ignoredAsCounted).toBeLessThan(0.06);
  });
  test('of French authorities', () => {
    const { attributed, rightVendor, ignoredAsCounted } = judge('french-titles.csv');
    expect(attributed).toBeGreaterThan(0.2);
    expect(rightVendor).toBeGreaterThan(0.95);
    expect(ignoredAsCounted).toBeLessThan(0.02);
  });
});

test('hosts the rules have not seen', () => {
  const domains = new DomainIndex(base);
  const seen = rows('hosts.csv').map((row) => ({ row, owner: domains.ownerOf(normaliseHost(row.host ?? '')) }));
  const real = seen.filter(({ row }) => row.expected_match === 'yes');
  const known = real.flatMap(({ row, owner }) => (owner ? [{ row, owner }] : []));
  const named = share('hosts.csv: hosts whose vendor is given', known.length, real.length);
  const right = share(
    'hosts.csv: of which the right one',
    known.filter(({ row, owner }) => sameVendor(owner.vendor.name, row.expected_vendor ?? '')).length,
    known.length,
  );
  const purposes = known.filter(({ row, owner }) =>
    row.expected_purpose?.split('|').includes(owner.purpose ?? 'unknown'),
  );
  share('hosts.csv: purposes right', purposes.length, known.length);
  expect(named).toBeGreaterThan(0.85);
  expect(right).toBeGreaterThan(0.98);
  expect(
    seen.filter(({ row, owner }) => row.expected_match === 'no' && owner !== null).map(({ row }) => row.host),
  ).toEqual([]);
});
