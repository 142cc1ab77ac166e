/**
 * Extraterritorial laws that may reach a product (rules/laws.yml): shown beside the two harms, never part of a degree.
 *
 * A law is listed when its country is one of the facts it acts through (registered seat, central administration, controlling holder) and the product is
 * used in a way it reaches. Activity in a country is not recorded in the base: nothing is derived from it.
 */
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import type { Laws } from '../knowledge/rules-schema.ts';
import { observedDeployment, ultimateParent } from './classify.ts';

export type Law = Laws['laws'][number];

export function lawsOn(base: KnowledgeBase, product: Product, asOf: string): Law[] {
  const { seat } = product.vendor;
  const parent = ultimateParent(base, product, asOf);
  const countries = {
    seat: seat?.statutory ?? null,
    administration: seat?.administration ?? null,
    control: parent.known ? parent.country : null,
    operations: null,
  };
  const deployment = observedDeployment(product);
  return base.rules.laws.laws.filter(
    (law) => law.deployment.includes(deployment) && law.through.some((fact) => countries[fact] === law.country),
  );
}
