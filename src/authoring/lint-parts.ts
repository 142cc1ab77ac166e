/** What records and rules are checked for alike: lists in order, patterns not too wide, and claimed once. */
import { describeMatch } from '../knowledge/base.ts';
import { EVERYTHING } from '../knowledge/compiled.ts';
import { normalisePattern, normaliseText } from '../knowledge/normalise.ts';
import type { MatchRecord } from '../knowledge/vendor-schema.ts';
import type { Claims } from './claims.ts';
import type { LintCode } from './texts.ts';

/** Fewest literal characters of a glob with a wildcard. */
const FEWEST_LITERALS = 4;

export type Report = (where: string, code: LintCode, values?: Record<string, string | number>) => void;

/** Tells the first item that is out of place. */
export function lintSorted(items: readonly (string | number)[], where: string, report: Report): void {
  const item = items.find((value, i) => i > 0 && (items[i - 1] as string | number) > value);
  if (item !== undefined) report(where, 'unsorted', { id: item });
}

/** The lines of a match list, in the order of what they recognise. */
export function lintMatchOrder(list: readonly MatchRecord[], where: string, report: Report): void {
  lintSorted(
    list.map((match) => describeMatch(match).toLowerCase()),
    `${where}.match`,
    report,
  );
}

export function lintMatch(match: MatchRecord, where: string, report: Report): void {
  // Everything of a publisher: it is the publisher that may not be too wide.
  const pattern = match.name === EVERYTHING ? (match.publisher ?? '*') : (match.name ?? match.package);
  if (pattern?.includes('*') && pattern.replaceAll('*', '').trim().length < FEWEST_LITERALS)
    report(where, 'glob-too-wide', { id: pattern });
}

function matchKey(match: MatchRecord): string {
  const pattern = normalisePattern(describeMatch(match));
  return [pattern, normaliseText(match.publisher ?? ''), match.platform ?? '', match.versions ?? ''].join('\0');
}

/** Two owners may not recognise things by the same pattern. */
export function claimMatches(
  list: readonly MatchRecord[],
  owner: string,
  where: string,
  matches: Claims,
  report: Report,
): void {
  for (const match of list)
    matches.claim(matchKey(match), owner, (other) => report(where, 'match-twice', { id: describeMatch(match), other }));
}
