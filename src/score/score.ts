/**
 * The percentage: D, D_max, interval, coverage and contributions of a fleet under one table of degrees (method, section 4).
 *
 * In: a Fleet and a DegreeTable. Out: a FleetScore. Everything is a sum over machines of per-machine terms. It knows no vendor and no class.
 */
import {
  columnsFor,
  type DegreeColumns,
  type DegreeTable,
  type Fleet,
  functionOf,
  type MachineRow,
  type MachineScope,
  machineScopes,
  productOf,
  type Scope,
  scopeIds,
} from './fleet.ts';
import { MachineScorer } from './machine.ts';
import { MachineScores } from './machine-scores.ts';
import { type ServicesScore, scoreServices } from './services.ts';

export interface ScopeScore {
  /** Null when nothing is attributed. */
  readonly d: number | null;
  readonly dMax: number | null;
  readonly low: number;
  readonly high: number;
  /** Machines, or services, seen; and those with something attributed. */
  readonly seen: number;
  readonly measured: number;
  readonly attributed: number;
  readonly unknown: number;
}

export interface Overall {
  readonly d: number | null;
  readonly dMax: number | null;
  readonly low: number;
  readonly high: number;
  /** Scopes that are in D, and those seen in which nothing is attributed. */
  readonly measured: readonly Scope[];
  readonly unmeasured: readonly Scope[];
}

export interface FleetScore {
  readonly scopes: Readonly<Record<Scope, ScopeScore>>;
  readonly overall: Overall;
  readonly services: ServicesScore;
  /** By machine, in the order of the fleet. */
  readonly machines: MachineScores;
}

/** Part of D of each (product, function), in the scope and in the whole. */
export interface Contribution {
  readonly product: number;
  readonly function: number;
  readonly scope: Scope;
  readonly inScope: number;
  readonly overall: number;
}

interface Sums {
  d: number;
  dMax: number;
  low: number;
  high: number;
  seen: number;
  measured: number;
  attributed: number;
  unknown: number;
}

function emptySums(): Sums {
  return { d: 0, dMax: 0, low: 0, high: 0, seen: 0, measured: 0, attributed: 0, unknown: 0 };
}

function toScopeScore(sums: Sums): ScopeScore {
  const { seen, measured, attributed, unknown } = sums;
  return {
    d: measured > 0 ? sums.d / measured : null,
    dMax: measured > 0 ? sums.dMax / measured : null,
    low: seen > 0 ? sums.low / seen : 0,
    high: seen > 0 ? sums.high / seen : 1,
    seen,
    measured,
    attributed,
    unknown,
  };
}

function servicesScope(services: ServicesScore): ScopeScore {
  const seen = services.attributed + services.unknown;
  const { d, dMax, low, high, attributed, unknown } = services;
  return { d, dMax, low, high, seen, measured: d === null ? 0 : attributed, attributed, unknown };
}

/** Weighted means over the scopes measured; a scope seen in which nothing is attributed enters the bounds as [0, 1] with its weight. */
export function combine(
  scopes: Readonly<Record<Scope, ScopeScore>>,
  weights: Readonly<Record<Scope, number>>,
): Overall {
  const seen = scopeIds.filter((id) => scopes[id].seen > 0 && weights[id] > 0);
  const measured = seen.filter((id) => scopes[id].d !== null);
  const unmeasured = seen.filter((id) => scopes[id].d === null);
  const sum = (ids: readonly Scope[], of: (score: ScopeScore) => number): number =>
    ids.reduce((total, id) => total + weights[id] * of(scopes[id]), 0);
  const inD = sum(measured, () => 1);
  const inBounds = sum(seen, () => 1);
  return {
    d: inD > 0 ? sum(measured, (score) => score.d ?? 0) / inD : null,
    dMax: inD > 0 ? sum(measured, (score) => score.dMax ?? 0) / inD : null,
    low: inBounds > 0 ? sum(seen, (score) => score.low) / inBounds : 0,
    high: inBounds > 0 ? sum(seen, (score) => score.high) / inBounds : 1,
    measured,
    unmeasured,
  };
}

/** A fleet already scored under other degrees: machines none of whose products differ keep their score. */
export interface ScoredBefore {
  readonly degrees: DegreeTable;
  readonly score: FleetScore;
}

/** By product: whether its degree or its range differs between two tables. */
function differing(a: DegreeColumns, b: DegreeColumns): Uint8Array {
  const same = (key: keyof DegreeColumns, i: number): boolean => Object.is(a[key][i], b[key][i]);
  return Uint8Array.from(a.degree, (_, i) => (same('degree', i) && same('low', i) && same('high', i) ? 0 : 1));
}

function touches({ pairs }: MachineRow, marked: Uint8Array): boolean {
  for (const pair of pairs) if (marked[productOf(pair)] === 1) return true;
  return false;
}

