/** The services scope: who is observed, what counts, what lies under, what is not in use; and who would be missed. */
import { describe, expect, test } from 'vitest';
import { blastRadius } from '../../src/assess/blast-radius.ts';
import { weightsOf } from '../../src/assess/concentration.ts';
import { buildFleet } from '../../src/assess/fleet.ts';
import { describeMachine } from '../../src/assess/machine.ts';
import { Scorings, settingsOf } from '../../src/assess/settings.ts';
import { assess } from '../../src/assess.ts';
import type { Assessment } from '../../src/assessment.ts';
import { renderers } from '../../src/report/index.ts';
import { keptOn, observe, type TerseInventory } from '../identify/observed.ts';
import { seen, smallBase } from '../knowledge/small-base.ts';

const service = { role: 'service' as const, deployment: ['service' as const] };
const base = smallBase(
  {
    amazon: { seat: 'US' },
    cdn: { seat: 'US' },
    dns: {
      seat: 'US',
      products: { 'public-dns': { functions: ['storage'], ...service, resolvers: ['192.0.2.53', '2001:db8::53'] } },
    },
    holding: {
      seat: 'US',
      products: {},
      dispute: { by: 'Its board', on: '2026-10-01', text: 'the shares were sold', source: 'https://example.org/reply' },
    },
    meet: {
      seat: 'US',
      products: {
        'meet-client': { functions: ['collaboration'], match: [seen('Meet')], clientOf: ['meet-service'] },
        'meet-service': { functions: ['collaboration'], ...service, domains: ['meet.com'] },
      },
    },
    poste: {
      owners: [],
      control: { status: 'known', holder: 'none', source: 's1' },
      qualifications: [
        { scheme: 'SecNumCloud 3.2', scope: 'Poste', products: ['poste-mail'], until: '2027-05-01', source: 's1' },
        { scheme: 'HDS', scope: 'everything', source: 's1' },
      ],
      products: { 'poste-mail': { functions: ['mail'], ...service, domains: ['poste.eu'] } },
    },
    bureau: {
      owners: [],
      control: { status: 'known', holder: 'none', source: 's1' },
      products: {
        'bureau-app': {
          functions: ['office'],
          deployment: ['service'],
          match: [seen('Bureau')],
          domains: ['bureau.eu'],
        },
      },
    },
    visio: {
      control: { status: 'known', holder: 'none', source: 's1' },
      products: { 'visio-client': { functions: ['collaboration'], match: [seen('Visio')] } },
    },
    filiale: {
      owners: [{ vendor: 'holding', control: true }],
      products: { 'filiale-files': { functions: ['storage'], ...service, domains: ['filiale.eu'] } },
    },
  },
  {
    clouds: {
      aliases: [
        { suffix: 'amazonaws.com', vendor: 'amazon', layer: 'hosting' },
        { suffix: 'cdn.net', vendor: 'cdn', layer: 'cdn' },
      ],
    },
  },
);

type Contact = string | Record<string, unknown>;
const contacts = (...list: Contact[]): unknown[] =>
  list.map((entry) => ({ source: 'dns', ...(typeof entry === 'string' ? { host: entry } : entry) }));
const machine = (software: string[], ...list: Contact[]): TerseInventory => ({
  software,
  more: { endpoints: contacts(...list) },
});
const client = (...list: Contact[]): TerseInventory => ({
  machine: { kind: 'unknown' },
  more: { observedFrom: 'network', endpoints: contacts(...list), endpointPeriodDays: 7 },
});

function assessed(machines: Record<string, TerseInventory>): Assessment {
  const settings = settingsOf(base);
  if (!settings) throw new Error('no settings');
  return assess(observe(base, machines), base, {
    now: '2026-11-21T00:00:00Z',
    toolVersion: '0',
    settings,
    files: [],
    problems: [],
  });
}
const line = (result: Assessment, id: string) => result.services.lines.find((entry) => entry.id === id);

