import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  installedPrograms,
  parseInstalledPrograms,
  withoutDuplicates,
} from '../../../../agent/collectors/windows/installed-programs.ts';
import { parseRegistryExport } from '../../../../src/inventory/registry-export.ts';
import { type HiveKey, text, writeHive } from '../../hive-writer.ts';
import { corpus, NEVER } from '../../recorded-system.ts';
import { EXPORTS, recorded, windowsSystem } from './recorded-windows.ts';

const answering = { commands: { powershell: recorded('workstation') } };
const ofMachine = [
  ['LibreOffice 25.2.5.2', 'machine', 'x86_64', undefined],
  ['Office 16 Click-to-Run Extensibility Component', 'machine', 'x86_64', true],
  ['Mise à jour de sécurité (KB5034441)', 'machine', 'x86_64', true],
  ['État-civil β', 'machine', 'x86_64', undefined],
  ['Paquet 7.1', 'machine', 'x86_64', undefined],
  ['Cadastre – Ciblé', 'machine', 'x86', undefined],
];
const ofPeople = [
  ['Microsoft Teams', 'user', 'x86_64', undefined],
  ['Zoom', 'user', 'x86_64', undefined],
];

describe.for([
  ['PowerShell', answering, '2 profiles: not loaded, left alone (policy readProfiles)'],
  [
    'one export of HKEY_USERS, where PowerShell prints nothing',
    { commands: { powershell: '' } },
    'user hives that are not loaded could not be counted: it takes PowerShell',
  ],
] as const)('people read from %s', ([, recording, warning]) => {
  test('both views and both people, local and Entra ID, each program once', async () => {
    const { facts, status, warnings } = await installedPrograms.collect(windowsSystem(recording), NEVER);
    expect(
      facts.software?.map(({ name, scope, architecture, systemComponent }) => [
        name,
        scope,
        architecture,
        systemComponent,
      ]),
    ).toEqual([...ofMachine, ...ofPeople]);
    expect(facts.software?.[3]).toMatchObject({
      publisher: 'Éditeur "Exemple" SARL',
      version: '4.2',
      id: 'ExpandName',
    });
    expect(facts.software?.[0]).toMatchObject({ installedOn: '2025-09-03', id: 'LibreOffice_is1' });
    expect(status).toBe('partial');
    expect(warnings?.join()).toContain(warning);
  });

  test('nothing of the owner of a hive goes out, nor the programs of a service', async () => {
    const { facts, warnings } = await installedPrograms.collect(windowsSystem(recording), NEVER);
    expect(JSON.stringify([facts, warnings])).not.toMatch(/S-1-|dupont|Martin|bernard|absente|Users|service/i);
  });
});

