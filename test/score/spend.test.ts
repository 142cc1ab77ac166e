/** The lens of spending: its arithmetic. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SpendLine, spendLens } from '../../src/score/spend.ts';

const euros = (amount: number | undefined, degree: number | null, more: Partial<SpendLine> = {}): SpendLine => ({
  amount,
  currency: 'EUR',
  degree,
  ...more,
});

const line: fc.Arbitrary<SpendLine> = fc.record({
  amount: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
  degree: fc.option(fc.constantFrom(0, 0.5, 1), { nil: null }),
  ended: fc.boolean(),
});

describe('spending', () => {
  test('is the mean of the degrees, weighted by euros; coverage is of euros', () =>
    expect(spendLens([euros(300, 1), euros(100, 0), euros(600, null)])).toEqual({
      d: 0.75,
      coverage: 0.4,
      euros: 1000,
      attributed: 400,
      lines: 3,
      otherCurrency: 0,
      withoutAmount: 0,
      ended: 0,
    }));
  test('other currencies, lines without amount and contracts that are over are counted, and in no sum', () =>
    expect(
      spendLens([euros(10, 1), euros(5, 0, { currency: 'USD' }), euros(undefined, 0), euros(7, 0, { ended: true })]),
    ).toMatchObject({ d: 1, euros: 10, otherCurrency: 1, withoutAmount: 1, ended: 1, lines: 4 }));
  test('nothing paid is not measurable, not 0', () =>
    expect([spendLens([]), spendLens([euros(0, 1)]), spendLens([euros(5, null)])].map(({ d }) => d)).toEqual([
      null,
      null,
      null,
    ]));
  test('every line is in one place, and d and coverage are fractions', () =>
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const lens = spendLens(lines);
        const summed = lines.filter(
          ({ amount, currency, ended }) => !ended && amount !== undefined && currency === 'EUR',
        );
        expect(lens.otherCurrency + lens.withoutAmount + lens.ended + summed.length).toBe(lines.length);
        expect(lens.attributed).toBeLessThanOrEqual(lens.euros);
        for (const value of [lens.d, lens.coverage]) {
          if (value === null) continue;
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    ));
  test('two halves of one budget give the whole', () =>
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (left, right) => {
        const [a, b, all] = [spendLens(left), spendLens(right), spendLens([...left, ...right])];
        expect(all.euros).toBeCloseTo(a.euros + b.euros, 2);
        const weighted = (a.d ?? 0) * a.attributed + (b.d ?? 0) * b.attributed;
        expect((all.d ?? 0) * all.attributed).toBeCloseTo(weighted, 2);
      }),
    ));
});
