/** The switches of the method on whole parks: `exposed`, profiles, perimeters. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/score/classify.ts';
import { classesOf, degreesOf, sameDegrees } from '../../src/score/degree.ts';
import { scoreFleet } from '../../src/score/score.ts';
import { options, smallBase, type TerseVendor } from '../knowledge/small-base.ts';
import { parkOf, scorePark, type TerseMachine } from './park.ts';

const nobody = { status: 'known' as const, holder: 'none', source: 's1' };
const vendors: Record<string, TerseVendor> = {
  american: { seat: 'US', products: { d1: { functions: ['office'] }, d2: { functions: ['browser', 'mail'] } } },
  british: { seat: 'GB', control: nobody, products: { gb: { functions: ['mail'] } } },
  european: { control: nobody, products: { a1: { functions: ['office'] }, a2: { functions: ['browser'] } } },
  exposed: {
    owners: [{ holder: 'Fund', country: 'US', control: true }],
    products: { c1: { functions: ['office', 'mail'] }, c2: { functions: ['browser'] } },
  },
  free: {
    seat: 'US',
    products: { b1: { functions: ['browser'], licence: 'MIT' }, b2: { functions: ['mail'], licence: 'MIT' } },
  },
  nobody: { seat: null, kind: 'community', products: { x1: { functions: ['office'] } } },
  unverified: { products: { q1: { functions: ['office'] }, q2: { functions: ['mail'] } } },
};
const base = smallBase(vendors);
const ids = base.products.map((product) => product.id);

const machine: fc.Arbitrary<TerseMachine> = fc.record({
  products: fc.subarray(ids),
  unknown: fc.nat({ max: 3 }),
  scope: fc.constantFrom('workstations', 'servers'),
});
const park = fc
  .tuple(fc.array(machine, { maxLength: 5 }), fc.dictionary(fc.constantFrom(...ids), fc.constantFrom(0.01, 0.3, 1)))
  .map(([machines, services]) => parkOf(base, Object.fromEntries(machines.map((row, i) => [`m${i}`, row])), services));

describe('exposed = 0, 0.5, 1', () => {
  test('D, D_max and both bounds never go down', () => {
    fc.assert(
      fc.property(park, (fleet) => {
        const [none, half, all] = [0, 0.5, 1].map(
          (exposed) => scoreFleet(fleet, degreesOf(base, options('eee', { exposed }))).overall,
        );
        for (const key of ['d', 'dMax', 'low', 'high'] as const) {
          expect(half![key] ?? 0).toBeGreaterThanOrEqual((none![key] ?? 0) - 1e-12);
          expect(all![key] ?? 0).toBeGreaterThanOrEqual((half![key] ?? 0) - 1e-12);
        }
      }),
    );
  });
  test('A? moves the upper bound alone', () => {
    const results = [0, 0.5, 1].map(
      (exposed) => scorePark(base, { pc: { products: ['q1'] } }, {}, options('eee', { exposed })).score.overall,
    );
    expect(results.map(({ d, low, high }) => [d, low, high])).toEqual([
      [0, 0, 0],
      [0, 0, 0.5],
      [0, 0, 1],
    ]);
  });
  test('D does not move the others: only class C and A? depend on it', () => {
    const [none, all] = [0, 1].map((exposed) => degreesOf(base, options('eee', { exposed })));
    base.products.forEach((product, i) => {
      const name = none!.verdictOf(i).class;
      if (name !== 'C') expect([product.id, all!.degree[i]]).toEqual([product.id, none!.degree[i]]);
    });
  });
});

describe('a wider perimeter', () => {
  test('never raises D here: what is inside stays inside', () => {
    fc.assert(
      fc.property(park, (fleet) => {
        const results = ['ue', 'eee', 'eee-ch', 'europe'].map(
          (id) => scoreFleet(fleet, degreesOf(base, options(id))).overall.d ?? 0,
        );
        for (let i = 1; i < results.length; i++) expect(results[i]!).toBeLessThanOrEqual(results[i - 1]! + 1e-12);
      }),
    );
  });
});

describe('tables of degrees', () => {
  test('a table made from classes already told is the one that tells each product under its own options', () => {
    for (const perimeter of ['ue', 'europe']) {
      for (const free of ['product', 'steward'] as const) {
        const classes = classesOf(base, options(perimeter, { free }));
        for (const exposed of [0, 0.5, 1]) {
          const all = options(perimeter, { exposed, free });
          const table = degreesOf(base, all, classes);
          const told = base.products.map((product) => classify(base, product, all));
          const asService = base.products.map((product) => classify(base, product, { ...all, deployment: 'service' }));
          for (const [columns, expected] of [
            [table, told],
            [table.service, asService],
          ] as const) {
            expect([perimeter, exposed, expected.map((_, i) => columns.verdictOf(i))]).toEqual([
              perimeter,
              exposed,
              expected,
            ]);
            expect([...columns.degree]).toEqual(expected.map(({ degree }) => degree ?? Number.NaN));
            expect([...columns.low]).toEqual(expected.map(({ low }) => low));
            expect([...columns.high]).toEqual(expected.map(({ high }) => high));
          }
        }
      }
    }
  });
  test('the same setting gives the same table', () =>
    expect(sameDegrees(degreesOf(base, options()), degreesOf(base, options()))).toBe(true));
  test('products without degree are equal to themselves', () =>
    expect(Number.isNaN(degreesOf(base, options()).degree[ids.indexOf('x1')])).toBe(true));
  test('another perimeter gives another', () =>
    expect(sameDegrees(degreesOf(base, options('eee')), degreesOf(base, options('europe')))).toBe(false));
  test('a range that differs is a difference', () =>
    expect(
      sameDegrees(degreesOf(base, options('eee', { exposed: 0 })), degreesOf(base, options('eee', { exposed: 1 }))),
    ).toBe(false));
});
