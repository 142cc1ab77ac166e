/** The candidates: which pairs are, every factor, the order. */
import { describe, expect, test } from 'vitest';
import { type CandidatePlan, effortOf, type PlannedCandidate, planCandidates } from '../../src/plan/candidates.ts';
import { degreesOf } from '../../src/score/degree.ts';
import { scoreFleet } from '../../src/score/score.ts';
import { options, smallBase, type TerseProduct, type TerseRules, type TerseVendor } from '../knowledge/small-base.ts';
import { parkOf, type TerseMachine } from '../score/park.ts';

const today = '2026-11-21';
const nobody = { status: 'known' as const, holder: 'none', source: 's1' };
const service: TerseProduct = { role: 'service', deployment: ['service'] };

function plan(
  vendors: Record<string, TerseVendor>,
  machines: Record<string, TerseMachine>,
  services: Record<string, number> = {},
  rules: TerseRules = {},
): CandidatePlan {
  const base = smallBase(vendors, rules);
  const fleet = parkOf(base, machines, services);
  const degrees = degreesOf(base, options());
  const score = scoreFleet(fleet, degrees);
  const perimeters = ['ue', 'eee', 'eee-ch', 'europe'].map((id) => {
    const there = id === 'eee' ? degrees : degreesOf(base, options(id));
    return { id, degrees: there, score: id === 'eee' ? score : scoreFleet(fleet, there) };
  });
  return planCandidates({ base, fleet, degrees, score, perimeters, today });
}

/** One American product with its alternatives, and free or European ones. */
function market(american: TerseProduct, more: Record<string, TerseProduct> = {}): Record<string, TerseVendor> {
  return {
    american: { seat: 'US', products: { old: american, ...more } },
    british: { seat: 'GB', control: nobody, products: { brit: { functions: ['office'] } } },
    european: {
      control: nobody,
      products: {
        fresh: { functions: ['office'] },
        poste: { functions: ['mail'], ...service },
        'fresh-mail': { functions: ['mail'] },
      },
    },
    unknown: { seat: null, kind: 'community', products: { mystery: { functions: ['office'] } } },
  };
}
const to = (product: string, more: object = {}) => ({ product, readiness: 1 as const, ...more });
const one = (of: CandidatePlan): PlannedCandidate => {
  if (of.candidates.length !== 1) throw new Error(`${of.candidates.length} candidates`);
  return of.candidates[0]!;
};
const pcs = (count: number, ...products: string[]): Record<string, TerseMachine> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`pc-${i}`, { products }]));

describe('what is a candidate', () => {
  const of = (product: TerseProduct, machines = pcs(1, 'old')) => plan(market(product), machines);
  test('a product with d > 0 and an alternative of a lower degree in a common function', () => {
    const { candidates } = of({ alternatives: [to('fresh')] });
    expect(candidates.map(({ from, to: a, pairs, scope }) => [from.id, a.id, pairs, scope])).toEqual([
      ['old', 'fresh', ['office'], 'machines'],
    ]);
  });
  test.each<[string, TerseProduct]>([
    ['no alternative', {}],
    ['an alternative of the same degree', { alternatives: [to('brit')] }],
    ['an alternative without degree', { alternatives: [to('mystery')] }],
    ['no common function', { alternatives: [to('fresh-mail')] }],
    ['an alternative that is not in the base', { alternatives: [to('nowhere')] }],
  ])('%s is none, and the product is listed without alternative', (_, product) => {
    const { candidates, withoutAlternative } = of(product);
    expect([candidates.length, withoutAlternative.map((entry) => entry.id)]).toEqual([0, ['old']]);
  });
  test('a product of degree 0 is neither', () => {
    const result = plan(market({ licence: 'MIT', alternatives: [to('fresh')] }), pcs(1, 'old'));
    expect(result).toEqual({ candidates: [], withoutAlternative: [] });
  });
  test('a product that is on no machine is neither', () =>
    expect(of({ alternatives: [to('fresh')] }, pcs(1, 'fresh'))).toEqual({ candidates: [], withoutAlternative: [] }));
  test('a suite keeps the functions the alternative does not serve', () => {
    const { pairs, keeps } = one(of({ functions: ['office', 'mail', 'storage'], alternatives: [to('fresh')] }));
    expect([pairs, keeps]).toEqual([['office'], ['mail', 'storage']]);
  });
});

