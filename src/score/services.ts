/** The services scope: D weighted by the share of machines that use each service (method, section 4). */
import { columnsFor, type DegreeTable, type FunctionSpec, type ServicePair } from './fleet.ts';

export interface ServicesScore {
  readonly d: number | null;
  readonly dMax: number | null;
  readonly low: number;
  readonly high: number;
  readonly attributed: number;
  readonly unknown: number;
  /** Factor by which d(p) enters D(services), for each pair, in the order given; 0 where a pair does not count. */
  readonly weights: Float64Array;
}

export function scoreServices(
  pairs: readonly ServicePair[],
  unknownServices: number,
  functions: readonly FunctionSpec[],
  degrees: DegreeTable,
): ServicesScore {
  const share = new Float64Array(functions.length);
  const max = new Float64Array(functions.length).fill(-1);
  const attributed = new Set<number>();
  const without = new Set<number>();
  const counts = pairs.map((pair) => {
    const degree = columnsFor(pair, degrees).degree[pair.product] as number;
    (Number.isNaN(degree) ? without : attributed).add(pair.product);
    if (Number.isNaN(degree) || !((functions[pair.function]?.criticality ?? 0) > 0) || !(pair.w > 0)) return false;
    share[pair.function] = (share[pair.function] as number) + pair.w;
    max[pair.function] = Math.max(max[pair.function] as number, degree);
    return true;
  });
  // Sums in each function first, divided last: degrees that are all 1 give 1 to the last bit.
  const sums = {
    d: new Float64Array(functions.length),
    low: new Float64Array(functions.length),
    high: new Float64Array(functions.length),
  };
  pairs.forEach((pair, i) => {
    if (!counts[i]) return;
    const { product, function: f, w } = pair;
    const { degree, low, high } = columnsFor(pair, degrees);
    sums.d[f] = (sums.d[f] as number) + w * (degree[product] as number);
    sums.low[f] = (sums.low[f] as number) + w * (low[product] as number);
    sums.high[f] = (sums.high[f] as number) + w * (high[product] as number);
  });
  let total = 0;
  let maxSum = 0;
  let d = 0;
  let low = 0;
  let high = 0;
  functions.forEach((spec, f) => {
    const inFunction = share[f] as number;
    const weight = spec.criticality * Math.min(1, inFunction);
    if (!(weight > 0)) return;
    total += weight;
    maxSum += weight * (max[f] as number);
    d += weight * ((sums.d[f] as number) / inFunction);
    low += weight * ((sums.low[f] as number) / inFunction);
    high += weight * ((sums.high[f] as number) / inFunction);
  });
  const weights = new Float64Array(pairs.length);
  pairs.forEach((pair, i) => {
    if (!counts[i] || total === 0) return;
    const inFunction = share[pair.function] as number;
    weights[i] =
      ((functions[pair.function]?.criticality ?? 0) * Math.min(1, inFunction) * pair.w) / (inFunction * total);
  });
  const measured = total > 0;
  return {
    d: measured ? d / total : null,
    dMax: measured ? maxSum / total : null,
    low: measured ? low / total : 0,
    high: measured ? high / total : 1,
    attributed: attributed.size,
    unknown: without.size + unknownServices,
    weights,
  };
}
