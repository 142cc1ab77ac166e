/**
 * The products of an Assessment as the reports list them: a client that is installed and the service it opens are one line with two terms
 * (method, section 1). In: an Assessment. Out: lines, heaviest first. Nothing is computed but the sums that are shown.
 */
import type { AssessedProduct, Assessment } from '../assessment.ts';
import type { Format } from './format.ts';

export interface Dependency {
  /** The client, where there is one. */
  readonly product: AssessedProduct;
  /** On-line services of which it is the client. */
  readonly services: readonly AssessedProduct[];
  /** The product, then its services. */
  readonly terms: readonly AssessedProduct[];
  /** Part of D of all its terms that have a degree; null when none has. */
  readonly contribution: number | null;
}

export function dependenciesOf(assessment: Assessment): Dependency[] {
  const joined = servicesOfClients(assessment);
  const second = new Set([...joined.values()].flat());
  return assessment.products
    .filter((product) => !second.has(product))
    .map((product): Dependency => {
      const services = joined.get(product) ?? [];
      const terms = [product, ...services];
      return { product, services, terms, contribution: sumOf(terms, ({ contribution }) => contribution.overall) };
    })
    .sort((a, b) => (b.contribution ?? 0) - (a.contribution ?? 0));
}

/** A sum over the terms that have a degree; null when none has. */
export function sumOf(terms: readonly AssessedProduct[], value: (product: AssessedProduct) => number): number | null {
  const known = terms.filter(({ degree }) => degree !== null);
  return known.length === 0 ? null : known.reduce((sum, product) => sum + value(product), 0);
}

/** "1,8 + 0,7": a term for the machines, one for each service; empty when no term has a degree. */
export function termPoints(terms: readonly AssessedProduct[], format: Format): string {
  const known = terms.filter(({ degree }) => degree !== null);
  return known.map(({ contribution: { overall } }) => format.points(overall)).join(' + ');
}

/** The service goes with the client that weighs most of those of the fleet. */
function servicesOfClients({ products, services: { lines } }: Assessment): Map<AssessedProduct, AssessedProduct[]> {
  const joined = new Map<AssessedProduct, AssessedProduct[]>();
  for (const { id, clients } of lines) {
    const service = products.find((product) => product.id === id);
    const client = products.find((product) => product.id !== id && clients.some((entry) => entry.id === product.id));
    if (service && client) joined.set(client, [...(joined.get(client) ?? []), service]);
  }
  return joined;
}