describe('a client and a service', () => {
  const product = {
    functions: ['mail'],
    deployment: ['on-premises' as const, 'service' as const],
    alternatives: [to('fresh-mail')],
  };
  const { candidates } = plan(market(product), pcs(4, 'old'), { old: 0.5 });
  test('of one product are two candidates, never one', () =>
    expect(candidates.map((entry) => entry.scope).sort()).toEqual(['machines', 'services']));
  test('each has its own gain', () => {
    const gain = Object.fromEntries(candidates.map((entry) => [entry.scope, entry.gain]));
    expect(gain.machines).toBeCloseTo(50 / 75, 12);
    expect(gain.services).toBeCloseTo(25 / 75, 12);
  });
  test('the client counts machines, the service its users', () => {
    const machines = Object.fromEntries(
      candidates.map((entry) => [entry.scope, [entry.machinesOpen, entry.effort.machines]]),
    );
    expect(machines).toEqual({ machines: [4, 4], services: [0, 2] });
  });
});

describe('the gain', () => {
  test('is D minus D after, on machines open', () => {
    const { gain, gainMax } = one(
      plan(market({ alternatives: [to('fresh')] }), { ...pcs(3, 'old'), other: { products: ['fresh'] } }),
    );
    expect(gain).toBeCloseTo(0.75, 12);
    expect(gainMax).toBeCloseTo(0.75, 12);
  });
  test('where the alternative is beside it, of its removal', () =>
    expect(one(plan(market({ alternatives: [to('fresh')] }), pcs(1, 'old', 'fresh'))).gain).toBeCloseTo(0.5, 12));
  test('may be negative when another product stays alone in the function: shown all the same', () => {
    // old (C, 0.5) leaves where worse (D) stays beside the alternative already there: the mean goes up.
    const vendors = {
      ...market({}),
      exposed: {
        owners: [{ holder: 'F', country: 'US', control: true }],
        products: { half: { functions: ['office'], alternatives: [to('fresh')] } },
      },
      worse: { seat: 'US', products: { worst: { functions: ['office'] }, worse: { functions: ['office'] } } },
    };
    const { candidates } = plan(vendors, pcs(1, 'half', 'worst', 'worse', 'fresh'));
    const [half] = candidates.filter((entry) => entry.from.id === 'half');
    expect(half?.gain).toBeCloseTo(2.5 / 4 - 2 / 3, 12);
    expect(half?.band).toBe('marginal');
  });
  test('under each perimeter', () => {
    const vendors = {
      ...market({}),
      swiss: {
        seat: 'CH',
        control: nobody,
        products: { alpine: { functions: ['office'], alternatives: [to('fresh')] } },
      },
    };
    const { gainByPerimeter } = one(plan(vendors, pcs(1, 'alpine')));
    expect(gainByPerimeter).toEqual({ ue: 1, eee: 1, 'eee-ch': 0, europe: 0 });
  });
  test('the interval after stands beside it', () => {
    const { intervalAfter } = one(
      plan(market({ alternatives: [to('fresh')] }), { pc: { products: ['old'], unknown: 1 } }),
    );
    expect(intervalAfter).toEqual({ low: 0, high: 0.5 });
  });
});

describe('bands', () => {
  test.each([
    [100, 'major'],
    [101, 'minor'],
    [1000, 'minor'],
    [1001, 'marginal'],
  ])('one machine of %d changes: %s', (machines, band) => {
    const fleet = { ...pcs(machines - 1, 'fresh'), last: { products: ['old'] } };
    expect(one(plan(market({ alternatives: [to('fresh')] }), fleet)).band).toBe(band);
  });
});

