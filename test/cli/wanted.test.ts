/** Both ends of the discover mode: agents hash, the organisation asks, agents tell. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { outgoingContacts } from '../../agent/outgoing-contacts.ts';
import { minimise } from '../../agent/privacy.ts';
import { machineSystem } from '../../agent/system.ts';
import { keyId, pseudonym } from '../../src/inventory/identity.ts';
import { type Inventory, inventorySchema } from '../../src/inventory/schema.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const KEY = Buffer.alloc(32, 3);
const folder = mkdtempSync(join(tmpdir(), 'tiebreak-wanted-'));
const list = join(folder, 'domains.txt');
writeFileSync(list, 'sharepoint.com\n', { mode: 0o600 });

/** What a machine leaves on a day, when it looks the names up. */
async function leaves(machine: number, day: number, hosts: string[], wanted?: string): Promise<Inventory> {
  const state = join(folder, `state-${machine}`);
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const gathered = inventorySchema.parse({
    document: 'inventory',
    schemaVersion: '1.0',
    agent: { name: 'tiebreak-agent', version: '0' },
    collectedAt: `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z`,
    machine: { identifiers: { name: pseudonym(KEY, 'name', `pc-${machine}`), keyId: keyId(KEY) }, kind: 'workstation' },
    endpoints: hosts.map((host) => ({ host, source: 'dns-cache' })),
    collectors: [{ id: 'dns-cache', status: 'ok', items: 1 }],
  });
  const options = {
    privacy: 'discover',
    domains: list,
    wanted,
    explain: undefined,
    key: 'given',
    connections: true,
  } as const;
  const { contacts, warnings } = await outgoingContacts(machineSystem(), gathered, {
    options,
    key: KEY,
    folder: state,
  });
  expect(warnings).toEqual([]);
  return minimise(gathered, { people: [], contacts });
}

function wanted(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'wanted', ...args, '--lang', 'en'], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('a name leaves once ten machines share it, and not before', async () => {
  const park = join(folder, 'park');
  mkdirSync(park);
  for (let machine = 0; machine < 12; machine++) {
    const hosts = ['a.metier.example', ...(machine < 9 ? ['blog.rare.example'] : [])];
    await leaves(machine, 1, hosts);
    const text = JSON.stringify(await leaves(machine, 9, hosts));
    expect(text).not.toMatch(/metier|rare/);
    writeFileSync(join(park, `${machine}.json`), text);
    // A document twice is one machine.
    writeFileSync(join(park, `${machine}-again.json`), text);
  }
  const file = join(folder, 'wanted.txt');
  const made = wanted(park, '-o', file);
  expect([made.status, made.stderr]).toEqual([
    0,
    'tiebreak: 1 unknown domain(s) shared by 10 machines or more, of 12 that have any\n',
  ]);
  const hash = pseudonym(KEY, 'domain', 'metier.example');
  expect(readFileSync(file, 'utf8')).toBe(`${hash}\n`);
  const told = await leaves(3, 10, ['a.metier.example', 'blog.rare.example'], file);
  expect(told.unknownDomains).toContainEqual({ hash, name: 'metier.example' });
  expect(JSON.stringify(told)).not.toContain('rare');
  // The hash stays beside the name: the domain is still asked for when the list is made again.
  writeFileSync(join(park, '3.json'), JSON.stringify(told));
  expect(wanted(park).stdout).toBe(`${hash}\n`);
  expect(JSON.parse(wanted(park, '--json').stdout)).toEqual([hash]);
});

test('too few machines to hide among, or two keys: refused in one line', () => {
  const two = join(folder, 'two-keys');
  mkdirSync(two);
  for (const name of ['one', 'two']) {
    const document = inventorySchema.parse({
      document: 'inventory',
      schemaVersion: '1.0',
      agent: { name: 'a', version: '0' },
      collectedAt: '2026-11-21T08:00:00Z',
      machine: {
        identifiers: { name: pseudonym(Buffer.from(name.repeat(16)), 'name', 'pc'), keyId: name },
        kind: 'server',
      },
      unknownDomains: [{ hash: 'a'.repeat(32) }],
    });
    writeFileSync(join(two, `${name}.json`), JSON.stringify(document));
  }
  for (const args of [[two], [two, '--machines', '4']]) {
    const { status, stderr } = wanted(...args);
    expect([status, stderr.trimEnd().split('\n').length]).toEqual([2, 1]);
  }
});
