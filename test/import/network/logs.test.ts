import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inventorySchema } from '../../../src/inventory/schema.ts';
import { refusedIn } from '../corpora.ts';
import { eventsOf, fixtures, machinesOf, problemsOf } from '../events.ts';
import { type Log, logOf, withFiles } from './reading.ts';

const folder = join(fixtures, 'network');

type Expected = {
  format: string;
  /** By client: what it asked for. */
  clients: Record<string, string[]>;
  read: number;
  kept: number;
  merged?: number;
  refused: Log['log']['refused'];
  from?: string;
  to?: string;
};

const www = 'www.example-office.com';
const docs = 'docs.example-office.com';
const press = 'journal-exemple.fr';

const logs: Record<string, Expected> = {
  'bind.log': {
    format: 'bind',
    clients: { '192.0.2.10': [`${www} 2`], '2001:db8::11': [`${press} 1`], '192.0.2.12': [`${press} 1`] },
    read: 9,
    kept: 3,
    merged: 2,
    refused: { 'internal-name': 2, 'other-record': 2 },
  },
  'cloudflare.json': {
    format: 'cloudflare',
    clients: { 'PC-0010': [`${www} 1`], '192.0.2.11': [`${press} 1`] },
    read: 4,
    kept: 2,
    refused: { denied: 1, 'other-record': 1 },
    from: '2025-11-03T09:00:00.000Z',
    to: '2025-11-03T09:00:03.000Z',
  },
  'dnsmasq.log': {
    format: 'dnsmasq',
    clients: { '192.0.2.10': [`${www} 2`], '192.0.2.11': [`${press} 1`] },
    read: 9,
    kept: 3,
    refused: { 'internal-name': 1, 'other-record': 5 },
  },
  'fortinet.log': {
    format: 'fortinet',
    clients: {
      '192.0.2.10': [`${press} 1`, `${www} 1`],
      'PC-0011': [`${press} 1`],
      '192.0.2.12': [`${docs} 1`],
      'PC-0013': [`${www} 1`],
    },
    read: 8,
    kept: 5,
    refused: { 'address-only': 1, denied: 1, 'other-record': 1 },
    from: '2025-11-03T09:00:00.120Z',
  },
  'netskope.log': {
    format: 'netskope',
    clients: { '192.0.2.10': [`${www} 1`], '192.0.2.11': [`${press} 1`] },
    read: 2,
    kept: 2,
    refused: {},
    from: '2025-11-03T09:00:00.000Z',
    to: '2025-11-03T09:00:01.000Z',
  },
  'olfeo.log': {
    format: 'olfeo',
    clients: { '192.0.2.20': ['example-office.com 1', 'portail.example-office.com 1'], '192.0.2.21': [`${press} 1`] },
    read: 3,
    kept: 3,
    refused: {},
    from: '2025-07-02T07:51:20.000Z',
    to: '2025-07-15T12:50:05.000Z',
  },
  'paloalto.log': {
    format: 'paloalto',
    clients: { '192.0.2.10': [`${www} 1`], '192.0.2.11': [`${press} 1`] },
    read: 5,
    kept: 2,
    refused: { 'address-only': 1, denied: 1, 'other-record': 1 },
    from: '2025-11-03T10:00:00.000Z',
    to: '2025-11-03T10:00:04.000Z',
  },
  'skyhigh.log': {
    format: 'skyhigh',
    clients: { 'pc-0015': [`${www} 1`], '192.0.2.10': [`${press} 1`] },
    read: 3,
    kept: 2,
    refused: { denied: 1 },
    from: '2025-11-03T09:00:00.000Z',
    to: '2025-11-03T09:00:02.000Z',
  },
  'squid.log': {
    format: 'squid',
    clients: {
      '192.0.2.10': [`${www} 2`, 'ftp.example-office.com 1'],
      '192.0.2.11': [`${press} 2`, `${docs} 1`],
    },
    read: 13,
    kept: 6,
    refused: { 'address-only': 2, denied: 2, 'internal-name': 1, 'not-understood': 1, 'other-record': 1 },
    from: '2025-11-03T09:00:00.000Z',
    to: '2025-11-03T09:00:10.000Z',
  },
  'stormshield.log': {
    format: 'stormshield',
    clients: { 'pc-0010': [`${www} 1`], '192.0.2.11': [`${press} 1`] },
    read: 6,
    kept: 2,
    refused: { 'address-only': 1, denied: 1, 'internal-name': 1, 'other-record': 1 },
  },
  'symantec.json': {
    format: 'symantec',
    clients: { '192.0.2.10': [`${www} 1`] },
    read: 2,
    kept: 1,
    refused: { denied: 1 },
    to: '2025-11-03T09:00:01.000Z',
  },
  'umbrella.csv': {
    format: 'umbrella',
    clients: { 'PC-0010': [`${press} 1`, `${www} 1`], '192.0.2.11': [`${press} 1`], '192.0.2.12': [`${docs} 1`] },
    read: 5,
    kept: 4,
    refused: { denied: 1 },
    from: '2025-11-03T09:00:00.000Z',
    to: '2025-11-03T09:00:04.000Z',
  },
  'unbound.log': {
    format: 'unbound',
    clients: {
      '192.0.2.10': [`${www} 2`],
      '192.0.2.11': [`${press} 1`],
      '2001:db8::12': [`${docs} 1`],
      '192.0.2.13': [`${press} 1`],
    },
    read: 9,
    kept: 3,
    merged: 3,
    refused: { 'internal-name': 1, 'other-record': 2 },
    from: '2025-11-03T09:00:01.000Z',
    to: '2025-11-03T09:00:07.000Z',
  },
  'w3c.log': {
    format: 'w3c',
    clients: { '192.0.2.10': [`${www} 1`], '192.0.2.11': [`${press} 1`] },
    read: 7,
    kept: 2,
    refused: { denied: 1, 'other-record': 4 },
    from: '2025-11-03T09:00:00.000Z',
  },
  'windows-dns.log': {
    format: 'windows-dns',
    clients: { '192.0.2.10': [`${www} 1`], '2001:db8::11': [`${press} 1`] },
    read: 11,
    kept: 2,
    refused: { 'internal-name': 1, 'not-understood': 3, 'other-record': 5 },
    from: '2025-11-03T09:00:01.000Z',
    to: '2025-11-14T13:00:04.000Z',
  },
  'zscaler-pairs.log': {
    format: 'zscaler',
    clients: { 'PC-0010': [`${www} 1`] },
    read: 1,
    kept: 1,
    refused: {},
    to: '2025-11-03T09:00:00.000Z',
  },
  'zscaler.csv': {
    format: 'zscaler',
    clients: { 'PC-0010': [`${www} 1`], '192.0.2.11': [`${press} 1`] },
    read: 4,
    kept: 2,
    refused: { denied: 1, 'other-record': 1 },
    to: '2025-11-03T09:00:02.000Z',
  },
  'zscaler.json': {
    format: 'zscaler',
    clients: { 'PC-0010': [`${www} 1`], '192.0.2.11': [`${press} 1`], '192.0.2.12': [`${docs} 2`] },
    read: 6,
    kept: 4,
    refused: { denied: 1, 'other-record': 1 },
    to: '2025-11-03T09:00:05.000Z',
  },
};

