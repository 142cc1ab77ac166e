import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { windowsHardware } from '../../../agent/collectors/windows/hardware.ts';
import { installedPrograms, parseInstalledPrograms } from '../../../agent/collectors/windows/installed-programs.ts';
import { windowsOperatingSystem } from '../../../agent/collectors/windows/operating-system.ts';
import { parseRegistryExport } from '../../../agent/formats/registry-export.ts';
import { corpus, fixture, NEVER, recordedSystem } from '../recorded-system.ts';

const UNINSTALL = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const LOCAL = 'S-1-5-21-1111111111-2222222222-3333333333-1001';
const ENTRA = 'S-1-12-1-111-222-333-444';
const hives = [
  `HKEY_USERS\\.DEFAULT`,
  `HKEY_USERS\\S-1-5-18`,
  `HKEY_USERS\\${LOCAL}`,
  `HKEY_USERS\\${LOCAL}_Classes`,
  `HKEY_USERS\\${ENTRA}`,
];

const windows = {
  platform: 'windows',
  commands: { 'reg query': `\r\n${hives.join('\r\n')}\r\n` },
  registry: {
    [`HKLM\\${UNINSTALL} /reg:64`]: 'uninstall-64.reg',
    [`HKLM\\${UNINSTALL} /reg:32`]: 'uninstall-32.reg',
    [`HKU\\${LOCAL}\\${UNINSTALL} /reg:64`]: 'uninstall-user.reg',
    [`HKU\\${ENTRA}\\${UNINSTALL} /reg:64`]: 'uninstall-user-entra.reg',
    'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion /reg:64': 'current-version.reg',
    'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS /reg:64': 'bios.reg',
  },
} as const;

test('both views and both users, each program once', async () => {
  const { facts, status, warnings } = await installedPrograms.collect(
    recordedSystem(fixture('nowhere'), windows),
    NEVER,
  );
  expect(
    facts.software?.map(({ name, scope, architecture, systemComponent }) => [
      name,
      scope,
      architecture,
      systemComponent,
    ]),
  ).toEqual([
    ['LibreOffice 25.2.5.2', 'machine', 'x86_64', undefined],
    ['Office 16 Click-to-Run Extensibility Component', 'machine', 'x86_64', true],
    ['Mise à jour de sécurité (KB5034441)', 'machine', 'x86_64', true],
    ['État-civil β', 'machine', 'x86_64', undefined],
    ['Paquet 7.1', 'machine', 'x86_64', undefined],
    ['Cadastre – Ciblé', 'machine', 'x86', undefined],
    ['Microsoft Teams', 'user', 'x86_64', undefined],
    ['Zoom', 'user', 'x86_64', undefined],
  ]);
  expect(facts.software?.[3]).toMatchObject({ publisher: 'Éditeur "Exemple" SARL', version: '4.2', id: 'ExpandName' });
  expect(facts.software?.[0]).toMatchObject({ installedOn: '2025-09-03', id: 'LibreOffice_is1' });
  expect([status, warnings]).toEqual([undefined, []]);
});

test('nothing of the owner of a hive goes out', async () => {
  const { facts } = await installedPrograms.collect(recordedSystem(fixture('nowhere'), windows), NEVER);
  expect(JSON.stringify(facts)).not.toMatch(/S-1-|dupont|MarieMartin|Users/i);
});

test('a refused view is partial, everything refused is failed', async () => {
  const { [`HKLM\\${UNINSTALL} /reg:32`]: _, ...others } = windows.registry;
  const partial = await installedPrograms.collect(
    recordedSystem(fixture('nowhere'), { ...windows, registry: others }),
    NEVER,
  );
  expect(partial.status).toBe('partial');
  expect(partial.facts.software?.length).toBe(7);
  const failed = await installedPrograms.collect(recordedSystem(fixture('nowhere'), { platform: 'windows' }), NEVER);
  expect(failed).toMatchObject({ status: 'failed', facts: {} });
});

test('the system: Windows 11 still calls itself 10, the owner stays here', async () => {
  const { facts } = await windowsOperatingSystem.collect(recordedSystem(fixture('nowhere'), windows), NEVER);
  expect(facts.operatingSystem).toEqual({
    family: 'windows',
    name: 'Microsoft Windows 11 Pro',
    version: '24H2',
    build: '26100',
    edition: 'Professional',
    architecture: 'x86_64',
  });
  expect(JSON.stringify(facts)).not.toContain('dupont');
});

test('the machine: the registry answers even when the management interface does not', async () => {
  const { facts, status } = await windowsHardware.collect(recordedSystem(fixture('nowhere'), windows), NEVER);
  expect(facts.hardware).toMatchObject({ vendor: 'LENOVO', model: '21HM002UFR', firmwareVendor: 'LENOVO' });
  expect(status).toBe('partial');
  const details = { guest: false, chassis: 'Laptop', serial: 'PF1ABCD' };
  const whole = await windowsHardware.collect(recordedSystem(fixture('nowhere'), { ...windows, details }), NEVER);
  expect(whole.facts).toMatchObject({
    identities: { serial: 'PF1ABCD' },
    kindClues: [{ kind: 'workstation', strength: 'strong' }],
  });
});

/** Counted apart from this code, by a program in another language: keys below Uninstall, titled ones, those Windows hides. */
const counts = [
  { file: 'resources__win32__registry__10_russian-Uninstall.reg', programs: 2, hidden: 0, title: 'КриптоПро CSP' },
  {
    file: 'resources__win32__registry__mssql_engine-Uninstall.reg',
    programs: 2,
    hidden: 0,
    title: 'SQL Server Database Engine Services',
  },
  { file: 'resources__win32__registry__xp-Uninstall.reg', programs: 418, hidden: 356, title: 'CCleaner (remove only)' },
  { file: 'resources__win32__registry__office_2016_01.reg', programs: 0, hidden: 0, title: undefined },
  { file: 'resources__win32__registry__10-NetworkList.reg', programs: 0, hidden: 0, title: undefined },
  { file: 'resources__win32__registry__glpi-agent-audit-test.reg', programs: 0, hidden: 0, title: undefined },
];

describe.for(counts)('real export $file', ({ file, programs, hidden, title }) => {
  const { path, missing } = corpus(`glpi-agent/${file}`);
  test.skipIf(missing)(`${programs} programs, ${hidden} of them hidden`, () => {
    const found = parseInstalledPrograms(parseRegistryExport(readFileSync(path)));
    expect(found).toHaveLength(programs);
    expect(found.filter(({ systemComponent }) => systemComponent)).toHaveLength(hidden);
    if (title !== undefined) expect(found.map(({ name }) => name)).toContain(title);
  });
});
