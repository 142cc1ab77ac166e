/** From a fleet observed to a fleet to score: shares of services, thresholds, declared services, scopes. */
import { describe, expect, test } from 'vitest';
import { buildFleet } from '../../src/assess/fleet.ts';
import { degreesOf } from '../../src/score/degree.ts';
import { scoreFleet } from '../../src/score/score.ts';
import { observe, type TerseInventory } from '../identify/observed.ts';
import { options, seen, smallBase } from '../knowledge/small-base.ts';

const service = { role: 'service' as const, deployment: ['service' as const] };
const base = smallBase({
  american: {
    seat: 'US',
    domains: ['american.com'],
    products: {
      office: { functions: ['office'], match: [seen('Office *')] },
      cloud: {
        functions: ['mail', 'storage'],
        ...service,
        match: [seen('Cloud')],
        domains: ['cloud.com', 'mail.cloud.com'],
      },
      shop: { functions: ['personal'], role: 'personal', domains: ['shop.com'] },
    },
  },
  european: {
    products: { poste: { functions: ['mail'], ...service, match: [seen('La Poste')], domains: ['poste.eu'] } },
  },
});

const contacts = (...hosts: string[]): TerseInventory => ({
  more: { endpoints: hosts.map((host) => ({ host, source: 'dns' })) },
});
/** So many machines, of which the first ones contacted what is given; all contacted something. */
function park(machines: number, contacted: Record<string, number>, more: Record<string, TerseInventory> = {}) {
  const list = Object.fromEntries(
    Array.from({ length: machines }, (_, i) => {
      const hosts = Object.entries(contacted).flatMap(([host, count]) => (i < count ? [host] : []));
      return [`m${String(i).padStart(5, '0')}`, contacts('american.com', ...hosts)];
    }),
  );
  return buildFleet(observe(base, { ...list, ...more }), base);
}
const sharesOf = ({ fleet }: ReturnType<typeof park>): Record<string, number> =>
  Object.fromEntries(fleet.services.map((pair) => [base.products[pair.product]!.id, pair.w]));

describe('the share of a service', () => {
  test('is that of the machines that contacted it', () =>
    expect(sharesOf(park(10, { 'cloud.com': 4 }))).toEqual({ cloud: 0.4 }));
  test('a machine that contacted two of its domains counts once', () =>
    expect(sharesOf(park(10, { 'cloud.com': 4, 'mail.cloud.com': 6 }))).toEqual({ cloud: 0.6 }));
  test('is kept for each of its functions', () =>
    expect(park(10, { 'cloud.com': 4 }).fleet.services.map((pair) => pair.function)).toHaveLength(2));
  test('leaves out machines of which no source told a name', () => {
    const blind = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`blind-${i}`, {}]));
    expect(sharesOf(park(10, { 'cloud.com': 5 }, blind))).toEqual({ cloud: 0.5 });
  });
  test('a site of personal use is no service', () => expect(sharesOf(park(10, { 'shop.com': 9 }))).toEqual({}));
});

describe('a domain whose time is over', () => {
  const domains = [{ name: 'old.com', purpose: 'use' as const, until: '2024-06' }];
  const changed = smallBase({ maker: { seat: 'US', products: { old: { functions: ['mail'], ...service, domains } } } });
  test.each([
    ['2024-06-30T08:00:00Z', 1],
    ['2024-07-01T08:00:00Z', 0],
  ])('no longer gives its owner: seen on %s, %d service', (collectedAt, expected) => {
    const observation = observe(changed, { pc: { ...contacts('old.com'), collectedAt } });
    expect(buildFleet(observation, changed).fleet.services).toHaveLength(expected);
  });
});

describe('under 1 % of the machines, listed and not counted', () => {
  test.each([
    [100, 1, { cloud: 0.01 }],
    [101, 1, {}],
    [200, 1, {}],
    [200, 2, { cloud: 0.01 }],
  ])('%d machines, %d contacts', (machines, count, expected) =>
    expect(sharesOf(park(machines, { 'cloud.com': count }))).toEqual(expected),
  );
  test('is told as below the threshold', () => {
    const observed = park(200, { 'cloud.com': 1 });
    expect(observed.belowThreshold.size).toBe(1);
    expect(observed.fleet.services).toEqual([]);
  });
  test('contacts to several domains are merged before', () => {
    const observed = park(100, { 'cloud.com': 1, 'mail.cloud.com': 1 });
    expect([sharesOf(observed), observed.belowThreshold.size]).toEqual([{ cloud: 0.01 }, 0]);
  });
});

