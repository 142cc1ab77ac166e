/**
 * The rules of the base, as they are searched: what recognises a name, a package, an identifier, an image or a publisher.
 *
 * In: a KnowledgeBase. Out: a MatchIndex. It recognises nothing itself (identify/match.ts does).
 */
import type { KnowledgeBase, Product, Vendor } from '../knowledge/base.ts';
import { describeMatch } from '../knowledge/base.ts';
import type { Conditions } from '../knowledge/compiled.ts';
import type { NoiseRules } from '../knowledge/rules-schema.ts';
import type { MatchRecord } from '../knowledge/vendor-schema.ts';
import { PatternIndex } from './patterns.ts';

export type NoiseRule = NoiseRules['rules'][number];

/** What a rule asks for beside what finds it, as it is compared; most ask for what others ask for too. */
interface Asked {
  readonly assumed: boolean;
  /** Parts of the publisher glob; null when any publisher will do. */
  readonly publisher: readonly string[] | null;
  readonly publisherRequired: boolean;
  /** Whether it holds for everything of its publisher. */
  readonly ofPublisher: boolean;
  readonly versions: string | null;
  readonly platform: string | null;
}

/** One `match` entry of a product or of a noise rule. */
export class CompiledRule {
  readonly product: Product | null;
  readonly noise: NoiseRule | null;
  readonly asked: Asked;
  readonly #match: () => MatchRecord;
  #name: string | undefined;

  /** `match` gives the entry itself, which only those who name the rule ask for. */
  constructor(owner: Product | NoiseRule, asked: Asked, match: () => MatchRecord) {
    const isProduct = 'vendor' in owner;
    this.product = isProduct ? owner : null;
    this.noise = isProduct ? null : owner;
    this.asked = asked;
    this.#match = match;
  }

  get #owner(): string {
    return this.product === null ? `noise/${this.noise?.id}` : `${this.product.vendor.id}/${this.product.id}`;
  }

  /** What explanations and `identify` print: "mozilla/firefox name: Mozilla Firefox *". */
  get name(): string {
    this.#name ??= `${this.#owner} ${describeMatch(this.#match())}`;
    return this.#name;
  }
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

function askedBy(conditions: Conditions): Asked {
  return {
    assumed: conditions.assumed === true,
    publisher: conditions.publisher?.split('*') ?? null,
    publisherRequired: conditions.publisherRequired === true,
    ofPublisher: conditions.ofPublisher === true,
    versions: conditions.versions ?? null,
    platform: conditions.platform ?? null,
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
  const asked: (Asked | undefined)[] = [];
  function askedOf(rule: number): Asked {
    const conditions = compiled.conditionsOf[rule] as number;
    asked[conditions] ??= askedBy(compiled.conditions[conditions] as Conditions);
    return asked[conditions];
  }
  function made(number: number): CompiledRule {
    const owner = listOf(number, starts);
    const place = number - (starts[owner] as number);
    const product = products[owner];
    if (product === undefined) {
      const rule = noise.rules[owner - products.length] as NoiseRule;
      return new CompiledRule(rule, askedOf(number), () => rule.match[place] as MatchRecord);
    }
    const match = (): MatchRecord => details(product.vendor.id).product(product.place).match[place] as MatchRecord;
    return new CompiledRule(product, askedOf(number), match);
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
