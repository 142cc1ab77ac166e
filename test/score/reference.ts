/**
 * The method, section 4, written a second time from its text: slow, plain, and without looking at src/score.
 *
 * In: a Fleet and degrees. Out: the same numbers, the interval by trying every placement of the unknown. Tests compare both.
 */
import {
  type DegreeTable,
  type Fleet,
  functionOf,
  type MachineRow,
  type MachineScope,
  productOf,
  type Scope,
} from '../../src/score/fleet.ts';

export interface PlainMachine {
  d: number | null;
  dMax: number | null;
  low: number;
  high: number;
  attributed: number;
  unknown: number;
}

export interface PlainScope {
  d: number | null;
  dMax: number | null;
  low: number;
  high: number;
  seen: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** U(m, f): attributed products kept for each function that counts. */
function keptByFunction(row: MachineRow, fleet: Fleet, degrees: DegreeTable): Map<number, number[]> {
  const kept = new Map<number, number[]>();
  for (const pair of row.pairs) {
    const f = functionOf(pair);
    const p = productOf(pair);
    if (fleet.functions[f]!.criticality > 0 && !Number.isNaN(degrees.degree[p]))
      kept.set(f, [...(kept.get(f) ?? []), p]);
  }
  return kept;
}

function countedProducts(row: MachineRow, fleet: Fleet): number[] {
  const counted = [...row.pairs].filter((pair) => fleet.functions[functionOf(pair)]!.criticality > 0);
  return [...new Set(counted.map(productOf))];
}

/** Every way of choosing, for each of `unknown` programs, its own function (null) or one of those that can be joined. */
function* placements(unknown: number, joinable: readonly number[], first = 0): Generator<(number | null)[]> {
  if (unknown === 0) {
    yield [];
    return;
  }
  const choices: (number | null)[] = [null, ...joinable];
  for (let i = first; i < choices.length; i++)
    for (const rest of placements(unknown - 1, joinable, i)) yield [choices[i]!, ...rest];
}

function bounds(row: MachineRow, fleet: Fleet, degrees: DegreeTable, unknown: number): { low: number; high: number } {
  const kept = keptByFunction(row, fleet, degrees);
  if (kept.size === 0) return { low: 0, high: 1 };
  const joinable = [...kept.keys()].filter((f) => !fleet.functions[f]!.platform);
  const largest = Math.max(...fleet.functions.map((f) => f.criticality));
  let low = 1;
  let high = 0;
  for (const placement of placements(unknown, joinable)) {
    const value = (degree: 0 | 1, table: Float64Array): number => {
      let numerator = 0;
      let denominator = 0;
      for (const [f, products] of kept) {
        const joiners = placement.filter((at) => at === f).map(() => degree);
        const c = fleet.functions[f]!.criticality;
        numerator += c * mean([...products.map((p) => table[p]!), ...joiners]);
        denominator += c;
      }
      const own = placement.filter((at) => at === null).length;
      return (numerator + own * largest * degree) / (denominator + own * largest);
    };
    low = Math.min(low, value(0, degrees.low));
    high = Math.max(high, value(1, degrees.high));
  }
  return { low, high };
}

export function plainMachine(row: MachineRow, fleet: Fleet, degrees: DegreeTable): PlainMachine {
  const kept = keptByFunction(row, fleet, degrees);
  let s = 0;
  let sMax = 0;
  let c = 0;
  for (const [f, products] of kept) {
    const { criticality } = fleet.functions[f]!;
    const values = products.map((p) => degrees.degree[p]!);
    c += criticality;
    s += criticality * mean(values);
    sMax += criticality * Math.max(...values);
  }
  const counted = countedProducts(row, fleet);
  const attributed = counted.filter((p) => !Number.isNaN(degrees.degree[p])).length;
  const unknown = row.unknown + counted.length - attributed;
  const measured = kept.size > 0;
  return {
    d: measured ? s / c : null,
    dMax: measured ? sMax / c : null,
    ...bounds(row, fleet, degrees, unknown),
    attributed,
    unknown,
  };
}

export function plainServices(fleet: Fleet, degrees: DegreeTable): PlainScope {
  const counted = fleet.services.filter(
    (pair) =>
      pair.w > 0 && fleet.functions[pair.function]!.criticality > 0 && !Number.isNaN(degrees.degree[pair.product]),
  );
  const seen = new Set(fleet.services.map((pair) => pair.product)).size + fleet.unknownServices;
  const used = [...new Set(counted.map((pair) => pair.function))];
  let total = 0;
  const sums = { d: 0, dMax: 0, low: 0, high: 0 };
  for (const f of used) {
    const pairs = counted.filter((pair) => pair.function === f);
    const w = pairs.reduce((sum, pair) => sum + pair.w, 0);
    const weight = fleet.functions[f]!.criticality * Math.min(1, w);
    const weighted = (table: Float64Array): number =>
      pairs.reduce((sum, pair) => sum + pair.w * table[pair.product]!, 0) / w;
    total += weight;
    sums.d += weight * weighted(degrees.degree);
    sums.low += weight * weighted(degrees.low);
    sums.high += weight * weighted(degrees.high);
    sums.dMax += weight * Math.max(...pairs.map((pair) => degrees.degree[pair.product]!));
  }
  if (total === 0) return { d: null, dMax: null, low: 0, high: 1, seen };
  return { d: sums.d / total, dMax: sums.dMax / total, low: sums.low / total, high: sums.high / total, seen };
}

export function plainScope(fleet: Fleet, degrees: DegreeTable, scope: MachineScope): PlainScope {
  const machines = fleet.machines.filter((row) => row.scope === scope).map((row) => plainMachine(row, fleet, degrees));
  const measured = machines.filter((machine) => machine.d !== null);
  const none = machines.length === 0;
  return {
    d: measured.length === 0 ? null : mean(measured.map((machine) => machine.d!)),
    dMax: measured.length === 0 ? null : mean(measured.map((machine) => machine.dMax!)),
    low: none ? 0 : mean(machines.map((machine) => machine.low)),
    high: none ? 1 : mean(machines.map((machine) => machine.high)),
    seen: machines.length,
  };
}

export function plainOverall(fleet: Fleet, degrees: DegreeTable): Omit<PlainScope, 'seen'> {
  const scopes: Record<Scope, PlainScope> = {
    workstations: plainScope(fleet, degrees, 'workstations'),
    servers: plainScope(fleet, degrees, 'servers'),
    services: plainServices(fleet, degrees),
  };
  const entries = (Object.keys(scopes) as Scope[])
    .map((id) => ({ weight: fleet.scopeWeights[id], ...scopes[id] }))
    .filter((entry) => entry.seen > 0 && entry.weight > 0);
  const measured = entries.filter((entry) => entry.d !== null);
  const weighted = (of: typeof entries, value: (entry: PlainScope) => number): number =>
    of.reduce((sum, entry) => sum + entry.weight * value(entry), 0) / of.reduce((sum, entry) => sum + entry.weight, 0);
  return {
    d: measured.length === 0 ? null : weighted(measured, (entry) => entry.d!),
    dMax: measured.length === 0 ? null : weighted(measured, (entry) => entry.dMax!),
    low: entries.length === 0 ? 0 : weighted(entries, (entry) => entry.low),
    high: entries.length === 0 ? 1 : weighted(entries, (entry) => entry.high),
  };
}
