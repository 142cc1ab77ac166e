import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inventorySchema } from '../../../src/inventory/schema.ts';
import { eventsOf, fixtures, type Machine, machinesOf } from '../events.ts';

async function dumpOf(file: string): Promise<Machine> {
  const events = await eventsOf([join(fixtures, 'network', file)], {
    knownName: () => (host) => (host.endsWith('.example-office.com') ? 'example-office.com' : null),
  });
  const [machine] = machinesOf(events);
  if (machine === undefined || events.length !== 1) throw new Error(JSON.stringify(events));
  const { inventory } = machine;
  expect(inventorySchema.parse(inventory)).toEqual(inventory);
  expect(inventory).toMatchObject({ observedFrom: 'network', software: [] });
  expect(Object.keys(inventory.machine.identifiers)).toEqual(['keyId']);
  return machine;
}

const office = { domain: 'example-office.com', count: 1 };

test.each([
  ['dns-client-cache.csv', 3],
  ['dns-client-cache.json', 3],
  ['dns-client-cache-list.txt', 3],
  ['dns-client-cache-table-utf16.txt', 4],
])('%s: names with what they are aliases of; those without an answer are counted', async (file, read) => {
  const machine = await dumpOf(file);
  const source = 'dns-client-cache';
  expect(machine.format).toBe(source);
  expect(machine.inventory.endpoints).toEqual([
    { ...office, aliases: ['example-cdn.net'], source },
    { domain: 'journal-exemple.fr', count: 1, source },
  ]);
  expect(machine.account).toMatchObject({ read, kept: 2, refused: { 'no-answer': 1 } });
});

test('a name cut by the width of the terminal is no name, and the remedy is said', async () => {
  const { account, inventory } = await dumpOf('dns-client-cache-table-utf16.txt');
  expect(account.refused).toEqual({ 'name-cut': 1, 'no-answer': 1 });
  expect(inventory.collectors[0]?.warnings).toEqual([expect.stringContaining('ConvertTo-Json')]);
});

test('displaydns-fr-cp850: records by their shape, whatever the language; a chain of aliases is kept in order', async () => {
  const { account, format, inventory } = await dumpOf('displaydns-fr-cp850.txt');
  expect(format).toBe('displaydns');
  expect(inventory.endpoints).toEqual([
    { ...office, aliases: ['example-cdn.net', 'hebergeur-exemple.net'], source: 'displaydns' },
    { domain: 'journal-exemple.fr', count: 1, source: 'displaydns' },
  ]);
  expect(account).toMatchObject({ read: 4, kept: 2, refused: { 'internal-name': 1, 'no-answer': 1 } });
});

const source = 'netstat';

test('netstat-fr: public addresses that the machine called, with their programs; who called it is nobody’s service', async () => {
  const { account, inventory } = await dumpOf('netstat-fr.cp850.txt');
  expect(inventory.endpoints).toEqual([
    { address: '52.112.0.7', port: 443, process: 'ms-exemple.exe', count: 2, source },
    { address: '2606:4700::6810', port: 443, count: 1, source },
  ]);
  expect(account).toMatchObject({
    read: 8,
    kept: 2,
    merged: 1,
    refused: { incoming: 1, 'internal-name': 1, 'name-cut': 1, 'other-record': 2 },
  });
  expect(inventory.collectors[0]?.warnings).toEqual([expect.stringContaining('netstat -n')]);
});

test('netstat-linux: a program without the user that it runs for', async () => {
  const { account, inventory } = await dumpOf('netstat-linux.txt');
  expect(inventory.endpoints).toEqual([
    { address: '140.82.112.26', port: 443, process: 'git-remote-ht', count: 1, source },
    { address: '2606:4700::6810', port: 443, count: 1, source },
  ]);
  expect(account.refused).toEqual({ incoming: 1, 'internal-name': 1, 'other-record': 1 });
  expect(JSON.stringify(inventory)).not.toContain('curie');
});

test('ss: the same, with whole names of programs', async () => {
  const { account, inventory } = await dumpOf('ss.txt');
  expect(inventory.endpoints).toEqual([
    { address: '140.82.112.26', port: 443, process: 'git-remote-http', count: 1, source },
    { address: '2606:4700::6810', port: 443, process: 'firefox', count: 1, source },
  ]);
  expect(account.refused).toEqual({ incoming: 1, 'other-record': 2 });
});

test('netstat-macos: ports behind a dot', async () => {
  const { account, inventory } = await dumpOf('netstat-macos.txt');
  expect(inventory.endpoints.map(({ address, port }) => [address, port])).toEqual([
    ['17.248.190.7', 443],
    ['2606:4700::6810', 443],
  ]);
  expect(account.refused).toEqual({ 'name-cut': 1, 'other-record': 1 });
});
