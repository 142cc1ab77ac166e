/**
 * A managed Mac: property lists in binary, as Python's plistlib writes them, in the places macOS keeps them. None of this was run on a
 * real Mac: the shapes are those that Apple's tools are known to write.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applications, parseInfoPlist } from '../../../agent/collectors/darwin/applications.ts';
import { defaultBrowser } from '../../../agent/collectors/darwin/default-browser.ts';
import { management, parseEnrolment } from '../../../agent/collectors/darwin/management.ts';
import { receipts } from '../../../agent/collectors/darwin/receipts.ts';
import { parseSystemExtensions, systemExtensions } from '../../../agent/collectors/darwin/system-extensions.ts';
import { parseBinaryPropertyList } from '../../../agent/formats/binary-property-list.ts';
import { fixture, NEVER, recordedSystem } from '../recorded-system.ts';

const root = fixture('darwin', 'managed-mac');
const ENROLLED =
  'Enrolled via DEP: Yes\nMDM enrollment: Yes (User Approved)\nMDM server: https://mairie.jamfcloud.example/mdm/ServerURL\n';
const mac = recordedSystem(root, { platform: 'darwin', commands: { profiles: ENROLLED } });
const nothing = recordedSystem(fixture('nowhere'), { platform: 'darwin' });

test('applications without system_profiler: the folders, binary and XML, and that is said', async () => {
  const { facts, status, warnings } = await applications.collect(mac, NEVER);
  expect(
    facts.software?.map(({ name, version, publisher, id, scope }) => [name, version, publisher, id, scope]),
  ).toEqual([
    ['Firefox', '143.0.1', 'Firefox and Mozilla Developers', 'org.mozilla.firefox', 'machine'],
    ['Éditeur de plans', '4', 'Exemple SARL', 'fr.exemple.Plans', 'machine'],
    ['Outil', undefined, undefined, 'fr.exemple.Outil', 'user'],
  ]);
  expect(status).toBe('partial');
  expect(warnings).toEqual([expect.stringContaining('the folders of applications were read instead')]);
  expect(JSON.stringify(facts)).not.toContain('dupont');
});

test('receipts: components, with their day; a damaged one is counted', async () => {
  const { facts, status, warnings } = await receipts.collect(mac, NEVER);
  expect(
    facts.software?.map(({ id, version, installedOn, systemComponent }) => [id, version, installedOn, systemComponent]),
  ).toEqual([
    ['com.apple.pkg.CLTools_Executables', '16.4.0.0.1.1747106510', '2025-09-03', true],
    ['com.microsoft.package.Microsoft_Word.app', '16.101.25092917', '2025-10-01', true],
  ]);
  expect([status, warnings]).toEqual(['partial', ['1 receipts could not be read']]);
  expect(JSON.stringify(facts)).not.toContain('dupont');
  expect(await receipts.collect(nothing, NEVER)).toMatchObject({ status: 'not-applicable' });
});

test('system extensions: those switched on; the one that watches is a security product', async () => {
  const { facts } = await systemExtensions.collect(mac, NEVER);
  expect(facts.securityProducts).toEqual([{ name: 'Exemple EDR', category: 'edr', enabled: true }]);
  expect(facts.software?.map(({ name, version, id, systemComponent }) => [name, version, id, systemComponent])).toEqual(
    [
      ['Exemple EDR', '7.1', 'fr.exemple.edr.extension', true],
      ['Exemple VPN', '2.0', 'fr.exemple.vpn', true],
    ],
  );
  expect(parseSystemExtensions(undefined)).toEqual({ software: [], securityProducts: [] });
});

test('management: the directory and the server that manages, without the tenant', async () => {
  const { facts, status } = await management.collect(mac, NEVER);
  expect(facts.attachments).toEqual([
    { kind: 'active-directory', provider: 'ad.mairie.example' },
    { kind: 'mdm', provider: 'jamfcloud.example' },
  ]);
  expect(status).toBeUndefined();
  expect(parseEnrolment('Enrolled via DEP: No\nMDM enrollment: No\n')).toBeUndefined();
  expect(parseEnrolment('MDM enrollment: Yes\nMDM server: https://10.0.0.1/mdm\n')).toEqual({
    kind: 'mdm',
    provider: undefined,
  });
  expect(await management.collect(nothing, NEVER)).toMatchObject({ status: 'partial', facts: { attachments: [] } });
});

test('default browser: by the name of its application, when it is there', async () => {
  const { facts } = await defaultBrowser.collect(mac, NEVER);
  expect(facts.useEvidence).toEqual([{ kind: 'default-handler', subject: 'https', product: 'Firefox' }]);
  expect(await defaultBrowser.collect(nothing, NEVER)).toMatchObject({ status: 'not-applicable' });
});

describe('binary property lists', () => {
  const seed = readFileSync(join(root, 'Library/SystemExtensions/db.plist'));

  test('texts, numbers, booleans, dates', () => {
    const info = readFileSync(join(root, 'Applications/Firefox.app/Contents/Info.plist'));
    const values = parseBinaryPropertyList(info);
    expect(
      values instanceof Map && ['x', 'n', 'big', 'LSRequiresNativeExecution'].map((key) => values.get(key)),
    ).toEqual(['1.5', '-3', '1099511627776', true]);
    expect(parseInfoPlist(Buffer.from('rubbish'))).toEqual({});
  });

  test('any damage is undefined or a value, never an exception', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 30 }),
        fc.nat(seed.length),
        (changes, length) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of changes) bytes[at] = value;
          parseBinaryPropertyList(bytes);
          parseBinaryPropertyList(bytes.subarray(0, length));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('an array that holds itself, and one that doubles at each level, end', () => {
    const trailer = Buffer.alloc(32);
    trailer[6] = 1;
    trailer[7] = 1;
    const list = (objects: Buffer[]) => {
      const offsets = objects.map(
        (_, index) => 8 + objects.slice(0, index).reduce((sum, { length }) => sum + length, 0),
      );
      trailer.writeBigUInt64BE(BigInt(objects.length), 8);
      trailer.writeBigUInt64BE(BigInt(8 + objects.reduce((sum, { length }) => sum + length, 0)), 24);
      return Buffer.concat([Buffer.from('bplist00'), ...objects, Buffer.from(offsets), trailer]);
    };
    expect(parseBinaryPropertyList(list([Buffer.from([0xa1, 0])]))).toBeUndefined();
    const doubling = Array.from({ length: 40 }, (_, index) =>
      Buffer.from(index === 39 ? [0xa0] : [0xa2, index + 1, index + 1]),
    );
    expect(parseBinaryPropertyList(list(doubling))).toBeUndefined();
    expect(parseBinaryPropertyList(list([Buffer.from([0xa1, 1]), Buffer.from([0x09])]))).toEqual([true]);
  });
});
