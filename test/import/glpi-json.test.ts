import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { eventsOf, fixtures, machineOf, machinesOf, problemsOf } from './events.ts';

const laptop = join(fixtures, 'glpi', 'windows-laptop');

describe('windows-laptop', () => {
  test('full: the machine, under pseudonyms', async () => {
    const { inventory, format } = await machineOf('glpi', 'windows-laptop', 'full.json');
    expect(format).toBe('glpi-json');
    expect(inventorySchema.parse(inventory)).toEqual(inventory);
    expect(inventory.agent).toEqual({ name: 'GLPI-Agent', version: '1.11' });
    expect(inventory.collectedAt).toBe('2025-03-03T07:15:00.000Z');
    expect(inventory.source).toEqual({ format: 'glpi-json', file: 'full.json' });
    expect(inventory.machine).toMatchObject({
      kind: 'workstation',
      kindEvidence: ['operating system: Microsoft Windows 11 Professionnel', 'chassis: Notebook'],
      site: 'Mairie annexe',
      operatingSystem: {
        family: 'windows',
        name: 'Microsoft Windows 11 Professionnel',
        version: '23H2',
        build: '10.0.22631',
        architecture: '64 bits',
      },
      hardware: { vendor: 'HP', model: 'HP ProBook 450 G8 Notebook PC', chassis: 'Notebook', firmwareVendor: 'HP' },
      virtualisation: { guest: false },
    });
    expect(Object.keys(inventory.machine.identifiers).sort()).toEqual(['keyId', 'name', 'serial', 'uuid']);
  });

  test('full: software as the source gives it, entities replaced once', async () => {
    const { inventory } = await machineOf('glpi', 'windows-laptop', 'full.json');
    const found = inventory.software;
    expect(found[0]).toEqual({
      name: 'Mozilla Firefox (x64 fr)',
      publisher: 'Mozilla',
      version: '135.0',
      architecture: 'x86_64',
      kind: 'program',
      foundBy: 'glpi:softwares',
      installedOn: '2025-02-11',
    });
    expect(found[1]).toMatchObject({ name: 'Café & Compagnie 2', publisher: "Éditeur d'exemple", version: '2025' });
    expect(found[2]).toMatchObject({ name: 'AT&amp;T Connect', publisher: 'AT&T' });
    expect(found[3]).toMatchObject({ name: 'Zoom Workplace', scope: 'user' });
    expect(found[4]).toMatchObject({ name: 'KB5034441', systemComponent: true, installedOn: '2025-02-11' });
    expect(found[5]?.systemComponent).toBe(true);
    expect(found[6]).toMatchObject({ kind: 'store', id: 'Microsoft.WindowsCalculator' });
    expect(found[7]).toMatchObject({ kind: 'store', id: 'ShellExperienceHost', systemComponent: true });
    expect(found.slice(8)).toEqual([
      {
        name: 'SQL Server Express',
        publisher: 'Microsoft',
        version: '15.0.2000',
        kind: 'instance',
        foundBy: 'glpi:databases_services',
      },
      { name: 'teamviewer', version: '15.50', kind: 'application', foundBy: 'glpi:remote_mgmt' },
    ]);
  });

  test('full: antivirus in charge and declared licence', async () => {
    const { inventory } = await machineOf('glpi', 'windows-laptop', 'full.json');
    expect(inventory.securityProducts).toEqual([
      {
        name: 'Windows Defender',
        publisher: 'Microsoft Corporation',
        category: 'antivirus',
        registered: false,
        enabled: false,
      },
      {
        name: 'WithSecure Client Security',
        publisher: 'WithSecure Oyj',
        category: 'antivirus',
        registered: true,
        enabled: true,
      },
    ]);
    expect(inventory.useEvidence).toEqual([
      { kind: 'declared-licence', subject: 'Word/Excel/Outlook', product: 'Office 21, Office21Standard2021VL_MAK' },
    ]);
  });

  test('full: every item is accounted for', async () => {
    const { account } = await machineOf('glpi', 'windows-laptop', 'full.json');
    expect(account).toEqual({ read: 16, kept: 13, merged: 1, refused: { 'no-name': 1, 'not-an-item': 1 }, notes: [] });
  });

  test('full: nothing personal comes through', async () => {
    const { inventory } = await machineOf('glpi', 'windows-laptop', 'full.json');
    const text = JSON.stringify(inventory);
    for (const personal of [
      'mdupont',
      'jdurand',
      'S-1-5',
      'SECRET',
      'AAAAA',
      '987654321',
      'C:\\\\',
      '192.0.2',
      '5CG0123XYZ',
      'ETATCIVIL',
      'etat_civil',
    ]) {
      expect(text).not.toContain(personal);
    }
  });

  test('partial documents: each completes what is known, in the order of their dates, and says what it replaces', async () => {
    const events = machinesOf(await eventsOf([laptop]));
    expect(events.map((event) => event.file.split('/').at(-1))).toEqual([
      'full.json',
      'partial-software-older.json',
      'partial-antivirus.json',
      'partial-software-later.json',
    ]);
    const [full, older, antivirus, later] = events;
    expect([older, antivirus, later].map((event) => event?.replaces)).toEqual(Array(3).fill(full?.machine));
    expect(older?.inventory.software).toEqual(full?.inventory.software);
    expect(antivirus?.inventory.securityProducts.map((product) => product.name)).toEqual([
      'Bitdefender Endpoint Security Tools',
    ]);
    expect(later?.inventory.software.map((item) => item.name)).toEqual([
      'SQL Server Express',
      'teamviewer',
      'LibreOffice 25.2.1.2',
    ]);
    expect(later?.inventory.securityProducts).toEqual(antivirus?.inventory.securityProducts);
    expect(later?.inventory.machine.kind).toBe('workstation');
    expect(later?.inventory.partial).toBeUndefined();
    expect(later?.inventory.collectedAt).toBe('2025-03-05T08:15:00.000Z');
    expect(later?.account).toMatchObject({ read: 1, kept: 1 });
    expect(inventorySchema.parse(later?.inventory)).toEqual(later?.inventory);
  });
});

