/**
 * A base already checked, as one file: what a release is built with, and what a run leaves to the next.
 *
 * In: a Reading. Out: its text, and back. Its first line says how long the two other parts are: the head, a line that every run needs, and the
 * details, a line for each vendor, which are read when one of them is met. Records mostly say what most of them say (no owner known, no end of
 * life): what is usual is written once, which halves the time it takes to parse the rest.
 */
import {
  countFacts,
  type Details,
  type FactCount,
  inOrder,
  matchesOf,
  type ProductDetails,
  type Vendor,
  type VendorDetails,
} from './base.ts';
import { type CompiledMatches, compileMatches } from './compiled.ts';
import type { RuleDocuments } from './rules-schema.ts';
import type { DomainRecord, Purpose } from './vendor-schema.ts';

/** Checked records and rules, before they are joined. */
export interface Reading {
  readonly vendors: readonly Vendor[];
  readonly details: Details;
  readonly rules: RuleDocuments;
  /** Fingerprint of all of it. */
  readonly version: string;
  /** What is made of it, where it was kept. */
  readonly facts?: FactCount;
  readonly compiled?: CompiledMatches;
  /** Whether products were made with room for their place in a base: to copy ten thousand would be a twentieth of what loading costs. */
  readonly roomy?: boolean;
}

/** What a product is given when it is joined to a base. */
const ROOM = { vendor: undefined, place: 0, index: 0 };

const NO_PRODUCTS: Vendor['products'] = [];

type Fields = Readonly<Record<string, unknown>>;

/** Between the sources of a vendor and the details of each of its products: JSON never holds one. */
const BETWEEN = '\t';

/** What the first line holds: `usual` are values of the fields that every record has, in the records that do not give one. */
interface Stored {
  readonly key?: string;
  readonly version: string;
  readonly rules: RuleDocuments;
  readonly facts: FactCount;
  readonly compiled: CompiledMatches;
  readonly usual: { readonly vendor: Fields; readonly product: Fields };
  /** Values that many records share: a record gives the number of its own. */
  readonly shared: Readonly<Record<Shared, readonly unknown[]>>;
  readonly vendors: readonly StoredVendor[];
}

/** Where the text of a reading is kept. */
export interface Kept {
  head(): Buffer;
  /** Asked for until they are given. */
  details(): Buffer;
}

/** Fields whose few distinct values most records have. */
const SHARED = ['seat', 'functions'] as const;
type Shared = (typeof SHARED)[number];

type StoredRecord = Fields & {
  readonly domains?: readonly string[];
  readonly seat?: number;
  readonly functions?: number;
};
type StoredVendor = StoredRecord & {
  readonly id: string;
  readonly file?: string;
  /** None for half of them: who is only known by a domain. */
  readonly products?: readonly StoredRecord[];
};

/** A domain in one text: its name, what it is for, until when, and its source. */
function textOfDomain(domain: DomainRecord): string {
  if (typeof domain === 'string') return domain;
  const { name, purpose = '', until = '', source = '' } = domain;
  return `${name} ${purpose} ${until} ${source}`.replace(/(?<! ) +$/, ' ');
}

function isMoreThanName(text: string): boolean {
  return text.includes(' ');
}

function domainOf(text: string): DomainRecord {
  const end = text.indexOf(' ');
  if (end < 0) return text;
  const next = text.indexOf(' ', end + 1);
  // What it is for, and no more: nearly all of them.
  if (next === text.length - 1 && next > end + 1)
    return { name: text.slice(0, end), purpose: text.slice(end + 1, next) as Purpose };
  const [name, purpose, until, source] = text.split(' ') as [string, Purpose?, string?, string?];
  return { name, ...(purpose && { purpose }), ...(until && { until }), ...(source && { source }) };
}

/** A record with the numbers of the values that many share, its domains as texts, and without what is usual. */
function stored(record: Fields, usual: Fields, numberOf: (field: Shared, value: unknown) => number): StoredRecord {
  const kept: Record<string, unknown> = withoutUsual(record, usual);
  for (const field of SHARED) if (field in kept) kept[field] = numberOf(field, kept[field]);
  if (kept.domains !== undefined) kept.domains = (kept.domains as DomainRecord[]).map(textOfDomain);
  return kept;
}

