import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Contacts } from '../../agent/contacts.ts';
import { parseServiceList, type ServiceList } from '../../agent/domains.ts';
import { parsePasswd } from '../../agent/people.ts';
import { MAX_TEXT as AGENT_MAX_TEXT, minimise } from '../../agent/privacy.ts';
import type { CollectorReport, Inventory, SoftwareItem } from '../../src/inventory/schema.ts';
import { inventorySchema, MAX_TEXT } from '../../src/inventory/schema.ts';

function inventoryOf(change: Partial<Inventory>): Inventory {
  return {
    ...inventorySchema.parse({
      document: 'inventory',
      schemaVersion: '1.0',
      agent: { name: 'tiebreak-agent', version: '0' },
      collectedAt: '2026-11-21T08:00:00.000Z',
      machine: { identifiers: {}, kind: 'unknown' },
    }),
    ...change,
  };
}

function program(name: string, more: Partial<SoftwareItem> = {}): SoftwareItem {
  return { name, kind: 'program', foundBy: 'test', ...more };
}

function cleaned(text: string, people: string[] = []): string | undefined {
  return minimise(inventoryOf({ software: [program('x', { publisher: text })] }), { people }).software[0]?.publisher;
}

test('addresses, home folders, network paths, account SIDs, paths of URLs', () => {
  expect(cleaned('Jean Dupont <jean.dupont@mairie.example>')).toBe('Jean Dupont');
  expect(cleaned('admin@mairie.example')).toBeUndefined();
  expect(cleaned('C:\\Users\\Jean Dupont\\AppData\\x.exe')).toBe('~');
  expect(cleaned('c:/users/jdupont')).toBe('~');
  expect(cleaned('file:///C:/Documents and Settings/jdupont/x')).toBe('~');
  expect(cleaned('Outil (/home/jdupont/bin/outil)')).toBe('Outil (~');
  expect(cleaned('/Users/jdupont/Applications/x.app')).toBe('~');
  expect(cleaned('\\\\serveur\\partage\\jdupont\\x')).toBe('~');
  expect(cleaned('HKU\\S-1-5-21-111-222-333-1001_Classes')).toBe('HKU\\~');
  expect(cleaned('https://user:secret@example.eu:8443/a/b?c=d#e')).toBe('https://example.eu:8443');
  expect(cleaned('voir https://example.eu/x/y ici')).toBe('voir https://example.eu ici');
});

test('what is no secret stays as it was read', () => {
  const kept = [
    'Société d’Édition « L’Été »',
    'C++ Redistributable (x64) 14.40 – 日本語',
    'AT&T / Bell-Labs [1990]',
    'registry.example/app@sha256:0123abc',
    'Home Assistant',
    'Windows Users Guide',
    'C:\\Users\\Public\\Desktop',
  ];
  expect(kept.map((text) => cleaned(text))).toEqual(kept);
});

test('names of people are removed wherever they are, words of the trade are not', () => {
  const people = parsePasswd(
    'root:x:0:0:root:/root:/bin/sh\njdupont:x:1000:1000:Jean Dupont,,,:/home/jdupont:/bin/sh\noracle:x:54321:54321::/home/oracle:/bin/sh\n',
  );
  expect(people).toEqual(['jdupont', 'Jean Dupont']);
  expect(cleaned('Paquet de JDUPONT', people)).toBe('Paquet de ~');
  expect(cleaned('Jean Dupont', people)).toBe('~');
  expect(cleaned('jduponteau', people)).toBe('jduponteau');
  const suite = ['Office Writer', 'Office Calc', 'Office Draw'].map((name) => program(name));
  const names = (list: ServiceList) =>
    minimise(inventoryOf({ software: suite }), { people: ['office'], list }).software.map(({ name }) => name);
  expect(names(parseServiceList(Buffer.from('word office')).list)).toEqual([
    'Office Writer',
    'Office Calc',
    'Office Draw',
  ]);
  expect(names(parseServiceList(Buffer.from('word calc')).list)).toEqual(['~ Writer', '~ Calc', '~ Draw']);
});

test('a name in whatever order and with whatever joins its parts; names with a hyphen', () => {
  const people = ['Jean-Pierre Dupont', 'mdupont', '---'];
  for (const text of ['jean.pierre.dupont', 'Dupont Jean Pierre', 'JEAN-PIERRE DUPONT', 'jean_pierre-dupont'])
    expect(cleaned(`Profil ${text} 2`, people)).toBe('Profil ~ 2');
  expect(cleaned('Pierre Jean --- 3', people)).toBe('Pierre Jean --- 3');
});

test('without a decision on contacts none leaves, nor the label of the machine', () => {
  const { endpoints, machine } = minimise(
    inventoryOf({
      endpoints: [{ host: 'www.example.eu', source: 'dns-cache' }],
      machine: { identifiers: {}, kind: 'unknown', kindEvidence: [], label: 'pc-017' },
    }),
    { people: [] },
  );
  expect([endpoints, machine.label]).toEqual([[], undefined]);
});

test('directories and accounts: the name of a service, never that of the organisation or of a customer of it', () => {
  const { list } = parseServiceList(Buffer.from('authentication onmicrosoft.com\nother login.microsoftonline.com'));
  const { attachments, useEvidence } = minimise(
    inventoryOf({
      attachments: [
        { kind: 'entra-id', provider: 'mairie-x.onmicrosoft.com' },
        { kind: 'entra-id', provider: 'login.microsoftonline.com' },
        { kind: 'active-directory', provider: 'ad.mairie-x.example' },
        { kind: 'cloud-instance', provider: 'aws/eu-west-3' },
      ],
      useEvidence: ['mairie-x.onmicrosoft.com', 'famille-dupont.example'].map((subject) => ({
        kind: 'signed-in',
        subject,
        product: 'OneDrive',
      })),
    }),
    { people: [], list },
  );
  expect(attachments.map(({ provider }) => provider)).toEqual([
    'onmicrosoft.com',
    'login.microsoftonline.com',
    undefined,
    'aws/eu-west-3',
  ]);
  expect(useEvidence.map(({ subject }) => subject)).toEqual(['onmicrosoft.com', 'account']);
});

