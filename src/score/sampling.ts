/**
 * Sampling error, as if the machines had been drawn at random: a second line, never the interval (method, section 4).
 *
 * Stratified by unit with finite-population correction (Cochran, Sampling Techniques, chapter 5); units with fewer than two machines observed are
 * merged into one stratum.
 */

export interface Stratum {
  readonly unit: string;
  /** Machines of the unit in the whole park. */
  readonly population: number;
  /** D of each machine observed. */
  readonly observed: readonly number[];
}

export interface SamplingError {
  readonly population: number;
  readonly sample: number;
  readonly strata: number;
  /** Standard error of the mean, fraction of 1. */
  readonly standardError: number;
}

interface Moments {
  readonly population: number;
  readonly values: readonly number[];
}

/** Null when fewer than two machines are observed, or the park is not larger than nothing. */
export function samplingError(strata: readonly Stratum[]): SamplingError | null {
  const large: Moments[] = [];
  const small = { population: 0, values: [] as number[] };
  for (const { population, observed } of strata) {
    const size = Math.max(population, observed.length);
    if (observed.length >= 2) large.push({ population: size, values: observed });
    else {
      small.population += size;
      small.values.push(...observed);
    }
  }
  const merged: Moments[] = [...large];
  if (small.population > 0) {
    if (small.values.length >= 2) merged.push(small);
    else if (merged[0])
      merged[0] = {
        population: merged[0].population + small.population,
        values: [...merged[0].values, ...small.values],
      };
  }
  if (merged.length === 0) return null;
  const total = merged.reduce((sum, stratum) => sum + stratum.population, 0);
  let variance = 0;
  let sample = 0;
  for (const { population, values } of merged) {
    const n = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
    variance += (population / total) ** 2 * (1 - n / population) * (spread / n);
    sample += n;
  }
  return { population: total, sample, strata: merged.length, standardError: Math.sqrt(Math.max(0, variance)) };
}