describe('hives that are not loaded, when the policy asks for them', () => {
  const tree: HiveKey = {
    name: 'ROOT',
    keys: [
      {
        name: 'SOFTWARE',
        keys: [
          {
            name: 'Microsoft',
            keys: [
              {
                name: 'Windows',
                keys: [
                  {
                    name: 'CurrentVersion',
                    keys: [
                      { name: 'Uninstall', keys: [{ name: 'Slack', values: [text('DisplayName', 'Slack – été')] }] },
                      { name: 'Explorer', keys: [{ name: 'RecentDocs', values: [text('0', 'Lettre.odt')] }] },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  };
  const hive = writeHive(tree);

  test('are read from NTUSER.DAT, and those that cannot be are counted', async () => {
    const system = windowsSystem(answering, {
      'C:/Users/a.bernard/NTUSER.DAT': hive,
      'C:/Users/absente/NTUSER.DAT': 'not a hive',
    });
    const { facts, status, warnings } = await installedPrograms.collect(system, NEVER, { readProfiles: true });
    expect(facts.software?.at(-1)).toMatchObject({ name: 'Slack – été', scope: 'user', architecture: 'x86_64' });
    expect([status, warnings]).toEqual(['partial', ['programs of 1 profile: could not be read']]);
  });

  test('that Windows had not finished writing are read, and it is said', async () => {
    const system = windowsSystem(answering, {
      'C:/Users/a.bernard/NTUSER.DAT': writeHive(tree, { list: 'lh', latinNames: true, dirty: true }),
      'C:/Users/absente/NTUSER.DAT': hive,
    });
    const { facts, status, warnings } = await installedPrograms.collect(system, NEVER, { readProfiles: true });
    expect(facts.software?.at(-1)).toMatchObject({ name: 'Slack – été' });
    expect([status, warnings]).toEqual([
      'partial',
      ['programs of 1 profile: the last changes, not yet in the hive, may be missing'],
    ]);
  });

  test('are not opened otherwise', async () => {
    const system = windowsSystem(answering, { 'C:/Users/a.bernard/NTUSER.DAT': hive });
    const { facts, warnings } = await installedPrograms.collect(system, NEVER);
    expect(facts.software).toHaveLength(ofMachine.length + ofPeople.length);
    expect(warnings).toEqual(['programs of 2 profiles: not loaded, left alone (policy readProfiles)']);
  });
});

test('a refused view is partial, a refused hive too, everything refused is failed', async () => {
  const { 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall /reg:32': _, ...others } = EXPORTS;
  const partial = await installedPrograms.collect(windowsSystem({ ...answering, registry: others }), NEVER);
  expect([partial.status, partial.facts.software?.length]).toEqual(['partial', 7]);
  expect(partial.warnings?.[0]).toBe('programs of the machine, 32-bit view: reg export answered 1');

  const denied = await installedPrograms.collect(
    windowsSystem({ commands: { powershell: recorded('server') } }),
    NEVER,
  );
  expect([denied.status, denied.warnings]).toEqual(['partial', ['a part of a loaded user hive refused access']]);

  const failed = await installedPrograms.collect(windowsSystem({ registry: {} }), NEVER);
  expect(failed).toMatchObject({ status: 'failed', facts: {} });
});

function keys(entries: Record<string, Record<string, string>>) {
  const root = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
  return Object.entries(entries).map(([key, values]) => ({
    path: `${root}\\${key}`,
    values: new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value])),
  }));
}

test('Office listed once for each of fifteen languages is one', () => {
  const languages = ['bg-bg', 'cs-cz', 'da-dk', 'de-de', 'en-us', 'es-es', 'et-ee', 'fi-fi', 'fr-fr', 'hu-hu', 'it-it'];
  languages.push('nl-nl', 'pl-pl', 'pt-pt', 'sr-latn-rs');
  const listed = languages.flatMap((language) => {
    const title = (name: string, code: string) => `"${code} - ${language}"\r\n"DisplayName"="${name} - ${language}"`;
    return [title('Microsoft 365 Apps for enterprise', 'O365ProPlusRetail'), title('Visio', 'VisioProRetail')];
  });
  const path = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\';
  const file = listed
    .map((entry) => entry.replace(/^"(.*)"\r\n/, `${path}$1]\r\n`))
    .map((entry) => `${entry}\r\n"DisplayVersion"="16.0.1"\r\n"Publisher"="Microsoft Corporation"\r\n`)
    .join('\r\n');
  const found = parseInstalledPrograms(parseRegistryExport(Buffer.from(`\ufeff${file}`, 'utf16le')), '64');
  expect(found).toHaveLength(30);
  expect(withoutDuplicates(found).map(({ name }) => name)).toEqual([
    'Microsoft 365 Apps for enterprise - bg-bg',
    'Visio - bg-bg',
  ]);
});

test('templates, references to resources, spaces that do not break', () => {
  const names = parseInstalledPrograms(
    keys({
      'Paquet 7.1': { DisplayName: ['$', '{{arpDisplayName}}'].join('') },
      Clipchamp: { DisplayName: '@{Clipchamp.Clipchamp_1.0_x64?ms-resource://Clipchamp/Resources/AppName}' },
      Marges: { DisplayName: '\u00a0 Gestion\u00a0RH \u00a0', Publisher: '\u00a0' },
      Vide: { DisplayName: '\u00a0' },
    }),
  ).map(({ name, publisher }) => [name, publisher]);
  expect(names).toEqual([
    ['Paquet 7.1', undefined],
    ['Clipchamp', undefined],
    ['Gestion\u00a0RH', undefined],
  ]);
});

/** Counted apart from this code, by a program in another language: keys below Uninstall, titled ones, those Windows hides. */
const counts = [
  { file: 'win32__registry__10_russian-Uninstall', programs: 2, hidden: 0, title: 'КриптоПро CSP' },
  {
    file: 'win32__registry__mssql_engine-Uninstall',
    programs: 2,
    hidden: 0,
    title: 'SQL Server Database Engine Services',
  },
  { file: 'win32__registry__xp-Uninstall', programs: 418, hidden: 356, title: 'CCleaner (remove only)' },
  ...[
    ...['generic__rms__rms-7.0.0.1-Parameters', 'generic__teamviewer__teamviewer-14.1.3399-TeamViewer'],
    ...['generic__teamviewer__teamviewer-15.27.3-TeamViewer', 'win32__registry__10-NetworkList'],
    ...['win32__registry__glpi-agent-audit-test', 'win32__registry__mssql-SQL', 'win32__registry__mssql-Setup'],
    ...['win32__registry__mssql_engine-Setup', 'win32__registry__office_2010_1', 'win32__registry__office_2010_2'],
    ...['win32__registry__office_2016_01', 'win32__registry__office_2016_02'],
  ].map((file) => ({ file, programs: 0, hidden: 0, title: undefined })),
];

describe.for(counts)('real export $file', ({ file, programs, hidden, title }) => {
  const { path, missing } = corpus(`glpi-agent/resources__${file}.reg`);
  test.skipIf(missing)(`${programs} programs, ${hidden} of them hidden`, () => {
    const found = parseInstalledPrograms(parseRegistryExport(readFileSync(path)));
    expect(found).toHaveLength(programs);
    expect(found.filter(({ systemComponent }) => systemComponent)).toHaveLength(hidden);
    if (title !== undefined) expect(found.map(({ name }) => name)).toContain(title);
  });
});
