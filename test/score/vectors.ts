/**
 * Scores the small fleets of a vectors file through the product's own scoring code and compares every number it expects.
 *
 * In: the path of a JSON file of vectors. Out: a line a fleet, then "N numbers compared, N different". Exit code 1 when one differs.
 * `npm run vectors -- FILE`
 */
import { readFileSync } from 'node:fs';
import {
  applyReplacement,
  machinesByProduct,
  type Replacement,
  type Requirements,
  scoreAfter,
} from '../../src/plan/replacement.ts';
import { type DegreeTable, type Fleet, type MachineScope, pairOf, type Scope } from '../../src/score/fleet.ts';
import {
  type Contribution,
  contributionsByUnit,
  contributionsOf,
  type FleetScore,
  scoreFleet,
} from '../../src/score/score.ts';

/** Largest difference allowed between two numbers. */
export const TOLERANCE = 2e-9;

interface VectorProduct {
  functions: string[];
  degree: number | null;
  d_low?: number;
  d_high?: number;
  requires?: string[];
}

interface ExpectedReplacement {
  candidate: boolean;
  open: string[];
  blocked: Record<string, string[]>;
  D?: number | null;
  Dmax?: number | null;
  gain?: number;
  gainMax?: number;
}

type Numbers = Record<string, number | null | string[]>;

export interface Vector {
  number: number;
  name: string;
  input: {
    functions: Record<string, { criticality: number; platform: boolean }>;
    products: Record<string, VectorProduct>;
    machines: { id: string; scope: MachineScope; unit: string; products: string[]; unknown: number }[];
    services: { product: string; w: number }[];
    scopeWeights: Record<Scope, number>;
    alternatives: { from: string; to: string; lockIn: number; readiness: number }[];
    replacements: { name: string; from: string; pairs: { function: string; to: string }[] }[];
  };
  expected: {
    machines: Record<string, Numbers>;
    scopes: Record<string, Numbers>;
    overall: Numbers;
    contributions: Record<string, { scopes: Record<string, number>; overall: number }>;
    byUnit: Record<string, number>;
    byFunction: Record<string, number>;
    replacements: Record<string, ExpectedReplacement>;
  };
}

export interface Comparison {
  readonly compared: number;
  readonly differences: readonly string[];
}

class Comparer {
  compared = 0;
  readonly differences: string[] = [];

  number(where: string, got: number | null | undefined, expected: number | null): void {
    this.compared += 1;
    const same =
      expected === null || got === null || got === undefined ? got === expected : Math.abs(got - expected) <= TOLERANCE;
    if (!same) this.differences.push(`${where}: expected ${expected}, got ${got}`);
  }

  list(where: string, got: readonly string[], expected: readonly string[]): void {
    this.compared += 1;
    if (JSON.stringify([...got].sort()) !== JSON.stringify([...expected].sort())) {
      this.differences.push(`${where}: expected ${expected.join(' ')}, got ${got.join(' ')}`);
    }
  }
}

/** The fleet of a vector, with its products and functions numbered in the order of the file. */
class VectorFleet {
  readonly input: Vector['input'];
  readonly functionIds: readonly string[];
  readonly productIds: readonly string[];
  readonly degrees: DegreeTable;
  readonly fleet: Fleet;
  readonly score: FleetScore;

  constructor(input: Vector['input']) {
    this.input = input;
    this.functionIds = Object.keys(input.functions);
    this.productIds = Object.keys(input.products);
    const { products, functions } = input;
    this.degrees = {
      degree: Float64Array.from(this.productIds, (id) => products[id]?.degree ?? Number.NaN),
      low: Float64Array.from(this.productIds, (id) => products[id]?.d_low ?? products[id]?.degree ?? 0),
      high: Float64Array.from(this.productIds, (id) => products[id]?.d_high ?? products[id]?.degree ?? 1),
    };
    this.fleet = {
      functions: this.functionIds.map((id) => ({
        id,
        criticality: functions[id]?.criticality ?? 0,
        platform: functions[id]?.platform ?? false,
      })),
      machines: input.machines.map(({ products: kept, ...row }) => ({ ...row, pairs: this.pairs(kept) })),
      services: input.services.flatMap(({ product, w }) =>
        this.product(product).functions.map((f) => ({
          product: this.indexOf(product),
          function: this.functionAt(f),
          w,
        })),
      ),
      unknownServices: 0,
      scopeWeights: input.scopeWeights,
    };
    this.score = scoreFleet(this.fleet, this.degrees);
  }

