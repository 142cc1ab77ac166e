/** The two harms, derived for each product and never averaged (rules/exposure.yml; first line that holds wins). */
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { isOver } from '../knowledge/dates.ts';
import { observedDeployment, type Verdict } from './classify.ts';

export type CutOff = 'immediate' | 'at-renewal' | 'updates-only' | 'not-identified';
export type LawfulAccess = 'content' | 'metadata' | 'not-identified';

interface Condition {
  readonly classes?: readonly string[] | undefined;
  readonly deployment?: string | undefined;
  readonly onlineServiceRequired?: boolean | undefined;
  readonly subscription?: boolean | undefined;
  readonly qualification?: string | undefined;
}

function holds(condition: Condition, product: Product, verdict: Verdict, asOf: string): boolean {
  const { classes, deployment, onlineServiceRequired, subscription, qualification } = condition;
  if (classes !== undefined && !classes.includes(verdict.class)) return false;
  if (deployment !== undefined && deployment !== observedDeployment(product)) return false;
  if (onlineServiceRequired !== undefined && onlineServiceRequired !== product.onlineServiceRequired) return false;
  if (subscription !== undefined && subscription !== product.subscription) return false;
  if (qualification === undefined) return true;
  return product.vendor.qualifications.some(
    (entry) => isScheme(entry.scheme, qualification) && coversProduct(entry, product, asOf),
  );
}

/** "SecNumCloud 3.2" is SecNumCloud. */
function isScheme(scheme: string, asked: string): boolean {
  return scheme === asked || scheme.startsWith(`${asked} `);
}

/** Whether a qualification in force on a day is known to cover a product: it names it, or its scope is the product's title. */
export function coversProduct(
  { products, scope, until }: Product['vendor']['qualifications'][number],
  { id, title }: Product,
  asOf: string,
): boolean {
  return (products.includes(id) || scope === title) && (until === undefined || !isOver(until, asOf));
}

export function exposureOf(
  base: KnowledgeBase,
  product: Product,
  verdict: Verdict,
  asOf: string,
): { cutOff: CutOff; lawfulAccess: LawfulAccess } {
  const { exposure } = base.rules;
  const cutOff = exposure.cutOff.find((line) => holds(line.when, product, verdict, asOf));
  const lawfulAccess = exposure.lawfulAccess.find((line) => holds(line.when, product, verdict, asOf));
  return { cutOff: cutOff?.level ?? 'not-identified', lawfulAccess: lawfulAccess?.level ?? 'not-identified' };
}