describe('blocked machines', () => {
  const vendors = market(
    { alternatives: [to('fresh')] },
    {
      'add-in': { functions: ['document'], requires: ['old'] },
      'add-on': { functions: ['utilities'], requires: ['old'] },
    },
  );
  const { machinesOpen, machinesBlocked, blockedBy, gain, effort } = one(
    plan(vendors, {
      a: { products: ['old', 'add-in'] },
      b: { products: ['old', 'add-in', 'add-on'] },
      c: { products: ['old'] },
    }),
  );
  test('are counted apart from those open', () => expect([machinesOpen, machinesBlocked]).toEqual([1, 2]));
  test('with the products that block, most frequent first', () =>
    expect(blockedBy.map(({ id, machines }) => [id, machines])).toEqual([
      ['add-in', 2],
      ['add-on', 1],
    ]));
  test('gain and effort are of open machines', () => {
    expect(gain).toBeCloseTo(1 / 3, 12);
    expect(effort.machines).toBe(1);
  });
  test('a requirement that is not there is told by its title', () => {
    const missing = market({ alternatives: [to('needy')] });
    missing.european!.products!.needy = { functions: ['office'], requires: ['engine'] };
    missing.european!.products!.engine = { title: 'The Engine', functions: ['utilities'] };
    expect(one(plan(missing, pcs(2, 'old'))).blockedBy).toEqual([{ id: 'engine', title: 'The Engine', machines: 2 }]);
  });
});

describe('effort', () => {
  const rules: TerseRules = {
    functions: { office: 5, mail: 5 },
    migration: { effort: { fixed: 10, perMachine: 0.1, minimum: 1, rangeFactor: 2, basis: 'unverified' } },
  };
  const base = smallBase({ maker: {} }, rules);
  test('(Σ fixed + machines · Σ perMachine) · lock-in', () =>
    expect(effortOf(base, ['office', 'mail'], 50, 1.5)).toEqual({
      personDays: 45,
      low: 22.5,
      high: 90,
      fixed: 20,
      perMachine: 0.2,
      machines: 50,
      lockIn: 1.5,
    }));
  test('is at least one person-day', () => {
    const cheap = smallBase(
      { maker: {} },
      { migration: { effort: { fixed: 0, perMachine: 0.01, minimum: 1, rangeFactor: 2, basis: 'unverified' } } },
    );
    expect(effortOf(cheap, ['office'], 3, 1).personDays).toBe(1);
  });
});

describe('urgency', () => {
  const urgencyOf = (product: TerseProduct) =>
    one(plan(market({ alternatives: [to('fresh')], ...product }), pcs(1, 'old'))).urgency;
  const end = (on: string, versions = '*'): TerseProduct => ({ endOfLife: [{ versions, on, source: 's1' }] });
  test('is 1 when nothing presses', () => expect(urgencyOf({})).toEqual({ value: 1, reasons: [] }));
  test('an end of life within twelve months', () =>
    expect(urgencyOf(end('2027-11-21'))).toEqual({ value: 1.5, reasons: ['end-of-life'] }));
  test('an end of life that is past', () => expect(urgencyOf(end('2020-01-01')).value).toBe(1.5));
  test('a later one does not press', () => expect(urgencyOf(end('2027-11-22')).value).toBe(1));
  test('one of some versions only: which are there is not known here', () =>
    expect(urgencyOf(end('2020-01-01', '<=2019')).value).toBe(1));
  test('a cut-off that would be immediate', () =>
    expect(urgencyOf({ onlineServiceRequired: true })).toEqual({ value: 1.25, reasons: ['cut-off-immediate'] }));
  test('both add up', () => expect(urgencyOf({ onlineServiceRequired: true, ...end('2026-12-01') }).value).toBe(1.75));
});

