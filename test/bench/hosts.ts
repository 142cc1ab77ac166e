/** How many distinct hosts are attributed in a second of processor, and how many addresses, against a plain Map look-up and the public suffix list alone. */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { getDomain } from 'tldts';
import { readOperators } from '../../src/addresses/read.ts';
import { DomainIndex, normaliseHost } from '../../src/identify/domains.ts';
import { loadBase, median } from './aggregate.ts';

const RUNS = 7;
const HOSTS = 300_000;
const ADDRESSES = 500_000;

/** Seconds of processor of some work, those of the collector included: what else runs on the machine does not count. */
function secondsOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** Per second of processor, of so many things done by some work: the median of several runs. */
function rate(count: number, work: () => void): number {
  return median(Array.from({ length: RUNS }, () => count / secondsOf(work)));
}

/** Bytes that are still held once what nobody needs is gone. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const millions = (value: number): string => `${(value / 1e6).toFixed(2)} M/s`;

export function benchHosts(): void {
  const base = loadBase();
  const index = new DomainIndex(base);
  const known = base.products.flatMap(({ domains }) =>
    domains.map((entry) => (typeof entry === 'string' ? entry : entry.name)),
  );
  // Half under a domain of the base, half under domains nobody knows; all different.
  const hosts = Array.from({ length: HOSTS }, (_, i) =>
    i % 2 === 0
      ? `h${i.toString(36)}.${known[(i / 2) % known.length]}`
      : `www.h${i.toString(36)}.site-${i % 9973}.example.com`,
  );
  const map = new Map(hosts.map((host) => [host, host.length]));
  let found = 0;
  const attributed = rate(HOSTS, () => {
    for (const host of hosts) if (index.ownerOf(normaliseHost(host)) !== null) found += 1;
  });
  if (found !== (RUNS * HOSTS) / 2) throw new Error('the index lost a host');
  const plain = rate(HOSTS, () => {
    for (const host of hosts) if (map.get(host) === undefined) throw new Error('the map lost a host');
  });
  const suffixes = rate(HOSTS, () => {
    for (const host of hosts) getDomain(host);
  });
  console.log(
    `hosts: ${millions(attributed)} distinct hosts attributed (target ≥ 0.5 M/s); a plain Map look-up ${millions(plain)}, tldts alone ${millions(suffixes)}`,
  );

  const root = join(import.meta.dirname, '../..');
  const cache = join(root, 'node_modules/.cache/tiebreak');
  // The first use of the tables packs them; what is measured is every use after it.
  readOperators({ root, cache });
  const before = heldBytes();
  const start = performance.now();
  const operators = readOperators({ root, cache });
  const loaded = performance.now() - start;
  const held = (heldBytes() - before) / 1e6;
  const addresses = Array.from({ length: ADDRESSES }, (_, i) => {
    const value = Math.imul(i + 1, 2_654_435_761) >>> 0;
    return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
  });
  const byAddress = new Map(addresses.map((address) => [address, address.length]));
  const looked = rate(ADDRESSES, () => {
    for (const address of addresses) operators.operatorOf(address);
  });
  const plainly = rate(ADDRESSES, () => {
    for (const address of addresses)
      if (byAddress.get(address) === undefined) throw new Error('the map lost an address');
  });
  console.log(
    `addresses: ${millions(looked)} distinct addresses (target ≥ 1 M/s), a plain Map look-up ${millions(plainly)}; ` +
      `loaded in ${loaded.toFixed(0)} ms (target < 300), ${held.toFixed(0)} MB (target < 80)`,
  );
}

if (import.meta.main) benchHosts();