describe('who is observed', () => {
  test('a client that only the network saw counts among those observed, and is no machine', () => {
    const result = assessed({ a: machine(['Meet'], 'meet.com'), b: client('poste.eu'), c: client('poste.eu') });
    expect(result.headline.machines).toBe(1);
    expect(result.equipment).toEqual([]);
    expect(result.scopes.find(({ id }) => id === 'workstations')?.seen).toBe(1);
    expect(result.services).toMatchObject({ observers: 3, clients: 2 });
    expect(line(result, 'poste-mail')?.share).toBeCloseTo(2 / 3);
    expect(line(result, 'meet-service')?.share).toBeCloseTo(1 / 3);
  });
  test('a client of which nothing was named was looked at all the same', () =>
    expect(line(assessed({ a: client('poste.eu'), b: client() }), 'poste-mail')?.share).toBe(0.5));
  test('two logs of one client are put together', () => {
    const observation = observe(base, { a: client('poste.eu') });
    expect(observation.clients).toHaveLength(1);
    expect(observation.machines).toEqual([]);
  });
  test('a declaration is no machine, nor somebody observed', () => {
    const declared = {
      machine: { kind: 'unknown' },
      more: {
        observedFrom: 'declaration',
        services: [{ name: 'Poste', domain: 'poste.eu', userShare: 0.4, source: 'x' }],
      },
    };
    const result = assessed({ a: machine(['Meet']), d: declared });
    expect(result.headline.machines).toBe(1);
    expect(result.services.observers).toBe(0);
    expect(line(result, 'poste-mail')).toMatchObject({ evidence: 'declared', share: 0.4, seen: 0 });
  });
  test('the period is stated where the sources state it', () => {
    expect(assessed({ a: client('poste.eu') }).services.period).toMatchObject({
      from: '2026-10-25',
      to: '2026-11-01',
      stated: true,
    });
    expect(assessed({ a: machine([], 'poste.eu') }).services.period?.stated).toBe(false);
  });
});

describe('agents that keep some names to themselves', () => {
  const watched = (endpointPolicy: string, ...domains: string[]): TerseInventory => ({
    more: {
      endpointPolicy,
      endpointPeriodDays: 7,
      endpoints: domains.map((domain) => ({ domain, source: 'contacts' })),
    },
  });
  const coverage = (result: Assessment) => result.headline.coverage.services;

  test('strict: services count, their coverage is not measurable, and it is said', () => {
    const result = assessed({ a: watched('strict', 'poste.eu'), b: watched('strict') });
    expect(coverage(result)).toBeNull();
    // The second has watched a whole period and seen nothing.
    expect(line(result, 'poste-mail')?.share).toBe(0.5);
    expect(result.limits.map(({ fr }) => fr).join()).toContain('mode strict');
    const page = renderers.find(({ id }) => id === 'html')?.files(result, 'fr')[0]?.content ?? '';
    expect(page).toContain('les domaines inconnus n’ont pas quitté les machines');
    expect(page).not.toContain('aucun service n’a pu être vu');
  });
  test('strict, before its first period: it has not looked yet', () => {
    const young = { more: { endpointPolicy: 'strict', endpoints: [] } };
    expect(line(assessed({ a: watched('strict', 'poste.eu'), b: young }), 'poste-mail')?.share).toBe(1);
  });
  test('discover: an unknown domain is one for all the machines that hash it, and a service once its name is told', () => {
    const hash = 'a'.repeat(32);
    const unknown = (name?: string): TerseInventory => {
      const { more } = watched('discover', 'poste.eu');
      return { more: { ...more, unknownDomains: [{ hash, ...(name === undefined ? {} : { name }) }] } };
    };
    expect(coverage(assessed({ a: unknown(), b: unknown() }))).toMatchObject({ attributed: 1, unknown: 1 });
    expect(coverage(assessed({ a: unknown(), b: unknown('inconnu.eu') }))).toMatchObject({ attributed: 1, unknown: 1 });
    const told = assessed({ a: unknown(), b: unknown('meet.com') });
    expect(coverage(told)).toMatchObject({ attributed: 2, unknown: 0 });
    expect(line(told, 'meet-service')?.share).toBe(1);
  });
  test('full: everything is measurable', () =>
    expect(coverage(assessed({ a: watched('full', 'poste.eu', 'inconnu.eu') }))).toMatchObject({ unknown: 1 }));
});

