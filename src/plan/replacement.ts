/**
 * What a replacement would change, recomputed exactly (method, section 5).
 *
 * In: a scored fleet and a set of pairs (function, new product) for one product. Out: the machines it is open on, those it is blocked on and by
 * what, and D and D_max after it. It ranks nothing (candidates.ts does).
 */
import type { KnowledgeBase } from '../knowledge/base.ts';
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

/** What products need to run: by product, the requirements; who satisfies each; and of whom nothing is required. */
export interface Requirements {
  readonly of: (product: number) => readonly string[];
  readonly satisfies: (product: number, requirement: string) => boolean;
  /** Whether some product requires what this one satisfies. */
  readonly isRequired: (product: number) => boolean;
}

export function requirementsOf(base: KnowledgeBase): Requirements {
  const required = new Set(base.products.flatMap(({ requires }) => requires));
  const isRequired = base.products.map(({ id, provides }) => [id, ...provides].some((name) => required.has(name)));
  return {
    of: (product) => base.products[product]?.requires ?? [],
    satisfies: (product, requirement) => {
      const found = base.products[product];
      return found !== undefined && (found.id === requirement || found.provides.includes(requirement));
    },
    isRequired: (product) => isRequired[product] === true,
  };
}

/** Why a machine is blocked: a product that stays and needs the one that leaves, or something the new product needs and the machine lacks. */
export type Blocker = { readonly product: number } | { readonly missing: string };