test.each(Object.entries(logs))('%s: who asked for what, and an account of every line', async (file, expected) => {
  const { format, log, machines, of } = await logOf(join(folder, file));
  expect(format).toBe(expected.format);
  expect(log).toMatchObject({ read: expected.read, kept: expected.kept, merged: expected.merged ?? 0 });
  expect(log.refused).toEqual(expected.refused);
  expect(log.read).toBe(log.kept + log.merged + refusedIn(log));
  expect(Object.fromEntries(Object.keys(expected.clients).map((client) => [client, of(client)]))).toEqual(
    expected.clients,
  );
  expect(log.clients).toBe(Object.keys(expected.clients).length);
  expect(machines).toHaveLength(log.clients);
  if (expected.from !== undefined) expect(log.from).toBe(expected.from);
  if (expected.to !== undefined) expect(log.to).toBe(expected.to);
  for (const { inventory } of machines) {
    expect(inventorySchema.parse(inventory)).toEqual(inventory);
    expect(inventory).toMatchObject({ observedFrom: 'network', software: [], machine: { kind: 'unknown' } });
    expect(inventory.collectedAt).toBe(log.to);
  }
});

/** What fixtures say of people, of what they read, and of machines and addresses that must come out as pseudonyms only. */
const PRIVATE = [
  'curie',
  'dupont',
  'personnel',
  'une.css',
  'secret',
  'plan.pdf',
  'intranet',
  'imprimante',
  'ville',
  '192.0.2.',
  'pc-00',
  '2001:db8',
];

