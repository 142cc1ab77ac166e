import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { corpora, hasCorpora, refusedIn } from './corpora.ts';
import { eventsOf, fixtures, type Machine, machineOf, machinesOf, problemsOf } from './events.ts';

async function machinesIn(...path: string[]): Promise<Machine[]> {
  const machines = machinesOf(await eventsOf([join(fixtures, ...path)]));
  for (const { inventory, account } of machines) {
    expect(inventorySchema.parse(inventory)).toEqual(inventory);
    expect(account.read).toBe(account.kept + account.merged + refusedIn(account));
  }
  return machines;
}

describe('fleet-json', () => {
  test('hosts: each with its software, its extensions apart', async () => {
    expect(problemsOf(await eventsOf([join(fixtures, 'fleet-json', 'hosts.json')]))).toEqual([
      'hosts.json document-not-inventory',
    ]);
    const [mac, server] = await machinesIn('fleet-json', 'hosts.json');
    expect(mac?.format).toBe('fleet-json');
    expect(mac?.inventory).toMatchObject({
      collectedAt: '2025-03-03T07:15:00.000Z',
      machine: { kind: 'workstation', site: 'Mairie', operatingSystem: { family: 'darwin', name: 'macOS 14.6.1' } },
      software: [
        { name: 'Firefox', version: '135.0', kind: 'application', id: 'org.mozilla.firefox' },
        { name: 'wget', kind: 'package' },
      ],
      browserExtensions: [{ id: 'uBlock0@raymondhill.net', name: 'uBlock Origin', browser: 'firefox' }],
    });
    expect(mac?.account).toMatchObject({ read: 5, kept: 3, merged: 1, refused: { 'no-name': 1 } });
    expect(JSON.stringify(mac?.inventory)).not.toMatch(/Marie"|192\.0\.2|FIXTURE|Applications/);
    expect(server?.inventory.software).toEqual([
      {
        name: 'openssl',
        publisher: 'Red Hat, Inc.',
        version: '3.0.7-27.el9',
        architecture: 'x86_64',
        kind: 'package',
        foundBy: 'fleet-json',
      },
    ]);
  });

  test('one-host-without-software: says what was not seen', async () => {
    const { inventory } = await machineOf('fleet-json', 'one-host-without-software.json');
    expect(inventory.collectors[0]).toMatchObject({ status: 'empty', warnings: [expect.stringContaining('populate')] });
  });
});

test('osquery: snapshots replace, differences change, machines apart', async () => {
  const [ubuntu, windows] = await machinesIn('osquery', 'results.log');
  expect(problemsOf(await eventsOf([join(fixtures, 'osquery')]))).toEqual(['results.log json-invalid']);
  expect(ubuntu?.inventory).toMatchObject({
    collectedAt: '2025-03-03T08:20:00.000Z',
    machine: { operatingSystem: { family: 'linux', distribution: 'ubuntu' }, hardware: { vendor: 'LENOVO' } },
    software: [{ name: 'bash', publisher: 'Ubuntu Developers', version: '5.1-6ubuntu1.1', kind: 'package' }],
  });
  expect(ubuntu?.account).toMatchObject({ read: 3, kept: 1, refused: { 'not-installed': 2 } });
  expect(windows?.inventory.software).toEqual([
    {
      name: '7-Zip 23.01 (x64)',
      publisher: 'Igor Pavlov',
      version: '23.01',
      kind: 'program',
      foundBy: 'osquery',
      installedOn: '2024-04-12',
    },
  ]);
});

describe('software-json', () => {
  test('get-itemproperty: the keys of the registry, as PowerShell gives them', async () => {
    const { inventory, account } = await machineOf('software-json', 'get-itemproperty.json');
    expect(inventory.software).toMatchObject([
      { name: '7-Zip 23.01 (x64)', scope: 'machine', installedOn: '2024-04-12', kind: 'program' },
      { name: 'Zoom Workplace', scope: 'user' },
      { name: 'Security Update for Microsoft Office 2016', systemComponent: true, architecture: 'x86' },
    ]);
    expect(account).toMatchObject({ read: 4, kept: 3, refused: { 'no-name': 1 } });
    expect(JSON.stringify(inventory)).not.toContain('mdupont');
  });

  test('graph-detected-apps: the list of Microsoft Graph', async () => {
    const { inventory } = await machineOf('software-json', 'graph-detected-apps.json');
    expect(inventory.software).toMatchObject([{ name: 'Microsoft Teams', publisher: 'Microsoft' }]);
  });
});

describe('wazuh-json', () => {
  test('api-packages: agents apart, a truncated list is said', async () => {
    const [first, second] = await machinesIn('wazuh-json', 'api-packages.json');
    expect(first?.inventory.software).toMatchObject([
      { name: 'wazuh-agent', publisher: 'Wazuh, Inc', kind: 'package', installedOn: '2025-02-11' },
      { name: 'firefox', publisher: 'Canonical', kind: 'snap' },
    ]);
    expect(first?.inventory.collectors[0]?.warnings).toEqual([expect.stringContaining('3 of 5')]);
    expect(second?.inventory.software).toMatchObject([{ name: 'LibreOffice 25.2.1.2', kind: 'program' }]);
  });

  test('sync-delta: what was removed is not there, the system is that of the context', async () => {
    const { inventory, account } = await machineOf('wazuh-json', 'sync-delta.json');
    expect(inventory.machine.operatingSystem).toMatchObject({ name: 'Debian GNU/Linux', distribution: 'debian' });
    expect(inventory.software.map(({ name }) => name)).toEqual(['nginx']);
    expect(account).toMatchObject({ read: 2, kept: 1, refused: { 'not-installed': 1 } });
  });

  test('indexer-hits: one machine an agent', async () => {
    const machines = await machinesIn('wazuh-json', 'indexer-hits.json');
    expect(machines.map(({ inventory }) => inventory.software.length)).toEqual([1, 1]);
  });
});

describe('wapt-json', () => {
  test('inventory: one machine, its programs, nothing of who uses it', async () => {
    const { account, inventory } = await machineOf('wapt', 'inventory.json');
    expect(inventory).toMatchObject({
      agent: { name: 'wapt', version: '2.5.0' },
      machine: {
        kind: 'workstation',
        hardware: { vendor: 'Dell Inc.', model: 'Latitude 5420', chassis: 'Notebook' },
        operatingSystem: { family: 'windows', version: '10.0.22631' },
      },
      software: [
        { name: 'Mozilla Firefox (x64 fr)', publisher: 'Mozilla', version: '135.0', installedOn: '2025-02-11' },
        { name: 'Office 16 Click-to-Run Extensibility Component', systemComponent: true },
      ],
    });
    expect(Object.keys(inventory.machine.identifiers).sort()).toEqual(['keyId', 'name', 'serial', 'uuid']);
    expect(account).toMatchObject({ read: 3, kept: 2, refused: { 'no-name': 1 } });
    expect(inventory.collectors[0]?.warnings).toEqual([expect.stringContaining('per-user')]);
    expect(JSON.stringify(inventory)).not.toMatch(/mdupont|192\.0\.2|FIXTURE|pc-051/i);
  });

  test('hosts: one machine each, and what was not asked of the server is said', async () => {
    const [server, other] = await machinesIn('wapt', 'hosts.json');
    expect(server?.inventory).toMatchObject({
      collectedAt: '2025-03-03T07:15:00.000Z',
      machine: { kind: 'server', operatingSystem: { family: 'linux', distribution: 'debian' } },
    });
    expect(server?.inventory.software).toEqual([
      { name: 'nginx', version: '1.26.0-1', kind: 'package', foundBy: 'wapt-json', installedOn: '2024-10-08' },
    ]);
    expect(other?.inventory.collectors[0]).toMatchObject({
      status: 'empty',
      warnings: [expect.stringContaining('installed_softwares')],
    });
  });

  test('host-data: a list without its machine', async () => {
    const { inventory } = await machineOf('wapt', 'host-data.json');
    expect(inventory.software).toMatchObject([{ name: '7-Zip 23.01 (x64)', id: '7-Zip' }]);
    expect(inventory.machine.identifiers.name).toBeUndefined();
  });
});

describe('ocs-json', () => {
  test('template: long titles', async () => {
    const { inventory, account } = await machineOf('ocs-json', 'template.json');
    expect(inventory.machine).toMatchObject({
      kind: 'workstation',
      hardware: { vendor: 'Dell Inc.', chassis: 'Notebook' },
    });
    expect(inventory.machine.identifiers.serial).toBeDefined();
    expect(inventory.software).toEqual([
      {
        name: 'bash',
        version: '5.1-6',
        architecture: 'amd64',
        kind: 'package',
        foundBy: 'glpi:softwares',
        installedOn: '2024-10-08',
      },
    ]);
    expect(account).toMatchObject({ read: 3, kept: 1, refused: { 'no-name': 1, 'other-machine': 1 } });
    expect(JSON.stringify(inventory)).not.toContain('mdupont');
  });

  test('rest-computers: computers by their number', async () => {
    const machines = await machinesIn('ocs-json', 'rest-computers.json');
    expect(machines.map(({ inventory }) => inventory.machine.operatingSystem?.name)).toEqual([
      'Microsoft Windows 10 Professionnel',
      'Microsoft Windows 11 Professionnel',
    ]);
  });
});

describe.skipIf(!hasCorpora)('corpora', () => {
  /** Counted by Python's json module. */
  function python(script: string, file: string): number[] {
    const code = `import json, sys, unicodedata\nd = json.load(open(sys.argv[1], encoding='utf8'))\n${script}`;
    return JSON.parse(execFileSync('python3', ['-c', code, file], { encoding: 'utf8' }));
  }

  const fleet = join(corpora, 'fleet-fork-mobius');
  const lists = hasCorpora ? readdirSync(fleet).filter((name) => name.endsWith('software.json')) : [];
  test.each(lists)('fleet-fork-mobius/%s: every entry is kept, once', async (name) => {
    const [machine] = machinesOf(await eventsOf([join(fleet, name)]));
    const [entries, distinct] = python(
      `l = d['software'] if isinstance(d, dict) else d
clean = lambda e: tuple((k, ' '.join(unicodedata.normalize('NFC', str(v)).split())) for k, v in sorted(e.items()))
print(json.dumps([len(l), len(set(clean(e) for e in l))]))`,
      join(fleet, name),
    );
    expect(machine?.format).toBe('software-json');
    expect(machine?.account).toMatchObject({ read: entries, kept: distinct, refused: {} });
  });

  test.each(['debian', 'mac'])('ocs-loadtest/files__%s_inventory.json: every program, guests apart', async (name) => {
    const file = join(corpora, 'ocs-loadtest', `files__${name}_inventory.json`);
    const [machine] = machinesOf(await eventsOf([file]));
    const [programs, guests] = python(
      `t = d['template_inventory']\nprint(json.dumps([len(t['SOFTWARES']), len(t['VIRTUAL MACHINES'])]))`,
      file,
    );
    const account = machine?.account ?? expect.fail('no machine');
    expect(account.read).toBe((programs ?? 0) + (guests ?? 0));
    expect(refusedIn(account)).toBe(guests);
    expect(account.kept + account.merged).toBe(programs);
  });

  const wazuh = join(corpora, 'wazuh');
  const messages = hasCorpora ? readdirSync(wazuh).filter((name) => name.includes('vulnerability_scanner')) : [];
  test.each(messages)('wazuh/%s: every package of the message', async (name) => {
    const [machine] = machinesOf(await eventsOf([join(wazuh, name)]));
    const [packages] = python(
      `print(json.dumps([sum('package' in v['payload'] for v in d['data_values'])]))`,
      join(wazuh, name),
    );
    expect(machine?.format).toBe('wazuh-json');
    expect(machine?.account).toMatchObject({ read: packages, kept: packages, merged: 0, refused: {} });
  });

  test('what is none of these formats is not taken for one', async () => {
    const others = ['jc', 'netstat', 'dns-cache', 'dns-proxy-logs', 'vuls-integration', 'glpi-agent'];
    const taken = machinesOf(await eventsOf(others.map((folder) => join(corpora, folder))));
    // What the network knows has its own tests.
    const inventories = taken.filter(({ inventory }) => inventory.software.length > 0);
    expect(inventories.map(({ file, format }) => `${file.split('/').at(-1)} ${format}`)).toEqual([
      'tests__fixtures__centos-7.7__rpm-qai.out rpm',
      'tests__fixtures__centos-7.7__rpm-qi-package.out rpm',
      'tests__fixtures__ubuntu-18.04__dpkg-l.out dpkg',
      'resources__win32__registry__10_russian-Uninstall.reg reg-export',
      'resources__win32__registry__mssql_engine-Uninstall.reg reg-export',
      'resources__win32__registry__xp-Uninstall.reg reg-export',
    ]);
  });
});
