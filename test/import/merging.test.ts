/** One machine seen by several sources, through files and the command line. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { type Place, place } from '../cli/run.ts';
import { eventsOf, type Machine, machinesOf } from './events.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-merging-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type About = { name?: string; serial?: string; uuid?: string; date?: string; software?: readonly string[] };

function glpi({ name, serial, uuid, date = '2025-03-03', software = [] }: About): string {
  return JSON.stringify({
    action: 'inventory',
    deviceid: `${name}-${serial}-${uuid}`,
    content: {
      accesslog: { logdate: `${date} 08:00:00` },
      bios: { ssn: serial },
      hardware: { name, uuid },
      operatingsystem: { full_name: 'Microsoft Windows 11 Professionnel' },
      softwares: software.map((title) => ({ name: title, publisher: 'Éditeur', version: '1' })),
    },
  });
}

function put(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** The machines that are left once those that others take the place of are gone. */
async function machinesLeft(): Promise<Machine[]> {
  const left = new Map<string, Machine>();
  for (const event of machinesOf(await eventsOf([folder]))) {
    for (const key of event.merges ?? []) left.delete(key);
    left.set(event.machine, event);
  }
  return [...left.values()];
}

function namesOf({ inventory }: Machine): string[] {
  return inventory.software.map(({ name }) => name);
}

const UUID = ['4C4C4544-0031-3310-8035-B4C04F303042', '4C4C4544-0031-3310-8035-B4C04F303043'];

describe('one machine', () => {
  test('an agent and a table of names: each program once, the details of either', async () => {
    put('a.json', glpi({ name: 'PC-1', serial: 'S-111', software: ['Alpha', 'Beta'] }));
    put(
      'b.csv',
      'machine;site;logiciel;version\nPC-1;Mairie;Beta;1\npc-1.mairie.example;Mairie;Gamma;2\nPC-2;Mairie;Beta;1\n',
    );
    const machines = await machinesLeft();
    expect(machines.map(namesOf)).toEqual([['Beta'], ['Alpha', 'Beta', 'Gamma']]);
    const whole = machines.find(({ merges }) => merges !== undefined);
    expect(whole?.inventory).toMatchObject({
      machine: { site: 'Mairie', kind: 'workstation' },
      software: [{ publisher: 'Éditeur' }, { name: 'Beta', publisher: 'Éditeur' }, { name: 'Gamma' }],
      mergedFrom: [
        { format: 'glpi-json', recognisedBy: ['name'], items: 2 },
        { format: 'csv', recognisedBy: ['name'] },
      ],
    });
    expect(inventorySchema.parse(whole?.inventory)).toEqual(whole?.inventory);
  });

  test('two byte orders of one UUID', async () => {
    const swapped = '44454C4C-3100-1033-8035-B4C04F303042';
    put('a.json', glpi({ uuid: UUID[0] ?? '', software: ['Alpha'] }));
    put('b.csv', `uuid;logiciel;version\n${swapped};Beta;1\n`);
    expect(await machinesLeft()).toHaveLength(1);
  });

  test('renamed: the later document of the same source replaces the earlier one', async () => {
    put(
      'a.json',
      glpi({ name: 'OLD', serial: 'S-111', uuid: UUID[0] ?? '', date: '2024-01-01', software: ['Removed'] }),
    );
    put('b.json', glpi({ name: 'NEW', serial: 'S-111', uuid: UUID[0] ?? '', software: ['Alpha'] }));
    expect((await machinesLeft()).map(namesOf)).toEqual([['Alpha']]);
  });

  test('a document that only saw its traffic joins the machine of its name, and is no machine', async () => {
    const [plain] = machinesOf(
      await eventsOf([put('a.json', glpi({ name: 'PC-1', serial: 'S-111', software: ['Alpha'] }))]),
    );
    const { identifiers } = plain?.inventory.machine ?? expect.fail('no machine');
    const traffic = {
      document: 'inventory',
      schemaVersion: '1.0',
      agent: { name: 'a', version: '1' },
      collectedAt: '2025-03-04T08:00:00.000Z',
      observedFrom: 'network',
      source: { format: 'squid' },
      machine: { identifiers: { name: identifiers.name, keyId: identifiers.keyId }, kind: 'unknown' },
      endpoints: [{ domain: 'example.com', source: 'squid', count: 3 }],
      endpointPeriodDays: 7,
    };
    put('b.json', JSON.stringify(traffic));
    const [machine, ...others] = await machinesLeft();
    expect(others).toEqual([]);
    expect(machine?.inventory).toMatchObject({
      machine: { kind: 'workstation', identifiers },
      endpoints: [{ domain: 'example.com' }],
      endpointPeriodDays: 7,
      software: [{ name: 'Alpha' }],
    });
    expect(machine?.inventory.observedFrom).toBeUndefined();
  });
});