/** Machines are positions in the fleet. */
export interface Outcome {
  readonly replacement: Replacement;
  readonly open: readonly number[];
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

/** A row once products have left it and others have come. */
interface Change {
  readonly leaves: number | null;
  readonly comes: readonly number[];
}

/** Whether something on the machine satisfies a requirement after a change. */
function satisfiedAfter(
  { pairs }: MachineRow,
  { leaves, comes }: Change,
  requirement: string,
  { satisfies }: Requirements,
) {
  for (const product of comes) if (satisfies(product, requirement)) return true;
  for (let at = 0; at < pairs.length; at++) {
    const product = productOf(pairs[at] as number);
    if (product !== leaves && satisfies(product, requirement)) return true;
  }
  return false;
}

/** What stands against a change: a product that stays is only blocked by what leaves; a new one by anything it lacks. */
export function blockersOn(row: MachineRow, change: Change, requirements: Requirements): Blocker[] {
  const { leaves, comes } = change;
  const blockers: Blocker[] = [];
  if (leaves !== null && requirements.isRequired(leaves)) {
    let last = -1;
    for (const pair of row.pairs) {
      const product = productOf(pair);
      if (product === last || product === leaves) continue;
      last = product;
      for (const requirement of requirements.of(product))
        if (requirements.satisfies(leaves, requirement) && !satisfiedAfter(row, change, requirement, requirements))
          blockers.push({ product });
    }
  }
  for (const product of new Set(comes)) {
    const needed = requirements.of(product);
    if (needed.length === 0 || row.pairs.some((pair) => productOf(pair) === product)) continue;
    for (const requirement of needed)
      if (!satisfiedAfter(row, change, requirement, requirements)) blockers.push({ missing: requirement });
  }
  return blockers;
}

/** Of a replacement, the pairs whose product is kept for their function on a machine. */
function leavingFrom(row: MachineRow, { from, pairs }: Replacement): readonly ReplacementPair[] {
  return pairs.filter((pair) => row.pairs.includes(pairOf(from, pair.function)));
}

/** A machine on which a replacement is open, after it. */
export function rowAfter(row: MachineRow, replacement: Replacement): MachineRow {
  const pairs = row.pairs.slice();
  let length = pairs.length;
  for (const { function: f, to } of leavingFrom(row, replacement)) {
    const at = pairs.indexOf(pairOf(replacement.from, f));
    // Its place is taken by the new one, or by the last where the new one is there already.
    const isThere = pairs.subarray(0, length).includes(pairOf(to, f));
    if (isThere) length -= 1;
    pairs[at] = isThere ? (pairs[length] as number) : pairOf(to, f);
  }
  return { ...row, pairs: pairs.subarray(0, length).sort() };
}

/** How many functions a machine keeps a product for. */
function functionsKept({ pairs }: MachineRow, product: number): number {
  let count = 0;
  for (let at = 0; at < pairs.length; at++) if (productOf(pairs[at] as number) === product) count += 1;
  return count;
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
    else result.push({ product: to, function: pair.function, w: pair.w, own: true });
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
  const { from, pairs } = replacement;
  const open: number[] = [];
  const blocked: { machine: number; by: Blocker[] }[] = [];
  const mayBlock = requirements.isRequired(from) || pairs.some((pair) => requirements.of(pair.to).length > 0);
  for (const machine of machines) {
    const row = fleet.machines[machine] as MachineRow;
    const leaving = leavingFrom(row, replacement);
    if (leaving.length === 0) continue;
    const change = {
      leaves: leaving.length === functionsKept(row, from) ? from : null,
      comes: leaving.map((pair) => pair.to),
    };
    const by = mayBlock ? blockersOn(row, change, requirements) : [];
    if (by.length > 0) blocked.push({ machine, by });
    else open.push(machine);
  }
  const servicesAfter = changeServices(fleet.services, replacement);
  return { replacement, open, blocked, servicesAfter, touchesServices: servicesAfter !== fleet.services };
}

export interface After {
  readonly d: number | null;
  readonly dMax: number | null;
  readonly low: number;
  readonly high: number;
}

interface Move {
  s: number;
  sMax: number;
}

/** What a replacement changes of the numerators of one machine: only the functions it touches are looked at, its denominator stays. */
function moveOf(
  { pairs }: MachineRow,
  { from, pairs: replaced }: Replacement,
  fleet: Fleet,
  degrees: DegreeTable,
): Move {
  const move = { s: 0, sMax: 0 };
  const leaving = degrees.degree[from] as number;
  for (const { function: f, to } of replaced) {
    const criticality = fleet.functions[f]?.criticality ?? 0;
    let count = 0;
    let sum = 0;
    let others = -1;
    let kept = false;
    let already = false;
    for (let at = 0; at < pairs.length; at++) {
      const pair = pairs[at] as number;
      if (functionOf(pair) !== f) continue;
      const product = productOf(pair);
      const degree = degrees.degree[product] as number;
      if (Number.isNaN(degree)) continue;
      count += 1;
      sum += degree;
      if (product === from) kept = true;
      else if (degree > others) others = degree;
      if (product === to) already = true;
    }
    if (!kept || criticality === 0) continue;
    const coming = degrees.degree[to] as number;
    const mean = already ? (sum - leaving) / (count - 1) : (sum - leaving + coming) / count;
    move.s += criticality * (mean - sum / count);
    move.sMax += criticality * (Math.max(others, coming) - Math.max(others, leaving));
  }
  return move;
}

/** D, D_max and interval after a replacement: only the machines it changes are looked at. `interval: false` leaves low and high as they were. */
export function scoreAfter(
  fleet: Fleet,
  degrees: DegreeTable,
  score: FleetScore,
  outcome: Outcome,
  interval: boolean,
): After {
  const scorer = interval ? new MachineScorer(fleet.functions, degrees) : undefined;
  const change = { workstations: { d: 0, dMax: 0, low: 0, high: 0 }, servers: { d: 0, dMax: 0, low: 0, high: 0 } };
  for (const machine of outcome.open) {
    const before = score.machines.at(machine);
    const row = fleet.machines[machine] as MachineRow;
    const scope = change[row.scope];
    if (before.c > 0) {
      const { s, sMax } = moveOf(row, outcome.replacement, fleet, degrees);
      scope.d += s / before.c;
      scope.dMax += sMax / before.c;
    }
    if (scorer) {
      scorer.score(rowAfter(row, outcome.replacement));
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
