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

/** What a product is recognised by: rules, and examples of what they take. */
export type Matching = Pick<ProductRecord, 'match' | 'examples'>;

interface Named {
  readonly id: string;
  /** File the record was read from, for messages. */
  readonly file: string;
}

/** A vendor as its file says it. */
export type WholeVendor = VendorRecord & Named;

/** A vendor without what its products are recognised by: of most, a run has no need. */
export interface Vendor extends Omit<VendorRecord, 'products'>, Named {
  readonly products: readonly Omit<ProductRecord, keyof Matching>[];
}

export interface Product extends Omit<ProductRecord, keyof Matching> {
  readonly vendor: Vendor;
  /** Position among the products of its vendor. */
  readonly place: number;
  /** Position in KnowledgeBase.products: the number the scoring works with. */
  readonly index: number;
}

/** By vendor, what its products are recognised by, in their order. */
export type Matchings = (vendor: string) => readonly Matching[];

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
  readonly matchings: Matchings;
  /** What recognises titles and publishers, by the number of the rule and of the vendor. */
  readonly compiled: CompiledMatches;
  /** Fingerprint of the records and rules, 12 hexadecimal characters. */
  readonly version: string;
}

/** The order of a base, which numbers vendors and products, so that the same records give the same numbers. Of two with one id the last stays. */
export function inOrder<Record extends { readonly id: string }>(records: readonly Record[]): Record[] {
  return [...new Map(records.map((record) => [record.id, record])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The matches of every product, in the order of the base. */
export function matchesOf(ordered: readonly Vendor[], matchings: Matchings): (readonly MatchRecord[])[] {
  return ordered.flatMap(({ id }) => matchings(id).map(({ match }) => match));
}

/** What the products of whole records are recognised by. */
export function matchingsIn(records: readonly WholeVendor[]): Matchings {
  const byVendor = new Map(records.map(({ id, products }) => [id, products]));
  return (vendor) => byVendor.get(vendor) ?? [];
}

export function matchingOf(base: KnowledgeBase, { vendor, place }: Product): Matching {
  return base.matchings(vendor.id)[place] as Matching;
}

interface Joined {
  readonly version: string;
  readonly matchings: Matchings;
  /** What was made of the same records before, where it was kept. */
  readonly compiled?: CompiledMatches | undefined;
}

/** Joins records into a base. */
export function buildBase(
  records: readonly Vendor[],
  rules: Rules,
  { version, matchings, compiled }: Joined,
): KnowledgeBase {
  const ordered = inOrder(records);
  const products: Product[] = [];
  const productById = new Map<string, Product>();
  for (const vendor of ordered) {
    for (const [place, record] of vendor.products.entries()) {
      const product: Product = { ...record, vendor, place, index: products.length };
      products.push(product);
      if (!productById.has(product.id)) productById.set(product.id, product);
    }
  }
  return {
    vendors: new Map(ordered.map((vendor) => [vendor.id, vendor])),
    products,
    productById,
    rules,
    matchings,
    compiled: compiled ?? compileMatches(matchesOf(ordered, matchings), ordered, rules.noise.rules),
    version,
  };
}

/** A phrase of a record in every language. */
export function phraseLabel(phrase: Phrase): Label {
  return typeof phrase === 'string' ? { fr: phrase, en: phrase } : phrase;
}

/** The source a key of a record names: one of its own, or a corpus; null when neither. */
export function sourceOf(base: KnowledgeBase, vendor: Vendor, key: string | undefined): SourceRecord | null {
  if (key === undefined) return null;
  const own = vendor.sources[key];
  if (own) return own;
  const corpus = base.rules.corpora[key];
  if (!corpus) return null;
  if (corpus.url === null || corpus.read === false)
    return { basis: 'unverified', title: corpus.title, asOf: Number(corpus.consultedOn.slice(0, 4)) };
  return { basis: 'read', title: corpus.title, url: corpus.url, consultedOn: corpus.consultedOn };
}

/** Facts of the base about who holds, controls and hosts: how many were read on a page, and how many nobody has read. */
export function countFacts(base: KnowledgeBase): { read: number; unverified: number } {
  let read = 0;
  let unverified = 0;
  for (const vendor of base.vendors.values()) {
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
    for (const { source } of facts) {
      if (sourceOf(base, vendor, source)?.basis === 'read') read += 1;
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
