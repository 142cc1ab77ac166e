/**
 * The class of a product: three verdicts (seat, control, capital) read up the chain of owners, then the first line of the table that holds.
 *
 * In: a product, the base and the switches in force. Out: a Verdict. Method, sections 2 and 3; every constant is in rules/classes.yml.
 * Location never enters: a European data centre whitens nothing.
 */
import type { KnowledgeBase, Product, Vendor } from '../knowledge/base.ts';
import { isOver } from '../knowledge/dates.ts';
import type { Perimeters } from '../knowledge/rules-schema.ts';
import type { VendorRecord } from '../knowledge/vendor-schema.ts';
import { isFreeLicence } from './licence.ts';

export type ClassName = 'A' | 'A?' | 'B' | 'C' | 'D' | 'unknown';
export type ExposureReason = 'seat' | 'control' | 'capital' | 'technology' | 'hosting';
export type Perimeter = Perimeters['perimeters'][number];
export type Deployment = 'on-premises' | 'service';

export interface ClassifyOptions {
  readonly perimeter: Perimeter;
  /** Degree of class C: 0, 0.5 (the constants of the rules) or 1. */
  readonly exposed: number;
  readonly free: 'product' | 'steward';
  /** How the product was seen deployed; by default as `observedDeployment` says. */
  readonly deployment?: Deployment;
  /** Operators that services were seen to be hosted by, by product number; it holds for products deployed as a service. */
  readonly hostedBy?: ReadonlyMap<number, readonly string[]>;
  /** Day on which ownership is looked at, ISO 8601; an ownership that ended before it is over. */
  readonly asOf?: string;
}

export interface Verdict {
  readonly class: ClassName;
  readonly reason?: ExposureReason;
  /** 0 to 1; null for class unknown. */
  readonly degree: number | null;
  /** Range of the degree: equal to it, except for A?. */
  readonly low: number;
  readonly high: number;
  /** Keys of the sources the verdict rests on, with the vendor whose record holds them. */
  readonly basis: readonly { readonly vendor: Vendor; readonly source: string }[];
}

/** What the table says of a product: its class, or the reason why it is class C. */
export type Kind = Exclude<ClassName, 'C'> | ExposureReason;

/** The numbers of a verdict, without what it rests on. */
export type Grade = Omit<Verdict, 'basis'>;

type Owner = VendorRecord['owners'][number];
type Side = 'inside' | 'outside' | 'unknown';

/** Most links of a chain of owners that are followed; lint refuses cycles, this bounds them all the same. */
const LONGEST_CHAIN = 12;

interface Context {
  readonly base: KnowledgeBase;
  readonly countries: ReadonlySet<string>;
  readonly asOf: string;
  /** Where what a verdict rests on is noted, when somebody asks for it. */
  readonly basis: { vendor: Vendor; source: string }[] | null;
}

function contextOf(base: KnowledgeBase, options: ClassifyOptions, basis: Context['basis']): Context {
  return { base, countries: countriesOf(options.perimeter), asOf: options.asOf ?? '9999', basis };
}

const countrySets = new WeakMap<Perimeter, ReadonlySet<string>>();

function countriesOf(perimeter: Perimeter): ReadonlySet<string> {
  let set = countrySets.get(perimeter);
  if (!set) {
    set = new Set(perimeter.countries);
    countrySets.set(perimeter, set);
  }
  return set;
}

function side(country: string | null | undefined, context: Context): Side {
  if (!country) return 'unknown';
  return context.countries.has(country) ? 'inside' : 'outside';
}

/** Owners in force: closed deals that have not ended. An announced deal changes nothing. */
function ownersInForce(owners: readonly Owner[], asOf: string): Owner[] {
  return owners.filter(
    (owner) => owner.status === 'closed' && (owner.until === undefined || !isOver(owner.until, asOf)),
  );
}

function ownersOf(vendor: Vendor, product: Product | null, asOf: string): Owner[] {
  return ownersInForce(product?.owners ?? vendor.owners, asOf);
}

/** On which side the one who controls stands, following the chain to its end. */
function controlSide(vendor: Vendor, product: Product | null, context: Context, depth: number): Side {
  if (depth > LONGEST_CHAIN) return 'unknown';
  const owners = ownersOf(vendor, product, context.asOf);
  const controlling = owners.filter((owner) => owner.control === true);
  const { status, holder, source } = vendor.control;
  if (controlling.length === 0) {
    if (status === 'unknown' || product?.owners) return 'unknown';
    if (source !== undefined) context.basis?.push({ vendor, source });
    if (holder === undefined || holder === 'none') return 'inside';
    const parent = context.base.vendors.get(holder);
    if (parent) return holderSide(parent, context, depth);
    return side(owners.find((owner) => owner.holder === holder)?.country, context);
  }
  let result: Side = 'inside';
  for (const owner of controlling) {
    context.basis?.push({ vendor, source: owner.source });
    const parent = owner.vendor === undefined ? undefined : context.base.vendors.get(owner.vendor);
    const found = parent ? holderSide(parent, context, depth) : side(owner.country, context);
    if (found === 'outside') return 'outside';
    if (found === 'unknown') result = 'unknown';
  }
  return result;
}

