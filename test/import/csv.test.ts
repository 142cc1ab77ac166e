import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/import/table/columns.ts';
import { dialectOf } from '../../src/import/table/dialect.ts';
import { inventorySchema, type SoftwareItem } from '../../src/inventory/schema.ts';
import { corpora, hasCorpora } from './corpora.ts';
import { eventsOf, fixtures, machineOf, machinesOf, problemsOf } from './events.ts';

function titlesOf(software: readonly SoftwareItem[]): string[] {
  return software.map(({ name, publisher, version }) => [name, publisher, version].join(' | '));
}

describe('plain-french: a table as people write them', () => {
  const files = ['plain-french.csv', 'plain-french-windows-1252.csv', 'plain-french-utf-16.csv'];
  test.each(files)('%s: two machines, whose rows are anywhere', async (name) => {
    const events = await eventsOf([join(fixtures, 'csv', name)]);
    expect(problemsOf(events)).toEqual([`${name} table-orphans`]);
    const [first, second] = machinesOf(events);
    expect(first?.inventory.machine).toMatchObject({
      kind: 'workstation',
      site: 'Mairie',
      operatingSystem: { family: 'windows', name: 'Microsoft Windows 11 Professionnel' },
    });
    expect(first?.inventory.software[0]).toEqual({
      name: 'Mozilla Firefox (x64 fr)',
      publisher: 'Mozilla',
      version: '135.0',
      kind: 'program',
      foundBy: 'csv',
      installedOn: '2025-02-11',
    });
    expect(first?.account).toMatchObject({ read: 3, kept: 2, merged: 1, refused: {} });
    expect(titlesOf(second?.inventory.software ?? [])).toEqual([
      'Gestion de l\'état civil ; module "Mariages" | Société d’édition | 7,2',
    ]);
    expect(second?.account).toMatchObject({ read: 2, kept: 1, merged: 0, refused: { 'no-name': 1 } });
    for (const { inventory } of machinesOf(events)) expect(inventorySchema.parse(inventory)).toEqual(inventory);
  });
});

test('sccm-add-remove-programs: machines by the number SCCM gives them', async () => {
  const machines = machinesOf(await eventsOf([join(fixtures, 'csv', 'sccm-add-remove-programs.csv')]));
  expect(machines.map(({ inventory }) => titlesOf(inventory.software))).toEqual([
    [
      'Adobe Acrobat Reader - Français | Adobe Systems Incorporated | 24.002.20687',
      '7-Zip 23.01 (x64) | Igor Pavlov | 23.01',
    ],
    ['7-Zip 23.01 (x64) | Igor Pavlov | 23.01'],
  ]);
  expect(machines[0]?.inventory.software[0]?.installedOn).toBe('2024-04-12');
  expect(new Set(machines.map(({ machine }) => machine)).size).toBe(2);
});

test('intune-discovered-apps-by-device: no account nor address comes through', async () => {
  const machines = machinesOf(await eventsOf([join(fixtures, 'csv', 'intune-discovered-apps-by-device.csv')]));
  expect(machines.map(({ inventory }) => [inventory.machine.kind, inventory.software.length])).toEqual([
    ['unknown', 2],
    ['phone', 1],
  ]);
  expect(machines[1]?.inventory.software[0]).toMatchObject({ name: 'Signal', kind: 'store' });
  expect(JSON.stringify(machines)).not.toMatch(/dupont|mairie\.example|PC-ACCUEIL|"u1"/i);
});

test('intune-discovered-apps-aggregated: a list of the whole park is read as one, and says so', async () => {
  const { inventory, account } = await machineOf('csv', 'intune-discovered-apps-aggregated.csv');
  expect(titlesOf(inventory.software)).toHaveLength(2);
  expect(inventory.machine.identifiers.name).toBeUndefined();
  expect(account.notes).toEqual(['machines-not-named', 'date-of-file']);
  expect(inventory.collectors[0]?.warnings).toHaveLength(1);
});

