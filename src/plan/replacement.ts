/**
 * What a replacement would change, recomputed exactly (method, section 5).
 *
 * In: a scored fleet and a set of pairs (function, new product) for one product. Out: the machines it is open on, those it is blocked on and by
 * what, and D and D_max after it. It ranks nothing (candidates.ts does).
 */
import {
  type DegreeTable,
  type Fleet,
  functionOf,
  type MachineRow,
  type MachineScope,
  machineScopes,
  pairOf,
  productOf,
  type ServicePair,
} from '../score/fleet.ts';
import { MachineScorer } from '../score/machine.ts';
import { combine, type FleetScore, type ScopeScore } from '../score/score.ts';
import { scoreServices } from '../score/services.ts';

export interface ReplacementPair {
  readonly function: number;
  readonly to: number;
}

/** A set of pairs (p, f) → a; all or nothing on each machine. */
export interface Replacement {
  readonly from: number;
  readonly pairs: readonly ReplacementPair[];
}

/** What products need to run: by product, the requirements; and who satisfies each. */
export interface Requirements {
  readonly of: (product: number) => readonly string[];
  readonly satisfies: (product: number, requirement: string) => boolean;
}

/** Why a machine is blocked: a product that stays and needs the one that leaves, or something the new product needs and the machine lacks. */
export type Blocker = { readonly product: number } | { readonly missing: string };

export interface MachineChange {
  /** Position in the fleet. */
  readonly machine: number;
  readonly after: MachineRow;
}

export interface Outcome {
  readonly open: readonly MachineChange[];
  readonly blocked: readonly { readonly machine: number; readonly by: readonly Blocker[] }[];
  readonly servicesAfter: readonly ServicePair[];
  readonly touchesServices: boolean;
}

/** Position of the machines on which each product is kept, so that a replacement only visits those. */
export function machinesByProduct(fleet: Fleet): Map<number, number[]> {
  const found = new Map<number, number[]>();
  fleet.machines.forEach((row, machine) => {
    let last = -1;
    for (const pair of row.pairs) {
      const product = productOf(pair);
      if (product === last) continue;
      last = product;
      const list = found.get(product);
      if (list) list.push(machine);
      else found.set(product, [machine]);
    }
  });
  return found;
}

function productsOn(row: MachineRow): Set<number> {
  const products = new Set<number>();
  for (const pair of row.pairs) products.add(productOf(pair));
  return products;
}

function blockersOn(before: Set<number>, after: Set<number>, from: number, requirements: Requirements): Blocker[] {
  const blockers: Blocker[] = [];
  const satisfied = (requirement: string): boolean => {
    for (const product of after) if (requirements.satisfies(product, requirement)) return true;
    return false;
  };
  const leaves = !after.has(from);
  for (const product of after) {
    const stays = before.has(product);
    for (const requirement of requirements.of(product)) {
      if (satisfied(requirement)) continue;
      // A product that stays is only blocked by what leaves; a new one by anything it lacks.
      if (!stays) blockers.push({ missing: requirement });
      else if (leaves && requirements.satisfies(from, requirement)) blockers.push({ product });
    }
  }
  return blockers;
}

function changeRow(row: MachineRow, { from, pairs }: Replacement): MachineRow | null {
  const leaving = new Set(
    pairs.filter((pair) => row.pairs.includes(pairOf(from, pair.function))).map((pair) => pair.function),
  );
  if (leaving.size === 0) return null;
  const after = new Set<number>();
  for (const pair of row.pairs) if (productOf(pair) !== from || !leaving.has(functionOf(pair))) after.add(pair);
  for (const pair of pairs) if (leaving.has(pair.function)) after.add(pairOf(pair.to, pair.function));
  return { ...row, pairs: Uint32Array.from(after).sort() };
}

