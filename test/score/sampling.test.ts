/** Sampling error against numbers computed by hand (Cochran, stratified, finite population). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Stratum, samplingError } from '../../src/score/sampling.ts';

const stratum = (unit: string, population: number, ...observed: number[]): Stratum => ({ unit, population, observed });

describe('by hand', () => {
  test('one unit: (1 − 2/10) · s²/2, s² = 0.02', () => {
    const error = samplingError([stratum('a', 10, 0.4, 0.6)]);
    expect(error).toMatchObject({ population: 10, sample: 2, strata: 1 });
    expect(error?.standardError).toBeCloseTo(Math.sqrt(0.8 * 0.01), 12);
  });
  test('two units: each weighs its share of the park, squared', () => {
    const error = samplingError([stratum('a', 60, 0.2, 0.4, 0.6), stratum('b', 40, 0.5, 0.9)]);
    const a = 0.6 ** 2 * (1 - 3 / 60) * (0.04 / 3);
    const b = 0.4 ** 2 * (1 - 2 / 40) * (0.08 / 2);
    expect(error?.standardError).toBeCloseTo(Math.sqrt(a + b), 12);
  });
  test('a unit wholly observed adds nothing', () => {
    expect(samplingError([stratum('a', 2, 0, 1)])?.standardError).toBe(0);
  });
  test('equal machines have no error', () => {
    expect(samplingError([stratum('a', 1000, 0.5, 0.5, 0.5)])?.standardError).toBe(0);
  });
});

describe('units with fewer than two machines are merged', () => {
  test('two of them make one stratum', () => {
    const error = samplingError([stratum('a', 5, 0.2), stratum('b', 5, 0.6)]);
    expect(error).toMatchObject({ population: 10, sample: 2, strata: 1 });
    expect(error?.standardError).toBeCloseTo(Math.sqrt((1 - 2 / 10) * (0.08 / 2)), 12);
  });
  test('one alone joins another unit', () => {
    const error = samplingError([stratum('a', 10, 0.2, 0.4), stratum('b', 5, 0.6)]);
    expect(error).toMatchObject({ population: 15, sample: 3, strata: 1 });
    expect(error?.standardError).toBeCloseTo(Math.sqrt((1 - 3 / 15) * (0.04 / 3)), 12);
  });
  test('a unit of the park that nobody observed still counts in its size', () => {
    expect(samplingError([stratum('a', 10, 0.2, 0.4), stratum('b', 90)])).toMatchObject({ population: 100, sample: 2 });
  });
});

describe('not measurable', () => {
  test.each<[string, Stratum[]]>([
    ['nothing', []],
    ['no machine', [stratum('a', 100)]],
    ['one machine', [stratum('a', 100, 0.5)]],
  ])('%s', (_, strata) => expect(samplingError(strata)).toBeNull());
});

describe('properties', () => {
  const degree = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
  const unit = fc.record({ population: fc.nat({ max: 50 }), observed: fc.array(degree, { maxLength: 6 }) });
  const strata = fc
    .array(unit, { maxLength: 5 })
    .map((units) => units.map((of, i): Stratum => ({ unit: `u${i}`, ...of })));
  test('a finite number from 0 to 1; a size smaller than what was observed is taken as observed', () => {
    fc.assert(
      fc.property(strata, (list) => {
        const error = samplingError(list);
        if (error === null) return;
        expect(error.standardError).toBeGreaterThanOrEqual(0);
        expect(error.standardError).toBeLessThanOrEqual(1);
        expect(error.sample).toBeLessThanOrEqual(error.population);
      }),
    );
  });
});