describe('what lies under a service', () => {
  const on = (...aliases: string[]): Contact => ({ host: 'poste.eu', aliases });
  test('a European service seen on an extra-European cloud is class C, with the chain as evidence', () => {
    const result = assessed({ a: machine([], on('x.eu-west-3.amazonaws.com')) });
    expect(line(result, 'poste-mail')).toMatchObject({ class: 'C', reason: 'hosting' });
    expect(line(result, 'poste-mail')?.under).toMatchObject([
      { operator: 'amazon', country: 'US', layer: 'hosting', by: 'alias', machines: 1 },
    ]);
    const facts = result.products
      .find(({ id }) => id === 'poste-mail')
      ?.facts.filter(({ about }) => about === 'hosting');
    expect(facts?.map(({ text }) => text.en)).toEqual([
      'seen hosted by amazon (alias (CNAME) under amazonaws.com), on 1 machine(s)',
    ]);
  });
  test('one machine is explained with the class that the report gives, and with what it contacted', () => {
    const machines = {
      a: machine(['Bureau'], { host: 'mairie-x.bureau.eu', aliases: ['mairie-x.amazonaws.com'] }, 'metrics.poste.eu'),
    };
    const report = assessed(machines);
    expect(report.products.find(({ id }) => id === 'bureau-app')).toMatchObject({ class: 'C', reason: 'hosting' });
    const observation = observe(base, machines);
    const settings = settingsOf(base);
    const [record] = observation.machines;
    if (!settings || !record) throw new Error('no settings, or no machine');
    const detail = describeMachine(observation, record, base, settings, '2026-11-21');
    expect(detail.d).toBe(report.scopes.find(({ id }) => id === 'workstations')?.d);
    expect(detail.d).toBe(0.5);
    expect(detail.contacts).toEqual([
      {
        domain: 'bureau.eu',
        vendor: 'bureau',
        product: 'bureau-app',
        purpose: 'use',
        use: true,
        under: [{ operator: 'amazon', layer: 'hosting', detail: 'amazonaws.com' }],
      },
      { domain: 'poste.eu', vendor: 'poste', product: 'poste-mail', purpose: 'advertising', use: false, under: [] },
    ]);
    expect(JSON.stringify(detail)).not.toContain('mairie-x');
  });
  test('a delivery network in front is shown and changes no class', () => {
    const result = assessed({ a: machine([], on('x.cdn.net')) });
    expect(line(result, 'poste-mail')).toMatchObject({ class: 'A', under: [{ operator: 'cdn', layer: 'cdn' }] });
  });
  test('a name of the organisation that is an alias of a service is that service, and is not kept', () => {
    const result = assessed({ a: machine([], { host: 'mail.mairie-x.fr', aliases: ['mairie-x.poste.eu'] }) });
    expect(line(result, 'poste-mail')?.seen).toBe(1);
    expect(JSON.stringify(result)).not.toContain('mairie-x');
  });
});

describe('use before presence', () => {
  test('of two clients, only the one whose service was contacted is kept', () => {
    expect(keptOn(base, machine(['Meet', 'Visio'], 'meet.com'))).toEqual(['meet-client:collaboration']);
    expect(keptOn(base, machine(['Meet', 'Visio']))).toEqual([
      'meet-client:collaboration',
      'visio-client:collaboration',
    ]);
  });
  test('a browser that opens the service does not show that the client is used', () =>
    expect(keptOn(base, machine(['Meet', 'Visio'], { host: 'meet.com', process: 'chrome.exe' }))).toHaveLength(2));
  test('telemetry is no use', () =>
    expect(keptOn(base, machine(['Meet', 'Visio'], 'metrics.meet.com'))).toHaveLength(2));
  test('a client and its service are one line with two terms', () =>
    expect(line(assessed({ a: machine(['Meet'], 'meet.com') }), 'meet-service')?.clients).toEqual([
      { id: 'meet-client', title: 'meet-client', machines: 1 },
    ]));
  test('a client that never speaks is not seen in use, only where it could have been heard', () => {
    const result = assessed({
      a: machine(['Meet'], 'poste.eu'),
      b: machine(['Meet']),
      c: machine(['Meet'], 'meet.com'),
    });
    expect(result.services.notInUse).toMatchObject([{ id: 'meet-client', machines: 1, observed: 2 }]);
  });
});

