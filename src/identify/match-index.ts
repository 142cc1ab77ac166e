/**
 * The rules of the base, as they are searched: what recognises a name, a package, an identifier, an image or a publisher.
 *
 * In: a KnowledgeBase. Out: a MatchIndex. It recognises nothing itself (identify/match.ts does).
 */
import type { KnowledgeBase, Product, Vendor } from '../knowledge/base.ts';
import { describeMatch, detailsOf } from '../knowledge/base.ts';
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

/** The rules by their number (knowledge/compiled.ts), each made when it is asked for: a fleet meets few of them. */
function rulesOf(base: KnowledgeBase): (number: number) => CompiledRule {
  const owners: Owner[] = [];
  /** For each rule, which it is of its owner. */
  const places: number[] = [];
  function own(owner: Owner, count: number): void {
    for (let place = 0; place < count; place++) {
      owners.push(owner);
      places.push(place);
    }
  }
  for (const product of base.products) own({ product, noise: null }, base.compiled.rules[product.index] as number);
  for (const noise of base.rules.noise.rules) own({ product: null, noise }, noise.match.length);

  const rules: (CompiledRule | undefined)[] = [];
  const matches: (readonly MatchRecord[] | undefined)[] = [];
  function matchesOf(product: Product): readonly MatchRecord[] {
    const all = matches[product.index] ?? detailsOf(base, product).match;
    matches[product.index] = all;
    return all;
  }
  return (number) => {
    const known = rules[number];
    if (known !== undefined) return known;
    const owner = owners[number] as Owner;
    const all = owner.product === null ? owner.noise.match : matchesOf(owner.product);
    const rule = compile(all[places[number] as number] as MatchRecord, owner);
    rules[number] = rule;
    return rule;
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
