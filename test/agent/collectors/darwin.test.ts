import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applications, parseApplications, parseInfoPlist } from '../../../agent/collectors/darwin/applications.ts';
import { darwinHardware, modelClue } from '../../../agent/collectors/darwin/hardware.ts';
import { darwinOperatingSystem } from '../../../agent/collectors/darwin/operating-system.ts';
import { corpus, fixture, NEVER, recordedSystem } from '../recorded-system.ts';

test('the text listing: publishers from certificates or copyright, no path, no shortcut of a virtual machine', () => {
  const found = parseApplications(readFileSync(fixture('darwin', 'applications.txt'), 'utf8'));
  expect(found).toMatchObject([
    { name: 'Firefox', publisher: 'Mozilla Corporation', version: '143.0.1', scope: 'machine' },
    { name: 'Aperçu', publisher: 'Apple', scope: 'machine' },
    { name: 'Vieux Lecteur: édition 2', publisher: 'Exemple Média SARL', scope: 'user', architecture: 'Intel' },
  ]);
  expect(JSON.stringify(found)).not.toMatch(/Users|jdupont/);
});

test('the collector: property list, bundle identifiers beside the applications', async () => {
  const listing = readFileSync(fixture('darwin', 'applications.xml'));
  const system = recordedSystem(fixture('darwin', 'root'), {
    platform: 'darwin',
    commands: { system_profiler: listing },
  });
  const { facts } = await applications.collect(system, NEVER);
  expect(facts.software).toMatchObject([
    { name: 'Firefox', id: 'org.mozilla.firefox', publisher: 'Mozilla Corporation', architecture: 'Universal' },
    { name: 'R&D étude', scope: 'user' },
  ]);
  expect(await applications.collect(recordedSystem(fixture('nowhere'), { platform: 'darwin' }), NEVER)).toMatchObject({
    status: 'failed',
  });
});

test('the release and the machine', async () => {
  const details = { vendor: 'Apple Inc.', model: 'MacBookPro18,3', guest: false, serial: 'C02XYZ' };
  const system = recordedSystem(fixture('darwin', 'root'), { platform: 'darwin', architecture: 'arm64', details });
  const release = await darwinOperatingSystem.collect(system, NEVER);
  expect(release.facts.operatingSystem).toEqual({
    family: 'darwin',
    name: 'macOS',
    version: '15.6',
    build: '24G84',
    architecture: 'arm64',
  });
  const machine = await darwinHardware.collect(system, NEVER);
  expect(machine.facts).toMatchObject({ hardware: { model: 'MacBookPro18,3' }, identities: { serial: 'C02XYZ' } });
  expect([modelClue('Mac14,3'), modelClue('Xserve3,1')[0]?.kind]).toEqual([[], 'server']);
});

/** Counted apart from this code, by a program in another language; those with `.results.txt` also agree with what GLPI's agent finds. */
const counts = [
  { file: '10.8-system_profiler_SPApplicationsDataType.example.txt', items: 291, versions: 279 },
  { file: '10.8-system_profiler_SPApplicationsDataType_-xml.example.xml', items: 291, versions: 279 },
  { file: 'sample1.SPApplicationsDataType', items: 349, versions: 337 },
  // 491 listed, less 84 shortcuts to programs of a Parallels virtual machine.
  { file: 'sample2.SPApplicationsDataType', items: 407, versions: 392 },
  { file: 'sample3.SPApplicationsDataType', items: 317, versions: 308 },
  { file: 'sample4.SPApplicationsDataType', items: 367, versions: 361 },
  { file: 'sample5.SPApplicationsDataType-xml', items: 367, versions: 361 },
  { file: 'sample6.SPApplicationsDataType-xml', items: 362, versions: 353 },
];

describe.for(counts)('real listing $file', ({ file, items, versions }) => {
  const listing = corpus(`glpi-agent/resources__macos__system_profiler__${file}`);
  const theirs = corpus(`glpi-agent/resources__macos__system_profiler__${file}.results.txt`);

  test.skipIf(listing.missing)(`${items} applications, ${versions} with a version`, () => {
    const found = parseApplications(readFileSync(listing.path, 'utf8'));
    expect(found).toHaveLength(items);
    expect(found.filter(({ version }) => version)).toHaveLength(versions);
    expect(JSON.stringify(found.map(({ name: _, ...rest }) => rest))).not.toContain('/Users/');
  });

  test.skipIf(listing.missing || theirs.missing)('as many as GLPI’s agent', () => {
    const names = readFileSync(theirs.path, 'utf8').match(/'NAME' =>/g) ?? [];
    expect(items).toBe(names.length);
  });
});

const plist = corpus(
  'wazuh/src__data_provider__src__extended_sources__browser_extensions__tests__input_files__apps_mock_dir__zoom.us.app__Contents__Info.plist',
);
test.skipIf(plist.missing)('real Info.plist of Zoom', () => {
  expect(parseInfoPlist(readFileSync(plist.path))).toEqual({
    id: 'us.zoom.xos',
    name: 'zoom.us',
    version: '6.4.12 (56699)',
    copyright: 'Copyright ©2012-2025 Zoom Communications, Inc. All rights reserved',
  });
});