/** Of the fields that all records have, the most frequent value, where a third of them have it. */
function usualOf(records: readonly Fields[], keys: readonly string[]): Fields {
  const usual: Record<string, unknown> = {};
  for (const key of keys.filter((key) => records.every((record) => record[key] !== undefined))) {
    const counts = new Map<string, number>();
    for (const record of records) {
      const text = JSON.stringify(record[key]);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const [text, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
    if (3 * count > records.length) usual[key] = JSON.parse(text);
  }
  return usual;
}

function withoutUsual(record: Fields, usual: Fields): Fields {
  const isUsual = ([key, value]: [string, unknown]): boolean =>
    key in usual && JSON.stringify(value) === JSON.stringify(usual[key]);
  return Object.fromEntries(Object.entries(record).filter((entry) => !isUsual(entry)));
}

/** A text of ASCII, which is read and parsed faster than text with a few accents in it. */
function lineOf(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x00-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function withoutDetails(product: Vendor['products'][number]): Fields {
  const { match: _, examples: __, alternatives: ___, ...kept } = product as typeof product & Partial<ProductDetails>;
  return kept;
}

/** `key` says what the reading was made of. */
export function textOfReading({ vendors, details, rules, version }: Reading, key?: string): string {
  const ordered = inOrder(vendors);
  const records = ordered.map(({ id, file, products, ...vendor }) => {
    const { sources: _, ...kept } = vendor as typeof vendor & Partial<Pick<VendorDetails, 'sources'>>;
    return { id, file, vendor: kept as Fields, products: products.map((product) => withoutDetails(product)) };
  });
  const products = records.flatMap((record) => record.products);
  const usual = {
    vendor: usualOf(
      records.map(({ vendor }) => vendor),
      Object.keys(records[0]?.vendor ?? {}),
    ),
    product: usualOf(products, Object.keys(products[0] ?? {})),
  };
  const shared = { seat: [] as unknown[], functions: [] as unknown[] };
  const numbers = new Map<string, number>();
  function numberOf(field: Shared, value: unknown): number {
    const text = `${field} ${JSON.stringify(value)}`;
    const number = numbers.get(text) ?? shared[field].push(value) - 1;
    numbers.set(text, number);
    return number;
  }
  const lines = ordered.map(({ id }) => {
    const { sources, products } = details(id);
    const pieces = products.map(({ match, examples, alternatives }) => ({ match, examples, alternatives }));
    return [sources, ...pieces].map(lineOf).join(BETWEEN);
  });
  const text = lines.join('\n');
  const kept: Stored = {
    ...(key !== undefined && { key }),
    version,
    rules,
    facts: countFacts(ordered, details, rules.corpora.corpora),
    compiled: compileMatches(matchesOf(ordered, details), ordered, rules.noise.rules),
    usual,
    vendors: records.map(({ id, file, vendor, products }) => ({
      id,
      ...(file !== `${id}.yml` && { file }),
      ...stored(vendor, usual.vendor, numberOf),
      ...(products.length > 0 && { products: products.map((product) => stored(product, usual.product, numberOf)) }),
    })),
    shared,
  };
  const head = lineOf(kept);
  return `${head.length} ${text.length}\n${head}\n${text}`;
}

/** The details of a vendor, read each time: what is made of them is kept, they are not. */
class StoredDetails implements VendorDetails {
  readonly #pieces: readonly string[];

  constructor(line: string) {
    this.#pieces = line.split(BETWEEN);
  }

  get sources(): VendorDetails['sources'] {
    return JSON.parse(this.#pieces[0] as string);
  }

  get products(): ProductDetails[] {
    return this.#pieces.slice(1).map((piece) => JSON.parse(piece));
  }

  product(place: number): ProductDetails {
    return JSON.parse(this.#pieces[place + 1] as string);
  }
}

/** The lines of a text, by vendor. */
function linesOf(vendors: readonly Vendor[], bytes: Buffer): (vendor: string) => string | undefined {
  const starts = new Map<string, number>();
  let start = 0;
  for (const { id } of vendors) {
    starts.set(id, start);
    start = bytes.indexOf('\n', start) + 1;
  }
  return (vendor) => {
    const at = starts.get(vendor);
    if (at === undefined) return undefined;
    const end = bytes.indexOf('\n', at);
    return bytes.toString('latin1', at, end === -1 ? bytes.length : end);
  };
}

/** The details of vendors, read when the first is asked for: most runs that recognise titles ask for none. */
function detailsIn(vendors: readonly Vendor[], kept: Kept): Details {
  const known = new Map<string, StoredDetails>();
  let lineOf: ((vendor: string) => string | undefined) | undefined;
  return (vendor) => {
    lineOf ??= linesOf(vendors, kept.details());
    const found = known.get(vendor) ?? new StoredDetails(lineOf(vendor) ?? '{}');
    known.set(vendor, found);
    return found;
  };
}

/** The reading, or undefined when it was made of something else than `key`. Throws when it is no such text. */
export function readingOf(kept: Kept, key?: string): Reading | undefined {
  const { usual, shared, vendors, rules, ...about } = JSON.parse(kept.head().toString('latin1')) as Stored;
  if (key !== undefined && about.key !== key) return undefined;
  function restored(record: StoredRecord, usual: Fields): Record<string, unknown> {
    const complete: Record<string, unknown> = { ...usual, ...record };
    if (record.seat !== undefined) complete.seat = shared.seat[record.seat];
    if (record.functions !== undefined) complete.functions = shared.functions[record.functions];
    if (record.domains?.some(isMoreThanName)) complete.domains = record.domains.map(domainOf);
    return complete;
  }
  const usualProduct = { ...usual.product, ...ROOM };
  const records = vendors.map((vendor) => {
    const record = restored(vendor, usual.vendor);
    record.file ??= `${vendor.id}.yml`;
    record.products = vendor.products?.map((product) => restored(product, usualProduct)) ?? NO_PRODUCTS;
    return record as unknown as Vendor;
  });
  const { version, facts, compiled } = about;
  return {
    vendors: records,
    details: detailsIn(records, kept),
    rules,
    version,
    facts,
    compiled,
    roomy: true,
  };
}
