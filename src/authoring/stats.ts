/** Figures of the knowledge base, for those who tend it. */
import { countedRoles, detailsOf, type KnowledgeBase } from '../knowledge/base.ts';
import { isOverdue } from '../knowledge/dates.ts';
import { classify } from '../score/classify.ts';

export interface KnowledgeStats {
  readonly vendors: number;
  readonly products: number;
  readonly countedProducts: number;
  readonly domains: number;
  readonly matchesSeen: number;
  readonly matchesAssumed: number;
  /** Facts about who holds, controls and hosts. */
  readonly factsRead: number;
  readonly factsUnverified: number;
  readonly oldestReview: { readonly vendor: string; readonly on: string } | null;
  /** Records that nobody has looked at for longer than the rules allow. */
  readonly overdue: readonly string[];
  /** Counted products of class C or D under the default perimeter without alternative. */
  readonly withoutAlternative: readonly string[];
}

export function knowledgeStats(base: KnowledgeBase, today: string): KnowledgeStats {
  const { perimeters } = base.rules;
  const perimeter = perimeters.perimeters.find((entry) => entry.id === perimeters.default);
  const { facts } = base;
  const matches = base.products.flatMap((product) => detailsOf(base, product).match);
  const counted = base.products.filter((product) => countedRoles.includes(product.role));
  const withoutAlternative = counted.filter((product) => {
    if (perimeter === undefined || detailsOf(base, product).alternatives.length > 0) return false;
    return (classify(base, product, { perimeter, exposed: 0.5, free: 'product' }).degree ?? 0) > 0;
  });
  let oldest: { vendor: string; on: string } | null = null;
  for (const vendor of base.vendors.values()) {
    if (oldest === null || vendor.reviewedOn < oldest.on) oldest = { vendor: vendor.id, on: vendor.reviewedOn };
  }
  const domains = [...base.vendors.values()].flatMap((vendor) => [
    ...vendor.domains,
    ...vendor.products.flatMap((product) => product.domains),
  ]);
  return {
    vendors: base.vendors.size,
    products: base.products.length,
    countedProducts: counted.length,
    domains: new Set(domains.map((domain) => (typeof domain === 'string' ? domain : domain.name))).size,
    matchesSeen: matches.filter((match) => match.seen !== undefined).length,
    matchesAssumed: matches.filter((match) => match.assumed).length,
    factsRead: facts.read,
    factsUnverified: facts.unverified,
    oldestReview: oldest,
    overdue: [...base.vendors.values()]
      .filter(({ reviewedOn }) => isOverdue(reviewedOn, base.rules.classes.reviewAfterMonths, today))
      .map(({ id }) => id),
    withoutAlternative: withoutAlternative.map((product) => product.id),
  };
}