describe('from 500 machines, also under 5 machines', () => {
  test.each([
    [499, 4, false],
    [499, 5, true],
    [500, 4, false],
    [500, 5, true],
    [600, 6, true],
  ])('%d machines, %d contacts: counted %s', (machines, count, expected) =>
    expect('cloud' in sharesOf(park(machines, { 'cloud.com': count }))).toBe(expected),
  );
  test('400 machines, 4 contacts: 1 %, counted', () =>
    expect('cloud' in sharesOf(park(400, { 'cloud.com': 4 }))).toBe(true));
});

describe('declared services', () => {
  const declared = (name: string, userShare?: number): TerseInventory => ({
    more: { services: [{ name, source: 'csv', ...(userShare === undefined ? {} : { userShare }) }] },
  });
  test('used by all when nothing could have seen them', () =>
    expect(sharesOf(buildFleet(observe(base, { a: declared('Cloud') }), base))).toEqual({ cloud: 1 }));
  test('of the share declared, when one is', () =>
    expect(sharesOf(buildFleet(observe(base, { a: declared('Cloud', 0.3) }), base))).toEqual({ cloud: 0.3 }));
  test('the larger of the observed and the declared share', () => {
    expect(sharesOf(park(10, { 'cloud.com': 4 }, { z: declared('Cloud', 0.7) }))).toEqual({ cloud: 0.7 });
    expect(sharesOf(park(10, { 'cloud.com': 4 }, { z: declared('Cloud', 0.2) }))).toEqual({ cloud: 0.4 });
  });
  test('that could have been seen, without share: as seen', () =>
    expect(sharesOf(park(10, { 'cloud.com': 4 }, { z: declared('Cloud') }))).toEqual({ cloud: 0.4 }));
  test('recognised, not seen and without share: in the coverage all the same', () => {
    const { fleet } = park(10, {}, { z: declared('Cloud') });
    expect(scoreFleet(fleet, degreesOf(base, options())).scopes.services).toMatchObject({ attributed: 1, unknown: 0 });
  });
  test('unknown ones are in the coverage', () =>
    expect(buildFleet(observe(base, { a: declared('Zorglub Online') }), base).fleet.unknownServices).toBe(1));
  test('the same unknown one on two machines is one', () =>
    expect(
      buildFleet(observe(base, { a: declared('Zorglub'), b: declared('Zorglub') }), base).fleet.unknownServices,
    ).toBe(1));
});

describe('unknown domains', () => {
  test('are in the coverage of services', () =>
    expect(park(10, { 'zorglub.example': 3 }).fleet.unknownServices).toBe(1));
  test('not under the threshold', () => expect(park(200, { 'zorglub.example': 1 }).fleet.unknownServices).toBe(0));
  test('those of a known vendor are neither known nor unknown services', () =>
    expect(park(10, {}).fleet).toMatchObject({ services: [], unknownServices: 0 }));
});

describe('the deployment observed', () => {
  test('free software contacted as a service of its American vendor is class D there, class B on machines', () => {
    const both = smallBase({
      maker: {
        seat: 'US',
        products: {
          notes: {
            functions: ['collaboration'],
            licence: 'AGPL-3.0-only',
            deployment: ['on-premises', 'service'],
            match: [seen('Notes')],
            domains: [{ name: 'notes.com', purpose: 'use' }],
          },
        },
      },
    });
    const { fleet } = buildFleet(observe(both, { pc: { software: ['Notes'], ...contacts('notes.com') } }), both);
    const { scopes } = scoreFleet(fleet, degreesOf(both, options()));
    expect([scopes.workstations.d, scopes.services.d]).toEqual([0, 1]);
  });
});

describe('what can be seen', () => {
  test('nothing contacted nor declared: services are not measurable', () =>
    expect(buildFleet(observe(base, { a: {} }), base).sawNames).toBe(false));
  test('one machine that tells names is enough', () => expect(park(1, {}).sawNames).toBe(true));
  test('equipment is apart', () => {
    const { fleet, equipment } = buildFleet(observe(base, { a: {}, b: { machine: { kind: 'phone' } } }), base);
    expect([fleet.machines.length, equipment.map((record) => record.kind)]).toEqual([1, ['phone']]);
  });
});
