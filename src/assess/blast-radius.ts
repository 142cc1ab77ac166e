/**
 * What stops, and what could lawfully be read, if somebody were cut off or compelled: a vendor, a country, or whoever plays a part (identity
 * provider, delivery network, certificate authority, resolver).
 *
 * In: a fleet observed and assessed, and what is asked. Out: a BlastRadius. It supposes nothing of likelihood: it counts what rests on whom.
 * A product is reached when its vendor, whoever controls it, a supplier it rests on, or the host it was seen on, is.
 */
import type { AssessedProduct, Assessment } from '../assessment.ts';
import type { Attached } from '../identify/attachments.ts';
import { isUse } from '../identify/domains.ts';
import type { FleetObservation, MachineRecord } from '../identify/observe.ts';
import type { Attachment } from '../inventory/schema.ts';
import type { KnowledgeBase, Product, Vendor } from '../knowledge/base.ts';
import type { Purpose } from '../knowledge/vendor-schema.ts';
import type { Label } from '../language.ts';
import { controlCountry } from '../score/classify.ts';
import { countryName } from '../score/explain.ts';
import { functionOf, productOf } from '../score/fleet.ts';
import { disputesOf } from './disputes.ts';
import type { ObservedFleet } from './fleet.ts';

/** How a product is reached. */
export type Through = 'vendor' | 'control' | 'technology' | 'hosting' | 'front' | 'sign-in';

export interface StruckProduct {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  readonly through: Through;
  readonly machines: number;
  readonly cutOff: AssessedProduct['exposure']['cutOff'];
  readonly lawfulAccess: AssessedProduct['exposure']['lawfulAccess'];
}

export interface StruckFunction {
  readonly id: string;
  readonly label: Label;
  /** Machines on which it is present, and those on which everything kept for it stops, sooner or later, or gets no more updates. */
  readonly present: number;
  readonly hit: number;
  /** Of those, machines on which it stops at once. */
  readonly stopped: number;
  /** On-line services that serve it and stop, of those that serve it, and observed machines that use one of those that stop. */
  readonly services: { readonly struck: number; readonly all: number; readonly machines: number };
}

export interface BlastRadius {
  readonly asked: string;
  readonly what: Label;
  readonly products: readonly StruckProduct[];
  readonly functions: readonly StruckFunction[];
  /** Machines of the fleet, those with something that the cut reaches, and those where a function stops at once. */
  readonly machines: { readonly all: number; readonly struck: number; readonly stopped: number };
  /** Machines and clients of which the services could be seen, and those that use one that stops. */
  readonly observers: { readonly all: number; readonly stopped: number };
  /** Machines and clients that contact it for something else than use, by purpose, and whom. */
  readonly contacts: readonly {
    readonly purpose: Purpose;
    readonly machines: number;
    readonly vendors: readonly string[];
  }[];
  /** Machines that belong to what it runs (a directory joined, a device management), as their own settings say. */
  readonly attached: readonly {
    readonly kind: Attachment['kind'];
    readonly vendor: string;
    readonly machines: number;
  }[];
  /** Whether it is what others are signed in with: who signs in that way is then known only where it was declared. */
  readonly signsIn: boolean;
  /** Part of the weighted functions that rests on it: free software on one's own machines rests on nobody. */
  readonly share: number;
  /** Right of reply: answers of the vendors named here, and of those behind the products reached. */
  readonly disputes: Assessment['disputes'];
}

/** Parts that somebody may play for an organisation, and what shows it. */
const parts: Record<string, { label: Label; functions: readonly string[]; purposes: readonly Purpose[] }> = {
  identity: {
    label: { fr: "les fournisseurs d'identité", en: 'identity providers' },
    functions: ['identity'],
    purposes: ['authentication'],
  },
  cdn: {
    label: { fr: 'les réseaux de diffusion (CDN)', en: 'delivery networks (CDN)' },
    functions: [],
    purposes: ['cdn'],
  },
  ca: {
    label: { fr: 'les autorités de certification', en: 'certificate authorities' },
    functions: [],
    purposes: ['revocation'],
  },
  resolver: {
    label: { fr: 'les résolveurs de noms publics', en: 'public name resolvers' },
    functions: [],
    purposes: ['resolver'],
  },
};

export interface BlastInput {
  readonly base: KnowledgeBase;
  readonly observation: FleetObservation;
  readonly observed: ObservedFleet;
  readonly assessment: Assessment;
  /** Weight of each product in each function; together they are 1. */
  readonly weights: readonly { readonly product: number; readonly weight: number }[];
}