/** Scores a fleet. `before` only saves work: the result is the same without it. */
export function scoreFleet(fleet: Fleet, degrees: DegreeTable, before?: ScoredBefore): FleetScore {
  const scorer = new MachineScorer(fleet.functions, degrees);
  const marked = before && differing(before.degrees, degrees);
  const sums: Record<MachineScope, Sums> = { workstations: emptySums(), servers: emptySums() };
  const machines = new MachineScores(fleet.machines.length);
  for (const [i, row] of fleet.machines.entries()) {
    if (marked && !touches(row, marked)) machines.copy(i, before.score.machines);
    else {
      scorer.score(row);
      machines.set(i, scorer);
    }
    const machine = machines.at(i);
    const scope = sums[row.scope];
    scope.seen += 1;
    scope.low += machine.low;
    scope.high += machine.high;
    scope.attributed += machine.attributed;
    scope.unknown += machine.unknown;
    if (machine.d !== null) {
      scope.measured += 1;
      scope.d += machine.d;
      scope.dMax += machine.dMax ?? 0;
    }
  }
  const services = scoreServices(fleet.services, fleet.unknownServices, fleet.functions, degrees);
  const scopes = {
    workstations: toScopeScore(sums.workstations),
    servers: toScopeScore(sums.servers),
    services: servicesScope(services),
  };
  return { scopes, overall: combine(scopes, fleet.scopeWeights), services, machines };
}

/** Factor by which the D of a scope enters the overall D. */
export function scopeFactor(score: FleetScore, weights: Readonly<Record<Scope, number>>, scope: Scope): number {
  if (!score.overall.measured.includes(scope)) return 0;
  const total = score.overall.measured.reduce((sum, id) => sum + weights[id], 0);
  return weights[scope] / total;
}

/** Products that machines keep, in order: few of those of the base. */
function keptBy(machines: readonly MachineRow[]): number[] {
  const kept = new Set<number>();
  for (const { pairs } of machines) for (const pair of pairs) kept.add(productOf(pair));
  return [...kept].sort((a, b) => a - b);
}

/** Contributions by product, function and scope: they add up to D exactly (method, section 4). */
export function contributionsOf(fleet: Fleet, degrees: DegreeTable, score: FleetScore): Contribution[] {
  const kept = keptBy(fleet.machines);
  const placeOf = new Int32Array(degrees.degree.length);
  for (const [place, product] of kept.entries()) placeOf[product] = place;
  const width = fleet.functions.length;
  const result: Contribution[] = [];
  const scorer = new MachineScorer(fleet.functions, degrees);
  for (const scope of machineScopes) {
    const measured = score.scopes[scope].measured;
    if (measured === 0) continue;
    const weight = new Float64Array(kept.length * width);
    for (const row of fleet.machines) {
      if (row.scope !== scope) continue;
      scorer.score(row, false);
      if (scorer.c === 0) continue;
      for (const pair of row.pairs) {
        const product = productOf(pair);
        const f = functionOf(pair);
        const criticality = fleet.functions[f]?.criticality ?? 0;
        if (!(criticality > 0) || Number.isNaN(degrees.degree[product])) continue;
        const at = (placeOf[product] as number) * width + f;
        weight[at] = (weight[at] as number) + criticality / (scorer.countOf(f) * scorer.c);
      }
    }
    const factor = scopeFactor(score, fleet.scopeWeights, scope);
    weight.forEach((sum, at) => {
      if (sum === 0) return;
      const product = kept[Math.floor(at / width)] as number;
      const inScope = (sum * (degrees.degree[product] as number)) / measured;
      result.push({ product, function: at % width, scope, inScope, overall: inScope * factor });
    });
  }
  const factor = scopeFactor(score, fleet.scopeWeights, 'services');
  fleet.services.forEach((pair, i) => {
    const weight = score.services.weights[i] as number;
    if (weight === 0) return;
    const inScope = weight * (columnsFor(pair, degrees).degree[pair.product] as number);
    result.push({
      product: pair.product,
      function: pair.function,
      scope: 'services',
      inScope,
      overall: inScope * factor,
    });
  });
  return result;
}

/** Part of D of each unit; services are one common line, under `null`. */
export function contributionsByUnit(fleet: Fleet, score: FleetScore): Map<string | null, number> {
  const units = new Map<string | null, number>();
  fleet.machines.forEach((row, i) => {
    const { d } = score.machines.at(i);
    if (d === null) return;
    const part = (d / score.scopes[row.scope].measured) * scopeFactor(score, fleet.scopeWeights, row.scope);
    units.set(row.unit, (units.get(row.unit) ?? 0) + part);
  });
  const services = scopeFactor(score, fleet.scopeWeights, 'services');
  if (services > 0 && score.services.d !== null) units.set(null, score.services.d * services);
  return units;
}