describe('priority and order', () => {
  test('gain × readiness × urgency ÷ effort', () => {
    const product = { alternatives: [to('fresh', { readiness: 0.5, lockIn: 2 })], onlineServiceRequired: true };
    const { priority, effort } = one(plan(market(product), pcs(1, 'old')));
    expect(effort.personDays).toBeCloseTo(20.2, 12);
    expect(priority).toBeCloseTo((100 * 0.5 * 1.25) / 20.2, 12);
  });
  test('the best alternative is the candidate, the others are named', () => {
    const vendors = market({
      alternatives: [to('fresh', { readiness: 0.25 }), to('better'), to('dear', { lockIn: 5 })],
    });
    vendors.european!.products!.better = { functions: ['office'] };
    vendors.european!.products!.dear = { functions: ['office'] };
    const { to: best, others } = one(plan(vendors, pcs(1, 'old')));
    expect([best.id, others.map((entry) => entry.id)]).toEqual(['better', ['fresh', 'dear']]);
  });

  // Three products in three functions, of equal efforts: gains differ by their machines.
  const three: Record<string, TerseVendor> = {
    american: {
      seat: 'US',
      products: {
        a: { functions: ['office'], alternatives: [to('fa', { readiness: 0.25 })] },
        b: { functions: ['mail'], alternatives: [to('fb')] },
        c: { functions: ['storage'], alternatives: [to('fc', { lockIn: 0.5 })] },
      },
    },
    european: {
      control: nobody,
      products: { fa: { functions: ['office'] }, fb: { functions: ['mail'] }, fc: { functions: ['storage'] } },
    },
  };
  test('by priority within a band', () => {
    const { candidates } = plan(three, pcs(10, 'a', 'b', 'c'));
    const [first, second, third] = candidates;
    expect(candidates.map(({ from, band }) => [from.id, band])).toEqual([
      ['c', 'major'],
      ['b', 'major'],
      ['a', 'major'],
    ]);
    expect(first!.priority).toBeGreaterThan(second!.priority);
    expect(second!.priority).toBeGreaterThan(third!.priority);
  });
  test('by band first: a larger gain comes before a better priority', () => {
    const machines = { ...pcs(200, 'a', 'fb', 'fc'), one: { products: ['fa', 'fb', 'c'] } };
    const { candidates } = plan(three, machines);
    expect(candidates.map(({ from, band }) => [from.id, band])).toEqual([
      ['a', 'major'],
      ['c', 'minor'],
    ]);
  });
  test('ranks go from 1', () =>
    expect(plan(three, pcs(10, 'a', 'b', 'c')).candidates.map((entry) => entry.rank)).toEqual([1, 2, 3]));
  test('halving or doubling every effort changes no rank where none is at the minimum', () => {
    const ranks = plan(three, pcs(10, 'a', 'b', 'c')).candidates.map((entry) => entry.ranks);
    expect(ranks).toEqual([
      { low: 1, high: 1 },
      { low: 2, high: 2 },
      { low: 3, high: 3 },
    ]);
  });
  test('it does where one cannot be halved: the rank is a range', () => {
    // c: 4 × 0.5 / 1 day, which stays one day; a: 5 / 4 days, 5 / 2 when halved.
    const two = structuredClone(three);
    two.american!.products!.c!.alternatives = [to('fc', { readiness: 0.5, lockIn: 0.5 })];
    two.american!.products!.a!.alternatives = [to('fa', { lockIn: 2 })];
    const effort = { fixed: 2, perMachine: 0, minimum: 1, rangeFactor: 2, basis: 'unverified' as const };
    const { candidates } = plan(two, pcs(10, 'a', 'c'), {}, { migration: { effort } });
    expect(candidates.map(({ from, rank, ranks }) => [from.id, rank, ranks])).toEqual([
      ['c', 1, { low: 1, high: 2 }],
      ['a', 2, { low: 1, high: 2 }],
    ]);
  });
  test('ranges never leave the band', () => {
    const machines = { ...pcs(200, 'a', 'fb', 'fc'), one: { products: ['fa', 'fb', 'c'] } };
    expect(plan(three, machines).candidates.map((entry) => entry.ranks)).toEqual([
      { low: 1, high: 1 },
      { low: 2, high: 2 },
    ]);
  });
});

describe('strategy', () => {
  const strategyOf = (product: TerseProduct, readiness: 0.25 | 0.5 | 0.75 | 1 = 1) =>
    one(plan(market({ alternatives: [to('fresh', { readiness })], ...product }), pcs(1, 'old'))).strategy.id;
  test.each<[string, TerseProduct, 0.25 | 0.75 | 1, string]>([
    ['a mature alternative', {}, 0.75, 'replace'],
    ['an immature one, by subscription', { subscription: true }, 0.25, 'renegotiate'],
    ['an immature one', {}, 0.25, 'keep-watch'],
    ['an immature one, run by its vendor', { deployment: ['service'] }, 0.25, 'contain'],
  ])('%s', (_, product, readiness, expected) => expect(strategyOf(product, readiness)).toBe(expected));
});
