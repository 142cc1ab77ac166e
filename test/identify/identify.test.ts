/** From an item to a finding; one look-up a distinct title; packages and their distribution. */
import { describe, expect, test } from 'vitest';
import { type Finding, Identifier } from '../../src/identify/identify.ts';
import type { Machine, SoftwareItem } from '../../src/inventory/schema.ts';
import { seen, smallBase } from '../knowledge/small-base.ts';
import { inventory } from './observed.ts';

const label = { fr: 'moteur d’exécution', en: 'runtime' };
const base = smallBase(
  {
    debian: {
      kind: 'community',
      seat: null,
      publishers: ['Debian *'],
      products: { debian: { functions: ['operating-system'], role: 'platform', licence: 'MIT' } },
    },
    docker: {
      seat: 'US',
      publishers: ['Docker'],
      products: { docker: { functions: ['virtualization'], match: [{ package: 'docker-ce', seen: 's1' }] } },
    },
    google: {
      seat: 'US',
      publishers: ['Google'],
      products: { chrome: { functions: ['browser'], match: [seen('Google Chrome')] } },
    },
    microsoft: {
      seat: 'US',
      publishers: ['Microsoft Corporation'],
      products: {
        windows: { functions: ['operating-system'], role: 'platform', match: [seen('Microsoft Windows *')] },
        edge: { functions: ['browser'], role: 'bundled', match: [seen('Microsoft Edge')] },
        updater: { functions: [], role: 'updater', match: [seen('Update Helper')] },
        dormant: { functions: [], role: 'component', reason: 'part of Windows', match: [seen('Windows Part *')] },
        old: { functions: ['office'], match: [seen('Suite *', { versions: '<16' })] },
        recent: { functions: ['office'], match: [seen('Suite *', { versions: '>=16' })] },
        calculator: { functions: ['utilities'], match: [{ id: 'Microsoft.WindowsCalculator', seen: 's1' }] },
      },
    },
    mozilla: {
      seat: 'US',
      products: {
        firefox: {
          functions: ['browser'],
          licence: 'MPL-2.0',
          match: [
            { id: 'org.mozilla.firefox', seen: 's1' },
            { image: 'docker.io/library/firefox', seen: 's1' },
          ],
        },
      },
    },
    redhat: { seat: 'US', products: { fedora: { functions: ['operating-system'], role: 'platform', licence: 'MIT' } } },
  },
  {
    noise: [
      {
        id: 'runtimes',
        role: 'component',
        reason: label,
        match: [seen('*Runtime*')],
        examples: { matches: [{ name: 'x' }] },
      },
    ],
    distributions: [
      { product: 'debian', ids: ['debian', 'Raspbian'], origins: ['Debian', 'Debian Backports'] },
      { product: 'fedora', ids: ['fedora'], origins: ['Fedora Project'] },
    ],
  },
);

const windows = inventory({ os: { family: 'windows', name: 'Microsoft Windows 11 Pro' } }).machine;
const linux = (distribution?: string): Machine =>
  inventory({ os: { family: 'linux', name: 'Some Linux', ...(distribution === undefined ? {} : { distribution }) } })
    .machine;
const item = (name: string, more: Partial<SoftwareItem> = {}): SoftwareItem => ({
  name,
  kind: 'program',
  foundBy: 'test',
  ...more,
});
const find = (thing: SoftwareItem, machine: Machine = windows): Finding => new Identifier(base).find(thing, machine);

/** "counted chrome", "ignored runtimes", "unknown (google)". */
function said(finding: Finding | null): string {
  if (finding === null) return 'none';
  if (finding.outcome === 'counted') return `counted ${finding.product.id}`;
  if (finding.outcome === 'ignored') return `ignored ${finding.role} ${finding.reason.id}`;
  return `unknown (${finding.vendor?.id ?? '-'})`;
}

