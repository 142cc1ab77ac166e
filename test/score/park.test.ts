/** Small parks computed by hand: what counts, what does not, services, empty machines, coverage. */
import { describe, expect, test } from 'vitest';
import { functionOf, pairOf, productOf } from '../../src/score/fleet.ts';
import { contributionsOf, scoreFleet } from '../../src/score/score.ts';
import { productOfBase, smallBase } from '../knowledge/small-base.ts';
import { parkOf, scorePark } from './park.ts';

const nobody = { status: 'known' as const, holder: 'none', source: 's1' };
const base = smallBase({
  american: {
    seat: 'US',
    products: {
      office: { functions: ['office'] },
      suite: { functions: ['office', 'mail', 'storage'] },
      windows: { functions: ['operating-system'], role: 'platform' },
      games: { functions: ['personal'], role: 'personal' },
      mailbox: { functions: ['mail'], role: 'service', deployment: ['service'] },
    },
  },
  european: {
    control: nobody,
    products: {
      writer: { functions: ['office'] },
      courrier: { functions: ['mail'], role: 'service', deployment: ['service'] },
      drive: { functions: ['storage'], role: 'service', deployment: ['service'] },
    },
  },
  unverified: {
    products: {
      sheet: { functions: ['office'] },
      boite: { functions: ['mail'], role: 'service', deployment: ['service'] },
    },
  },
  nobody: { seat: null, kind: 'community', products: { mystery: { functions: ['office'] } } },
});

const overall = (machines: Parameters<typeof parkOf>[1], services = {}) =>
  scorePark(base, machines, services).score.overall;

describe('pairs', () => {
  test.each([
    [0, 0],
    [1, 255],
    [2232, 41],
    [100_000, 255],
  ])('product %d and function %d come back', (product, f) => {
    expect([productOf(pairOf(product, f)), functionOf(pairOf(product, f))]).toEqual([product, f]);
  });
});

describe('one machine', () => {
  test('a function of criticality 0 opens nothing', () => {
    const { score } = scorePark(base, { pc: { products: ['office', 'games'] } });
    expect(score.machines.at(0)).toMatchObject({ d: 1, attributed: 1, unknown: 0 });
  });
  test('a machine with only what does not count is not measured', () => {
    expect(overall({ pc: { products: ['games'] } })).toMatchObject({ d: null, dMax: null, low: 0, high: 1 });
  });
  test('a product without degree is an unknown program', () => {
    const { score } = scorePark(base, { pc: { products: ['windows', 'mystery'] } });
    expect(score.machines.at(0)).toMatchObject({ d: 1, attributed: 1, unknown: 1 });
  });
  test('a suite counts once, in each of its functions', () => {
    const { score } = scorePark(base, { pc: { products: ['suite', 'writer'] } });
    expect(score.machines.at(0).attributed).toBe(2);
    expect(score.machines.at(0).d).toBeCloseTo((5 * 0.5 + 5 + 4) / 14, 12);
  });
  test('A? gives 0 to D and 0.5 to the upper bound', () => {
    expect(overall({ pc: { products: ['sheet'] } })).toMatchObject({ d: 0, low: 0, high: 0.5 });
  });
  test('an unknown never joins the operating system', () => {
    const { score } = scorePark(base, { pc: { products: ['windows'], unknown: 1 } });
    expect(score.machines.at(0).low).toBeCloseTo(5 / 10, 12);
  });
  test('two hundred unknown programs stay between 0 and 1', () => {
    const { score } = scorePark(base, { pc: { products: ['windows', 'office', 'sheet'], unknown: 200 } });
    expect(score.machines.at(0).low).toBeGreaterThan(0);
    expect(score.machines.at(0).high).toBeLessThan(1);
  });
});