/** What is asked, as a test of vendors and products; null when nothing answers to the name. */
interface Target {
  readonly what: Label;
  strikes(vendor: Vendor): boolean;
  /** Whether it is the vendor itself, not somebody who is held by it. */
  is(vendor: Vendor): boolean;
  /** Set for a part: only these functions and purposes are struck. */
  readonly part?: (typeof parts)[string];
}

function targetOf({ base, assessment }: BlastInput, asked: string): Target | null {
  const name = asked.trim().toLocaleLowerCase('fr');
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part) return { what: part.label, strikes: () => true, is: () => true, part };
  const today = assessment.generatedAt.slice(0, 10);
  const same = (text: string): boolean => text.toLocaleLowerCase('fr') === name;
  const vendors = [...base.vendors.values()].filter(
    ({ id, name: vendor, legalName }) => same(id) || same(vendor) || same(legalName ?? ''),
  );
  if (vendors.length > 0) {
    const struck = new Set(vendors);
    const label = vendors[0]?.name ?? asked;
    return {
      what: { fr: label, en: label },
      strikes: (vendor) => isHeldBy(base, vendor, struck),
      is: (vendor) => struck.has(vendor),
    };
  }
  const codes = new Set([...base.vendors.values()].flatMap((vendor) => controlCountry(base, vendor, today) ?? []));
  const code = [...codes].find((id) => same(id) || same(countryName(id).fr) || same(countryName(id).en));
  if (code === undefined) return null;
  return {
    what: countryName(code),
    strikes: (vendor) => controlCountry(base, vendor, today) === code,
    is: ({ seat }) => seat?.administration === code,
  };
}

/** Whether a vendor is one of some, or is held by one of them up the chain of control. */
function isHeldBy(base: KnowledgeBase, vendor: Vendor, struck: ReadonlySet<Vendor>): boolean {
  const seen = new Set<Vendor>();
  const visit = (one: Vendor): boolean => {
    if (struck.has(one)) return true;
    if (seen.has(one)) return false;
    seen.add(one);
    const { status, holder } = one.control;
    const controlling = status === 'known' && holder !== undefined ? base.vendors.get(holder) : undefined;
    if (controlling && visit(controlling)) return true;
    return one.owners.some(({ vendor: id, control, status }) => {
      const holder = id === undefined || control !== true || status !== 'closed' ? undefined : base.vendors.get(id);
      return holder !== undefined && visit(holder);
    });
  };
  return visit(vendor);
}

/** Attachments by which a person signs in; a device management is none. */
const DIRECTORIES: readonly Attachment['kind'][] = ['active-directory', 'entra-id', 'ldap', 'sssd'];

/** How a target reaches a product; null when it does not. */
function throughOf(
  { base, observed }: BlastInput,
  product: Product,
  target: Target,
  signIn: ReadonlyMap<number, readonly Vendor[]>,
): Through | null {
  const own = ownThrough(base, product, target, observed);
  if (own !== null || (target.part && !target.part.purposes.includes('authentication'))) return own;
  return (signIn.get(product.index) ?? []).some((vendor) => target.strikes(vendor)) ? 'sign-in' : null;
}

/** Whose the identity providers are that services were declared to be signed in to with. */
function signInOf({ observation }: BlastInput): Map<number, Vendor[]> {
  const found = new Map<number, Vendor[]>();
  for (const { product, signIn } of observation.declared)
    if (product !== null) found.set(product.index, [...(found.get(product.index) ?? []), ...signIn]);
  return found;
}

function ownThrough(base: KnowledgeBase, product: Product, target: Target, observed: ObservedFleet): Through | null {
  if (target.part) {
    const playing = product.functions.some((id) => target.part?.functions.includes(id));
    const fronted = target.part.purposes.includes('cdn') && frontOf(product, observed).length > 0;
    return playing ? 'vendor' : fronted ? 'front' : null;
  }
  const is = (id: string): boolean => {
    const vendor = base.vendors.get(id);
    return vendor !== undefined && target.strikes(vendor);
  };
  if (is(product.vendor.id)) return target.is(product.vendor) ? 'vendor' : 'control';
  if (product.technology.some(({ vendor }) => is(vendor))) return 'technology';
  if (product.hosting && is(product.hosting.vendor)) return 'hosting';
  if ((observed.hostedBy.get(product.index) ?? []).some(is)) return 'hosting';
  return frontOf(product, observed).some(is) ? 'front' : null;
}

