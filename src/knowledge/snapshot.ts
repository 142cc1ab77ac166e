/**
 * A base already checked, as one file: what a release is built with, and what a run leaves to the next.
 *
 * In: a Reading. Out: its text, and back. Records mostly say what most of them say (no owner known, no end of life): what is usual is
 * written once, which halves the time it takes to parse the rest.
 */
import { inOrder, type Vendor } from './base.ts';
import { type CompiledMatches, compileMatches } from './compiled.ts';
import type { RuleDocuments } from './rules-schema.ts';

/** Checked records and rules, before they are joined. */
export interface Reading {
  readonly vendors: Vendor[];
  readonly rules: RuleDocuments;
  /** Fingerprint of both. */
  readonly version: string;
  /** What is made of both to recognise titles, where it was kept. */
  readonly compiled?: CompiledMatches;
}

type Fields = Readonly<Record<string, unknown>>;

/** What the file holds: `usual` are values of the fields that every record has, in the records that do not give one. */
interface Stored {
  readonly key?: string;
  readonly version: string;
  readonly rules: RuleDocuments;
  readonly compiled: CompiledMatches;
  readonly usual: { readonly vendor: Fields; readonly product: Fields };
  readonly vendors: readonly (Fields & { readonly products: readonly Fields[] })[];
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

/** `key` says what the reading was made of. The text is ASCII, which is read and parsed faster than text with a few accents in it. */
export function textOfReading({ vendors, rules, version }: Reading, key?: string): string {
  const ordered = inOrder(vendors);
  const records = ordered.map(({ products, ...vendor }) => ({
    vendor: vendor as Fields,
    products: products as Fields[],
  }));
  const products = records.flatMap((record) => record.products);
  const usual = {
    vendor: usualOf(
      records.map(({ vendor }) => vendor),
      Object.keys(records[0]?.vendor ?? {}),
    ),
    product: usualOf(products, Object.keys(products[0] ?? {})),
  };
  const stored: Stored = {
    ...(key !== undefined && { key }),
    version,
    rules,
    compiled: compileMatches(ordered, rules.noise.rules),
    usual,
    vendors: records.map((record) => ({
      ...withoutUsual(record.vendor, usual.vendor),
      products: record.products.map((product) => withoutUsual(product, usual.product)),
    })),
  };
  return JSON.stringify(stored).replace(
    /[^\x00-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The reading, or undefined when it was made of something else than `key`. Throws when it is no such text. */
export function readingOf(text: string, key?: string): Reading | undefined {
  const { usual, vendors, rules, version, compiled, ...stored } = JSON.parse(text) as Stored;
  if (key !== undefined && stored.key !== key) return undefined;
  return {
    vendors: vendors.map((vendor) => {
      const products = vendor.products.map((product) => ({ ...usual.product, ...product }));
      return { ...usual.vendor, ...vendor, products } as unknown as Vendor;
    }),
    rules,
    version,
    compiled,
  };
}
