/**
 * Migration candidates: every product that counts as extra-European and has a European or free alternative, in the order of the method (section 5).
 *
 * In: a scored fleet, the degrees under each perimeter, the base. Out: candidates, every factor shown. The gain is recomputed exactly, on open machines.
 * An alternative acts on the functions it shares with the product; a client and a service are two candidates.
 */

import { detailsOf, type KnowledgeBase, type Product } from '../knowledge/base.ts';
import type { AlternativeRecord } from '../knowledge/vendor-schema.ts';
import type { Label } from '../language.ts';
import { observedDeployment } from '../score/classify.ts';
import type { Degrees } from '../score/degree.ts';
import type { DegreeColumns, Fleet } from '../score/fleet.ts';
import type { FleetScore } from '../score/score.ts';
import { comparison, ordered, prerequisitesOf } from './order.ts';
import {
  applyReplacement,
  type Blocker,
  machinesByProduct,
  type Outcome,
  type Replacement,
  type Requirements,
  requirementsOf,
  scoreAfter,
} from './replacement.ts';
import { type ProductContract, type Urgency, urgencyOf } from './urgency.ts';

/** Candidates whose interval after the change is computed too: the others show their gain alone. */
const WITH_INTERVAL = 20;

export interface PerimeterScore {
  readonly id: string;
  readonly degrees: Degrees;
  readonly score: FleetScore;
}

export interface CandidateInput {
  readonly base: KnowledgeBase;
  readonly fleet: Fleet;
  readonly degrees: Degrees;
  readonly score: FleetScore;
  readonly perimeters: readonly PerimeterScore[];
  /** What contracts say of products, by product number. */
  readonly contracts?: ReadonlyMap<number, ProductContract>;
  /** Day of the assessment, ISO 8601. */
  readonly today: string;
}

export interface Effort {
  readonly personDays: number;
  readonly low: number;
  readonly high: number;
  readonly fixed: number;
  readonly perMachine: number;
  readonly machines: number;
  readonly lockIn: number;
}

export interface PlannedCandidate {
  readonly from: Product;
  readonly to: Product;
  readonly alternative: AlternativeRecord;
  /** Function ids the replacement covers, and those the product would keep. */
  readonly pairs: readonly string[];
  readonly keeps: readonly string[];
  readonly scope: 'machines' | 'services';
  readonly band: string;
  readonly gain: number;
  readonly gainMax: number;
  readonly gainByPerimeter: Readonly<Record<string, number>>;
  readonly intervalAfter: { low: number; high: number } | null;
  readonly effort: Effort;
  readonly urgency: Urgency;
  readonly contract: ProductContract | null;
  readonly priority: number;
  readonly machinesOpen: number;
  readonly machinesBlocked: number;
  readonly blockedBy: readonly { readonly id: string; readonly title: string; readonly machines: number }[];
  readonly strategy: { id: string; label: Label };
  readonly rank: number;
  /** Candidates that come first, because they would free most of the machines of this one. */
  readonly prerequisites: readonly { readonly from: Product; readonly to: Product; readonly rank: number }[];
  readonly ranks: { low: number; high: number };
  /** Other alternatives considered for the same product, best first. */
  readonly others: readonly Product[];
}

type Side = PlannedCandidate['scope'];

type Draft = Omit<
  PlannedCandidate,
  'rank' | 'ranks' | 'prerequisites' | 'others' | 'intervalAfter' | 'gainByPerimeter'
> & {
  readonly outcome: Outcome;
};

/** effort(p→a) = (Σ fixed + machines · Σ perMachine) · lockIn, at least the minimum, in person-days. */
export function effortOf(base: KnowledgeBase, functions: readonly string[], machines: number, lockIn: number): Effort {
  const { effort } = base.rules.migration;
  let fixed = 0;
  let perMachine = 0;
  for (const id of functions) {
    const own = base.rules.functions.functions.find((entry) => entry.id === id)?.effort ?? effort;
    fixed += own.fixed;
    perMachine += own.perMachine;
  }
  const personDays = Math.max(effort.minimum, (fixed + machines * perMachine) * lockIn);
  return {
    personDays,
    low: personDays / effort.rangeFactor,
    high: personDays * effort.rangeFactor,
    fixed,
    perMachine,
    machines,
    lockIn,
  };
}

function bandOf(base: KnowledgeBase, gain: number): string {
  const { bands } = base.rules.migration;
  return (bands.find((band) => gain * 100 >= band.atLeastPoints) ?? bands.at(-1))?.id ?? '';
}

