import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { corpora, hasCorpora, refusedIn } from './corpora.ts';
import { eventsOf, fixtures, machineOf, machinesOf, problemsOf } from './events.ts';

test.each(['json', 'xml'])('nested.cdx.%s: parts at any depth, services, the system', async (extension) => {
  const { inventory, account, format } = await machineOf('sbom', `nested.cdx.${extension}`);
  expect(format).toBe(`cyclonedx-${extension}`);
  expect(inventorySchema.parse(inventory)).toEqual(inventory);
  expect(inventory.agent).toEqual({ name: 'syft', version: '1.19.0' });
  expect(inventory.collectedAt).toBe('2025-03-03T07:15:00.000Z');
  expect(inventory.machine.operatingSystem).toMatchObject({ family: 'linux', distribution: 'debian' });
  expect(inventory.software.map(({ foundBy, ...item }) => item)).toEqual([
    { name: 'guichet-citoyen', version: '2.1', kind: 'application' },
    {
      name: 'log4j-core',
      publisher: 'The Apache Software Foundation',
      version: '2.24.3',
      kind: 'package',
      id: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.24.3',
    },
    { name: 'nested', version: '1', kind: 'package' },
    {
      name: 'bash',
      publisher: 'Debian',
      version: '5.2',
      platform: 'linux',
      kind: 'package',
      id: 'pkg:deb/debian/bash@5.2',
    },
    { name: 'registry.example/guichet', version: 'sha256:0', kind: 'image' },
  ]);
  expect(inventory.services.map(({ source, ...service }) => service)).toEqual([
    { name: 'Paiement', vendor: 'Exemple Paiement SAS', domain: 'api.paiement.example' },
    { name: 'Interne' },
  ]);
  expect(account).toEqual({
    read: 11,
    kept: 8,
    merged: 1,
    refused: { 'not-software': 1, 'no-name': 1 },
    notes: [],
  });
  expect(JSON.stringify(inventory)).not.toContain('Dupont');
});

test('empty.cdx.json: a bill of nothing is no machine', async () => {
  expect(problemsOf(await eventsOf([join(fixtures, 'sbom', 'empty.cdx.json')]))).toEqual([
    'empty.cdx.json document-not-inventory',
  ]);
});

test('packages.spdx.json: packages, their organisations; no person', async () => {
  const { inventory, account, format } = await machineOf('sbom', 'packages.spdx.json');
  expect(format).toBe('spdx-json');
  expect(inventorySchema.parse(inventory)).toEqual(inventory);
  expect(inventory.agent).toEqual({ name: 'syft', version: '1.19.0' });
  expect(inventory.machine.operatingSystem).toMatchObject({ name: 'debian', version: '12' });
  expect(inventory.software.map(({ name, publisher, kind }) => [name, publisher, kind])).toEqual([
    ['guichet-citoyen', 'Exemple Logiciels SAS', 'application'],
    ['bash', 'Debian', 'package'],
    ['outil', undefined, 'package'],
  ]);
  expect(account).toMatchObject({ read: 5, kept: 4, refused: { 'not-software': 1 } });
  expect(JSON.stringify(inventory)).not.toMatch(/Dupont|exemple\.example/);
});

test.each([
  ['graph.spdx3.json', 'spdx3-json', 'fixture-tool', ''],
  ['packages.spdx', 'spdx-tags', 'fixture-tool', '1.4'],
])('%s: packages, their organisations; no person', async (name, format, agent, version) => {
  const machine = await machineOf('sbom', name);
  const { account, inventory } = machine;
  expect(machine.format).toBe(format);
  expect(inventorySchema.parse(inventory)).toEqual(inventory);
  expect(inventory.agent).toEqual({ name: agent, version });
  expect(inventory.collectedAt).toBe('2025-03-03T07:15:00.000Z');
  expect(inventory.machine.operatingSystem).toMatchObject({ name: 'Debian GNU/Linux', version: '12' });
  expect(inventory.software.map(({ foundBy, ...item }) => item)).toEqual([
    { name: "Gestion de l'état civil", publisher: 'Société d’édition', version: '7.2', kind: 'application' },
    { name: 'openssl', version: '3.0.11', platform: 'linux', kind: 'package', id: 'pkg:deb/debian/openssl@3.0.11' },
  ]);
  expect(account.kept).toBe(3);
  expect(account.read).toBe(account.kept + refusedIn(account));
  expect(JSON.stringify(inventory)).not.toMatch(/Dupont|example\.org/);
});

test('a bill of services only is of no machine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bill-'));
  try {
    const services = [
      { name: 'Paiement', provider: { name: 'Exemple SAS' }, endpoints: ['https://api.paiement.example/v1'] },
    ];
    const file = join(folder, 'saas.json');
    writeFileSync(file, JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', services }));
    const [machine] = machinesOf(await eventsOf([file]));
    expect(machine?.inventory.observedFrom).toBe('declaration');
    expect(machine?.inventory.services).toMatchObject([{ vendor: 'Exemple SAS', domain: 'api.paiement.example' }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe.skipIf(!hasCorpora)('corpora: sbom', () => {
  /** Counted by Python: components and services at any depth, with the subject of the bill, or packages of SPDX. */
  const script = `
import json, sys, xml.etree.ElementTree as tree
def count(nodes, name): return sum(1 + count(n.get(name, []), name) for n in nodes)
f = sys.argv[1]
if f.endswith('.xml'):
    ns = lambda e: e.tag.split('}')[1]
    root = tree.parse(f).getroot()
    top = {ns(e): e for e in root}
    found = sum(ns(e) in ('component', 'service') for part in ('components', 'services') if part in top for e in top[part].iter())
    found += sum(ns(e) == 'component' for e in top.get('metadata', []))
elif f.endswith('.spdx'): found = sum(l.startswith('PackageName:') for l in open(f, encoding='utf8'))
else:
    d = json.load(open(f, encoding='utf8'))
    if 'bomFormat' in d: found = ('component' in d.get('metadata', {})) + count(d.get('components', []), 'components') + count(d.get('services', []), 'services')
    else: found = len(d['packages'])
print(found)`;
  const folder = join(corpora, 'sbom');
  const bills = hasCorpora ? readdirSync(folder).filter((name) => /\.(?:json|spdx|xml)$/.test(name)) : [];
  test.each(bills)('%s: every part is kept', async (name) => {
    const file = join(folder, name);
    const [machine] = machinesOf(await eventsOf([file]));
    const account = machine?.account ?? expect.fail('no document');
    expect(account.read).toBe(Number(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })));
    expect(account.kept).toBe(account.read);
    expect(refusedIn(account)).toBe(0);
  });
});
