/** Real host names: whose they are and what for; and look-alikes, which are nobody's. See README.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadKnowledge } from '../../src/cli/context.ts';
import { DomainIndex, normaliseHost } from '../../src/identify/domains.ts';

const index = new DomainIndex(await loadKnowledge({}));
const rows = (name: string): string[][] =>
  readFileSync(join(import.meta.dirname, name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

const hosts = rows('hosts.csv').map(([host = '', vendor = '', purpose = '']) => ({
  host,
  vendor,
  purposes: purpose === '' ? [] : purpose.split('|'),
  owner: index.ownerOf(normaliseHost(host)),
}));

test('at least 400 names', () => expect(hosts.length).toBeGreaterThanOrEqual(400));

test('vendors are right for 97 % or more', () => {
  const wrong = hosts.filter(({ vendor, owner }) => owner?.vendor.id !== vendor);
  console.log(`hosts: vendor right for ${hosts.length - wrong.length} of ${hosts.length}`);
  expect(wrong.length / hosts.length, wrong.map(({ host }) => host).join(' ')).toBeLessThanOrEqual(0.03);
});

test('purposes are right for 95 % or more', () => {
  const judged = hosts.filter(({ purposes }) => purposes.length > 0);
  const wrong = judged.filter(({ purposes, owner }) => !purposes.includes(owner?.purpose ?? 'none'));
  console.log(`hosts: purpose right for ${judged.length - wrong.length} of ${judged.length}`);
  expect(wrong.length / judged.length, wrong.map(({ host }) => host).join(' ')).toBeLessThanOrEqual(0.05);
});

test('reduced to what a log keeps, a name is of the same product, for the same purpose, and says no more', () => {
  const told = (host: string): unknown[] => {
    const owner = index.ownerOf(host);
    return [owner?.vendor.id, owner?.product?.id, owner?.purpose];
  };
  const lost = hosts.filter(({ host }) => {
    const name = normaliseHost(host);
    return told(index.reduced(name) ?? '').join() !== told(name).join();
  });
  expect(lost.map(({ host }) => host)).toEqual([]);
});

test.each(rows('lookalikes.csv'))('%s belongs to nobody', (host) => {
  expect(index.ownerOf(normaliseHost(host))?.domain ?? null).toBeNull();
});