  product(id: string): VectorProduct {
    return this.input.products[id] as VectorProduct;
  }

  indexOf(id: string): number {
    return this.productIds.indexOf(id);
  }

  functionAt(id: string): number {
    return this.functionIds.indexOf(id);
  }

  nameOf(product: number): string {
    return this.productIds[product] as string;
  }

  machineId(position: number): string {
    return this.fleet.machines[position]?.id ?? '';
  }

  pairs(kept: readonly string[]): Uint32Array {
    const pairs = kept.flatMap((id) =>
      this.product(id).functions.map((f) => pairOf(this.indexOf(id), this.functionAt(f))),
    );
    return Uint32Array.from(pairs).sort();
  }
}

function compareMachines({ fleet, score }: VectorFleet, expected: Vector['expected'], comparer: Comparer): void {
  fleet.machines.forEach((row, i) => {
    const want = expected.machines[row.id] as Record<string, number | null>;
    const got = score.machines.at(i);
    comparer.number(`machine ${row.id} D`, got?.d, want.D ?? null);
    comparer.number(`machine ${row.id} Dmax`, got?.dMax, want.Dmax ?? null);
    for (const key of ['low', 'high', 'attributed', 'unknown'] as const)
      comparer.number(`machine ${row.id} ${key}`, got?.[key], want[key] ?? null);
  });
}

function compareScopes({ score }: VectorFleet, expected: Vector['expected'], comparer: Comparer): void {
  for (const [id, wanted] of Object.entries(expected.scopes)) {
    const want = wanted as Record<string, number | null>;
    const got = score.scopes[id as Scope];
    comparer.number(`${id} D`, got.d, want.D ?? null);
    comparer.number(`${id} Dmax`, got.dMax, want.Dmax ?? null);
    comparer.number(`${id} low`, got.low, want.low ?? null);
    comparer.number(`${id} high`, got.high, want.high ?? null);
    comparer.number(`${id} coverage`, coverage(got.attributed, got.unknown), want.coverage ?? null);
    if ('seen' in want) comparer.number(`${id} seen`, got.seen, want.seen ?? null);
    if ('measured' in want) comparer.number(`${id} measured`, got.measured, want.measured ?? null);
  }
}

function compareOverall({ score }: VectorFleet, { overall: want }: Vector['expected'], comparer: Comparer): void {
  const { overall, scopes } = score;
  comparer.number('overall D', overall.d, want.D as number | null);
  comparer.number('overall Dmax', overall.dMax, want.Dmax as number | null);
  comparer.number('overall low', overall.low, want.low as number);
  comparer.number('overall high', overall.high, want.high as number);
  comparer.list('overall scopes', overall.measured, want.scopes as string[]);
  const { workstations, servers } = scopes;
  const pooled = coverage(workstations.attributed + servers.attributed, workstations.unknown + servers.unknown);
  comparer.number('overall coverage', pooled, want.coverage as number | null);
}

function compareContributions(of: VectorFleet, expected: Vector['expected'], comparer: Comparer): void {
  const parts = contributionsOf(of.fleet, of.degrees, of.score);
  const sumOf = (keep: (part: Contribution) => boolean, key: 'inScope' | 'overall'): number =>
    parts.filter(keep).reduce((sum, part) => sum + part[key], 0);
  for (const [id, want] of Object.entries(expected.contributions)) {
    const product = of.indexOf(id);
    const whole = sumOf((part) => part.product === product, 'overall');
    comparer.number(`contribution ${id}`, whole, want.overall);
    for (const [scope, value] of Object.entries(want.scopes)) {
      const inScope = sumOf((part) => part.product === product && part.scope === scope, 'inScope');
      comparer.number(`contribution ${id} ${scope}`, inScope, value);
    }
  }
  for (const [id, value] of Object.entries(expected.byFunction)) {
    const ofFunction = sumOf((part) => part.function === of.functionAt(id), 'overall');
    comparer.number(`function ${id}`, ofFunction, value);
  }
  const units = contributionsByUnit(of.fleet, of.score);
  for (const [unit, value] of Object.entries(expected.byUnit))
    comparer.number(`unit ${unit}`, units.get(unit === '(services)' ? null : unit) ?? 0, value);
}

interface NamedReplacement {
  from: string;
  pairs: { function: string; to: string }[];
}

