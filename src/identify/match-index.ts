/**
 * The rules of the base, as they are searched: what recognises a name, a package, an identifier, an image or a publisher.
 *
 * In: a KnowledgeBase. Out: a MatchIndex. It recognises nothing itself (identify/match.ts does).
 */
import type { KnowledgeBase, Product, Vendor } from '../knowledge/base.ts';
import { describeMatch } from '../knowledge/base.ts';
import { EVERYTHING } from '../knowledge/compiled.ts';
import { normalisePublisherPattern } from '../knowledge/normalise.ts';
import type { NoiseRules } from '../knowledge/rules-schema.ts';
import type { MatchRecord } from '../knowledge/vendor-schema.ts';
import { PatternIndex } from './patterns.ts';

export type NoiseRule = NoiseRules['rules'][number];

/** One `match` entry of a product or of a noise rule. */
export interface CompiledRule {
  readonly product: Product | null;
  readonly noise: NoiseRule | null;
  readonly assumed: boolean;
  /** Parts of the publisher glob; null when any publisher will do. */
  readonly publisher: readonly string[] | null;
  readonly publisherRequired: boolean;
  /** Whether it holds for everything of its publisher. */
  readonly ofPublisher: boolean;
  readonly versions: string | null;
  readonly platform: string | null;
  /** What explanations and `identify` print: "mozilla/firefox name: Mozilla Firefox *". */
  readonly name: string;
}

export interface MatchIndex {
  readonly names: PatternIndex<CompiledRule>;
  readonly packages: PatternIndex<CompiledRule>;
  readonly ids: PatternIndex<CompiledRule>;
  readonly images: PatternIndex<CompiledRule>;
  readonly publishers: PatternIndex<Vendor>;
  /** Rules on everything of a publisher (`name: '*'`), by publisher. */
  readonly makers: PatternIndex<CompiledRule>;
}

type Owner = { product: Product; noise: null } | { product: null; noise: NoiseRule };

function compile(match: MatchRecord, { product, noise }: Owner): CompiledRule {
  const ofPublisher = match.name === EVERYTHING;
  const owner = product === null ? `noise/${noise.id}` : `${product.vendor.id}/${product.id}`;
  return {
    product,
    noise,
    assumed: match.assumed ?? false,
    publisher: match.publisher === undefined ? null : normalisePublisherPattern(match.publisher).split('*'),
    publisherRequired: match.publisherRequired ?? ofPublisher,
    ofPublisher,
    versions: match.versions ?? null,
    platform: match.platform ?? null,
    name: `${owner} ${describeMatch(match)}`,
  };
}

/** Where each of a row of lists starts when they are put end to end; then where the last ends. */
function startsOf(lengths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1);
  for (let at = 0; at < lengths.length; at++) starts[at + 1] = (starts[at] as number) + (lengths[at] as number);
  return starts;
}

/** Which of the lists an item is of, by its number in all of them. */
function listOf(item: number, starts: Uint32Array): number {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= item) low = middle;
    else high = middle;
  }
  return low;
}

/** The rules by their number (knowledge/compiled.ts), each made when it is asked for: a fleet meets few of them. */
function rulesOf({ products, compiled, details, rules: { noise } }: KnowledgeBase): (number: number) => CompiledRule {
  const starts = startsOf([...compiled.rules, ...noise.rules.map(({ match }) => match.length)]);
  const matches: (readonly MatchRecord[] | undefined)[] = [];
  function matchesOf(product: Product): readonly MatchRecord[] {
    matches[product.index] ??= details(product.vendor.id).product(product.place).match;
    return matches[product.index] as readonly MatchRecord[];
  }
  function made(number: number): CompiledRule {
    const owner = listOf(number, starts);
    const place = number - (starts[owner] as number);
    const product = products[owner];
    if (product !== undefined) return compile(matchesOf(product)[place] as MatchRecord, { product, noise: null });
    const rule = noise.rules[owner - products.length] as NoiseRule;
    return compile(rule.match[place] as MatchRecord, { product: null, noise: rule });
  }
  const rules: (CompiledRule | undefined)[] = [];
  return (number) => {
    rules[number] ??= made(number);
    return rules[number];
  };
}

export function buildMatchIndex(base: KnowledgeBase): MatchIndex {
  const { names, packages, ids, images, publishers, makers } = base.compiled;
  const ruleOf = rulesOf(base);
  const vendors = [...base.vendors.values()];
  return {
    names: new PatternIndex(names, ruleOf),
    packages: new PatternIndex(packages, ruleOf),
    ids: new PatternIndex(ids, ruleOf),
    images: new PatternIndex(images, ruleOf),
    publishers: new PatternIndex(publishers, (number) => vendors[number] as Vendor),
    makers: new PatternIndex(makers, ruleOf),
  };
}
