/** What contracts and prerequisites change of the plan, and what could be retired. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planCandidates } from '../../src/plan/candidates.ts';
import { ordered, prerequisitesOf, type Rankable } from '../../src/plan/order.ts';
import { planRetirements } from '../../src/plan/retire.ts';
import type { ProductContract } from '../../src/plan/urgency.ts';
import { productOf } from '../../src/score/fleet.ts';
import { scoreFleet } from '../../src/score/score.ts';
import { productOfBase, smallBase } from '../knowledge/small-base.ts';
import { scorePark, type TerseMachine } from '../score/park.ts';

const today = '2026-11-21';
const base = smallBase({
  american: {
    seat: 'US',
    products: {
      old: { functions: ['office'], alternatives: [{ product: 'fresh', readiness: 1 }] },
      system: {
        functions: ['operating-system'],
        role: 'platform',
        alternatives: [{ product: 'free-system', readiness: 1 }],
      },
      held: { functions: ['browser'], requires: ['system'], alternatives: [{ product: 'loose', readiness: 0.25 }] },
    },
  },
  european: {
    control: { status: 'known', holder: 'none', source: 's1' },
    products: {
      fresh: { functions: ['office'] },
      loose: { functions: ['browser'] },
      'free-system': { functions: ['operating-system'], role: 'platform' },
    },
  },
});

function planWith(
  contract: ProductContract | undefined,
  machines: Record<string, TerseMachine> = { a: { products: ['old'] } },
) {
  const { fleet, degrees, score } = scorePark(base, machines);
  const contracts = new Map(contract === undefined ? [] : [[productOfBase(base, 'old').index, contract]]);
  return planCandidates({ base, fleet, degrees, score, perimeters: [], contracts, today }).candidates;
}
const contract = (more: Partial<ProductContract>): ProductContract => ({
  endsOn: null,
  sensitive: false,
  yearlyEuros: null,
  ...more,
});

describe('urgency', () => {
  test.each<[string, ProductContract | undefined, number, string[]]>([
    ['no contract', undefined, 1, []],
    ['a contract that ends within 18 months', contract({ endsOn: '2028-05-21' }), 1.5, ['contract-end']],
    ['a contract that ends a day later', contract({ endsOn: '2028-05-22' }), 1, []],
    ['a contract that is over', contract({ endsOn: '2026-11-20' }), 1, []],
    ['sensitive data', contract({ sensitive: true }), 1.5, ['sensitive-data']],
    ['both', contract({ endsOn: '2026-12-01', sensitive: true }), 2, ['contract-end', 'sensitive-data']],
  ])('%s', (_, given, value, reasons) => {
    const [candidate] = planWith(given);
    expect(candidate?.urgency).toEqual({ value, reasons });
    expect(candidate?.contract).toEqual(given ?? null);
  });
  test('raises the priority in proportion', () => {
    const [plain, urgent] = [planWith(undefined), planWith(contract({ sensitive: true }))];
    expect((urgent[0]?.priority ?? 0) / (plain[0]?.priority ?? 1)).toBeCloseTo(1.5, 12);
  });
});

describe('prerequisites', () => {
  const blocked: TerseMachine = { products: ['system', 'held'] };
  const order = (machines: Record<string, TerseMachine>) =>
    planWith(undefined, machines).map(({ from, rank, prerequisites }) => [
      from.id,
      rank,
      prerequisites.map((first) => `${first.from.id} ${first.rank}`),
    ]);
  test('what blocks most of the machines of a candidate is replaced before it', () =>
    expect(order({ a: blocked, b: blocked, c: { products: ['system'] } })).toEqual([
      ['held', 1, []],
      ['system', 2, ['held 1']],
    ]));
  test('a candidate that is open on most machines waits for nobody', () => {
    const open = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`m${i}`, { products: ['system'] }]));
    expect(order({ a: blocked, ...open })[0]).toEqual(['system', 1, []]);
  });
  test('in any set, every candidate is there once and after its prerequisites unless they need each other', () => {
    const ids = ['old', 'system', 'held', 'fresh', 'loose', 'free-system'];
    const one = fc.record({
      from: fc.constantFrom(...ids).map((id) => productOfBase(base, id)),
      to: fc.constantFrom(...ids).map((id) => productOfBase(base, id)),
      scope: fc.constant('machines' as const),
      band: fc.constantFrom('major', 'minor', 'marginal'),
      gain: fc.double({ min: 0, max: 1, noNaN: true }),
      priority: fc.double({ min: 0, max: 10, noNaN: true }),
      effort: fc.record({ personDays: fc.double({ min: 1, max: 100, noNaN: true }) }),
      machinesOpen: fc.nat(5),
      machinesBlocked: fc.nat(5),
      blockedBy: fc.uniqueArray(
        fc.constantFrom(...ids).map((id) => ({ id })),
        { selector: ({ id }) => id },
      ),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (list: Rankable[]) => {
        const first = prerequisitesOf(list, base);
        const result = ordered(list, first, base);
        expect(new Set(result)).toEqual(new Set(list));
        expect(result.length).toBe(list.length);
        const needs = (a: Rankable, b: Rankable, seen = new Set<Rankable>()): boolean =>
          !seen.has(a) && (first.get(seen.add(a) && a) ?? []).some((other) => other === b || needs(other, b, seen));
        for (const [held, before] of first)
          for (const other of before)
            if (!needs(other, held)) expect(result.indexOf(other)).toBeLessThan(result.indexOf(held));
      }),
    );
  });
});

describe('what could be retired', () => {
  const machine = fc.record({
    products: fc.uniqueArray(fc.constantFrom('old', 'system', 'held', 'fresh', 'loose'), { maxLength: 5 }),
    unknown: fc.nat(2),
    scope: fc.constantFrom('workstations' as const, 'servers' as const),
  });
  test('the gain is that of scoring the fleet again without the product', () =>
    fc.assert(
      fc.property(
        fc.array(machine, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('old', 'held', 'fresh'),
        (list, id) => {
          const park = Object.fromEntries(list.map((entry, i) => [`m${i}`, entry]));
          const { fleet, degrees, score } = scorePark(base, park);
          const { index } = productOfBase(base, id);
          const on = list.flatMap(({ products }, i) => (products.includes(id) ? [i] : []));
          const [line] = planRetirements({
            base,
            fleet,
            degrees,
            score,
            unused: new Map([[index, on]]),
            contracts: new Map(),
          });
          const machines = fleet.machines.map((row) => ({
            ...row,
            pairs: row.pairs.filter((pair) => productOf(pair) !== index),
          }));
          const after = scoreFleet({ ...fleet, machines }, degrees).overall;
          expect(line?.machines).toBe(on.length);
          expect(line?.gain).toBeCloseTo((score.overall.d ?? 0) - (after.d ?? 0), 9);
          expect(line?.gainMax).toBeCloseTo((score.overall.dMax ?? 0) - (after.dMax ?? 0), 9);
        },
      ),
    ));
  test('a machine where another product needs it keeps it', () => {
    const { fleet, degrees, score } = scorePark(base, {
      a: { products: ['system', 'held'] },
      b: { products: ['system'] },
    });
    const unused = new Map([[productOfBase(base, 'system').index, [0, 1]]]);
    expect(planRetirements({ base, fleet, degrees, score, unused, contracts: new Map() })).toMatchObject([
      { machines: 1, machinesBlocked: 1 },
    ]);
  });
  test('most machines first, then the dearest', () => {
    const { fleet, degrees, score } = scorePark(base, {
      a: { products: ['old', 'held', 'loose'] },
      b: { products: ['loose'] },
    });
    const at = (id: string): number => productOfBase(base, id).index;
    const unused = new Map([
      [at('old'), [0]],
      [at('held'), [0]],
      [at('loose'), [0, 1]],
    ]);
    const contracts = new Map([[at('held'), contract({ yearlyEuros: 500 })]]);
    const lines = planRetirements({ base, fleet, degrees, score, unused, contracts });
    expect(lines.map(({ product }) => product.id)).toEqual(['loose', 'held', 'old']);
  });
});
