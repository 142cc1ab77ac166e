/**
 * What recognises titles, put in order once: globs in the form of what they are compared with, by what they begin with, each with the number of
 * what it stands for.
 *
 * In: vendors and noise rules, in the order of the base. Out: tables that a release keeps, and that identify/ searches as they are.
 */
import { normaliseImage, normalisePattern, normalisePublisherPattern } from './normalise.ts';
import type { NoiseRules } from './rules-schema.ts';
import type { MatchRecord } from './vendor-schema.ts';

/** Globs, and for each the number of its value: apart, those that begin with a wildcard. */
export interface PatternTable {
  readonly floating: readonly string[];
  readonly floatingValues: readonly number[];
  /** What the others have before their first wildcard: distinct, in order. */
  readonly beginnings: readonly string[];
  /** For each beginning, the longest other one that it begins with; −1 when there is none. */
  readonly shorter: readonly number[];
  /** For each beginning, where its globs start in the two lists below; then how many there are in all. */
  readonly starts: readonly number[];
  /** What follows the beginning: nothing, or all from the wildcard on. */
  readonly rests: readonly string[];
  readonly values: readonly number[];
}

/** What a rule asks for beside what finds it. */
export interface Conditions {
  /** Glob, in the form publishers are compared in. */
  readonly publisher?: string;
  readonly publisherRequired?: true;
  /** Whether it holds for everything of its publisher. */
  readonly ofPublisher?: true;
  readonly assumed?: true;
  readonly versions?: string;
  readonly platform?: string;
}

/** A rule is known by its number: the matches of products in their order, then those of noise. A publisher is known by the number of its vendor. */
export interface CompiledMatches {
  readonly names: PatternTable;
  readonly packages: PatternTable;
  /** Rules on everything of a publisher (`name: '*'`), by publisher. */
  readonly makers: PatternTable;
  readonly ids: PatternTable;
  readonly images: PatternTable;
  readonly publishers: PatternTable;
  /** How many rules each product has, in the order of the base. */
  readonly rules: readonly number[];
  /** Distinct conditions, and by rule the number of its own: eight rules in ten share theirs. */
  readonly conditions: readonly Conditions[];
  readonly conditionsOf: readonly number[];
}

type Entry = readonly [pattern: string, value: number];

/** The name of a rule that holds for everything of its publisher that nothing else recognises. */
export const EVERYTHING = '*';

/** Puts globs in order; those of one beginning stay in the order they were given in. */
export function tableOf(entries: Iterable<Entry>): PatternTable {
  const floating: Entry[] = [];
  const byBeginning = new Map<string, Entry[]>();
  for (const entry of entries) {
    const [pattern] = entry;
    const beginning = pattern.split('*', 1)[0] as string;
    const same = byBeginning.get(beginning);
    if (beginning === '' && /[^*]/.test(pattern)) floating.push(entry);
    else if (same) same.push(entry);
    else byBeginning.set(beginning, [entry]);
  }
  const beginnings = [...byBeginning.keys()].sort();
  const shorter: number[] = [];
  const starts: number[] = [];
  const ordered: { rest: string; value: number }[] = [];
  for (const [at, beginning] of beginnings.entries()) {
    let above = at - 1;
    while (above >= 0 && !beginning.startsWith(beginnings[above] as string)) above = shorter[above] as number;
    shorter.push(above);
    starts.push(ordered.length);
    for (const [pattern, value] of byBeginning.get(beginning) ?? [])
      ordered.push({ rest: pattern.slice(beginning.length), value });
  }
  return {
    floating: floating.map(([pattern]) => pattern),
    floatingValues: floating.map(([, value]) => value),
    beginnings,
    shorter,
    starts: [...starts, ordered.length],
    rests: ordered.map(({ rest }) => rest),
    values: ordered.map(({ value }) => value),
  };
}

/** "Foo *" is also plain "Foo": a version or an edition may be missing. */
function variants(pattern: string): string[] {
  return pattern.endsWith(' *') && !pattern.slice(0, -2).includes('*') ? [pattern, pattern.slice(0, -2)] : [pattern];
}

function conditionsIn(match: MatchRecord): Conditions {
  const ofPublisher = match.name === EVERYTHING;
  return {
    ...(match.publisher !== undefined && { publisher: normalisePublisherPattern(match.publisher) }),
    ...((match.publisherRequired ?? ofPublisher) && { publisherRequired: true }),
    ...(ofPublisher && { ofPublisher }),
    ...(match.assumed === true && { assumed: true }),
    ...(match.versions !== undefined && { versions: match.versions }),
    ...(match.platform !== undefined && { platform: match.platform }),
  };
}

interface Publisher {
  readonly kind: string;
  readonly publishers: readonly string[];
}

/** `products`: the matches of each, and `vendors`, both in the order of the base. */
export function compileMatches(
  products: readonly (readonly MatchRecord[])[],
  vendors: readonly Publisher[],
  noise: NoiseRules['rules'],
): CompiledMatches {
  const names: Entry[] = [];
  const packages: Entry[] = [];
  const makers: Entry[] = [];
  const ids: Entry[] = [];
  const images: Entry[] = [];
  const conditions = new Map<string, number>();
  const conditionsOf: number[] = [];
  for (const [rule, match] of [...products, ...noise.map((entry) => entry.match)].flat().entries()) {
    const asked = JSON.stringify(conditionsIn(match));
    const number = conditions.get(asked) ?? conditions.size;
    conditions.set(asked, number);
    conditionsOf.push(number);
    if (match.name === EVERYTHING) makers.push([normalisePublisherPattern(match.publisher ?? ''), rule]);
    else if (match.name !== undefined)
      for (const pattern of variants(normalisePattern(match.name))) names.push([pattern, rule]);
    else if (match.package !== undefined) packages.push([match.package.toLowerCase(), rule]);
    else if (match.id !== undefined) ids.push([match.id.toLowerCase(), rule]);
    else if (match.image !== undefined) images.push([normaliseImage(match.image), rule]);
  }
  const publishers = vendors.flatMap(({ kind, publishers }, vendor) =>
    // What a reseller sells is not its own.
    kind === 'reseller' ? [] : publishers.map((raw): Entry => [normalisePublisherPattern(raw), vendor]),
  );
  return {
    names: tableOf(names),
    packages: tableOf(packages),
    makers: tableOf(makers),
    ids: tableOf(ids),
    images: tableOf(images),
    publishers: tableOf(publishers.filter(([pattern]) => pattern !== '')),
    rules: products.map((matches) => matches.length),
    conditions: [...conditions.keys()].map((asked) => JSON.parse(asked) as Conditions),
    conditionsOf,
  };
}
