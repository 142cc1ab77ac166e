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
import { contributionsByUnit, contributionsOf, scoreFleet } from '../../src/score/score.ts';

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

/** Scores one vector and compares. */
export function compareVector({ input, expected }: Vector): Comparison {
  const comparer = new Comparer();
  const functionIds = Object.keys(input.functions);
  const productIds = Object.keys(input.products);
  const indexOf = (id: string): number => productIds.indexOf(id);
  const functionIndex = (id: string): number => functionIds.indexOf(id);
  const productAt = (index: number): VectorProduct => input.products[productIds[index] as string] as VectorProduct;
  const degrees: DegreeTable = {
    degree: Float64Array.from(productIds, (id) => input.products[id]?.degree ?? Number.NaN),
    low: Float64Array.from(productIds, (id) => input.products[id]?.d_low ?? input.products[id]?.degree ?? 0),
    high: Float64Array.from(productIds, (id) => input.products[id]?.d_high ?? input.products[id]?.degree ?? 1),
  };
  const pairsOf = (id: string): number[] =>
    productAt(indexOf(id)).functions.map((f) => pairOf(indexOf(id), functionIndex(f)));
  const fleet: Fleet = {
    functions: functionIds.map((id) => ({
      id,
      criticality: input.functions[id]?.criticality ?? 0,
      platform: input.functions[id]?.platform ?? false,
    })),
    machines: input.machines.map(({ id, scope, unit, products, unknown }) => ({
      id,
      scope,
      unit,
      unknown,
      pairs: Uint32Array.from(products.flatMap(pairsOf)).sort(),
    })),
    services: input.services.flatMap(({ product, w }) =>
      productAt(indexOf(product)).functions.map((f) => ({ product: indexOf(product), function: functionIndex(f), w })),
    ),
    unknownServices: 0,
    scopeWeights: input.scopeWeights,
  };
  const score = scoreFleet(fleet, degrees);

  fleet.machines.forEach((row, i) => {
    const want = expected.machines[row.id] as Record<string, number | null>;
    const got = score.machines[i];
    comparer.number(`machine ${row.id} D`, got?.d, want.D ?? null);
    comparer.number(`machine ${row.id} Dmax`, got?.dMax, want.Dmax ?? null);
    for (const key of ['low', 'high', 'attributed', 'unknown'] as const)
      comparer.number(`machine ${row.id} ${key}`, got?.[key], want[key] ?? null);
  });
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
  const { overall } = score;
  comparer.number('overall D', overall.d, expected.overall.D as number | null);
  comparer.number('overall Dmax', overall.dMax, expected.overall.Dmax as number | null);
  comparer.number('overall low', overall.low, expected.overall.low as number);
  comparer.number('overall high', overall.high, expected.overall.high as number);
  comparer.list('overall scopes', overall.measured, expected.overall.scopes as string[]);
  const { workstations, servers } = score.scopes;
  const pooled = coverage(workstations.attributed + servers.attributed, workstations.unknown + servers.unknown);
  comparer.number('overall coverage', pooled, expected.overall.coverage as number | null);

  const parts = contributionsOf(fleet, degrees, score);
  const sumOf = (keep: (part: (typeof parts)[number]) => boolean, key: 'inScope' | 'overall'): number =>
    parts.filter(keep).reduce((sum, part) => sum + part[key], 0);
  for (const [id, want] of Object.entries(expected.contributions)) {
    const product = indexOf(id);
    comparer.number(
      `contribution ${id}`,
      sumOf((part) => part.product === product, 'overall'),
      want.overall,
    );
    for (const [scope, value] of Object.entries(want.scopes)) {
      comparer.number(
        `contribution ${id} ${scope}`,
        sumOf((part) => part.product === product && part.scope === scope, 'inScope'),
        value,
      );
    }
  }
  for (const [id, value] of Object.entries(expected.byFunction)) {
    comparer.number(
      `function ${id}`,
      sumOf((part) => part.function === functionIndex(id), 'overall'),
      value,
    );
  }
  const units = contributionsByUnit(fleet, score);
  for (const [unit, value] of Object.entries(expected.byUnit)) {
    comparer.number(`unit ${unit}`, units.get(unit === '(services)' ? null : unit) ?? 0, value);
  }

  const requirements: Requirements = {
    of: (product) => productAt(product).requires ?? [],
    satisfies: (product, requirement) => productIds[product] === requirement,
  };
  const named = new Map(input.replacements.map((entry) => [entry.name, { from: entry.from, pairs: entry.pairs }]));
  for (const { from, to } of input.alternatives) {
    const shared = productAt(indexOf(from)).functions.filter((f) => productAt(indexOf(to)).functions.includes(f));
    named.set(`${from}->${to}`, { from, pairs: shared.map((f) => ({ function: f, to })) });
  }
  const machines = machinesByProduct(fleet);
  for (const [name, want] of Object.entries(expected.replacements)) {
    const asked = named.get(name);
    if (!asked) throw new Error(`replacement ${name} is not in the input`);
    const from = indexOf(asked.from);
    const d = (product: number): number => degrees.degree[product] as number;
    const candidate =
      asked.pairs.length > 0 && !Number.isNaN(d(from)) && asked.pairs.every((pair) => d(indexOf(pair.to)) < d(from));
    comparer.list(`${name} candidate`, [String(candidate)], [String(want.candidate)]);
    if (!candidate || !want.candidate) continue;
    const replacement: Replacement = {
      from,
      pairs: asked.pairs.map((pair) => ({ function: functionIndex(pair.function), to: indexOf(pair.to) })),
    };
    const outcome = applyReplacement(fleet, machines.get(from) ?? [], replacement, requirements);
    const after = scoreAfter(fleet, degrees, score, outcome, true);
    comparer.list(
      `${name} open`,
      outcome.open.map((entry) => fleet.machines[entry.machine]?.id ?? ''),
      want.open,
    );
    comparer.list(
      `${name} blocked`,
      outcome.blocked.map((entry) => fleet.machines[entry.machine]?.id ?? ''),
      Object.keys(want.blocked),
    );
    for (const { machine, by } of outcome.blocked) {
      const id = fleet.machines[machine]?.id ?? '';
      comparer.list(
        `${name} blocked on ${id}`,
        by.map((b) => ('product' in b ? (productIds[b.product] as string) : `missing:${b.missing}`)),
        want.blocked[id] ?? [],
      );
    }
    comparer.number(`${name} D`, after.d, want.D ?? null);
    comparer.number(`${name} Dmax`, after.dMax, want.Dmax ?? null);
    comparer.number(`${name} gain`, (score.overall.d ?? 0) - (after.d ?? 0), want.gain ?? null);
    comparer.number(`${name} gainMax`, (score.overall.dMax ?? 0) - (after.dMax ?? 0), want.gainMax ?? null);
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
