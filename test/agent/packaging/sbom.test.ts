import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { billOfMaterials, packagesOf } from '../../../agent/packaging/sbom.ts';

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'));
const request = {
  name: 'tiebreak-agent',
  version: '1.2.3',
  inputs: [
    'agent/main.ts',
    'node_modules/undici/index.js',
    'node_modules/undici/lib/api.js',
    'node_modules/@peculiar/asn1-schema/build/cjs/index.js',
  ],
  lock,
  node: { version: '22.23.3', sha256: 'ab'.repeat(32) },
  serialNumber: '5C1C6B1F-D4F6-5D0C-9F0E-2A7C5D3B8E14',
  date: new Date('2026-01-01T00:00:00Z'),
};

test('the packages among the files of a bundle, those inside others included', () => {
  const inputs = [
    'src/a.ts',
    'node_modules/a/b/c.js',
    'node_modules/@s/n/x.js',
    'node_modules/a/node_modules/@t/m/x.js',
    'node_modules/a/d.js',
  ];
  expect(packagesOf(inputs)).toEqual(['node_modules/@s/n', 'node_modules/a', 'node_modules/a/node_modules/@t/m']);
});

test('CycloneDX 1.6: the agent, the Node it runs on, each package with its version, licence and digest', () => {
  const document = JSON.parse(billOfMaterials(request));
  expect(document).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: 'urn:uuid:5c1c6b1f-d4f6-5d0c-9f0e-2a7c5d3b8e14',
    metadata: { component: { name: 'tiebreak-agent', version: '1.2.3' }, timestamp: '2026-01-01T00:00:00.000Z' },
  });
  const undici = document.components.find(({ name }: { name: string }) => name === 'undici');
  const { version, integrity } = lock.packages['node_modules/undici'];
  expect(undici).toMatchObject({
    purl: `pkg:npm/undici@${version}`,
    licenses: [{ expression: 'MIT' }],
    hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex') }],
  });
  expect(document.components.map(({ purl }: { purl: string }) => purl)).toContain(
    `pkg:npm/%40peculiar/asn1-schema@${lock.packages['node_modules/@peculiar/asn1-schema'].version}`,
  );
  expect(document.dependencies[0].dependsOn).toHaveLength(document.components.length);
  expect(document.components[0]).toMatchObject({ name: 'node', version: '22.23.3' });
});

test('a package the lock file does not know stops the build', () => {
  expect(() => billOfMaterials({ ...request, inputs: ['node_modules/unheard-of/index.js'] })).toThrow(/unheard-of/);
});