/** The share of the replaced service moves to the new one; a share is never over 1. */
function changeServices(services: readonly ServicePair[], { from, pairs }: Replacement): readonly ServicePair[] {
  const moved = services.filter(
    (pair) => pair.product === from && pairs.some((entry) => entry.function === pair.function),
  );
  if (moved.length === 0) return services;
  const result = services.filter((pair) => !moved.includes(pair));
  for (const pair of moved) {
    const { to } = pairs.find((entry) => entry.function === pair.function) as ReplacementPair;
    const at = result.findIndex((entry) => entry.product === to && entry.function === pair.function);
    const kept = result[at];
    if (kept) result[at] = { ...kept, w: Math.min(1, kept.w + pair.w) };
    else result.push({ product: to, function: pair.function, w: pair.w });
  }
  return result;
}

/** Applies a replacement: on machines where it is open, and on services. A client and a service are two candidates: give one or the other. */
export function applyReplacement(
  fleet: Fleet,
  machines: readonly number[],
  replacement: Replacement,
  requirements: Requirements,
): Outcome {
  const open: MachineChange[] = [];
  const blocked: { machine: number; by: Blocker[] }[] = [];
  for (const machine of machines) {
    const row = fleet.machines[machine] as MachineRow;
    const after = changeRow(row, replacement);
    if (after === null) continue;
    const by = blockersOn(productsOn(row), productsOn(after), replacement.from, requirements);
    if (by.length > 0) blocked.push({ machine, by });
    else open.push({ machine, after });
  }
  const servicesAfter = changeServices(fleet.services, replacement);
  return { open, blocked, servicesAfter, touchesServices: servicesAfter !== fleet.services };
}

export interface After {
  readonly d: number | null;
  readonly dMax: number | null;
  readonly low: number;
  readonly high: number;
}

/** D, D_max and interval after a replacement: only the machines it changes are scored again. `interval: false` leaves low and high as they were. */
export function scoreAfter(
  fleet: Fleet,
  degrees: DegreeTable,
  score: FleetScore,
  outcome: Outcome,
  interval: boolean,
): After {
  const scorer = new MachineScorer(fleet.functions, degrees);
  const change = { workstations: { d: 0, dMax: 0, low: 0, high: 0 }, servers: { d: 0, dMax: 0, low: 0, high: 0 } };
  for (const { machine, after } of outcome.open) {
    const before = score.machines[machine];
    if (!before) continue;
    scorer.score(after, interval);
    const scope = change[after.scope];
    if (scorer.c > 0) {
      scope.d += scorer.s / scorer.c - (before.d ?? 0);
      scope.dMax += scorer.sMax / scorer.c - (before.dMax ?? 0);
    }
    if (interval) {
      scope.low += scorer.low - before.low;
      scope.high += scorer.high - before.high;
    }
  }
  const moved = (id: MachineScope): ScopeScore => {
    const scope = score.scopes[id];
    const { d, dMax, low, high } = change[id];
    // Differences are added to means: their rounding must not leave [0, 1].
    const fraction = (value: number): number => Math.min(1, Math.max(0, value));
    const mean = (value: number | null, delta: number): number | null =>
      value === null ? null : fraction(value + delta / scope.measured);
    const bound = (value: number, delta: number): number =>
      scope.seen > 0 ? fraction(value + delta / scope.seen) : value;
    return {
      ...scope,
      d: mean(scope.d, d),
      dMax: mean(scope.dMax, dMax),
      low: bound(scope.low, low),
      high: bound(scope.high, high),
    };
  };
  const services = outcome.touchesServices
    ? scoreServices(outcome.servicesAfter, fleet.unknownServices, fleet.functions, degrees)
    : score.services;
  const [workstations, servers] = machineScopes.map(moved) as [ScopeScore, ScopeScore];
  const scopes = {
    workstations,
    servers,
    services: { ...score.scopes.services, d: services.d, dMax: services.dMax, low: services.low, high: services.high },
  };
  const { d, dMax, low, high } = combine(scopes, fleet.scopeWeights);
  return { d, dMax, low, high };
}