test('lansweeper, pdq: one machine a name, and one machine for both', async () => {
  const all = machinesOf(await eventsOf(['lansweeper.csv', 'pdq.csv'].map((name) => join(fixtures, 'csv', name))));
  // Which comes first is a matter of the dates of the files.
  expect(titlesOf(all[3]?.inventory.software ?? []).sort()).toEqual([
    '7-Zip 23.01 (x64) | Igor Pavlov | 23.01',
    'Google Chrome | Google LLC | 130.0.6723.70',
  ]);
  expect(all[3]?.merges).toEqual([all[0]?.machine, all[2]?.machine].sort());
  const machines = all.slice(0, 3);
  expect(machines.map(({ inventory }) => [inventory.machine.kind, ...titlesOf(inventory.software)])).toEqual([
    ['workstation', '7-Zip 23.01 (x64) | Igor Pavlov | 23.01'],
    ['server', 'Microsoft SQL Server 2019 (64-bit) | Microsoft Corporation | 15.0.2000'],
    ['unknown', 'Google Chrome | Google LLC | 130.0.6723.70'],
  ]);
  expect(machines[2]?.inventory.machine.identifiers.serial).toBeDefined();
  expect(JSON.stringify(machines)).not.toContain('mdupont');
});

test('get-itemproperty-export-csv: scope, architecture and hidden entries by the path of the key', async () => {
  const { inventory, account } = await machineOf('csv', 'get-itemproperty-export-csv.csv');
  expect(inventory.software).toMatchObject([
    { name: '7-Zip 23.01 (x64)', scope: 'machine', installedOn: '2024-04-12' },
    { name: 'Zoom Workplace', scope: 'user' },
    { architecture: 'x86', systemComponent: true, scope: 'machine' },
  ]);
  expect(account).toMatchObject({ read: 4, kept: 3, refused: { 'no-name': 1 } });
});

test('excel-sep-line: what stands before the titles is passed over', async () => {
  const { inventory } = await machineOf('csv', 'excel-sep-line.tsv');
  expect(titlesOf(inventory.software)).toEqual(['nginx | F5 | 1.26']);
});

test('quote-lost: the rows before it are kept, and the place is said', async () => {
  const events = await eventsOf([join(fixtures, 'csv', 'quote-lost.csv')]);
  expect(problemsOf(events)).toEqual(['quote-lost.csv table-damaged']);
  expect(machinesOf(events).map(({ inventory }) => inventory.software.map(({ name }) => name))).toEqual([
    ['"7-Zip "beta" x64"', 'good'],
  ]);
});

describe('titles', () => {
  test.each([
    ['machine;name;publisher;version', { machine: 0, name: 1, publisher: 2, version: 3 }],
    ['Nom;Logiciel;Version', { machine: 0, name: 1, version: 2 }],
    ['Nom;Éditeur;Version', { name: 0, publisher: 1, version: 2 }],
    ['Fournisseur,Produit', { publisher: 0, name: 1 }],
    ['Name0,DisplayName0,Version0', { machine: 0, name: 1, version: 2 }],
    ['Nom de la machine|Intitulé|N° de série', { machine: 0, name: 1, serial: 2 }],
  ])('%s', (line, roles) => {
    expect(Object.fromEntries(dialectOf(line, columnsOf)?.columns ?? [])).toEqual(roles);
  });

  test.each([
    'date;client;url',
    'name',
    '{"name":"x","version":1}',
    'Une phrase, avec un nom, et une version de plus.',
    'ii  bash  5.1-2  amd64  GNU Bourne Again SHell',
    '1700000000.123 45 192.0.2.1 TCP_MISS/200 1234 GET http://example.fr/ - DIRECT/192.0.2.2 text/html',
  ])('%s: not a list of software', (line) => {
    expect(dialectOf(line, columnsOf)).toBeUndefined();
  });

  test('a row of data is not a row of titles', () => {
    expect(columnsOf(['Mozilla Firefox', 'Mozilla', '135.0'])).toBeUndefined();
  });
});

