/**
 * The knowledge base as the rest of the program sees it: checked records, joined and indexed.
 *
 * In: records and rules already checked against their schemas. Out: a KnowledgeBase. It touches no disk (read.ts does).
 */
import type { Label } from '../language.ts';
import { type CompiledMatches, compileMatches } from './compiled.ts';
import type {
  Cautions,
  ClassRules,
  Clouds,
  Distributions,
  DomainRules,
  ExposureRules,
  FunctionRules,
  Laws,
  MigrationRules,
  NoiseRules,
  Perimeters,
  PurposeRules,
  ScopeRules,
} from './rules-schema.ts';
import type { MatchRecord, Phrase, ProductRecord, SourceRecord, VendorRecord } from './vendor-schema.ts';

/** Roles of what counts in the percentage (method §1). */
export const countedRoles: readonly string[] = ['application', 'platform', 'service'];

/** Of a product, what only a run that meets it needs: what it is recognised by, and what could replace it. */
export type ProductDetails = Pick<ProductRecord, 'match' | 'examples' | 'alternatives'>;

/** Of a vendor, what only a run that meets it needs: where its facts come from, and the details of its products, in their order. */
export interface VendorDetails {
  readonly sources: VendorRecord['sources'];
  readonly products: readonly ProductDetails[];
  /** Those of one product, by its position among the products of the vendor. */
  product(place: number): ProductDetails;
}

/** By vendor. */
export type Details = (vendor: string) => VendorDetails;

interface Named {
  readonly id: string;
  /** File the record was read from, for messages. */
  readonly file: string;
}

/** A vendor as its file says it. */
export type WholeVendor = VendorRecord & Named;

/** A vendor without its details. */
export interface Vendor extends Omit<VendorRecord, 'sources' | 'products'>, Named {
  readonly products: readonly Omit<ProductRecord, keyof ProductDetails>[];
}

export interface Product extends Omit<ProductRecord, keyof ProductDetails> {
  readonly vendor: Vendor;
  /** Position among the products of its vendor. */
  readonly place: number;
  /** Position in KnowledgeBase.products: the number the scoring works with. */
  readonly index: number;
}

/** Facts about who holds, controls and hosts: how many were read on a page, and how many nobody has read. */
export interface FactCount {
  readonly read: number;
  readonly unverified: number;
}

export interface Corpus {
  readonly title: string;
  readonly url: string | null;
  readonly consultedOn: string;
  readonly licence: string;
  /** False where nothing was read: what rests on it is unverified, and no string was seen there. */
  readonly read?: false | undefined;
}

export interface Rules {
  readonly perimeters: Perimeters;
  readonly classes: ClassRules;
  readonly functions: FunctionRules;
  readonly scopes: ScopeRules;
  readonly exposure: ExposureRules;
  readonly migration: MigrationRules;
  readonly noise: NoiseRules;
  readonly distributions: Distributions;
  readonly domains: DomainRules;
  readonly laws: Laws;
  readonly clouds: Clouds;
  readonly purposes: PurposeRules;
  readonly cautions: Cautions;
  readonly corpora: Readonly<Record<string, Corpus>>;
  readonly osiApproved: ReadonlySet<string>;
}

export interface KnowledgeBase {
  readonly vendors: ReadonlyMap<string, Vendor>;
  readonly products: readonly Product[];
  readonly productById: ReadonlyMap<string, Product>;
  readonly rules: Rules;
  readonly details: Details;
  readonly facts: FactCount;
  /** What recognises titles and publishers, by the number of the rule and of the vendor. */
  readonly compiled: CompiledMatches;
  /** Fingerprint of the records and rules, 12 hexadecimal characters. */
  readonly version: string;
}