function strategyOf(
  base: KnowledgeBase,
  product: Product,
  readiness: number | null,
  gain: number,
): { id: string; label: Label } {
  const line = base.rules.migration.strategies.find(({ when }) => {
    if (when.hasAlternative !== undefined && when.hasAlternative !== (readiness !== null)) return false;
    if (when.minReadiness !== undefined && (readiness ?? 0) < when.minReadiness) return false;
    if (when.minGainPoints !== undefined && gain * 100 < when.minGainPoints) return false;
    if (when.deployment !== undefined && when.deployment !== observedDeployment(product)) return false;
    return when.subscription === undefined || when.subscription === product.subscription;
  });
  return line ?? { id: 'keep-watch', label: { fr: 'surveiller', en: 'keep watching' } };
}

function blockersOf(base: KnowledgeBase, outcome: Outcome): PlannedCandidate['blockedBy'] {
  const counts = new Map<string, { id: string; title: string; machines: number }>();
  const nameOf = (blocker: Blocker): { id: string; title: string } => {
    if ('product' in blocker) {
      const product = base.products[blocker.product];
      return { id: product?.id ?? '', title: product?.title ?? '' };
    }
    return { id: blocker.missing, title: base.productById.get(blocker.missing)?.title ?? blocker.missing };
  };
  for (const { by } of outcome.blocked) {
    for (const blocker of by) {
      const { id, title } = nameOf(blocker);
      const entry = counts.get(id);
      if (entry) entry.machines += 1;
      else counts.set(id, { id, title, machines: 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.machines - a.machines || (a.id < b.id ? -1 : 1));
}

class Planner {
  readonly #input: CandidateInput;
  readonly #requirements: Requirements;
  readonly #machines: Map<number, number[]>;
  readonly #functionIndex: ReadonlyMap<string, number>;

  constructor(input: CandidateInput) {
    this.#input = input;
    this.#requirements = requirementsOf(input.base);
    this.#machines = machinesByProduct(input.fleet);
    this.#functionIndex = new Map(input.base.rules.functions.functions.map((entry, index) => [entry.id, index]));
  }

  /** Products that the fleet keeps. */
  present(): number[] {
    const services = this.#input.fleet.services.map(({ product }) => product);
    return [...new Set([...this.#machines.keys(), ...services])].sort((a, b) => a - b);
  }

  machinesOf(product: Product): readonly number[] {
    return this.#machines.get(product.index) ?? [];
  }

  /** Where a product is kept: a client on machines and a service are two candidates, never one. */
  sidesOf(product: Product): Side[] {
    const sides: Side[] = [];
    if (this.machinesOf(product).length > 0) sides.push('machines');
    if (this.#input.fleet.services.some((pair) => pair.product === product.index)) sides.push('services');
    return sides;
  }

  /** One product and one alternative, on one side; null when the pair is not a candidate (method §5: a degree missing or not lower, or no common function). */
  draft(from: Product, alternative: AlternativeRecord, side: Side): Draft | null {
    const { base, degrees, fleet, score } = this.#input;
    const to = base.productById.get(alternative.product);
    if (!to) return null;
    const before = columnsOf(degrees, side).degree[from.index] as number;
    const after = degrees.degree[to.index] as number;
    const pairs = from.functions.filter((id) => to.functions.includes(id));
    if (Number.isNaN(before) || Number.isNaN(after) || after >= before || pairs.length === 0) return null;
    const replacement: Replacement = {
      from: from.index,
      pairs: pairs.map((id) => ({ function: this.#functionIndex.get(id) ?? -1, to: to.index })),
    };
    const onMachines = side === 'machines';
    const outcome = applyReplacement(
      onMachines ? { ...fleet, services: [] } : fleet,
      onMachines ? this.machinesOf(from) : [],
      replacement,
      this.#requirements,
    );
    const scored = scoreAfter(fleet, degrees, score, outcome, false);
    const gain = (score.overall.d ?? 0) - (scored.d ?? 0);
    const machines = onMachines ? outcome.open.length : this.#usersOf(from);
    const effort = effortOf(base, pairs, machines, alternative.lockIn);
    const contract = this.#input.contracts?.get(from.index);
    const urgency = urgencyOf(base, from, degrees, this.#input.today, contract);
    return {
      from,
      to,
      alternative,
      pairs,
      keeps: from.functions.filter((id) => !pairs.includes(id)),
      scope: side,
      band: bandOf(base, gain),
      gain,
      gainMax: (score.overall.dMax ?? 0) - (scored.dMax ?? 0),
      effort,
      urgency,
      contract: contract ?? null,
      priority: (gain * 100 * alternative.readiness * urgency.value) / effort.personDays,
      machinesOpen: outcome.open.length,
      machinesBlocked: outcome.blocked.length,
      blockedBy: blockersOf(base, outcome),
      strategy: strategyOf(base, from, alternative.readiness, gain),
      outcome,
    };
  }

  /** Of the alternative that was chosen: nobody is shown those of the others. */
  gainByPerimeter({ from, to, scope, gain, outcome }: Draft): Record<string, number> {
    const { degrees, fleet, perimeters } = this.#input;
    const gains: Record<string, number> = {};
    for (const perimeter of perimeters) {
      if (
        Number.isNaN(columnsOf(perimeter.degrees, scope).degree[from.index]) ||
        Number.isNaN(perimeter.degrees.degree[to.index])
      )
        continue;
      const there = (): number => scoreAfter(fleet, perimeter.degrees, perimeter.score, outcome, false).d ?? 0;
      gains[perimeter.id] = perimeter.degrees === degrees ? gain : (perimeter.score.overall.d ?? 0) - there();
    }
    return gains;
  }

  intervalAfter({ outcome }: Draft): { low: number; high: number } {
    const { fleet, degrees, score } = this.#input;
    const { low, high } = scoreAfter(fleet, degrees, score, outcome, true);
    return { low, high };
  }

  /** Machines that use a service: its largest share of the machines. */
  #usersOf(service: Product): number {
    const { fleet } = this.#input;
    const share = fleet.services.reduce(
      (largest, pair) => (pair.product === service.index ? Math.max(largest, pair.w) : largest),
      0,
    );
    return Math.round(share * fleet.machines.length);
  }
}

function rangeOf(ranks: readonly number[]): { low: number; high: number } {
  return { low: Math.min(...ranks), high: Math.max(...ranks) };
}

/** Degrees of what is replaced: as installed, or as a service contacted. */
function columnsOf(degrees: Degrees, side: Side): DegreeColumns {
  return side === 'services' ? degrees.service : degrees;
}

export interface CandidatePlan {
  readonly candidates: readonly PlannedCandidate[];
  /** Products that count as extra-European and have no alternative in the base. */
  readonly withoutAlternative: readonly Product[];
}

/** Orders every product with d > 0 that the fleet keeps. */
export function planCandidates(input: CandidateInput): CandidatePlan {
  const { base, degrees } = input;
  const planner = new Planner(input);
  const drafts: Draft[] = [];
  const others = new Map<Draft, Product[]>();
  const withoutAlternative: Product[] = [];
  const compare = comparison(base);
  for (const index of planner.present()) {
    const product = base.products[index] as Product;
    const sides = planner.sidesOf(product).filter((side) => (columnsOf(degrees, side).degree[index] as number) > 0);
    if (sides.length === 0) continue;
    let found = false;
    for (const side of sides) {
      const [best, ...rest] = detailsOf(base, product)
        .alternatives.map((alternative) => planner.draft(product, alternative, side))
        .filter((draft) => draft !== null)
        .sort(compare);
      if (!best) continue;
      found = true;
      drafts.push(best);
      others.set(
        best,
        rest.map((draft) => draft.to),
      );
    }
    if (!found) withoutAlternative.push(product);
  }
  const prerequisites = prerequisitesOf(drafts, base);
  const inOrder = ordered(drafts, prerequisites, base);
  const rankOf = (list: readonly Draft[]): Map<Draft, number> => new Map(list.map((draft, at) => [draft, at + 1]));
  const ranks = rankOf(inOrder);
  const { rangeFactor } = base.rules.migration.effort;
  const ends = [1 / rangeFactor, rangeFactor].map((factor) => rankOf(ordered(drafts, prerequisites, base, factor)));
  const candidates = inOrder.map((draft, at): PlannedCandidate => {
    const { outcome: _, ...shown } = draft;
    return {
      ...shown,
      gainByPerimeter: planner.gainByPerimeter(draft),
      intervalAfter: at < WITH_INTERVAL ? planner.intervalAfter(draft) : null,
      rank: at + 1,
      prerequisites: (prerequisites.get(draft) ?? [])
        .map((first) => ({ from: first.from, to: first.to, rank: ranks.get(first) ?? 0 }))
        .filter(({ rank }) => rank <= at),
      ranks: rangeOf([at + 1, ...ends.map((end) => end.get(draft) ?? at + 1)]),
      others: others.get(draft) ?? [],
    };
  });
  return { candidates, withoutAlternative };
}