/** Replacements given by name, and those an alternative stands for: every function both products serve. */
function namedReplacements(of: VectorFleet): Map<string, NamedReplacement> {
  const { replacements, alternatives } = of.input;
  const named = new Map<string, NamedReplacement>(replacements.map(({ name, from, pairs }) => [name, { from, pairs }]));
  for (const { from, to } of alternatives) {
    const shared = of.product(from).functions.filter((f) => of.product(to).functions.includes(f));
    named.set(`${from}->${to}`, { from, pairs: shared.map((f) => ({ function: f, to })) });
  }
  return named;
}

function compareReplacement(
  of: VectorFleet,
  name: string,
  asked: NamedReplacement,
  want: ExpectedReplacement,
  comparer: Comparer,
): void {
  const { fleet, degrees, score } = of;
  const from = of.indexOf(asked.from);
  const d = (product: number): number => degrees.degree[product] as number;
  const candidate =
    asked.pairs.length > 0 && !Number.isNaN(d(from)) && asked.pairs.every((pair) => d(of.indexOf(pair.to)) < d(from));
  comparer.list(`${name} candidate`, [String(candidate)], [String(want.candidate)]);
  if (!candidate || !want.candidate) return;
  const replacement: Replacement = {
    from,
    pairs: asked.pairs.map((pair) => ({ function: of.functionAt(pair.function), to: of.indexOf(pair.to) })),
  };
  const requirements: Requirements = {
    of: (product) => of.product(of.nameOf(product)).requires ?? [],
    satisfies: (product, requirement) => of.nameOf(product) === requirement,
    isRequired: () => true,
  };
  const outcome = applyReplacement(fleet, machinesByProduct(fleet).get(from) ?? [], replacement, requirements);
  const after = scoreAfter(fleet, degrees, score, outcome, true);
  const open = outcome.open.map((machine) => of.machineId(machine));
  comparer.list(`${name} open`, open, want.open);
  const blocked = outcome.blocked.map((entry) => of.machineId(entry.machine));
  comparer.list(`${name} blocked`, blocked, Object.keys(want.blocked));
  for (const { machine, by } of outcome.blocked) {
    const id = of.machineId(machine);
    const blockers = by.map((b) => ('product' in b ? of.nameOf(b.product) : `missing:${b.missing}`));
    comparer.list(`${name} blocked on ${id}`, blockers, want.blocked[id] ?? []);
  }
  comparer.number(`${name} D`, after.d, want.D ?? null);
  comparer.number(`${name} Dmax`, after.dMax, want.Dmax ?? null);
  comparer.number(`${name} gain`, (score.overall.d ?? 0) - (after.d ?? 0), want.gain ?? null);
  comparer.number(`${name} gainMax`, (score.overall.dMax ?? 0) - (after.dMax ?? 0), want.gainMax ?? null);
}

/** Scores one vector and compares. */
export function compareVector({ input, expected }: Vector): Comparison {
  const comparer = new Comparer();
  const of = new VectorFleet(input);
  compareMachines(of, expected, comparer);
  compareScopes(of, expected, comparer);
  compareOverall(of, expected, comparer);
  compareContributions(of, expected, comparer);
  const named = namedReplacements(of);
  for (const [name, want] of Object.entries(expected.replacements)) {
    const asked = named.get(name);
    if (!asked) throw new Error(`replacement ${name} is not in the input`);
    compareReplacement(of, name, asked, want, comparer);
  }
  return { compared: comparer.compared, differences: comparer.differences };
}

function coverage(attributed: number, unknown: number): number | null {
  return attributed + unknown === 0 ? null : attributed / (attributed + unknown);
}

export function readVectors(path: string): Vector[] {
  return JSON.parse(readFileSync(path, 'utf8')) as Vector[];
}

if (import.meta.main) {
  const path = process.argv[2];
  if (path === undefined) throw new Error('usage: npm run vectors -- FILE');
  let compared = 0;
  let different = 0;
  for (const vector of readVectors(path)) {
    const result = compareVector(vector);
    compared += result.compared;
    different += result.differences.length;
    console.log(`${vector.number} ${vector.name}: ${result.compared} numbers, ${result.differences.length} different`);
    for (const difference of result.differences) console.log(`  ${difference}`);
  }
  console.log(`${compared} numbers compared, ${different} different`);
  process.exitCode = different > 0 ? 1 : 0;
}
