import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { corpora, hasCorpora, refusedIn } from './corpora.ts';
import { eventsOf, fixtures, machineOf, machinesOf, problemsOf } from './events.ts';

describe('fusioninventory-windows', () => {
  test('the machine, as the same agent tells it in JSON', async () => {
    const { inventory, format } = await machineOf('glpi-xml', 'fusioninventory-windows.xml');
    expect(format).toBe('glpi-xml');
    expect(inventorySchema.parse(inventory)).toEqual(inventory);
    expect(inventory.agent).toEqual({ name: 'FusionInventory-Agent', version: '2.5' });
    expect(inventory.collectedAt).toBe('2019-04-02T07:30:00.000Z');
    expect(inventory.machine).toMatchObject({
      kind: 'workstation',
      site: 'École Jules-Ferry',
      operatingSystem: { family: 'windows', name: 'Microsoft Windows 10 Professionnel', build: '10.0.17763' },
      hardware: { vendor: 'Dell Inc.', model: 'Latitude 5500', chassis: 'Laptop' },
      virtualisation: { guest: false },
    });
    expect(Object.keys(inventory.machine.identifiers).sort()).toEqual(['keyId', 'name', 'serial', 'uuid']);
  });

  test('software: entities of XML and of HTML once, plain spaces, dates', async () => {
    const { inventory, account } = await machineOf('glpi-xml', 'fusioninventory-windows.xml');
    expect(inventory.software).toEqual([
      {
        name: 'Mozilla Firefox 66.0.2 (x64 fr)',
        publisher: 'Mozilla',
        version: '66.0.2',
        architecture: 'x86_64',
        kind: 'program',
        foundBy: 'glpi:softwares',
        installedOn: '2019-02-11',
      },
      {
        name: 'Café & Compagnie',
        publisher: 'Éditeur & Fils',
        kind: 'program',
        scope: 'user',
        foundBy: 'glpi:softwares',
      },
      { name: 'KB4490481', kind: 'program', foundBy: 'glpi:softwares', systemComponent: true },
      { name: 'teamviewer', kind: 'application', foundBy: 'glpi:remote_mgmt' },
    ]);
    expect(inventory.securityProducts.map(({ name, enabled }) => `${name} ${enabled}`)).toEqual([
      'Windows Defender false',
      'WithSecure Client Security true',
    ]);
    expect(account).toEqual({
      read: 10,
      kept: 7,
      merged: 1,
      refused: { 'no-name': 1, 'not-an-item': 1 },
      notes: ['xml-damaged'],
    });
  });

  test('nothing personal comes through', async () => {
    const text = JSON.stringify((await machineOf('glpi-xml', 'fusioninventory-windows.xml')).inventory);
    for (const personal of ['mdupont', 'jdurand', 'AAAAA', 'CCCCC', '987654321', 'PC-ECOLE', 'FIXTURE'])
      expect(text).not.toContain(personal);
  });
});

describe('ocs-windows', () => {
  const files = ['ocs-windows-latin1.xml', 'ocs-windows-declares-latin1-is-utf8.xml', 'ocs-windows.ocs'];
  test.each(files)('%s: the same, whatever it declares and however it is packed', async (file) => {
    const { inventory, account } = await machineOf('glpi-xml', file);
    expect(inventory.agent).toEqual({ name: 'OCS-NG_WINDOWS_AGENT', version: '2.8.1.0' });
    expect(inventory.machine).toMatchObject({
      kind: 'workstation',
      site: 'Hôtel de ville',
      operatingSystem: { family: 'windows', name: 'Microsoft Windows 10 Professionnel', version: '10.0.19042' },
      hardware: { chassis: 'Desktop' },
    });
    expect(inventory.software).toEqual([
      {
        name: "Gestion de l'état civil",
        publisher: "Société d'édition",
        version: '7.2',
        kind: 'program',
        foundBy: 'glpi:softwares',
        installedOn: '2021-03-05',
      },
      {
        name: '7-Zip 19.00 (x64)',
        publisher: 'Igor Pavlov',
        version: '19.00',
        kind: 'program',
        foundBy: 'glpi:softwares',
      },
    ]);
    expect(inventory.collectors[0]?.warnings).toEqual(['per-user software is not collected by OCS']);
    expect(account).toEqual({ read: 2, kept: 2, merged: 0, refused: {}, notes: [] });
  });
});

test('snmp-two-devices: each is a machine of its own, none takes the name of the agent', async () => {
  const events = await eventsOf([join(fixtures, 'glpi-xml', 'snmp-two-devices.xml')]);
  expect(problemsOf(events)).toEqual(['snmp-two-devices.xml document-not-inventory']);
  const machines = machinesOf(events);
  expect(machines.map(({ inventory }) => inventory.machine.hardware?.model)).toEqual(['Catalyst 2960', 'HL-5350DN']);
  for (const { inventory } of machines) expect(inventory.machine.kind).toBe('network');
  expect(new Set(machines.map(({ machine }) => machine)).size).toBe(2);
});

test('partial: completes the full document of its device', async () => {
  const events = machinesOf(await eventsOf([join(fixtures, 'glpi-xml', 'partial')]));
  const [full, later] = events;
  expect(later?.replaces).toBe(full?.machine);
  expect(later?.inventory.software.map(({ name }) => name)).toEqual(['zsh']);
  expect(later?.inventory.machine.operatingSystem?.distribution).toBe('debian');
  expect(later?.inventory.partial).toBeUndefined();
});

