/**
 * The on-line services of a fleet: what is used, whose, under which law, on whose machines, and with which evidence.
 *
 * In: the fleet observed and its products as assessed. Out: the services part of the Assessment. It decides no class and no weight (score/ does).
 */
import type { AssessedProduct, Assessment } from '../assessment.ts';
import { isUse } from '../identify/domains.ts';
import type { Under } from '../identify/hosting.ts';
import type { FleetObservation, MachineRecord } from '../identify/observe.ts';
import { type KnowledgeBase, type Product, sourceOf, type Vendor } from '../knowledge/base.ts';
import type { Purpose } from '../knowledge/vendor-schema.ts';
import { controlCountry } from '../score/classify.ts';
import { sourceLine } from '../score/explain.ts';
import { coversProduct } from '../score/exposure.ts';
import type { ObservedFleet } from './fleet.ts';
import type { Unused } from './unused.ts';

type Services = Assessment['services'];
type ServiceLine = Services['lines'][number];
type UnderLine = ServiceLine['under'][number];

/** Most vendors named for one purpose: the rest is counted. */
const MOST_VENDORS = 12;

export interface ServicesInput {
  readonly base: KnowledgeBase;
  readonly observation: FleetObservation;
  readonly observed: ObservedFleet;
  readonly products: readonly AssessedProduct[];
  readonly unused: ReadonlyMap<number, Unused>;
  readonly today: string;
}

export function describeServices(input: ServicesInput): Services {
  const { observation, observed } = input;
  return {
    observers: observed.observers.length,
    clients: observation.clients.length,
    period: periodOf(observed.observers),
    lines: linesOf(input),
    notInUse: notInUse(input),
    purposes: purposesOf(input),
    networks: networksSource(observed),
  };
}

/** Days on which services could be seen: those the sources say, before the last day of observation. */
function periodOf(observers: readonly MachineRecord[]): Services['period'] {
  let from: string | undefined;
  let to: string | undefined;
  let stated = false;
  for (const { collectedAt, contactDays } of observers) {
    const last = collectedAt.slice(0, 10);
    let first = last;
    if (contactDays !== undefined && !Number.isNaN(Date.parse(collectedAt))) {
      stated = true;
      first = new Date(Date.parse(collectedAt) - contactDays * 86_400_000).toISOString().slice(0, 10);
    }
    if (from === undefined || first < from) from = first;
    if (to === undefined || last > to) to = last;
  }
  return from === undefined || to === undefined ? null : { from, to, stated };
}

function linesOf({ base, observation, observed, products, today }: ServicesInput): ServiceLine[] {
  const declared = new Map<number, number | null>();
  const proofs = new Map<number, ServiceLine['proofs']>();
  for (const { product, userShare, proofs: own } of observation.declared) {
    if (!product) continue;
    declared.set(product.index, Math.max(declared.get(product.index) ?? 0, userShare ?? 0) || null);
    const told = own.map(({ domain, use, confidence, evidence }) => ({
      domain: domain ?? null,
      use: use ?? null,
      confidence: confidence ?? null,
      evidence: [...evidence],
    }));
    proofs.set(product.index, [...(proofs.get(product.index) ?? []), ...told]);
  }
  const installed = new Map(products.map((product) => [product.id, product.machines]));
  const lines = products.flatMap((assessed): ServiceLine[] => {
    const product = base.productById.get(assessed.id);
    if (assessed.share === undefined || !product) return [];
    const seen = observed.serviceMachines.get(product.index) ?? 0;
    const isDeclared = declared.has(product.index);
    return [
      {
        id: assessed.id,
        title: assessed.title,
        vendor: assessed.vendor,
        parent: assessed.parent,
        country: assessed.country,
        class: assessed.class,
        ...(assessed.reason === undefined ? {} : { reason: assessed.reason }),
        functions: assessed.functions,
        share: assessed.share,
        seen,
        evidence: seen > 0 ? (isDeclared ? 'both' : 'observed') : 'declared',
        declaredShare: declared.get(product.index) ?? null,
        proofs: proofs.get(product.index) ?? [],
        clients: clientsOf(base, product)
          .map(({ id, title }) => ({ id, title, machines: installed.get(id) ?? 0 }))
          .filter(({ machines }) => machines > 0),
        under: underOf(base, product, observed, today),
        qualifications: qualificationsOf(base, product, today),
        exposure: assessed.exposure,
        contribution: assessed.contribution.scopes.services ?? 0,
      },
    ];
  });
  return lines.sort((a, b) => b.contribution - a.contribution || b.share - a.share || (a.id < b.id ? -1 : 1));
}

