/**
 * What recognises titles, put in order once: globs in the form of what they are compared with, sorted, each with the number of what it stands for.
 *
 * In: vendors and noise rules, in the order of the base. Out: tables that a release keeps, and that identify/ searches as they are.
 */
import { normaliseImage, normalisePattern, normalisePublisherPattern } from './normalise.ts';
import type { NoiseRules } from './rules-schema.ts';
import type { VendorRecord } from './vendor-schema.ts';

/** Globs, and for each the number of its value: those that begin with a wildcard, then the others in the order of what stands before their first. */
export interface PatternTable {
  readonly patterns: readonly string[];
  readonly values: readonly number[];
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
}

/** The name of a rule that holds for everything of its publisher that nothing else recognises. */
export const EVERYTHING = '*';

/** What a text must begin with to match a glob: all of it, when it has no wildcard. */
export function beginningOf(pattern: string): string {
  const star = pattern.indexOf('*');
  return star < 0 ? pattern : pattern.slice(0, star);
}

/** Whether a glob has a literal part, and begins with a wildcard. */
export function isFloating(pattern: string): boolean {
  return pattern.startsWith('*') && /[^*]/.test(pattern);
}

/** Puts globs in order; those of one beginning stay in the order they were given in. */
export function tableOf(entries: Iterable<readonly [pattern: string, value: number]>): PatternTable {
  const ordered = Array.from(entries, ([pattern, value]) => {
    return { pattern, value, floating: isFloating(pattern), beginning: beginningOf(pattern) };
  }).sort((a, b) => {
    if (a.floating !== b.floating) return a.floating ? -1 : 1;
    return a.beginning < b.beginning ? -1 : a.beginning > b.beginning ? 1 : 0;
  });
  return { patterns: ordered.map(({ pattern }) => pattern), values: ordered.map(({ value }) => value) };
}

/** "Foo *" is also plain "Foo": a version or an edition may be missing. */
function variants(pattern: string): string[] {
  return pattern.endsWith(' *') && !pattern.slice(0, -2).includes('*') ? [pattern, pattern.slice(0, -2)] : [pattern];
}

/** `vendors` in the order of the base. */
export function compileMatches(vendors: readonly VendorRecord[], noise: NoiseRules['rules']): CompiledMatches {
  type Entry = [pattern: string, value: number];
  const names: Entry[] = [];
  const packages: Entry[] = [];
  const makers: Entry[] = [];
  const ids: Entry[] = [];
  const images: Entry[] = [];
  const products = vendors.flatMap((vendor) => vendor.products);
  for (const [rule, match] of [...products, ...noise].flatMap((owner) => owner.match).entries()) {
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
  };
}