describe('cost', () => {
  test('a thousand machines with five thousand unknown programs each', () => {
    const row = parkOf(base, { pc: { products: ['windows', 'suite', 'sheet'], unknown: 5000 } }).machines[0]!;
    const fleet = { ...parkOf(base, {}), machines: Array.from({ length: 1000 }, () => row) };
    const { degrees } = scorePark(base, {});
    const started = performance.now();
    scoreFleet(fleet, degrees);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('nothing measured', () => {
  test('an empty park prints nothing: null, never 0', () => {
    expect(overall({})).toEqual({ d: null, dMax: null, low: 0, high: 1, measured: [], unmeasured: [] });
  });
  test('an empty inventory enters the bounds as [0, 1], not the mean', () => {
    const result = overall({ full: { products: ['office'] }, empty: { products: [] } });
    expect(result).toMatchObject({ d: 1, low: 0.5, high: 1 });
  });
  test('a machine with only unknown programs does too', () => {
    expect(overall({ full: { products: ['writer'] }, odd: { products: [], unknown: 5 } })).toMatchObject({
      d: 0,
      low: 0,
      high: 0.5,
    });
  });
  test('a scope seen and not measured is in the bounds with its weight, not in D', () => {
    const result = overall({ pc: { products: ['office'] }, server: { products: [], scope: 'servers' } });
    expect(result).toMatchObject({ d: 1, measured: ['workstations'], unmeasured: ['servers'] });
    expect(result.low).toBeCloseTo(50 / 75, 12);
  });
});

describe('scopes', () => {
  test('weights are renormalised over the scopes measured', () => {
    const result = overall({ pc: { products: ['office'] }, server: { products: ['writer'], scope: 'servers' } });
    expect(result.d).toBeCloseTo(50 / 75, 12);
  });
  test('all three: 50, 25, 25', () => {
    const machines = { pc: { products: ['writer'] }, server: { products: ['writer'], scope: 'servers' as const } };
    expect(overall(machines, { mailbox: 1 }).d).toBeCloseTo(0.25, 12);
  });
});

describe('services', () => {
  test('D is weighted by the shares of the machines', () => {
    expect(overall({}, { mailbox: 0.75, courrier: 0.25 }).d).toBeCloseTo(0.75, 12);
  });
  test('a function whose shares do not reach 1 weighs what they add up to', () => {
    // mail: 5 × 0.5 × 1; storage: 4 × 1 × 0.
    expect(overall({}, { mailbox: 0.5, drive: 1 }).d).toBeCloseTo(2.5 / 6.5, 12);
  });
  test('shares over 1 together weigh 1', () => {
    expect(overall({}, { mailbox: 1, courrier: 1, drive: 1 }).d).toBeCloseTo(2.5 / 9, 12);
  });
  test('D_max takes the largest degree of the function', () => {
    expect(overall({}, { mailbox: 0.01, courrier: 1 }).dMax).toBe(1);
  });
  test('A? makes the only interval of services', () => {
    expect(overall({}, { boite: 1 })).toMatchObject({ d: 0, low: 0, high: 0.5 });
  });
  test('contributions carry the weight of the service', () => {
    const { fleet, degrees, score } = scorePark(base, {}, { mailbox: 0.75, courrier: 0.25 });
    const parts = contributionsOf(fleet, degrees, score).filter((part) => part.overall > 0);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ product: productOfBase(base, 'mailbox').index, scope: 'services' });
    expect(parts[0]?.overall).toBeCloseTo(0.75, 12);
  });
  test('unknown services are in the coverage, not in the bounds', () => {
    const fleet = { ...parkOf(base, {}, { courrier: 1 }), unknownServices: 3 };
    const { scopes } = scoreFleet(fleet, scorePark(base, {}).degrees);
    expect(scopes.services).toMatchObject({ attributed: 1, unknown: 3, seen: 4, low: 0, high: 0 });
  });
  test('only unknown services: seen and not measured', () => {
    const fleet = { ...parkOf(base, { pc: { products: ['writer'] } }), unknownServices: 2 };
    const result = scoreFleet(fleet, scorePark(base, {}).degrees).overall;
    expect(result).toMatchObject({ d: 0, unmeasured: ['services'] });
    expect(result.high).toBeCloseTo(25 / 75, 12);
  });
});