/** A controlling ancestor is outside when either of its seats is, or when whoever controls it is. */
function holderSide(parent: Vendor, context: Context, depth: number): Side {
  if (parent.seat) context.basis?.push({ vendor: parent, source: parent.seat.source });
  const administration = side(parent.seat?.administration, context);
  const statutory = side(parent.seat?.statutory, context);
  if (administration === 'outside' || statutory === 'outside') return 'outside';
  const above = controlSide(parent, null, context, depth + 1);
  if (above === 'outside') return 'outside';
  return administration === 'unknown' || statutory === 'unknown' ? 'unknown' : above;
}

/** Whether the capital held outside the perimeter is over the thresholds of the rules. */
function capitalBreached(vendor: Vendor, product: Product | null, context: Context, perimeter: Perimeter): boolean {
  const { oneHolderOver, togetherOver } = context.base.rules.classes.capital;
  // Capital and votes are two measures: each has its own sum, and one that is not told is taken as the other.
  const together = { share: 0, votes: 0 };
  const outside: Owner[] = [];
  for (const owner of ownersOf(vendor, product, context.asOf)) {
    const parent = owner.vendor === undefined ? undefined : context.base.vendors.get(owner.vendor);
    const seats =
      owner.country === undefined ? [parent?.seat?.administration, parent?.seat?.statutory] : [owner.country];
    if (!seats.some((country) => side(country, context) === 'outside')) continue;
    const share = owner.share ?? owner.votes ?? 0;
    const votes = owner.votes ?? owner.share ?? 0;
    together.share += share;
    together.votes += votes;
    outside.push(owner);
    if (Math.max(share, votes) > oneHolderOver) {
      context.basis?.push({ vendor, source: owner.source });
      return true;
    }
  }
  if (Math.max(together.share, together.votes) > togetherOver) {
    for (const owner of outside) context.basis?.push({ vendor, source: owner.source });
    return true;
  }
  // Published aggregates are of the vendor's capital, not of a product that left its group.
  if (product?.owners) return false;
  return vendor.capital.some((entry) => {
    if (entry.perimeter !== perimeter.id || entry.nonEuropean <= togetherOver) return false;
    context.basis?.push({ vendor, source: entry.source });
    return true;
  });
}

/** Whether a vendor is administered outside the perimeter: what makes its products class D. */
function administeredOutside(id: string, context: Context): boolean {
  const vendor = context.base.vendors.get(id);
  return vendor !== undefined && side(vendor.seat?.administration, context) === 'outside';
}

function exposureReason(
  product: Product,
  context: Context,
  perimeter: Perimeter,
  control: Side,
  hostedBy: readonly string[],
): ExposureReason | undefined {
  const { vendor } = product;
  // "Only the statutory seat": the administration must be known to be inside.
  const inside = side(vendor.seat?.administration, context) === 'inside';
  if (inside && side(vendor.seat?.statutory, context) === 'outside') return 'seat';
  if (control === 'outside') return 'control';
  if (capitalBreached(vendor, product, context, perimeter)) return 'capital';
  const rests = (entry: { vendor: string; source: string }): boolean => {
    if (!administeredOutside(entry.vendor, context)) return false;
    const supplier = context.base.vendors.get(entry.vendor);
    context.basis?.push({ vendor, source: entry.source });
    if (supplier?.seat) context.basis?.push({ vendor: supplier, source: supplier.seat.source });
    return true;
  };
  if (product.technology.some(rests)) return 'technology';
  if (product.hosting && rests(product.hosting)) return 'hosting';
  const host = hostedBy.find((id) => administeredOutside(id, context));
  if (host === undefined) return undefined;
  const supplier = context.base.vendors.get(host);
  if (supplier?.seat) context.basis?.push({ vendor: supplier, source: supplier.seat.source });
  return 'hosting';
}

/** Whether the product is free software that its user can run without its vendor (class B), whoever the vendor is. */
function isControllable(product: Product, deployment: Deployment, context: Context): boolean {
  if (deployment !== 'on-premises' || product.subscription || product.onlineServiceRequired) return false;
  if (!isFreeLicence(product.licence, context.base.rules.osiApproved)) return false;
  return product.hosting === null || !administeredOutside(product.hosting.vendor, context);
}