describe('what becomes of an item', () => {
  test.each<[string, SoftwareItem, string]>([
    ['a product', item('Google Chrome'), 'counted chrome'],
    ['noise', item('Visual Runtime 3'), 'ignored component runtimes'],
    ['a bundled product', item('Microsoft Edge'), 'ignored bundled bundled'],
    ['an updater', item('Update Helper'), 'ignored updater updater'],
    ['a product with a reason of its own', item('Windows Part 3'), 'ignored component dormant'],
    ['nobody knows it', item('Zorglub 3000'), 'unknown (-)'],
    ['only its publisher is known', item('Zorglub 3000', { publisher: 'Google LLC' }), 'unknown (google)'],
    ['hidden by the system', item('KB5012345', { systemComponent: true }), 'ignored component system-component'],
    ['hidden by the system, and recognised', item('Google Chrome', { systemComponent: true }), 'counted chrome'],
    ['by its identifier', item('Calculatrice', { id: 'microsoft.windowscalculator' }), 'counted calculator'],
    ['a name that is an identifier', item('Microsoft.WindowsCalculator'), 'counted calculator'],
    ['a name with a dot and a space is a name', item('org.mozilla.firefox 3'), 'unknown (-)'],
    ['an image by its reference', item('whatever', { kind: 'image', id: 'firefox:128' }), 'counted firefox'],
  ])('%s', (_, thing, expected) => expect(said(find(thing))).toBe(expected));
  test('the title keeps what was read, the key is what unknown titles are counted by', () => {
    const { title } = find(item('Zorglub 3.2.1 (x64 fr)', { publisher: 'Z SA' }));
    expect(title).toMatchObject({ name: 'Zorglub 3.2.1 (x64 fr)', publisher: 'Z SA', key: 'zorglub', rule: undefined });
  });
  test('a finding names the rule that made it', () => {
    expect(find(item('Google Chrome')).title.rule?.name).toBe('google/chrome name: Google Chrome');
    expect(find(item('Some Runtime')).title.rule?.name).toBe('noise/runtimes name: *Runtime*');
  });
});

describe('one finding for a repeated title', () => {
  const identifier = new Identifier(base);
  const twice = (a: SoftwareItem, b: SoftwareItem, machines: [Machine, Machine] = [windows, windows]): boolean =>
    identifier.find(a, machines[0]) === identifier.find(b, machines[1]);
  test('the same title is the same object', () => expect(twice(item('Zorglub'), item('Zorglub'))).toBe(true));
  test('found by another collector, installed another day', () =>
    expect(twice(item('Zorglub'), item('Zorglub', { foundBy: 'other', installedOn: '2026-01-01' }))).toBe(true));
  test('the version is not looked at when no rule does', () =>
    expect(twice(item('Google Chrome', { version: '1' }), item('Google Chrome', { version: '2' }))).toBe(true));
  test('it is when one does', () => {
    const old = identifier.find(item('Suite Pro', { version: '15.0' }), windows);
    const recent = identifier.find(item('Suite Pro', { version: '16.0' }), windows);
    expect([said(old), said(recent)]).toEqual(['counted old', 'counted recent']);
  });
  test('after a version that no rule knows too', () => {
    const fresh = new Identifier(base);
    expect(said(fresh.find(item('Suite Pro'), windows))).toBe('unknown (-)');
    expect(said(fresh.find(item('Suite Pro', { version: '15' }), windows))).toBe('counted old');
    expect(said(fresh.find(item('Suite Pro', { version: '17' }), windows))).toBe('counted recent');
  });
  test.each<[string, Partial<SoftwareItem>]>([
    ['publisher', { publisher: 'Google' }],
    ['system component', { systemComponent: true }],
  ])('another %s is another title', (_, more) => expect(twice(item('Zorglub'), item('Zorglub', more))).toBe(false));
  test.each<[string, Partial<SoftwareItem>]>([
    ['kind', { kind: 'store' }],
    ['identifier', { id: 'x.y' }],
    ['platform', { platform: 'darwin' }],
    ['origin', { origin: 'Debian' }],
  ])('another %s that changes nothing is the same title', (_, more) =>
    expect(twice(item('Zorglub'), item('Zorglub', more))).toBe(true),
  );
  test('another origin that changes the outcome is another title', () => {
    const from = (origin: string): Finding =>
      identifier.find(item('zorglub-core', { kind: 'package', origin }), linux('debian'));
    expect([from('Debian').outcome, from('Elsewhere').outcome]).toEqual(['ignored', 'unknown']);
  });
  test('titles are numbered as they come', () => {
    const fresh = new Identifier(base);
    fresh.find(item('A'), windows);
    fresh.find(item('B'), windows);
    fresh.find(item('A'), windows);
    expect(fresh.findings.map(({ title }) => title.name)).toEqual(['A', 'B']);
  });
  test('names of objects are names like others', () => {
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty'])
      expect(said(find(item(name)))).toBe('unknown (-)');
  });
});