test('a client of two logs, known by its address only, is one client of both', async () => {
  const titles = '#Software: SGOS\n#Fields: date time c-ip cs-host sc-status s-action\n';
  put('monday.log', `${titles}2025-03-03 08:00:00 192.0.2.10 www.example.com 200 TCP_MISS\n`);
  put(
    'tuesday.log',
    `${titles}${'2025-03-04 08:00:00 192.0.2.10 www.example.com 200 TCP_MISS\n'.repeat(2)}2025-03-04 08:00:01 192.0.2.10 example.net 200 TCP_MISS\n`,
  );
  const [client, ...others] = await machinesLeft();
  expect(others).toEqual([]);
  expect(client?.inventory).toMatchObject({
    observedFrom: 'network',
    collectedAt: expect.stringContaining('2025-03-04'),
  });
  expect(client?.inventory.endpoints.map(({ count, domain }) => [domain, count]).sort()).toEqual([
    ['example.com', 3],
    ['example.net', 1],
  ]);
});

describe('several machines', () => {
  test('one name and two serial numbers; one serial number left by the factory and two UUIDs', async () => {
    put('a.json', glpi({ name: 'PC-1', serial: 'S-111', software: ['Alpha'] }));
    put('b.json', glpi({ name: 'PC-1', serial: 'S-222', software: ['Beta'] }));
    put('c.json', glpi({ name: 'PC-3', serial: 'FACTORY', uuid: UUID[0] ?? '', software: ['Gamma'] }));
    put('d.json', glpi({ name: 'PC-4', serial: 'FACTORY', uuid: UUID[1] ?? '', software: ['Delta'] }));
    expect((await machinesLeft()).map(namesOf)).toEqual([['Alpha'], ['Beta'], ['Gamma'], ['Delta']]);
  });

  test('a table whose machines all have one serial number keeps each of them', async () => {
    put('a.csv', 'machine;n° de série;logiciel;version\nPC-1;OEM-1;Alpha;1\nPC-2;OEM-1;Beta;1\nPC-3;OEM-1;Gamma;1\n');
    expect(await machinesLeft()).toHaveLength(3);
  });
});

describe('the command line', () => {
  let cli: Place;

  beforeEach(() => {
    cli = place();
  });

  afterEach(() => {
    cli.remove();
  });

  test('writes one file for one machine, says why, and a report of what it wrote is a report of what it read', async () => {
    put('a.json', glpi({ name: 'PC-1', serial: 'S-111', software: ['Mozilla Firefox (x64 fr)', 'Alpha'] }));
    put('b.csv', 'machine;logiciel;version\nPC-1;Mozilla Firefox (x64 fr);1\nPC-1;Beta;1\n');
    put('c.json', glpi({ name: 'PC-9', serial: 'S-999', software: ['Gamma'] }));
    put('d.json', glpi({ name: 'PC-9', serial: 'S-998', software: ['Delta'] }));
    const imported = await cli.run(['import', folder, '-o', 'out', '--lang', 'en']);
    expect(imported.code).toBe(0);
    expect(imported.out).toContain('one machine seen by 2 documents');
    expect(imported.out).toMatch(/csv b\.csv .*: same name/);
    expect(imported.out).toMatch(
      /same name, machines kept apart \(another identity tells them apart\): .*c\.json, .*d\.json/,
    );
    const files = readdirSync(join(cli.folder, 'out'));
    expect(files).toHaveLength(3);
    const reports = await Promise.all(
      [folder, 'out'].map((path) =>
        cli.run(['report', path, '-o', 'report', '--json', '--key', 'tiebreak-organisation.key']),
      ),
    );
    const [read, written] = reports.map(({ out }) => {
      const { generatedAt, sources, ...rest } = JSON.parse(out);
      return { ...rest, sources: undefined };
    });
    expect(written).toEqual(read);
    const whole = files
      .map((name) => JSON.parse(readFileSync(join(cli.folder, 'out', name), 'utf8')))
      .find(({ mergedFrom }) => mergedFrom);
    const key = whole.machine.identifiers.serial.slice(0, 12);
    const explained = await cli.run(['explain', key, folder, '--key', 'tiebreak-organisation.key', '--lang', 'fr']);
    expect(explained.out).toContain('une machine vue par 2 documents');
    expect(explained.out).toMatch(/glpi-json a\.json .*\s: même nom/);
  });
});