/** The product itself, where it is also installed, and those that are its clients. */
function clientsOf(base: KnowledgeBase, service: Product): Product[] {
  return base.products.filter(({ id, clientOf }) => id === service.id || clientOf.includes(service.id));
}

function underOf(base: KnowledgeBase, product: Product, observed: ObservedFleet, today: string): UnderLine[] {
  const lines = (observed.under.get(product.index) ?? []).map(
    ({ under, machines }): UnderLine => ({ ...underLine(base, under, today), machines }),
  );
  if (product.hosting === null) return lines;
  const operator = base.vendors.get(product.hosting.vendor);
  const declared: UnderLine = {
    operator: operator?.name ?? product.hosting.vendor,
    country: operator ? controlCountry(base, operator, today) : null,
    layer: 'hosting',
    by: 'declared',
    detail: '',
    place: null,
    source: sourceLine(sourceOf(base, product.vendor, product.hosting.source)),
    machines: 0,
  };
  return [declared, ...lines];
}

function underLine(base: KnowledgeBase, under: Under, today: string): Omit<UnderLine, 'machines'> {
  const { operator, name, layer, by, detail, country, source } = under;
  return {
    operator: name,
    country: operator ? controlCountry(base, operator, today) : null,
    layer,
    by,
    detail,
    place: country,
    source: { ...source },
  };
}

/** Qualifications of the vendor: those that name the product, and those whose scope only a person can compare with it. */
function qualificationsOf(base: KnowledgeBase, product: Product, today: string): ServiceLine['qualifications'] {
  return product.vendor.qualifications
    .filter(({ products }) => products.length === 0 || products.includes(product.id))
    .map((entry) => ({
      scheme: entry.scheme,
      scope: entry.scope,
      until: entry.until ?? null,
      covers: coversProduct(entry, product, today),
      source: sourceLine(sourceOf(base, product.vendor, entry.source)),
    }));
}

/** Installed clients of services that no machine under observation was seen to use. */
function notInUse({ base, unused }: ServicesInput): Services['notInUse'] {
  return [...unused]
    .map(([index, { silent, observed }]) => {
      const { id, title, vendor } = base.products[index] as Product;
      return { id, title, vendor: vendor.name, machines: silent.length, observed };
    })
    .sort((a, b) => b.machines - a.machines || (a.id < b.id ? -1 : 1));
}

/** What is contacted for something else than use, by purpose: machines, and the vendors that learn of it. */
function purposesOf({ base, observation, today }: ServicesInput): Services['purposes'] {
  const groups = new Map<Purpose, { machines: Set<string>; domains: Set<number>; vendors: Map<Vendor, Set<string>> }>();
  for (const { key, domains, resolvers } of [...observation.machines, ...observation.clients]) {
    for (const position of [...(domains ?? []), ...resolvers]) {
      const owner = observation.domains[position]?.owner ?? null;
      if (owner === null || owner.purpose === 'use' || isUse(owner)) continue;
      const group = groups.get(owner.purpose) ?? { machines: new Set(), domains: new Set(), vendors: new Map() };
      groups.set(owner.purpose, group);
      group.machines.add(key);
      group.domains.add(position);
      group.vendors.set(owner.vendor, (group.vendors.get(owner.vendor) ?? new Set()).add(key));
    }
  }
  return [...groups]
    .map(([purpose, { machines, domains, vendors }]) => {
      const named = [...vendors]
        .map(([vendor, keys]) => ({
          name: vendor.name,
          country: controlCountry(base, vendor, today),
          machines: keys.size,
        }))
        .sort((a, b) => b.machines - a.machines || (a.name < b.name ? -1 : 1));
      return {
        purpose,
        machines: machines.size,
        domains: domains.size,
        vendors: named.slice(0, MOST_VENDORS),
        moreVendors: Math.max(0, named.length - MOST_VENDORS),
      };
    })
    .sort((a, b) => b.machines - a.machines || (a.purpose < b.purpose ? -1 : 1));
}

/** Whose list told the network of an address, when one did: its licence asks that it be named where it is used. */
function networksSource({ under }: ObservedFleet): Services['networks'] {
  for (const list of under.values()) for (const { under: one } of list) if (one.by === 'asn') return { ...one.source };
  return null;
}
