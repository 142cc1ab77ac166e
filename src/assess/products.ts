/** Every counted product of a fleet, with what explains its place in the percentage. */
import type { AssessedProduct } from '../assessment.ts';
import { isUse } from '../identify/domains.ts';
import type { FleetObservation } from '../identify/observe.ts';
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { isOverdue } from '../knowledge/dates.ts';
import { ultimateParent } from '../score/classify.ts';
import type { Degrees } from '../score/degree.ts';
import { classLine, factsOf, restsOnUnverified } from '../score/explain.ts';
import { exposureOf } from '../score/exposure.ts';
import { type Fleet, productOf, type Scope } from '../score/fleet.ts';
import { lawsOn } from '../score/laws.ts';
import type { Contribution } from '../score/score.ts';
import type { ObservedFleet } from './fleet.ts';
import { hostingFacts } from './hosting-facts.ts';

/** Distinct titles listed for one product, most frequent first. */
const MOST_TITLES = 30;

/** Machines scored on which each distinct title was found, by position; equipment weighs nothing and lists nothing. */
export function countTitles(observation: FleetObservation): Uint32Array {
  const counts = new Uint32Array(observation.findings.length);
  for (const { scope, titles } of observation.machines) {
    if (scope === null) continue;
    for (const title of titles) counts[title] = (counts[title] as number) + 1;
  }
  return counts;
}

export interface ProductInput {
  readonly base: KnowledgeBase;
  readonly observation: FleetObservation;
  readonly titleCounts: Uint32Array;
  readonly observed: ObservedFleet;
  readonly fleet: Fleet;
  readonly degrees: Degrees;
  readonly contributions: readonly Contribution[];
  readonly today: string;
}

interface Parts {
  overall: number;
  readonly scopes: Partial<Record<Scope, number>>;
  readonly functions: Record<string, number>;
}

function partsByProduct({ base, contributions }: ProductInput): Map<number, Parts> {
  const parts = new Map<number, Parts>();
  for (const { product, function: f, scope, inScope, overall } of contributions) {
    let entry = parts.get(product);
    if (!entry) {
      entry = { overall: 0, scopes: {}, functions: {} };
      parts.set(product, entry);
    }
    const id = base.rules.functions.functions[f]?.id ?? '';
    entry.overall += overall;
    entry.scopes[scope] = (entry.scopes[scope] ?? 0) + inScope;
    entry.functions[id] = (entry.functions[id] ?? 0) + overall;
  }
  return parts;
}

function machinesByProduct(fleet: Fleet): Map<number, number> {
  const machines = new Map<number, number>();
  for (const { pairs } of fleet.machines) {
    let last = -1;
    for (const pair of pairs) {
      const product = productOf(pair);
      if (product === last) continue;
      last = product;
      machines.set(product, (machines.get(product) ?? 0) + 1);
    }
  }
  return machines;
}

type Title = AssessedProduct['titles'][number];

/** Most frequent first, then by name: the order of documents changes nothing. */
export function byFrequency(a: Title, b: Title): number {
  const key = ({ name, publisher, rule }: Title): string => `${name}\0${publisher ?? ''}\0${rule ?? ''}`;
  return b.machines - a.machines || (key(a) < key(b) ? -1 : 1);
}

/** What each product was recognised by: titles of machines, domains they contacted, services declared. */
function titlesByProduct({
  base,
  observation,
  titleCounts,
  observed: { contacts },
}: ProductInput): Map<Product, Title[]> {
  const titles = new Map<Product, Title[]>();
  const add = (product: Product, title: Title): void => {
    const list = titles.get(product);
    if (list) list.push(title);
    else titles.set(product, [title]);
  };
  observation.findings.forEach((finding, position) => {
    const machines = titleCounts[position] as number;
    if (finding.outcome === 'unknown' || finding.product === null || machines === 0) return;
    if (finding.outcome === 'ignored' && finding.role !== 'bundled') return;
    const { name, publisher, rule } = finding.title;
    add(finding.product, {
      name,
      machines,
      ...(publisher === undefined ? {} : { publisher }),
      ...(rule === undefined ? {} : { rule: rule.name }),
    });
  });
  observation.domains.forEach(({ domain, owner }, position) => {
    const machines = contacts[position] as number;
    if (!isUse(owner) || machines === 0) return;
    add(owner.product, {
      name: domain,
      machines,
      rule: `${owner.vendor.id}/${owner.product.id} domain: ${owner.domain}`,
    });
  });
  for (const { name, product } of observation.declared) {
    if (product)
      add(base.products[product.index] as Product, {
        name,
        machines: 0,
        rule: `${product.vendor.id}/${product.id} declared`,
      });
  }
  for (const list of titles.values()) list.sort(byFrequency);
  return titles;
}

/** Counted products present in the fleet, largest contribution first. */
export function describeProducts(input: ProductInput): AssessedProduct[] {
  const { base, fleet, degrees, today, observed } = input;
  const parts = partsByProduct(input);
  const machines = machinesByProduct(fleet);
  const titles = titlesByProduct(input);
  const shares = new Map(fleet.services.map((pair) => [pair.product, pair.w]));
  const present = new Set([...machines.keys(), ...shares.keys()]);
  const products = [...present].map((index): AssessedProduct => {
    const product = base.products[index] as Product;
    // Seen only as a service: judged as one (method, section 3).
    const verdict = (machines.has(index) ? degrees : degrees.service).verdictOf(index);
    const parent = ultimateParent(base, product, today);
    const own = titles.get(product) ?? [];
    const part = parts.get(index);
    const share = shares.get(index);
    const hosting = hostingFacts(observed, product);
    return {
      id: product.id,
      title: product.title,
      vendor: { id: product.vendor.id, name: product.vendor.name },
      parent: parent.name,
      functions: [...product.functions],
      role: product.role,
      licence: product.licence,
      origin: product.vendor.origin,
      class: verdict.class,
      ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
      line: classLine(base, verdict),
      degree: verdict.degree,
      range: verdict.degree === null ? null : { low: verdict.low, high: verdict.high },
      country: parent.country,
      exposure: exposureOf(base, product, verdict, today),
      laws: lawsOn(base, product, today).map(({ id, name, harm, status }) => ({ id, name, harm, status })),
      machines: machines.get(index) ?? 0,
      ...(share === undefined ? {} : { share }),
      contribution: { overall: part?.overall ?? 0, scopes: part?.scopes ?? {} },
      contributionByFunction: part?.functions ?? {},
      titles: own.slice(0, MOST_TITLES),
      moreTitles: Math.max(0, own.length - MOST_TITLES),
      facts: [...factsOf(base, product, verdict, today), ...hosting.facts],
      unverified: restsOnUnverified(base, verdict) || (verdict.reason === 'hosting' && hosting.unverified),
      overdue: [product.vendor, ...verdict.basis.map(({ vendor }) => vendor)].some(({ reviewedOn }) =>
        isOverdue(reviewedOn, base.rules.classes.reviewAfterMonths, today),
      ),
    };
  });
  return products.sort(
    (a, b) => b.contribution.overall - a.contribution.overall || b.machines - a.machines || (a.id < b.id ? -1 : 1),
  );
}
