/**
 * The order of the candidates: bands of gain, priority within a band, and what must come before (method, section 5).
 *
 * In: candidates already weighed. Out: the same, ordered. A candidate that is blocked on much of where it would apply comes after those that would
 * free it: the gain that ranks it is of open machines, and on these nothing has to come first.
 */
import type { KnowledgeBase, Product } from '../knowledge/base.ts';

/** What is compared of a candidate. */
export interface Rankable {
  readonly from: Product;
  readonly to: Product;
  readonly scope: 'machines' | 'services';
  readonly band: string;
  readonly gain: number;
  readonly priority: number;
  readonly effort: { readonly personDays: number };
  readonly machinesOpen: number;
  readonly machinesBlocked: number;
  readonly blockedBy: readonly { readonly id: string }[];
}

export type Compare = (a: Rankable, b: Rankable) => number;

export function comparison(base: KnowledgeBase): Compare {
  const order = new Map(base.rules.migration.bands.map((band, index) => [band.id, index]));
  return (a, b) =>
    (order.get(a.band) ?? 0) - (order.get(b.band) ?? 0) ||
    b.priority - a.priority ||
    b.gain - a.gain ||
    (a.from.id < b.from.id ? -1 : a.from.id > b.from.id ? 1 : 0);
}

/** The same order when every effort is multiplied by a factor; the minimum of an effort is what moves ranks. */
function comparisonAt(base: KnowledgeBase, factor: number): Compare {
  const { minimum } = base.rules.migration.effort;
  const compare = comparison(base);
  const at = (one: Rankable): Rankable => ({
    ...one,
    priority: (one.priority * one.effort.personDays) / Math.max(minimum, one.effort.personDays * factor),
  });
  return (a, b) => compare(at(a), at(b)) || compare(a, b);
}

function satisfies({ id, provides }: Product, requirement: string): boolean {
  return id === requirement || provides.includes(requirement);
}

/** Whether a candidate would free another: it replaces what blocks it by something that does not, or brings what it lacks. */
function frees(one: Rankable, blocked: Rankable): boolean {
  if (one === blocked || one.scope !== 'machines') return false;
  return blocked.blockedBy.some(({ id }) => {
    const leaves = one.from.id === id && !one.to.requires.some((needed) => satisfies(blocked.from, needed));
    return leaves || (satisfies(one.to, id) && blocked.to.requires.includes(id));
  });
}

/** Candidates that come before each, best first; none for one that is open on most of where it would apply. */
export function prerequisitesOf<T extends Rankable>(list: readonly T[], base: KnowledgeBase): Map<T, T[]> {
  const { blockedShare } = base.rules.migration.prerequisites;
  const compare = comparison(base);
  const found = new Map<T, T[]>();
  for (const one of list) {
    const { machinesBlocked, machinesOpen } = one;
    const isHeld = machinesBlocked > 0 && machinesBlocked / (machinesBlocked + machinesOpen) >= blockedShare;
    const first = isHeld ? list.filter((other) => frees(other, one)).sort(compare) : [];
    if (first.length > 0) found.set(one, first);
  }
  return found;
}

/** The list in order, at a factor of every effort. Two that free each other keep the order of their priorities. */
export function ordered<T extends Rankable>(
  list: readonly T[],
  prerequisites: ReadonlyMap<T, readonly T[]>,
  base: KnowledgeBase,
  factor = 1,
): T[] {
  const sorted = [...list].sort(factor === 1 ? comparison(base) : comparisonAt(base, factor));
  const place = new Map(sorted.map((one, index) => [one, index]));
  const done = new Set<T>();
  const result: T[] = [];
  const take = (one: T): void => {
    if (done.has(one)) return;
    done.add(one);
    const first = [...(prerequisites.get(one) ?? [])].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
    for (const other of first) take(other);
    result.push(one);
  };
  for (const one of sorted) take(one);
  return result;
}