test('partial-without-full: a machine only where it brings software or a system', async () => {
  const events = await eventsOf([join(fixtures, 'glpi', 'partial-without-full')]);
  expect(problemsOf(events)).toEqual(['incomplete.json document-incomplete']);
  const [machine] = machinesOf(events);
  expect(machine?.inventory.partial).toBe(true);
  expect(machine?.inventory.software.map((item) => item.name)).toEqual(['MariaDB']);
});

test('linux-hypervisor: hosts machines, none of which it counts', async () => {
  const { inventory, account } = await machineOf('glpi', 'linux-hypervisor.json');
  expect(inventory.machine).toMatchObject({
    kind: 'hypervisor',
    operatingSystem: { family: 'linux', distribution: 'debian' },
  });
  expect(inventory.machine.kindEvidence).toContain('hosts virtual machines: 2 (libvirt)');
  expect(account.refused).toEqual({ 'other-machine': 3 });
  const found = new Map(inventory.software.map((item) => [item.name, item]));
  expect(found.get('docker-ce')).not.toHaveProperty('publisher');
  expect(found.get('zabbix-agent')).toMatchObject({ kind: 'package', publisher: 'Zabbix SIA', origin: 'Zabbix SIA' });
  expect(found.get('OBS Studio')).toMatchObject({
    kind: 'flatpak',
    id: 'com.obsproject.Studio',
    origin: 'flathub',
    scope: 'user',
  });
  expect(found.get('kdenlive')).toMatchObject({ kind: 'snap', id: 'kdenlive', publisher: 'KDE' });
});

test('android-phone: programs of the store, with their identifier', async () => {
  const { inventory } = await machineOf('glpi', 'android-phone.json');
  expect(inventory.machine).toMatchObject({ kind: 'phone', site: 'Élus', operatingSystem: { family: 'android' } });
  expect(inventory.machine.identifiers).not.toHaveProperty('uuid');
  expect(inventory.software).toEqual([
    { name: 'Signal', version: '7.0', kind: 'store', foundBy: 'glpi:softwares', id: 'org.thoughtcrime.securesms' },
    { name: 'Notes', version: '1', kind: 'store', foundBy: 'glpi:softwares' },
  ]);
});

test('network-switch: equipment, with its maker', async () => {
  const { inventory, account } = await machineOf('glpi', 'network-switch.json');
  expect(inventory.machine).toMatchObject({ kind: 'network', hardware: { vendor: 'HPE', model: 'Aruba 2530' } });
  expect(inventory.collectors).toMatchObject([{ id: 'glpi:softwares', status: 'empty' }]);
  expect(account.notes).toEqual(['date-of-file']);
});

const corpora = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora', 'glpi-inventory-format');

describe.skipIf(!existsSync(corpora))(`examples of the GLPI inventory format (skipped without ${corpora})`, () => {
  /**
   * Counted by another program: entries of softwares, databases_services, remote_mgmt, antivirus, licenseinfos and
   * virtualmachines.
   */
  const counted = [
    ['examples__computer_1.json', 7],
    ['examples__computer_1_partial_softs.json', 6],
    ['examples__computer_2_partial_dbs.json', 2],
    ['examples__computer_3.json', 3033],
    ['examples__phone_1.json', 3],
  ] as const;

  test.each(counted)('%s: %i items, each kept, merged or refused for a reason', async (name, items) => {
    const [event] = machinesOf(await eventsOf([join(corpora, name)]));
    const { read, kept, merged, refused } = event?.account ?? expect.fail('no machine');
    expect(read).toBe(items);
    expect(read).toBe(kept + merged + Object.values(refused).reduce((sum, count) => sum + count, 0));
  });

  test('together: four machines, of which two are put together from partial documents', async () => {
    const machines = new Map<string, string>();
    const examples = readdirSync(corpora).filter((name) => name.startsWith('examples__'));
    const events = await eventsOf(examples.map((name) => join(corpora, name)));
    for (const { machine, inventory, replaces } of machinesOf(events)) {
      if (replaces !== undefined) machines.delete(replaces);
      machines.set(machine, `${inventory.machine.kind} ${inventory.software.length}`);
    }
    expect([...machines.values()].sort()).toEqual(['phone 3', 'workstation 2', 'workstation 3033', 'workstation 7']);
  });
});