describe('large tables', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tiebreak-csv-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function run(file: string): { told: string[]; documents: number; peakMiB: number } {
    const index = join(import.meta.dirname, '..', '..', 'src', 'import', 'index.ts');
    const script = `
      import { resourceUsage } from 'node:process';
      import { importPaths } from ${JSON.stringify(index)};
      const told = [];
      let documents = 0;
      for await (const event of importPaths([${JSON.stringify(file)}], { key: new Uint8Array(32) }))
        if ('problem' in event) told.push(event.problem.code); else documents++;
      console.log(JSON.stringify({ told, documents, peakMiB: resourceUsage().maxRSS / 1024 }));`;
    const { stdout, stderr } = spawnSync(execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  }

  test('a park of 3,000 machines of 200 programs, rows in any order, in bounded memory', () => {
    const file = join(folder, 'park.csv');
    const out = openSync(file, 'w');
    writeSync(out, 'machine;logiciel;éditeur;version\n');
    for (let program = 0; program < 200; program++) {
      const rows = Array.from(
        { length: 3000 },
        (_, pc) => `PC-${pc};Programme ${(program * 7 + pc) % 900};Éditeur;${program % 5}.0\n`,
      );
      writeSync(out, rows.join(''));
    }
    closeSync(out);
    const { documents, peakMiB, told } = run(file);
    expect(told).toEqual([]);
    expect(documents).toBe(3000);
    expect(peakMiB).toBeLessThan(400);
  });

  test('a table of which every row is a new title is refused before memory runs out', () => {
    const file = join(folder, 'hostile.csv');
    const out = openSync(file, 'w');
    writeSync(out, 'machine;logiciel;éditeur;version\n');
    for (let block = 0; block < 120; block++) {
      const rows = Array.from(
        { length: 5000 },
        (_, row) => `PC-${block}-${row};${'x'.repeat(100)}${block}-${row};${'é'.repeat(100)}${row};1\n`,
      );
      writeSync(out, rows.join(''));
    }
    closeSync(out);
    const { peakMiB, told } = run(file);
    expect(told).toEqual(['table-too-large']);
    expect(peakMiB).toBeLessThan(512);
  });

  test('a line of 300 MB costs the table, not the memory', () => {
    const file = join(folder, 'line.csv');
    writeFileSync(file, 'machine;logiciel;version\npc-1;good;1\npc-1;"');
    const out = openSync(file, 'a');
    for (let block = 0; block < 300; block++) writeSync(out, 'a'.repeat(1e6));
    closeSync(out);
    const { documents, peakMiB, told } = run(file);
    expect(told).toEqual(['table-damaged']);
    expect(documents).toBe(1);
    expect(peakMiB).toBeLessThan(300);
  });
});

describe.skipIf(!hasCorpora)('corpora', () => {
  /** Counted by Python's own csv module: rows, and distinct rows under NFC and plain spaces. */
  function countByPython(file: string, columns: readonly number[]): [number, number] {
    const script = `
import csv, json, sys, unicodedata
rows = [r for r in csv.reader(open(sys.argv[1], newline='', encoding='utf8')) if r][1:]
clean = lambda t: ' '.join(unicodedata.normalize('NFC', t).split())
kept = set(tuple(clean(r[c]) for c in json.loads(sys.argv[2])) for r in rows)
print(json.dumps([len(rows), len(kept)]))`;
    return JSON.parse(execFileSync('python3', ['-c', script, file, JSON.stringify(columns)], { encoding: 'utf8' }));
  }

  test.each([
    ['macos_apps.csv', [0, 1]],
    ['windows_titles.csv', [0, 1, 2]],
  ])('%s: every row is kept, once', async (name, columns) => {
    const file = join(corpora, name);
    const [machine] = machinesOf(await eventsOf([file]));
    const [rows, distinct] = countByPython(file, columns);
    expect(machine?.account).toMatchObject({ read: rows, kept: distinct, merged: rows - distinct, refused: {} });
  });
});