describe('packages of a distribution', () => {
  const pack = (name: string, more: Partial<SoftwareItem> = {}): SoftwareItem =>
    item(name, { kind: 'package', ...more });
  test.each<[string, SoftwareItem, string | undefined, string]>([
    ['from its archive', pack('libc6', { origin: 'Debian' }), 'debian', 'ignored component distribution-package'],
    [
      'whatever the case of the origin',
      pack('libc6', { origin: 'debian backports' }),
      'debian',
      'ignored component distribution-package',
    ],
    [
      'from the archive of another distribution',
      pack('libc6', { origin: 'Fedora Project' }),
      'debian',
      'ignored component distribution-package',
    ],
    ['from a third-party archive', pack('zorglub', { origin: 'Zorglub Inc' }), 'debian', 'unknown (-)'],
    ['from a third-party archive, recognised', pack('docker-ce', { origin: 'Docker' }), 'debian', 'counted docker'],
    [
      'recognised, from the distribution: an item in its own right all the same',
      pack('docker-ce', { origin: 'Debian' }),
      'debian',
      'counted docker',
    ],
    ['without origin', pack('zorglub'), 'debian', 'ignored component distribution-package-without-origin'],
    [
      'without origin nor distribution',
      pack('zorglub'),
      undefined,
      'ignored component distribution-package-without-origin',
    ],
    [
      'without origin, published by the distribution',
      pack('libc6', { publisher: 'Debian GNU Maintainers' }),
      'debian',
      'ignored component distribution-package-without-origin',
    ],
    [
      'without origin, published by another known vendor',
      pack('zorglub', { publisher: 'Google' }),
      'debian',
      'unknown (google)',
    ],
    [
      'without origin, published by nobody known',
      pack('zorglub', { publisher: 'Zorglub' }),
      'debian',
      'ignored component distribution-package-without-origin',
    ],
  ])('%s', (_, thing, distribution, expected) => expect(said(find(thing, linux(distribution)))).toBe(expected));
  test('a package is folded into the distribution its archive belongs to', () => {
    const finding = find(pack('libc6', { origin: 'Fedora Project' }), linux('debian'));
    expect(finding.outcome === 'ignored' && finding.product?.id).toBe('fedora');
  });
  test('the same package on two distributions is folded into each', () => {
    const identifier = new Identifier(base);
    const of = (distribution: string) => identifier.find(pack('bash'), linux(distribution));
    expect([of('debian'), of('fedora')].map((finding) => finding.outcome === 'ignored' && finding.product?.id)).toEqual(
      ['debian', 'fedora'],
    );
  });
  test('a program that is no package is never folded', () =>
    expect(said(find(item('zorglub', { kind: 'snap' }), linux('debian')))).toBe('unknown (-)'));
});

describe('the operating system', () => {
  const system = (machine: Machine): string => {
    const identifier = new Identifier(base);
    const position = identifier.systemPosition(machine);
    return said(position === null ? null : (identifier.findings[position] as Finding));
  };
  test('by the identifier of the distribution', () => expect(system(linux('debian'))).toBe('counted debian'));
  test('whatever its case, and on both sides', () =>
    expect([system(linux('DEBIAN')), system(linux('raspbian'))]).toEqual(['counted debian', 'counted debian']));
  test('by its name', () => expect(system(windows)).toBe('counted windows'));
  test('of an unknown distribution is an unknown title', () => expect(system(linux('zorglinux'))).toBe('unknown (-)'));
  test('not read is none', () => expect(system(inventory({}).machine)).toBe('none'));
});