test('texts are cut to the length of the contract, between characters', () => {
  expect(AGENT_MAX_TEXT).toBe(MAX_TEXT);
  const cut = cleaned(`${'a'.repeat(MAX_TEXT - 1)}😀b`);
  expect(cut).toBe('a'.repeat(MAX_TEXT - 1));
  expect(cleaned(`a\u0000b\u001b[31mc\u202ed\ud800`)).toBe('a b [31mc d\ufffd');
});

test('a name that was nothing but a secret takes its item with it', () => {
  expect(
    minimise(inventoryOf({ software: [program('jean@mairie.example'), program('kept')] }), { people: [] }).software,
  ).toEqual([program('kept')]);
});

test('every field of the contract passes, no other does', () => {
  const whole: Inventory = inventoryOf({
    partial: true,
    endpointPeriodDays: 7,
    endpointPolicy: 'full',
    unknownDomains: [{ hash: 'e'.repeat(32), name: 'x' }],
    machine: {
      identifiers: { serial: 'a'.repeat(32), uuid: 'b'.repeat(32), name: 'c'.repeat(32), keyId: 'd' },
      label: 'x',
      kind: 'server',
      kindEvidence: ['x'],
      site: 'x',
      unit: 'x',
      operatingSystem: {
        family: 'linux',
        name: 'x',
        version: 'x',
        build: 'x',
        edition: 'x',
        architecture: 'x',
        distribution: 'x',
      },
      hardware: { vendor: 'x', model: 'x', chassis: 'x', firmwareVendor: 'x' },
      virtualisation: { guest: true, host: 'x' },
    },
    software: [
      {
        ...program('x', {
          publisher: 'x',
          version: 'x',
          architecture: 'x',
          platform: 'linux',
          scope: 'user',
          id: 'x',
          origin: 'x',
        }),
        ...{ installedOn: '2026-01-01', systemComponent: false },
      },
    ],
    endpoints: [{ host: 'x', domain: 'x', address: 'x', port: 1, process: 'x', count: 1, source: 'x' }],
    services: [{ name: 'x', vendor: 'x', domain: 'x', userShare: 0.5, source: 'x' }],
    browserExtensions: [{ id: 'x', name: 'x', version: 'x', browser: 'x' }],
    securityProducts: [{ name: 'x', publisher: 'x', category: 'edr', registered: true, enabled: true }],
    attachments: [{ kind: 'ldap', provider: 'x' }],
    useEvidence: [{ kind: 'running-service', subject: 'x', product: 'x', publisher: 'x' }],
    packageOrigins: [{ name: 'x', site: 'deb.example.eu', packages: 1 }],
    collectors: [{ id: 'x', status: 'ok', items: 1, durationMs: 1, warnings: ['x'] }],
  });
  const decided = { ...contactsOf(whole), notes: ['x'] };
  const report: CollectorReport = { id: 'contacts', status: 'ok', items: 2, warnings: ['x'] };
  const expected = { ...whole, collectors: [...whole.collectors, report] };
  expect(minimise(whole, { people: [], contacts: decided, keepNames: true })).toEqual(expected);
  const planted = plant({ ...whole, ...decided });
  expect(
    JSON.stringify(minimise(planted, { people: [], contacts: contactsOf(planted), keepNames: true })),
  ).not.toContain('planted');
});

function contactsOf({ endpoints, unknownDomains = [], endpointPeriodDays }: Inventory): Contacts {
  return {
    policy: 'full',
    endpoints,
    unknownDomains,
    periodDays: endpointPeriodDays,
    withheld: new Map(),
    notes: [],
  };
}

/** The same with one more field in every object. */
function plant<T>(value: T): T {
  if (Array.isArray(value)) return value.map(plant) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, plant(inner)]);
  return { ...Object.fromEntries(entries), planted: 'planted' };
}

test('a private mirror keeps its name to itself', () => {
  const sites = ['deb.debian.org', 'apt.mairie.local', 'miroir', '10.1.2.3', 'MIROIR.EXAMPLE.EU'];
  const origins = sites.map((site) => ({ name: 'Debian', site }));
  const { packageOrigins } = minimise(inventoryOf({ packageOrigins: origins }), { people: [] });
  expect(packageOrigins.map(({ site }) => site)).toEqual([
    'deb.debian.org',
    undefined,
    undefined,
    undefined,
    'miroir.example.eu',
  ]);
});

test('whatever the text: valid, short, without address or home', () => {
  const pieces = fc.constantFrom(
    '@',
    'a@b.c',
    '/home/',
    'C:\\Users\\',
    'jdupont',
    '://',
    'https://',
    '\\\\',
    '\u0000',
    '😀',
    ' ',
    'S-1-5-21-1-2',
    '<',
    '>',
    '(',
    ')',
  );
  const texts = fc
    .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 40 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const once = cleaned(text, ['jdupont']) ?? '';
      expect(once.length).toBeLessThanOrEqual(MAX_TEXT);
      expect(once.isWellFormed()).toBe(true);
      expect(once).not.toMatch(
        /\p{Cc}|[^\s<>"'(),;:@/\\]@(?!sha256:)[^\s<>"'(),;:@/\\]|(?<![\p{L}\p{N}])jdupont(?![\p{L}\p{N}])|C:\\Users\\(?!Shared|Public)./u,
      );
    }),
    { numRuns: 1000 },
  );
});