test('prolog: a message of an agent is not an inventory', async () => {
  expect(problemsOf(await eventsOf([join(fixtures, 'glpi-xml', 'prolog.xml')]))).toEqual([
    'prolog.xml document-not-inventory',
  ]);
});

test('hostile XML: each document costs itself, or its own characters', async () => {
  const events = await eventsOf([join(fixtures, 'hostile-xml')]);
  expect(problemsOf(events)).toEqual([
    'entity-bomb.xml xml-doctype',
    'mismatched.xml xml-invalid',
    'truncated.xml xml-truncated',
  ]);
  const told = machinesOf(events).map(({ file, inventory, account }) => [
    file.split('/').at(-1),
    inventory.software[0]?.name,
    account.notes.filter((note) => note !== 'date-of-file').join(),
  ]);
  expect(told).toEqual([
    ['after-comment.xml', undefined, ''],
    ['control-characters.xml', 'Outil de paie ë &bogus;', 'xml-damaged'],
    ['damaged-utf-8.xml', 'Soci\ufffdt\ufffd État', 'encoding-damaged'],
    ['proto-names.xml', 'toString', ''],
    ['utf-16le.xml', 'État civil', ''],
  ]);
});

describe('huge hostile XML', () => {
  const start = '<REQUEST><CONTENT><HARDWARE><NAME>a</NAME></HARDWARE>';
  const end = '</CONTENT></REQUEST>';
  const attributes = Array.from({ length: 200_000 }, (_, at) => `a${at}=""`).join(' ');
  const documents = {
    'attributes.xml': `${start}<SOFTWARES ${attributes}/>${end}`,
    'control.xml': `${start}<SOFTWARES><NAME>${'\x01'.repeat(2e6)}</NAME></SOFTWARES>${end}`,
    'deep.xml': start + '<SOFTWARES>'.repeat(1e6),
    'doctype.xml': `<!DOCTYPE REQUEST [${'<!ENTITY a "b">'.repeat(1e6)}]>${start}${end}`,
    'elements.xml': `${start}${'<SOFTWARES><NAME/></SOFTWARES>'.repeat(600_000)}${end}`,
    'text.xml': `${start}<SOFTWARES><NAME>${'é'.repeat(10e6)}</NAME></SOFTWARES>${end}`,
    'too-large.xml': start + ' '.repeat(65 * 1024 * 1024),
  };
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tiebreak-xml-'));
    for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('is refused in bounded time and memory, or read', () => {
    const index = join(import.meta.dirname, '..', '..', 'src', 'import', 'index.ts');
    const script = `
      import { existsSync, readFileSync } from 'node:fs';
      import { resourceUsage } from 'node:process';
      import { importPaths } from ${JSON.stringify(index)};
      const told = [];
      for await (const event of importPaths([${JSON.stringify(folder)}], { key: new Uint8Array(32) }))
        told.push(event.file.split('/').at(-1) + ' ' + ('problem' in event ? event.problem.code : event.account.kept));
      // On Linux, maxRSS counts the process that started this one.
      const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'latin1') : '';
      const peak = Number(/VmHWM:\\s*(\\d+)/.exec(status)?.[1] ?? resourceUsage().maxRSS);
      console.log(JSON.stringify({ told, peakMiB: peak / 1024 }));`;
    const started = Date.now();
    const { stdout, stderr } = spawnSync(execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const { told, peakMiB } = JSON.parse(stdout);
    expect(told).toEqual([
      'attributes.xml xml-invalid',
      'control.xml xml-invalid',
      'deep.xml xml-invalid',
      'doctype.xml xml-doctype',
      'elements.xml xml-too-many',
      'text.xml 1',
      'too-large.xml document-too-large',
    ]);
    expect(peakMiB).toBeLessThan(512);
    expect(Date.now() - started).toBeLessThan(30_000);
  });
});

describe.skipIf(!hasCorpora)('corpora: glpi-inventory-format', () => {
  /** Counted in the bytes of the file, without any parser. */
  function countIn(file: string, sections: readonly string[]): number {
    const text = readFileSync(file, 'latin1');
    return sections.reduce((sum, section) => sum + text.split(`<${section}>`).length - 1, 0);
  }

  test.each([
    ['1', 42],
    ['2', 12],
    ['4', 8],
    ['13', 1],
    ['14', 1],
  ])('%s.xml: every item is kept, guests apart', async (name, kept) => {
    const file = join(corpora, 'glpi-inventory-format', `tests__data__${name}.xml`);
    const [machine] = machinesOf(await eventsOf([file]));
    const items = ['SOFTWARES', 'ANTIVIRUS', 'LICENSEINFOS', 'REMOTE_MGMT', 'DATABASES_SERVICES'];
    expect(machine?.account.kept).toBe(kept);
    expect(machine?.account.kept).toBe(countIn(file, items));
    expect(machine && refusedIn(machine.account)).toBe(countIn(file, ['VIRTUALMACHINES']));
  });

  test.each(['5', '5-good', '6', '8', '10', '11', '16', '19'])('%s.xml: as many machines as devices', async (name) => {
    const file = join(corpora, 'glpi-inventory-format', `tests__data__${name}.xml`);
    const machines = machinesOf(await eventsOf([file]));
    expect(machines).toHaveLength(countIn(file, ['DEVICE']));
    for (const { inventory } of machines) expect(inventory.machine.kind).toBe('network');
  });
});