/** The order of a base, which numbers vendors and products, so that the same records give the same numbers. Of two with one id the last stays. */
export function inOrder<Record extends { readonly id: string }>(records: readonly Record[]): readonly Record[] {
  // Those of a release are.
  if (records.every(({ id }, at) => at === 0 || (records[at - 1] as Record).id < id)) return records;
  return [...new Map(records.map((record) => [record.id, record])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The matches of every product, in the order of the base. */
export function matchesOf(ordered: readonly Vendor[], details: Details): (readonly MatchRecord[])[] {
  return ordered.flatMap(({ id }) => details(id).products.map(({ match }) => match));
}

/** The details of whole records. */
export function detailsIn(records: readonly WholeVendor[]): Details {
  const byVendor = new Map(records.map((record) => [record.id, record]));
  return (vendor) => {
    const { sources, products } = byVendor.get(vendor) ?? { sources: {}, products: [] };
    return { sources, products, product: (place) => products[place] as ProductDetails };
  };
}

export function detailsOf(base: KnowledgeBase, { vendor, place }: Product): ProductDetails {
  return base.details(vendor.id).product(place);
}

/** A product as its file says it: one that was joined to a base without being copied knows its place there. */
function recordOf(product: Vendor['products'][number]): Vendor['products'][number] {
  const { vendor: _, place: __, index: ___, ...record } = product as Partial<Product> & typeof product;
  return record;
}

/** A record with its details again. */
export function wholeRecord(base: KnowledgeBase, vendor: Vendor): WholeVendor {
  const { sources, products } = base.details(vendor.id);
  const whole = vendor.products.map((product, place) => ({
    ...recordOf(product),
    ...(products[place] as ProductDetails),
  }));
  return { ...vendor, products: whole, sources };
}

interface Joined {
  readonly version: string;
  readonly details: Details;
  /** What was made of the same records before, where it was kept. */
  readonly facts?: FactCount | undefined;
  readonly compiled?: CompiledMatches | undefined;
  /** Whether the products were made for this base alone, with room for their place in it. */
  readonly roomy?: boolean | undefined;
}

type Joining = { -readonly [Key in keyof Product]: Product[Key] };

/** A product in its place: the record itself where it has room for that, as ten thousand are joined at each start. */
function joinedTo(vendor: Vendor, place: number, index: number, record: object, roomy: boolean): Product {
  const product = (roomy ? record : { ...record }) as Joining;
  product.vendor = vendor;
  product.place = place;
  product.index = index;
  return product;
}

/** Joins records into a base. */
export function buildBase(
  records: readonly Vendor[],
  rules: Rules,
  { version, details, facts, compiled, roomy }: Joined,
): KnowledgeBase {
  const ordered = inOrder(records);
  const vendors = new Map<string, Vendor>();
  const products: Product[] = [];
  const productById = new Map<string, Product>();
  for (const vendor of ordered) {
    vendors.set(vendor.id, vendor);
    const { length } = vendor.products;
    for (let place = 0; place < length; place++) {
      const record = vendor.products[place] as Vendor['products'][number];
      const product = joinedTo(vendor, place, products.length, record, roomy === true);
      products.push(product);
      if (!productById.has(product.id)) productById.set(product.id, product);
    }
  }
  return {
    vendors,
    products,
    productById,
    rules,
    details,
    facts: facts ?? countFacts(ordered, details, rules.corpora),
    compiled: compiled ?? compileMatches(matchesOf(ordered, details), ordered, rules.noise.rules),
    version,
  };
}

/** A phrase of a record in every language. */
export function phraseLabel(phrase: Phrase): Label {
  return typeof phrase === 'string' ? { fr: phrase, en: phrase } : phrase;
}

type Corpora = Rules['corpora'];

/** The source a key of a record names: one of its own, or a corpus; null when neither. */
export function sourceOf(base: KnowledgeBase, vendor: Vendor, key: string | undefined): SourceRecord | null {
  return key === undefined ? null : sourceNamed(key, base.details(vendor.id).sources, base.rules.corpora);
}

function sourceNamed(key: string, own: VendorDetails['sources'], corpora: Corpora): SourceRecord | null {
  const source = own[key];
  if (source) return source;
  const corpus = corpora[key];
  if (!corpus) return null;
  if (corpus.url === null || corpus.read === false)
    return { basis: 'unverified', title: corpus.title, asOf: Number(corpus.consultedOn.slice(0, 4)) };
  return { basis: 'read', title: corpus.title, url: corpus.url, consultedOn: corpus.consultedOn };
}

export function countFacts(vendors: readonly Vendor[], details: Details, corpora: Corpora): FactCount {
  let read = 0;
  let unverified = 0;
  for (const vendor of vendors) {
    const facts = [
      ...(vendor.seat ? [vendor.seat] : []),
      ...(vendor.control.status === 'known' ? [vendor.control] : []),
      ...vendor.owners,
      ...vendor.capital,
      ...vendor.qualifications,
      ...vendor.products.flatMap((product) => [
        ...(product.owners ?? []),
        ...product.technology,
        ...product.endOfLife,
        ...(product.hosting ? [product.hosting] : []),
      ]),
    ];
    const { sources } = details(vendor.id);
    for (const { source } of facts) {
      if (source !== undefined && sourceNamed(source, sources, corpora)?.basis === 'read') read += 1;
      else unverified += 1;
    }
  }
  return { read, unverified };
}

/** What a match of a rule is written on, for messages: "name: Mozilla Firefox *". */
export function describeMatch(match: MatchRecord): string {
  if (match.name === '*' && match.publisher !== undefined) return `name: *, publisher: ${match.publisher}`;
  if (match.name !== undefined) return `name: ${match.name}`;
  if (match.package !== undefined) return `package: ${match.package}`;
  if (match.id !== undefined) return `id: ${match.id}`;
  return `image: ${match.image ?? ''}`;
}
