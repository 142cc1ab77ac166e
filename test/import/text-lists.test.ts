import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { corpora, hasCorpora } from './corpora.ts';
import { eventsOf, machineOf, machinesOf } from './events.ts';

test('dpkg-l: what is installed, whatever the language of the titles', async () => {
  const { inventory, account, format } = await machineOf('text-lists', 'dpkg-l.txt');
  expect(format).toBe('dpkg');
  expect(inventorySchema.parse(inventory)).toEqual(inventory);
  expect(inventory.software).toEqual(
    [
      ['bash', '5.2.15-2+b7'],
      ['firefox-esr', '128.7.0esr-1~deb12u1'],
      ['libc6', '2.36-9+deb12u9'],
    ].map(([name, version]) => ({
      name,
      version,
      architecture: 'amd64',
      platform: 'linux',
      kind: 'package',
      scope: 'machine',
      foundBy: 'dpkg',
    })),
  );
  expect(account).toMatchObject({ read: 6, kept: 3, refused: { 'not-installed': 3 } });
  expect(inventory.collectors[0]?.warnings).toEqual([expect.stringContaining('fill their column')]);
});

test('rpm-qa: name, version and architecture of each line', async () => {
  const { inventory, account, format } = await machineOf('text-lists', 'rpm-qa.txt');
  expect(format).toBe('rpm');
  expect(inventory.software.map(({ name, version, architecture }) => [name, version, architecture])).toEqual([
    ['bash', '5.1.8-9.el9', 'x86_64'],
    ['java-17-openjdk-headless', '17.0.14.0.7-2.el9', 'x86_64'],
    ['tzdata', '2025a-1.el9', 'noarch'],
  ]);
  expect(account).toMatchObject({ read: 4, kept: 3, refused: { 'not-installed': 1 } });
});

test('rpm-qai: vendors, epochs; a description is text; an address names nobody', async () => {
  const { inventory } = await machineOf('text-lists', 'rpm-qai.txt');
  expect(inventory.software).toMatchObject([
    { name: 'zabbix-agent', version: '1:6.4.20-release1.el9', publisher: 'Zabbix SIA', origin: 'Zabbix SIA' },
    { name: 'local-tool', version: '1.0-1', architecture: 'noarch' },
  ]);
  expect(inventory.software[1]).not.toHaveProperty('publisher');
});

test('winget-list: columns where the titles are, identifiers by their root', async () => {
  const { inventory, format } = await machineOf('text-lists', 'winget-list.txt');
  expect(format).toBe('winget');
  const common = { platform: 'windows', foundBy: 'winget' };
  expect(inventory.software).toEqual([
    { ...common, name: 'Mozilla Firefox (x64 fr)', version: '135.0', kind: 'program', id: 'Mozilla.Firefox' },
    { ...common, name: '7-Zip 23.01 (x64)', version: '23.01', architecture: 'x64', kind: 'program', scope: 'machine' },
    { ...common, name: 'Zoom Workplace', version: '6.2.0', architecture: 'x64', kind: 'program', scope: 'user' },
    {
      ...common,
      name: 'Calculatrice Windows',
      version: '11.2405.2.0',
      kind: 'store',
      id: 'Microsoft.WindowsCalculator',
    },
    {
      ...common,
      name: 'Microsoft Visual C++ 2015-…',
      version: '14.40',
      kind: 'program',
      id: 'Microsoft.VCRedist.2015+.x64',
    },
  ]);
  expect(inventory.collectors[0]?.warnings).toHaveLength(1);
});

test('winget-export: identifiers of its catalogues', async () => {
  const { inventory, account, format } = await machineOf('text-lists', 'winget-export.json');
  expect(format).toBe('winget-export');
  expect(inventory.software.map(({ id, version }) => [id, version])).toEqual([
    ['Mozilla.Firefox', '135.0'],
    ['7zip.7zip', undefined],
  ]);
  expect(account).toMatchObject({ read: 3, kept: 2, refused: { 'no-name': 1 } });
});

describe.skipIf(!hasCorpora)('corpora: jc', () => {
  function lines(file: string, pattern: RegExp): number {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line)).length;
  }

  test('ubuntu-18.04 dpkg-l: every line, those installed kept', async () => {
    const file = join(corpora, 'jc', 'tests__fixtures__ubuntu-18.04__dpkg-l.out');
    const [machine] = machinesOf(await eventsOf([file]));
    const installed = lines(file, /^ii /);
    const rest = lines(file, /^(?!ii)[a-z][a-zA-Z] /);
    expect(machine?.account).toMatchObject({
      read: installed + rest,
      kept: installed,
      refused: { 'not-installed': rest },
    });
  });

  test.each(['rpm-qai', 'rpm-qi-package'])('centos-7.7 %s: every package, signing keys apart', async (name) => {
    const file = join(corpora, 'jc', `tests__fixtures__centos-7.7__${name}.out`);
    const [machine] = machinesOf(await eventsOf([file]));
    const packages = lines(file, /^Name {8}: (?!gpg-pubkey)/);
    const keys = lines(file, /^Name {8}: gpg-pubkey/);
    expect(machine?.account).toMatchObject({ read: packages + keys, kept: packages });
  });
});