describe('what is contacted for something else', () => {
  test('labels of a name take it out of use', () => {
    const result = assessed({ a: machine([], 'ocsp.poste.eu', 'metrics.poste.eu') });
    expect(result.services.lines).toEqual([]);
    expect(result.services.purposes.map(({ purpose }) => purpose)).toEqual(['advertising', 'revocation']);
  });
  test.each(['192.0.2.53', '2001:0db8:0:0::53'])('a public resolver is known by its address, %s', (address) =>
    expect(assessed({ a: machine([], 'poste.eu', { address }) }).services.purposes).toMatchObject([
      { purpose: 'resolver', machines: 1, vendors: [{ name: 'dns', country: 'US' }] },
    ]),
  );
});

test('qualifications say what they cover, and until when', () =>
  expect(line(assessed({ a: machine([], 'poste.eu') }), 'poste-mail')?.qualifications).toMatchObject([
    { scheme: 'SecNumCloud 3.2', until: '2027-05-01', covers: true },
    { scheme: 'HDS', until: null, covers: false },
  ]));

describe('blast radius', () => {
  const machines = {
    a: machine(['Meet'], 'meet.com', { host: 'poste.eu', aliases: ['x.amazonaws.com'] }),
    b: machine(['Visio'], { host: 'filiale.eu', aliases: ['x.cdn.net'] }, { address: '192.0.2.53' }),
  };
  const radius = (what: string) => {
    const observation = observe(base, machines);
    const observed = buildFleet(observation, base);
    const settings = settingsOf(base);
    if (!settings) throw new Error('no settings');
    const { degrees, score } = new Scorings(base, observed.fleet, '2026-11-21', observed.hostedBy).under({
      perimeter: settings.perimeter,
      exposed: settings.profile.exposed,
      free: settings.profile.free,
    });
    const weights = weightsOf(observed.fleet, degrees, score);
    expect(weights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    return blastRadius({ base, observation, observed, assessment: assessed(machines), weights }, what);
  };
  const struck = (what: string) =>
    radius(what)
      ?.products.map(({ id, through }) => `${id} ${through}`)
      .sort();
  test.each([
    ['meet', ['meet-client vendor', 'meet-service vendor']],
    ['amazon', ['poste-mail hosting']],
    ['cdn', ['filiale-files front']],
    ['holding', ['filiale-files control']],
    ['US', ['filiale-files control', 'meet-client vendor', 'meet-service vendor', 'poste-mail hosting']],
    ['États-Unis', ['filiale-files control', 'meet-client vendor', 'meet-service vendor', 'poste-mail hosting']],
    ['resolver', []],
  ])('%s strikes', (what, expected) => expect(struck(what)).toEqual(expected));
  test('a part counts who contacts it', () =>
    expect(radius('resolver')?.contacts).toEqual([{ purpose: 'resolver', machines: 1, vendors: ['dns'] }]));
  test('a European service stops as well when its own vendor is cut off', () => {
    const result = radius('poste');
    expect(result?.products).toMatchObject([{ id: 'poste-mail', cutOff: 'immediate', lawfulAccess: 'not-identified' }]);
    expect(result?.observers).toEqual({ all: 2, stopped: 1 });
  });
  test('a host that is missing stops the service at once', () =>
    expect(radius('amazon')?.products[0]).toMatchObject({ cutOff: 'immediate' }));
  test.each([
    ['holding', ['holding']],
    ['US', ['holding']],
    ['cdn', ['holding']],
    ['meet', []],
  ])('who is cut off or stands behind what stops has its answer: %s', (what, expected) =>
    expect(
      radius(what)?.disputes.map(({ vendor, text }) => `${vendor.id}${text === 'the shares were sold' ? '' : '?'}`),
    ).toEqual(expected),
  );
  test('machines and functions', () => {
    const result = radius('meet');
    expect(result?.machines).toEqual({ all: 2, struck: 1, stopped: 0 });
    expect(result?.functions).toMatchObject([
      { id: 'collaboration', present: 2, hit: 1, services: { struck: 1, all: 1, machines: 1 } },
    ]);
    expect(result?.share).toBeGreaterThan(0);
  });
  test('a name that answers to nothing', () => expect(radius('zorglub')).toBeNull());
});