/** Operators that stand in front of a service: without them it is not reached. */
function frontOf(product: Product, observed: ObservedFleet): string[] {
  return (observed.under.get(product.index) ?? []).flatMap(({ under: { layer, operator } }) =>
    (layer === 'cdn' || layer === 'routing') && operator ? [operator.id] : [],
  );
}

/**
 * What a product loses when it is reached, whoever reaches it: the class says under whose law it is, and here the cut is supposed. Free software
 * on one's own machines loses nothing that is identified.
 */
function cutOffOf(
  product: Product,
  { class: own, share, exposure }: AssessedProduct,
  through: Through,
): StruckProduct['cutOff'] {
  const isService = product.role === 'service' || share !== undefined;
  if (isService || product.onlineServiceRequired) return 'immediate';
  if (through !== 'vendor' && through !== 'control') return exposure.cutOff;
  if (own === 'B') return 'not-identified';
  return product.subscription ? 'at-renewal' : 'updates-only';
}

export function blastRadius(input: BlastInput, asked: string): BlastRadius | null {
  const { base, assessment, observed } = input;
  const target = targetOf(input, asked);
  if (target === null) return null;
  const signIn = signInOf(input);
  const struck = new Map<number, StruckProduct>();
  for (const assessed of assessment.products) {
    const product = base.productById.get(assessed.id);
    const through = product ? throughOf(input, product, target, signIn) : null;
    if (!product || through === null) continue;
    const { id, title, vendor, exposure } = assessed;
    const machines = Math.max(assessed.machines, observed.serviceMachines.get(product.index) ?? 0);
    struck.set(product.index, {
      id,
      title,
      vendor: vendor.name,
      through,
      machines,
      cutOff: cutOffOf(product, assessed, through),
      lawfulAccess: exposure.lawfulAccess,
    });
  }
  const machines = machinesOf(input, struck);
  const radius: Omit<BlastRadius, 'disputes'> = {
    asked,
    what: target.what,
    products: [...struck.values()].sort((a, b) => b.machines - a.machines || (a.id < b.id ? -1 : 1)),
    functions: machines.functions,
    machines: machines.counts,
    observers: machines.observers,
    contacts: contactsOf(input, target),
    attached: attachedTo(input, target),
    signsIn: signsIn(input, target),
    share: Math.min(
      1,
      input.weights.reduce((sum, { product, weight }) => sum + (isReached(struck.get(product)) ? weight : 0), 0),
    ),
  };
  return { ...radius, disputes: disputesOf(base, radius) };
}

function isReached(product: StruckProduct | undefined): boolean {
  return product !== undefined && product.cutOff !== 'not-identified';
}

/** Observed machines that use services that are struck: in all, and by function. */
function usersOf(
  { base, observation, observed }: BlastInput,
  struck: ReadonlyMap<number, StruckProduct>,
): { all: number; byFunction: Map<string, number> } {
  const byFunction = new Map<string, number>();
  let all = 0;
  for (const { domains } of observed.observers) {
    const functions = new Set<string>();
    for (const position of domains ?? []) {
      const owner = observation.domains[position]?.owner ?? null;
      if (isUse(owner) && struck.has(owner.product.index))
        for (const id of base.products[owner.product.index]?.functions ?? []) functions.add(id);
    }
    if (functions.size > 0) all += 1;
    for (const id of functions) byFunction.set(id, (byFunction.get(id) ?? 0) + 1);
  }
  return { all, byFunction };
}