/** How a product is deployed where it was seen: a service is operated by someone else, anything else runs on one's own machines. */
export function observedDeployment(product: Product): Deployment {
  return product.role === 'service' || !product.deployment.includes('on-premises') ? 'service' : 'on-premises';
}

function kindOf(product: Product, options: ClassifyOptions, context: Context): Kind {
  const { vendor } = product;
  const deployment = options.deployment ?? observedDeployment(product);
  const controllable = isControllable(product, deployment, context);
  if (controllable && (options.free === 'product' || vendor.seat === null)) return 'B';

  if (vendor.seat) context.basis?.push({ vendor, source: vendor.seat.source });
  const administration = side(vendor.seat?.administration, context);
  if (administration === 'outside') return 'D';

  const control = controlSide(vendor, product, context, 0);
  const hostedBy = deployment === 'service' ? (options.hostedBy?.get(product.index) ?? []) : [];
  const reason = exposureReason(product, context, options.perimeter, control, hostedBy);
  if (reason) return reason;
  if (administration !== 'inside' || side(vendor.seat?.statutory, context) !== 'inside') return 'unknown';
  return control === 'inside' ? 'A' : 'A?';
}

/** What each kind is worth under a degree of class C: 0, 0.5 (which stands for the constants of the rules, one a reason) or 1. */
export function gradeOf(base: KnowledgeBase, kind: Kind, exposed: number): Grade {
  const { degrees } = base.rules.classes;
  const exposedDegree = (of: ExposureReason): number => (exposed === 0.5 ? degrees.C[of] : exposed);
  const grade = (name: ClassName, degree: number | null, high = degree ?? 0): Grade => ({
    class: name,
    degree,
    low: degree ?? 0,
    high,
  });
  switch (kind) {
    case 'A':
      return grade('A', degrees.A);
    case 'A?':
      return grade('A?', degrees.A, exposedDegree('control'));
    case 'B':
      return grade('B', degrees.B);
    case 'D':
      return grade('D', degrees.D);
    case 'unknown':
      return grade('unknown', null);
    default:
      return { ...grade('C', exposedDegree(kind)), reason: kind };
  }
}

export function classify(base: KnowledgeBase, product: Product, options: ClassifyOptions): Verdict {
  const basis: { vendor: Vendor; source: string }[] = [];
  const kind = kindOf(product, options, contextOf(base, options, basis));
  return { ...gradeOf(base, kind, options.exposed), basis };
}

/** Kinds of many products under one setting. */
export function kindsOf(base: KnowledgeBase, products: readonly Product[], options: ClassifyOptions): Kind[] {
  const context = contextOf(base, options, null);
  return products.map((product) => kindOf(product, options, context));
}

/** Who the record says controls the vendor; undefined when nobody does, or nobody knows. */
function namedHolder({ control }: Vendor): string | undefined {
  return control.status === 'known' && control.holder !== 'none' ? control.holder : undefined;
}

/** Country of whoever controls a vendor, following the chain of owners; its own when nobody is known to. */
export function controlCountry(base: KnowledgeBase, vendor: Vendor, asOf = '9999'): string | null {
  return parentOf(base, vendor, null, asOf).country;
}

/** Last vendor of the chain of control that has a record, and the country of whoever controls it, or its own when nobody is known to. */
export function ultimateParent(
  base: KnowledgeBase,
  product: Product,
  asOf = '9999',
): { name: string; country: string | null; known: boolean } {
  return parentOf(base, product.vendor, product, asOf);
}

function parentOf(
  base: KnowledgeBase,
  own: Vendor,
  product: Product | null,
  asOf: string,
): { name: string; country: string | null; known: boolean } {
  let vendor = own;
  let owners = ownersOf(vendor, product, asOf);
  // What the record says of control is of the vendor: a product that left its group is not under it.
  const left = product !== null && product.owners !== null;
  let holder = left ? undefined : namedHolder(vendor);
  for (let depth = 0; depth < LONGEST_CHAIN; depth++) {
    const controlling =
      owners.find((owner) => owner.control === true) ??
      (holder === undefined ? undefined : (owners.find((owner) => owner.holder === holder) ?? { vendor: holder }));
    if (!controlling) break;
    const parent: Vendor | undefined =
      controlling.vendor === undefined ? undefined : base.vendors.get(controlling.vendor);
    // A holder without a record may be a person: the report names the company, and the facts name the holder.
    if (!parent) return { name: vendor.name, country: (controlling as Partial<Owner>).country ?? null, known: true };
    vendor = parent;
    owners = ownersOf(vendor, null, asOf);
    holder = namedHolder(vendor);
  }
  const country = vendor.seat?.administration ?? vendor.seat?.statutory ?? null;
  const known = vendor !== own || (!left && vendor.control.status === 'known');
  return { name: vendor.name, country, known };
}
