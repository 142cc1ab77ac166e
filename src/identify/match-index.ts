/**
 * The rules of the base, compiled: what recognises a name, a package, an identifier, an image or a publisher.
 *
 * In: a KnowledgeBase. Out: a MatchIndex of maps and tries. It recognises nothing itself (identify/match.ts does).
 */

import type { KnowledgeBase, Product, Vendor } from '../knowledge/base.ts';
import { describeMatch } from '../knowledge/base.ts';
import type { NoiseRules } from '../knowledge/rules-schema.ts';
import type { MatchRecord } from '../knowledge/vendor-schema.ts';
import { normaliseImage, normalisePattern, normalisePublisherPattern } from './normalise.ts';
import { PatternIndex } from './patterns.ts';

export type NoiseRule = NoiseRules['rules'][number];

/** One `match` entry of a product or of a noise rule. */
export class CompiledRule {
  readonly product: Product | null;
  readonly noise: NoiseRule | null;
  readonly assumed: boolean;
  readonly #match: MatchRecord;
  readonly #publisherOf: (pattern: string) => readonly string[];
  #publisher: readonly string[] | null = null;
  #name: string | null = null;

  constructor(
    match: MatchRecord,
    { product, noise }: { product?: Product; noise?: NoiseRule },
    publisherOf: (pattern: string) => readonly string[],
  ) {
    this.product = product ?? null;
    this.noise = noise ?? null;
    this.assumed = match.assumed ?? false;
    this.#match = match;
    this.#publisherOf = publisherOf;
  }

  /** Parts of the publisher glob; null when any publisher will do. */
  get publisher(): readonly string[] | null {
    if (this.#publisher === null && this.#match.publisher !== undefined)
      this.#publisher = this.#publisherOf(this.#match.publisher);
    return this.#publisher;
  }

  get publisherRequired(): boolean {
    return this.#match.publisherRequired ?? false;
  }

  get versions(): string | null {
    return this.#match.versions ?? null;
  }

  get platform(): string | null {
    return this.#match.platform ?? null;
  }

  /** What explanations and `identify` print: "mozilla/firefox name: Mozilla Firefox *". Of few rules is it asked. */
  get name(): string {
    this.#name ??= `${this.#owner()} ${describeMatch(this.#match)}`;
    return this.#name;
  }

  #owner(): string {
    return this.product === null ? `noise/${this.noise?.id}` : `${this.product.vendor.id}/${this.product.id}`;
  }
}

export interface MatchIndex {
  readonly names: PatternIndex<CompiledRule>;
  readonly packages: PatternIndex<CompiledRule>;
  readonly ids: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly images: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly publishers: PatternIndex<Vendor>;
}

/** "Foo *" is also plain "Foo": a version or an edition may be missing. */
function variants(pattern: string): string[] {
  return pattern.endsWith(' *') && !pattern.slice(0, -2).includes('*') ? [pattern, pattern.slice(0, -2)] : [pattern];
}

/** The parts of publisher globs: a few publishers are named by most rules. */
function publisherParts(): (pattern: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (pattern) => {
    const before = known.get(pattern);
    if (before !== undefined) return before;
    const parts = normalisePublisherPattern(pattern).split('*');
    known.set(pattern, parts);
    return parts;
  };
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const same = map.get(key);
  if (same) same.push(value);
  else map.set(key, [value]);
}

export function buildMatchIndex(base: KnowledgeBase): MatchIndex {
  const names: [string, CompiledRule][] = [];
  const packages: [string, CompiledRule][] = [];
  const ids = new Map<string, CompiledRule[]>();
  const images = new Map<string, CompiledRule[]>();
  const publisherOf = publisherParts();

  function add(match: MatchRecord, rule: CompiledRule): void {
    if (match.name !== undefined)
      for (const pattern of variants(normalisePattern(match.name))) names.push([pattern, rule]);
    else if (match.package !== undefined) packages.push([match.package.toLowerCase(), rule]);
    else if (match.id !== undefined) append(ids, match.id.toLowerCase(), rule);
    else if (match.image !== undefined) append(images, normaliseImage(match.image), rule);
  }

  for (const product of base.products) {
    for (const match of product.match) add(match, new CompiledRule(match, { product }, publisherOf));
  }
  for (const noise of base.rules.noise.rules) {
    for (const match of noise.match) add(match, new CompiledRule(match, { noise }, publisherOf));
  }
  const publishers: [string, Vendor][] = [];
  for (const vendor of base.vendors.values()) {
    if (vendor.kind === 'reseller') continue;
    for (const raw of vendor.publishers) {
      const pattern = normalisePublisherPattern(raw);
      if (pattern !== '') publishers.push([pattern, vendor]);
    }
  }
  return {
    names: new PatternIndex(names),
    packages: new PatternIndex(packages),
    ids,
    images,
    publishers: new PatternIndex(publishers),
  };
}