/** Function by function, the machines on which nothing would go on as before. Free software on one's own machines goes on. */
function machinesOf(
  input: BlastInput,
  struck: ReadonlyMap<number, StruckProduct>,
): { functions: StruckFunction[]; counts: BlastRadius['machines']; observers: BlastRadius['observers'] } {
  const { base, observed } = input;
  const users = usersOf(input, struck);
  const specs = base.rules.functions.functions;
  const present = new Uint32Array(specs.length);
  const hit = new Uint32Array(specs.length);
  const stopped = new Uint32Array(specs.length);
  let anyStruck = 0;
  let anyStopped = 0;
  for (const { pairs } of observed.fleet.machines) {
    const byFunction = new Map<number, number[]>();
    for (const pair of pairs) {
      const f = functionOf(pair);
      byFunction.set(f, [...(byFunction.get(f) ?? []), productOf(pair)]);
    }
    let any = false;
    let halted = false;
    for (const [f, products] of byFunction) {
      present[f] = (present[f] as number) + 1;
      any ||= products.some((product) => isReached(struck.get(product)));
      const cuts = products.map((product) => struck.get(product)?.cutOff ?? 'not-identified');
      if (cuts.includes('not-identified')) continue;
      hit[f] = (hit[f] as number) + 1;
      if (cuts.some((cut) => cut !== 'immediate')) continue;
      stopped[f] = (stopped[f] as number) + 1;
      halted = true;
    }
    if (any) anyStruck += 1;
    if (halted) anyStopped += 1;
  }
  const functions = specs.flatMap(({ id, label, criticality }, f): (StruckFunction & { criticality: number })[] => {
    const serving = new Set(observed.fleet.services.flatMap((pair) => (pair.function === f ? [pair.product] : [])));
    const services = {
      struck: [...serving].filter((product) => struck.has(product)).length,
      all: serving.size,
      machines: users.byFunction.get(id) ?? 0,
    };
    if ((hit[f] as number) === 0 && services.struck === 0) return [];
    return [
      {
        id,
        label,
        criticality,
        present: present[f] as number,
        hit: hit[f] as number,
        stopped: stopped[f] as number,
        services,
      },
    ];
  });
  functions.sort((a, b) => b.criticality - a.criticality || b.hit - a.hit || (a.id < b.id ? -1 : 1));
  return {
    functions: functions.map(({ criticality: _, ...line }) => line),
    counts: { all: observed.fleet.machines.length, struck: anyStruck, stopped: anyStopped },
    observers: { all: observed.observers.length, stopped: users.all },
  };
}

function attachedTo({ observation }: BlastInput, target: Target): BlastRadius['attached'] {
  const counts = new Map<number, number>();
  for (const { attached } of observation.machines)
    for (const position of attached) counts.set(position, (counts.get(position) ?? 0) + 1);
  return [...counts]
    .map(([position, machines]) => ({ ...(observation.attached[position] as Attached), machines }))
    .filter(({ kind, vendor }) => target.strikes(vendor) && (!target.part || isDirectoryOf(target.part, kind)))
    .map(({ kind, vendor, machines }) => ({ kind, vendor: vendor.name, machines }))
    .sort((a, b) => b.machines - a.machines || (`${a.kind} ${a.vendor}` < `${b.kind} ${b.vendor}` ? -1 : 1));
}

function isDirectoryOf({ purposes }: (typeof parts)[string], kind: Attachment['kind']): boolean {
  return purposes.includes('authentication') && DIRECTORIES.includes(kind);
}

/** Whether it is asked of identity providers, or of who makes one that is on-line. */
function signsIn({ base }: BlastInput, target: Target): boolean {
  if (target.part) return target.part.purposes.includes('authentication');
  return base.products.some(
    ({ vendor, functions, role }) => role === 'service' && functions.includes('identity') && target.strikes(vendor),
  );
}

function contactsOf({ observation }: BlastInput, target: Target): BlastRadius['contacts'] {
  const machines = new Map<Purpose, { count: number; vendors: Map<string, number> }>();
  const purposesOf = ({ domains, resolvers }: MachineRecord): Map<Purpose, Set<string>> => {
    const found = new Map<Purpose, Set<string>>();
    for (const position of [...(domains ?? []), ...resolvers]) {
      const owner = observation.domains[position]?.owner ?? null;
      if (owner === null || owner.purpose === 'use' || !target.strikes(owner.vendor)) continue;
      if (target.part && !target.part.purposes.includes(owner.purpose)) continue;
      found.set(owner.purpose, (found.get(owner.purpose) ?? new Set()).add(owner.vendor.name));
    }
    return found;
  };
  for (const record of [...observation.machines, ...observation.clients])
    for (const [purpose, vendors] of purposesOf(record)) {
      const known = machines.get(purpose) ?? { count: 0, vendors: new Map() };
      machines.set(purpose, known);
      known.count += 1;
      for (const vendor of vendors) known.vendors.set(vendor, (known.vendors.get(vendor) ?? 0) + 1);
    }
  return [...machines]
    .map(([purpose, { count, vendors }]) => ({
      purpose,
      machines: count,
      vendors: [...vendors].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name),
    }))
    .sort((a, b) => b.machines - a.machines || (a.purpose < b.purpose ? -1 : 1));
}
