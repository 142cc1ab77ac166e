/** From inventories to what counts: use before presence, bundled products, unknown titles, duplicates, services. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUse } from '../../src/identify/domains.ts';
import { FleetObserver } from '../../src/identify/observe.ts';
import { seen, smallBase, type TerseVendor } from '../knowledge/small-base.ts';
import { inventory, kept, keptOn, observe, registrable, type TerseInventory } from './observed.ts';

const service = { role: 'service', deployment: ['service'] } satisfies NonNullable<TerseVendor['products']>[string];
const label = { fr: 'bruit', en: 'noise' };
const base = smallBase(
  {
    google: {
      seat: 'US',
      domains: ['google.com'],
      products: {
        chrome: { functions: ['browser'], match: [seen('Google Chrome')] },
        gmail: { functions: ['mail'], ...service, domains: ['gmail.com'], match: [seen('Gmail')] },
      },
    },
    microsoft: {
      seat: 'US',
      domains: ['microsoft.com'],
      publishers: ['Microsoft'],
      products: {
        windows: { functions: ['operating-system'], role: 'platform', match: [seen('Microsoft Windows *')] },
        edge: {
          functions: ['browser'],
          role: 'bundled',
          match: [seen('Microsoft Edge')],
          domains: ['edge.microsoft.com'],
        },
        defender: { functions: ['security'], role: 'bundled', match: [seen('Windows Defender')] },
        onedrive: {
          functions: ['storage'],
          role: 'bundled',
          match: [seen('Microsoft OneDrive')],
          domains: [{ name: 'onedrive.com', purpose: 'use' }],
        },
        office: { functions: ['office', 'mail'], match: [seen('Microsoft Office *')] },
        runtime: { functions: [], role: 'component', match: [seen('Visual C++ *')] },
        m365: {
          functions: ['office', 'mail'],
          ...service,
          match: [seen('Microsoft 365')],
          domains: [
            { name: 'login.microsoftonline.com', purpose: 'authentication' },
            { name: 'office.com', purpose: 'use' },
            { name: 'telemetry.office.com', purpose: 'telemetry' },
          ],
        },
      },
    },
    mozilla: {
      seat: 'US',
      products: { firefox: { functions: ['browser'], licence: 'MPL-2.0', match: [seen('Mozilla Firefox *')] } },
    },
    nobody: {
      kind: 'community',
      seat: null,
      products: { mystery: { functions: ['browser'], match: [seen('Mystery Browser')] } },
    },
    postgres: {
      kind: 'community',
      seat: null,
      products: { postgresql: { functions: ['database'], licence: 'MIT', match: [seen('PostgreSQL *')] } },
    },
    sql: { seat: 'US', products: { 'sql-server': { functions: ['database'], match: [seen('SQL Server *')] } } },
    tdf: {
      kind: 'foundation',
      seat: 'DE',
      products: { libreoffice: { functions: ['office'], licence: 'MPL-2.0', match: [seen('LibreOffice *')] } },
    },
  },
  {
    noise: [
      { id: 'noise', role: 'driver', reason: label, match: [seen('*Driver*')], examples: { matches: [{ name: 'x' }] } },
    ],
  },
);

const evidence = (kind: string, subject: string, product: string) => ({
  more: { useEvidence: [{ kind, subject, product }] },
});
const handler = (subject: string, product: string) => evidence('default-handler', subject, product);

describe('presence', () => {
  test('every product present is kept for each of its functions', () =>
    expect(keptOn(base, { software: ['Mozilla Firefox 128', 'Google Chrome', 'Microsoft Office 2019'] })).toEqual([
      'chrome:browser',
      'firefox:browser',
      'office:mail',
      'office:office',
    ]));
  test('the operating system is one of them', () =>
    expect(keptOn(base, { os: { family: 'windows', name: 'Microsoft Windows 11 Pro' } })).toEqual([
      'windows:operating-system',
    ]));
  test('a product seen by several sources counts once', () =>
    expect(
      keptOn(base, {
        software: [
          'Google Chrome',
          { name: 'Google Chrome', kind: 'store' },
          { name: 'Google Chrome', foundBy: 'processes' },
        ],
      }),
    ).toEqual(['chrome:browser']));
  test('components, noise and bundled products are not kept', () =>
    expect(
      keptOn(base, { software: ['Visual C++ 2019', 'Some Driver 3', 'Microsoft Edge', 'Windows Defender'] }),
    ).toEqual([]));
  test('a security product is an item like another', () => {
    const more = { securityProducts: [{ name: 'Zorglub Antivirus', category: 'antivirus' }] };
    expect(observe(base, { pc: { more } }).machines[0]?.unknown).toBe(1);
  });
});

describe('unknown titles', () => {
  const unknownOf = (terse: TerseInventory): number | undefined => observe(base, { pc: terse }).machines[0]?.unknown;
  test('one for each distinct title: version, architecture and language do not count', () =>
    expect(unknownOf({ software: ['Zorglub 1.0 (x64 fr)', 'Zorglub 2.0', 'ZORGLUB', 'Zorglub Pro 1.0'] })).toBe(2));
  test('whatever the publisher', () => expect(unknownOf({ software: ['Zorglub | A', 'Zorglub | B'] })).toBe(1));
  test('what is recognised and not counted is not unknown', () =>
    expect(unknownOf({ software: ['Visual C++ 2019', 'Some Driver', 'Microsoft Edge'] })).toBe(0));
  test('the vendor of an unknown title is kept when its publisher is known', () => {
    const [finding] = observe(base, { pc: { software: ['Zorglub | Microsoft Corporation'] } }).findings;
    expect(finding?.outcome === 'unknown' && finding.vendor?.id).toBe('microsoft');
  });
});

describe('use before presence', () => {
  const browsers = ['Mozilla Firefox 128', 'Google Chrome', 'Microsoft Office 2019'];
  const with_ = (terse: TerseInventory, software = browsers): string[] => keptOn(base, { software, ...terse });
  test('the default browser alone is kept, other functions are left', () =>
    expect(with_(handler('http', 'Mozilla Firefox'))).toEqual(['firefox:browser', 'office:mail', 'office:office']));
  test('a scheme is read whatever its case', () =>
    expect(with_(handler('HTTPS', 'Mozilla Firefox'))).toContain('firefox:browser'));
  test('two default programs for one function are both kept', () => {
    const more = {
      useEvidence: [
        ...handler('http', 'Google Chrome').more.useEvidence,
        ...handler('.html', 'Mozilla Firefox').more.useEvidence,
      ],
    };
    expect(with_({ more }, ['Mystery Browser'])).toEqual(['chrome:browser', 'firefox:browser']);
  });
  test('a suite is kept for what it is the default of, and for what nothing else is', () =>
    expect(with_(handler('.docx', 'LibreOffice'), ['LibreOffice 24', 'Microsoft Office 2019'])).toEqual([
      'libreoffice:office',
      'office:mail',
    ]));
  test('evidence about nothing in particular designates nothing', () =>
    expect(with_(handler('ms-settings', 'Mozilla Firefox'))).toHaveLength(4));
  test('a running service designates all that its product serves', () =>
    expect(
      with_(evidence('running-service', 'postgresql', 'PostgreSQL 15'), ['PostgreSQL 15', 'SQL Server 2019']),
    ).toEqual(['postgresql:database']));
  test('a declared licence does too', () =>
    expect(
      with_(evidence('declared-licence', 'office', 'Microsoft Office 2019'), [
        'LibreOffice 24',
        'Microsoft Office 2019',
      ]),
    ).toEqual(['office:mail', 'office:office']));
  test('a running service nobody knows designates nothing', () =>
    expect(with_(evidence('running-service', 'zorglub', 'Zorglub'))).toHaveLength(4));
  test('signing in designates nothing', () =>
    expect(with_(evidence('signed-in', 'account', 'Google Chrome'))).toHaveLength(4));
  test('a component is not evidence', () => expect(with_(handler('http', 'Visual C++ 2019'))).toHaveLength(4));
  test('a program in charge that is unknown: the others are left out, and it is an unknown', () => {
    const [machine] = observe(base, {
      pc: { software: ['Mozilla Firefox 128'], ...handler('http', 'Zorglub Navigator') },
    }).machines;
    expect(kept(base, machine)).toEqual([]);
    expect(machine?.unknown).toBe(1);
  });
  test('it is one unknown when it is in the list of programs too', () => {
    const terse = { software: ['Zorglub Navigator 3.1'], ...handler('http', 'Zorglub Navigator') };
    expect(observe(base, { pc: terse }).machines[0]?.unknown).toBe(1);
  });
  test('its vendor is kept when its publisher is known', () => {
    const more = {
      useEvidence: [{ kind: 'default-handler', subject: 'http', product: 'Zorglub', publisher: 'Microsoft' }],
    };
    const [finding] = observe(base, { pc: { more } }).findings;
    expect(finding?.outcome === 'unknown' && finding.vendor?.id).toBe('microsoft');
  });
  test('a program in charge that has no degree leaves the others out', () =>
    expect(with_(handler('http', 'Mystery Browser'), [...browsers, 'Mystery Browser'])).toEqual([
      'mystery:browser',
      'office:mail',
      'office:office',
    ]));
});

describe('bundled products', () => {
  const software = ['Microsoft Edge', 'Windows Defender', 'Microsoft OneDrive'];
  const with_ = (terse: TerseInventory): string[] => keptOn(base, { software, ...terse });
  test('do not count by being there', () => expect(with_({})).toEqual([]));
  test('count as the default handler of their function', () =>
    expect(with_(handler('http', 'Microsoft Edge'))).toEqual(['edge:browser']));
  test('count as the registered antivirus', () => {
    const more = { securityProducts: [{ name: 'Windows Defender', category: 'antivirus', registered: true }] };
    expect(with_({ more })).toEqual(['defender:security']);
  });
  test('not when the antivirus is off, not registered, or a firewall', () => {
    for (const over of [
      { enabled: false, registered: true },
      { registered: false },
      {},
      { registered: true, category: 'firewall' },
    ]) {
      const more = { securityProducts: [{ name: 'Windows Defender', category: 'antivirus', ...over }] };
      expect(with_({ more })).toEqual([]);
    }
  });
  test('count when an organisation’s account is signed in', () =>
    expect(with_(evidence('signed-in', 'onedrive', 'Microsoft OneDrive'))).toEqual(['onedrive:storage']));
  test('do not count because their service runs: it always does', () =>
    expect(with_(evidence('running-service', 'WinDefend', 'Windows Defender'))).toEqual([]));
  test('do not count because something else opens with them', () =>
    expect(with_(handler('ms-settings', 'Microsoft Edge'))).toEqual([]));
  test('are kept for what they open, not for their other functions', () =>
    expect(with_(handler('.pdf', 'Microsoft Edge'))).not.toContain('edge:browser'));
  test('do not take the place of what designates another', () =>
    expect(
      keptOn(base, { software: [...software, 'Mozilla Firefox 128'], ...handler('http', 'Mozilla Firefox') }),
    ).toEqual(['firefox:browser']));
});

describe('contacted domains', () => {
  const contacted = (...hosts: string[]): TerseInventory => ({
    more: { endpoints: hosts.map((host) => ({ host, source: 'dns' })) },
  });
  const domainsOf = (terse: TerseInventory): string[] => {
    const observation = observe(base, { pc: terse });
    return [...(observation.machines[0]?.domains ?? [])]
      .map((position) => observation.domains[position]?.domain ?? '')
      .sort();
  };
  test('tenants and host names are not kept', () =>
    expect(domainsOf(contacted('commune.office.com', 'maire.example.org', 'mail.google.com'))).toEqual([
      'example.org',
      'google.com',
      'office.com',
    ]));
  test('two hosts of a domain are one', () =>
    expect(domainsOf(contacted('a.example.org', 'b.example.org'))).toEqual(['example.org']));
  test('whatever the case of the domain given', () => {
    const endpoints = ['Example.ORG', 'example.org'].map((domain) => ({ host: `x.${domain}`, domain, source: 'dns' }));
    expect(domainsOf({ more: { endpoints } })).toEqual(['example.org']);
  });
  test('a machine of which no source tells any name is not one that contacted nothing', () => {
    expect(observe(base, { pc: {} }).machines[0]?.domains).toBeNull();
    const more = { endpoints: [{ address: '192.0.2.1', source: 'netstat' }] };
    expect(observe(base, { pc: { more } }).machines[0]?.domains).toBeNull();
  });
  test.each<[string, boolean]>([
    ['office.com', true],
    ['login.microsoftonline.com', true],
    ['gmail.com', true],
    ['telemetry.office.com', false],
    ['microsoft.com', false],
    ['onedrive.com', false],
    ['edge.microsoft.com', false],
    ['example.org', false],
  ])('contacting %s is use of a service: %s', (host, expected) => {
    const observation = observe(base, { pc: contacted(host) });
    expect(isUse(observation.domains[0]?.owner ?? null)).toBe(expected);
  });
});

describe('declared services', () => {
  const declared = (...services: object[]): TerseInventory => ({
    more: { services: services.map((entry) => ({ source: 'csv', ...entry })) },
  });
  const said = (...machines: TerseInventory[]) =>
    observe(base, Object.fromEntries(machines.map((machine, i) => [`m${i}`, machine]))).declared.map(
      ({ name, product, userShare }) => `${name} ${product?.id ?? '-'} ${userShare ?? '-'}`,
    );
  test('by domain', () =>
    expect(said(declared({ name: 'Messagerie', domain: 'gmail.com' }))).toEqual(['Messagerie gmail -']));
  test('by name', () => expect(said(declared({ name: 'Gmail' }))).toEqual(['Gmail gmail -']));
  test('a name that is a program is no service', () =>
    expect(said(declared({ name: 'Google Chrome' }))).toEqual(['Google Chrome - -']));
  test('the domain of a bundled product is none', () =>
    expect(said(declared({ name: 'Nuage', domain: 'onedrive.com' }))).toEqual(['Nuage - -']));
  test('the largest share declared', () =>
    expect(
      said(
        declared({ name: 'Gmail', userShare: 0.2 }),
        declared({ name: 'Gmail', userShare: 0.6 }),
        declared({ name: 'Gmail' }),
      ),
    ).toEqual(['Gmail gmail 0.6']));
  test('what one document tells of a service is not lost by another that does not', () => {
    const [a, b] = [declared({ name: 'Messagerie', domain: 'gmail.com' }), declared({ name: 'Messagerie' })];
    expect([said(a, b), said(b, a)]).toEqual([['Messagerie gmail -'], ['Messagerie gmail -']]);
  });
});

describe('documents of one machine', () => {
  const add = (observer: FleetObserver, key: string, day: string, terse: TerseInventory, replaces?: string): void =>
    observer.add(inventory({ ...terse, collectedAt: `2026-11-${day}T08:00:00Z` }), key, registrable, replaces);
  test('the newer replaces the older, in either order', () => {
    for (const days of [
      ['01', '02'],
      ['02', '01'],
    ] as const) {
      const observer = new FleetObserver(base);
      for (const day of days)
        add(observer, 'pc', day, { software: [day === '02' ? 'Google Chrome' : 'Mozilla Firefox 128'] });
      const { machines, duplicates } = observer.finish();
      expect([machines.length, duplicates, kept(base, machines[0])]).toEqual([1, 1, ['chrome:browser']]);
    }
  });
  test('what an older document declared is gone with it, in either order', () => {
    const old: TerseInventory = { more: { services: [{ name: 'Gmail', source: 'csv' }] } };
    for (const days of [
      ['01', '02'],
      ['02', '01'],
    ] as const) {
      const observer = new FleetObserver(base);
      for (const day of days) add(observer, 'pc', day, day === '01' ? old : {});
      expect(observer.finish().declared).toEqual([]);
    }
  });
  test('a document that completes another takes its place', () => {
    const observer = new FleetObserver(base);
    add(observer, 'early', '01', { software: ['Google Chrome'] });
    add(observer, 'late', '02', { software: ['Google Chrome', 'Mozilla Firefox 128'] }, 'early');
    expect(observer.finish().machines.map((record) => record.key)).toEqual(['late']);
  });
  test('of two of the same instant the same one stays, in either order', () => {
    const results = [
      ['Google Chrome', 'Microsoft Office 2019'],
      ['Microsoft Office 2019', 'Google Chrome'],
    ].map((order) => {
      const observer = new FleetObserver(base);
      for (const name of order) add(observer, 'pc', '01', { software: [name] });
      return kept(base, observer.finish().machines[0]);
    });
    expect(results[0]).toEqual(results[1]);
  });
  test('machines come out by key', () => {
    const { machines } = observe(base, { c: {}, a: {}, b: {} });
    expect(machines.map((record) => record.key)).toEqual(['a', 'b', 'c']);
  });
});

describe('machines', () => {
  test.each([
    ['workstation', 'workstations'],
    ['unknown', 'workstations'],
    ['server', 'servers'],
    ['hypervisor', 'servers'],
    ['phone', null],
    ['tablet', null],
    ['network', null],
  ])('a %s is scored with %s', (kind, scope) => {
    expect(observe(base, { pc: { machine: { kind } } }).machines[0]?.scope).toBe(scope);
  });
  test('the unit, else the site', () => {
    const unitOf = (machine: Record<string, unknown>) => observe(base, { pc: { machine } }).machines[0]?.unit;
    expect([unitOf({ unit: 'école', site: 'nord' }), unitOf({ site: 'nord' }), unitOf({})]).toEqual([
      'école',
      'nord',
      '',
    ]);
  });
});

describe('hostile documents', () => {
  test('names of objects are names like others, everywhere', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const terse: TerseInventory = {
        software: [name, { name, id: name, origin: name, kind: 'package' }],
        machine: { unit: name },
        os: { family: 'linux', name, distribution: name },
        more: {
          useEvidence: [{ kind: 'default-handler', subject: name, product: name }],
          endpoints: [{ host: name, domain: name, source: name }],
          services: [{ name, domain: name, source: name }],
          collectors: [{ id: name, status: 'ok', items: 0, warnings: [name] }],
        },
      };
      const observation = observe(base, { [name === '__proto__' ? 'x' : name]: terse });
      expect(observation.machines[0]?.pairs).toHaveLength(0);
      expect(observation.declared[0]?.name).toBe(name);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
  test('a thousand warnings of a collector are not all kept', () => {
    const warnings = Array.from({ length: 1000 }, (_, i) => `warning ${i}`);
    const more = { collectors: [{ id: 'c', status: 'partial', items: 0, warnings }] };
    expect(observe(base, { pc: { more } }).collectors[0]?.warnings).toHaveLength(20);
  });
});

describe('the order of documents', () => {
  const names = [
    'Google Chrome',
    'Mozilla Firefox 128',
    'Microsoft Edge',
    'Zorglub 1.2',
    'Zorglub 1.3',
    'Microsoft Office 2019',
    'Some Driver',
  ];
  const document = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    software: fc.subarray(names),
    host: fc.option(fc.constantFrom('office.com', 'example.org', 'gmail.com'), { nil: undefined }),
    declared: fc.option(fc.constantFrom('Gmail', 'Microsoft 365', 'Zorglub'), { nil: undefined }),
  });
  const documents = fc.array(document, { maxLength: 6 }).chain((list) => {
    // Each document has its day: two of one machine are never of the same instant.
    const dated = list.map((entry, day) => ({ ...entry, day: String(day + 1).padStart(2, '0') }));
    return fc.tuple(fc.constant(dated), fc.shuffledSubarray(dated, { minLength: dated.length }));
  });
  function result(
    list: { key: string; day: string; software: string[]; host: string | undefined; declared: string | undefined }[],
  ) {
    const observer = new FleetObserver(base);
    for (const { key, day, software, host, declared } of list) {
      const more = {
        endpoints: host === undefined ? [] : [{ host, source: 'dns' }],
        services: declared === undefined ? [] : [{ name: declared, source: 'csv' }],
      };
      observer.add(inventory({ software, more, collectedAt: `2026-11-${day}T00:00:00Z` }), key, registrable);
    }
    const observation = observer.finish();
    return {
      declared: observation.declared.map(({ name, product }) => [name, product?.id]),
      duplicates: observation.duplicates,
      machines: observation.machines.map((record) => ({
        key: record.key,
        kept: kept(base, record),
        unknown: record.unknown,
        titles: [...record.titles].map((title) => observation.findings[title]?.title.name).sort(),
        domains: [...(record.domains ?? [])].map((position) => observation.domains[position]?.domain).sort(),
      })),
    };
  }
  test('changes nothing', () => {
    fc.assert(
      fc.property(documents, ([list, shuffled]) => void expect(result(shuffled)).toEqual(result(list))),
      { numRuns: 300 },
    );
  });
});
