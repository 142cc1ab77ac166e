/** How urgent a replacement is: contracts that end, ends of life, what can be cut at once, sensitive data (method, section 5). */
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import type { Degrees } from '../score/degree.ts';
import { exposureOf } from '../score/exposure.ts';

/** What the contracts of a product say together. */
export interface ProductContract {
  /** The next day on which one of them ends; null when none of them says, or all have ended. */
  readonly endsOn: string | null;
  readonly sensitive: boolean;
  /** Sum of those in euros; null when none gives an amount. */
  readonly yearlyEuros: number | null;
}

export interface Urgency {
  readonly value: number;
  readonly reasons: readonly string[];
}

function addMonths(day: string, months: number): string {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

export function urgencyOf(
  base: KnowledgeBase,
  product: Product,
  degrees: Degrees,
  today: string,
  contract: ProductContract | undefined,
): Urgency {
  const { urgency } = base.rules.migration;
  const reasons: string[] = [];
  let value = 1;
  const endsOn = contract?.endsOn ?? null;
  if (endsOn !== null && endsOn >= today && endsOn <= addMonths(today, urgency.contractEndMonths)) {
    value += urgency.contractEnd;
    reasons.push('contract-end');
  }
  // Only an end of life of every version holds whatever version was seen.
  const horizon = addMonths(today, urgency.endOfLifeMonths);
  if (product.endOfLife.some((entry) => entry.versions === '*' && entry.on <= horizon)) {
    value += urgency.endOfLife;
    reasons.push('end-of-life');
  }
  if (exposureOf(base, product, degrees.verdictOf(product.index), today).cutOff === 'immediate') {
    value += urgency.cutOffImmediate;
    reasons.push('cut-off-immediate');
  }
  if (contract?.sensitive === true) {
    value += urgency.sensitiveData;
    reasons.push('sensitive-data');
  }
  return { value, reasons };
}
