/**
 * The lens `spend`: the share of what is paid each year that goes to extra-European technology (method, section 4).
 *
 * In: amounts with the degree of what they pay for. Out: the lens with its own coverage. Euros alone are added up: other currencies are counted by lines.
 */

export interface SpendLine {
  /** A year; undefined when the contract does not say. */
  readonly amount: number | undefined;
  readonly currency: string;
  /** Null when what it pays for has no degree, or is not known. */
  readonly degree: number | null;
  /** Over before the day of the assessment: nothing is paid any more. */
  readonly ended?: boolean;
}

export interface SpendLens {
  readonly d: number | null;
  /** Euros attributed over euros paid. */
  readonly coverage: number | null;
  readonly euros: number;
  readonly attributed: number;
  readonly lines: number;
  /** Lines in another currency, without amount, or over: in no sum. */
  readonly otherCurrency: number;
  readonly withoutAmount: number;
  readonly ended: number;
}

export function spendLens(lines: readonly SpendLine[]): SpendLens {
  let euros = 0;
  let attributed = 0;
  let weighted = 0;
  let otherCurrency = 0;
  let withoutAmount = 0;
  let over = 0;
  for (const { amount, currency, degree, ended } of lines) {
    if (ended) over += 1;
    else if (amount === undefined) withoutAmount += 1;
    else if (currency !== 'EUR') otherCurrency += 1;
    else {
      euros += amount;
      if (degree === null) continue;
      attributed += amount;
      weighted += amount * degree;
    }
  }
  // Rounding of sums of many amounts must not leave [0, 1].
  const fraction = (part: number, whole: number): number | null => (whole > 0 ? Math.min(1, part / whole) : null);
  return {
    d: fraction(weighted, attributed),
    coverage: fraction(attributed, euros),
    euros,
    attributed,
    lines: lines.length,
    otherCurrency,
    withoutAmount,
    ended: over,
  };
}
