/**
 * A base already checked, as one file: what a release is built with, and what a run leaves to the next.
 *
 * In: a Reading. Out: its text, and back. Its first line is what every run needs; then comes a line for each vendor, what its products are
 * recognised by, which is read for those that are met. Records mostly say what most of them say (no owner known, no end of life): what is
 * usual is written once, which halves the time it takes to parse the rest.
 */
import { inOrder, type Matching, type Matchings, matchesOf, type Vendor } from './base.ts';
import { type CompiledMatches, compileMatches } from './compiled.ts';
import type { RuleDocuments } from './rules-schema.ts';
import type { DomainRecord, Purpose } from './vendor-schema.ts';

/** Checked records and rules, before they are joined. */
export interface Reading {
  readonly vendors: readonly Vendor[];
  readonly matchings: Matchings;
  readonly rules: RuleDocuments;
  /** Fingerprint of all of it. */
  readonly version: string;
  /** What is made of it to recognise titles, where it was kept. */
  readonly compiled?: CompiledMatches;
}

type Fields = Readonly<Record<string, unknown>>;

/** What the first line holds: `usual` are values of the fields that every record has, in the records that do not give one. */
interface Stored {
  readonly key?: string;
  readonly version: string;
  readonly rules: RuleDocuments;
  readonly compiled: CompiledMatches;
  readonly usual: { readonly vendor: Fields; readonly product: Fields };
  /** Values that many records share: a record gives the number of its own. */
  readonly shared: Readonly<Record<Shared, readonly unknown[]>>;
  readonly vendors: readonly StoredVendor[];
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
  readonly products: readonly StoredRecord[];
};

/** A domain in one text: its name, what it is for, until when, and its source. */
function textOfDomain(domain: DomainRecord): string {
  if (typeof domain === 'string') return domain;
  const { name, purpose = '', until = '', source = '' } = domain;
  return `${name} ${purpose} ${until} ${source}`.replace(/(?<! ) +$/, ' ');
}

function domainOf(text: string): DomainRecord {
  if (!text.includes(' ')) return text;
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

/** The fields of a record that are not kept as they are. */
function restored({ seat, functions, domains }: StoredRecord, shared: Stored['shared']): Fields {
  return {
    ...(seat !== undefined && { seat: shared.seat[seat] }),
    ...(functions !== undefined && { functions: shared.functions[functions] }),
    ...(domains !== undefined && { domains: domains.map(domainOf) }),
  };
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

/** A line of ASCII, which is read and parsed faster than text with a few accents in it. */
function lineOf(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x00-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `key` says what the reading was made of. */
export function textOfReading({ vendors, matchings, rules, version }: Reading, key?: string): string {
  const ordered = inOrder(vendors);
  const records = ordered.map(({ products, ...vendor }) => ({
    vendor: vendor as Fields,
    products: products.map((product): Fields => {
      const { match: _, examples: __, ...kept } = product as typeof product & Partial<Matching>;
      return kept;
    }),
  }));
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
  const kept: Stored = {
    ...(key !== undefined && { key }),
    version,
    rules,
    compiled: compileMatches(matchesOf(ordered, matchings), ordered, rules.noise.rules),
    usual,
    vendors: records.map(({ vendor: { id, file, ...vendor }, products }) => ({
      id: id as string,
      ...(file !== `${id}.yml` && { file: file as string }),
      ...stored(vendor, usual.vendor, numberOf),
      products: products.map((product) => stored(product, usual.product, numberOf)),
    })),
    shared,
  };
  const lines = ordered.map(({ id }) => lineOf(matchings(id).map(({ match, examples }) => ({ match, examples }))));
  return `${lineOf(kept)}\n${lines.join('\n')}`;
}

/** What the products of vendors are recognised by, each read from its line when it is asked for. */
function matchingsOf(vendors: readonly { readonly id: string }[], text: string): Matchings {
  const known = new Map<string, readonly Matching[]>();
  let lines: Map<string, string> | undefined;
  return (vendor) => {
    const before = known.get(vendor);
    if (before !== undefined) return before;
    if (lines === undefined) {
      const all = text.split('\n');
      lines = new Map(vendors.map(({ id }, at) => [id, all[at] ?? '[]']));
    }
    const found = JSON.parse(lines.get(vendor) ?? '[]') as readonly Matching[];
    known.set(vendor, found);
    return found;
  };
}

/** The reading, or undefined when it was made of something else than `key`. Throws when it is no such text. */
export function readingOf(bytes: Buffer, key?: string): Reading | undefined {
  const end = bytes.indexOf('\n');
  const { usual, shared, vendors, rules, version, compiled, ...about } = JSON.parse(
    bytes.toString('latin1', 0, end),
  ) as Stored;
  if (key !== undefined && about.key !== key) return undefined;
  const records = vendors.map((vendor) => {
    const products = vendor.products.map((product) => ({
      ...usual.product,
      ...product,
      ...restored(product, shared),
    }));
    const file = vendor.file ?? `${vendor.id}.yml`;
    return { ...usual.vendor, ...vendor, ...restored(vendor, shared), file, products } as unknown as Vendor;
  });
  return {
    vendors: records,
    matchings: matchingsOf(records, bytes.toString('latin1', end + 1)),
    rules,
    version,
    compiled,
  };
}