test('no user, page, internal name, machine or address is in what comes out, even where a line was not understood', async () => {
  const events = await eventsOf(Object.keys(logs).map((file) => join(folder, file)));
  const text = JSON.stringify(
    events.map((event) => ('inventory' in event ? { ...event, file: '' } : event)),
  ).toLowerCase();
  for (const word of PRIVATE) expect(text).not.toContain(word);
  expect(text).toContain('journal-exemple.fr');
});

test('whole host names are those of known domains only: without any, registrable domains are all there is', async () => {
  const { machines } = await logOf(join(folder, 'squid.log'), { knownName: () => () => null });
  expect(machines.flatMap(({ inventory }) => inventory.endpoints)).toEqual([
    { domain: 'example-office.com', count: 3, source: 'squid' },
    { domain: press, count: 2, source: 'squid' },
    { domain: 'example-office.com', count: 1, source: 'squid' },
  ]);
});

test('a log cut in two by its rotation, one part compressed: each client is given once more, with both', async () => {
  const lines = readFileSync(join(folder, 'squid.log'), 'utf8').split('\n');
  const halves = [lines.slice(0, 7), lines.slice(7)].map((half) => Buffer.from(half.join('\n')));
  await withFiles(
    { 'access.log.1.gz': gzipSync(halves[0] as Buffer), 'access.log': halves[1] as Buffer },
    async (path) => {
      const machines = machinesOf(await eventsOf([path]));
      const merged = machines.filter(({ merges }) => merges !== undefined);
      expect(merged.length).toBeGreaterThan(0);
      const whole = machinesOf(await eventsOf([join(folder, 'squid.log')]));
      for (const { inventory, machine } of merged) {
        const sum = new Map<string, number>();
        for (const { domain = '', count = 0 } of inventory.endpoints) sum.set(domain, (sum.get(domain) ?? 0) + count);
        const expected = whole.find((one) => one.machine === machine)?.inventory.endpoints ?? [];
        expect([...sum].sort()).toEqual(expected.map(({ domain, count }) => [domain, count]).sort());
      }
    },
  );
});

test('what a log does not show is said: no client, no document', async () => {
  await withFiles(
    { 'unbound.log': Buffer.from('[1762160401] unbound[812:0] notice: init module 0: validator\n') },
    async (path) => {
      expect(problemsOf(await eventsOf([path]))).toEqual(['unbound.log log-nothing']);
    },
  );
});

test('the bytes of a long log are heard of as they are read', async () => {
  const line = readFileSync(join(folder, 'squid.log'), 'utf8').split('\n')[0] ?? '';
  const bytes = Buffer.from(`${line}\n`.repeat(20_000));
  await withFiles({ 'access.log': bytes }, async (path) => {
    const heard: [number, number | undefined][] = [];
    const { log } = await logOf(path, { onBytes: (_, read, size) => heard.push([read, size]) });
    expect(log).toMatchObject({ read: 20_000, kept: 20_000 });
    expect(heard.length).toBeGreaterThan(2);
    expect(heard.at(-1)).toEqual([bytes.length, bytes.length]);
  });
});

test('every fixture of the folder is expected by a test', () => {
  const others = /^(?:displaydns|dns-client-cache|netstat|ss|paloalto-url)/;
  expect(readdirSync(folder).filter((name) => !others.test(name))).toEqual(Object.keys(logs).sort());
});
