/**
 * The cache of a machine's resolver → its end points: each name once, with the names that it is an alias of. Names that
 * were asked for and have no answer are counted, not kept.
 */
import type { Origin } from '../document.ts';
import type { Imported } from '../importer.ts';
import { type KnownName, targetOf } from './names.ts';
import { EndPoints, machineDocument } from './one-machine.ts';

/** One record of a cache. */
export type CacheRecord = {
  /** Name that was asked for. */
  readonly entry: string;
  /** Name of the record: that of the entry, or one that it leads to. */
  readonly name: string;
  /** Name that this one is an alias of. */
  readonly alias?: string | undefined;
};

/** Longest chain that is followed, as the contract has it. */
const LONGEST_CHAIN = 16;

const CUT = /(?:\.\.\.|…)$/;

function plain(name: string): string {
  // Three dots are a cut, not the root.
  return name.toLowerCase().replace(/(?<!\.)\.$/, '');
}

/** The names that a name is an alias of, in order. */
function chainOf(name: string, aliases: ReadonlyMap<string, string>): string[] {
  const chain: string[] = [];
  const seen = new Set([name]);
  for (let next = aliases.get(name); next !== undefined && !seen.has(next); next = aliases.get(next)) {
    if (chain.length === LONGEST_CHAIN) break;
    seen.add(next);
    chain.push(next);
  }
  return chain;
}

/** The same as for hosts; none twice in a row. */
function keptAliases(chain: readonly string[], own: string, knownName: KnownName): string[] {
  const names = chain.flatMap((name) => {
    const target = targetOf(name, knownName);
    return 'refused' in target ? [] : [target.domain];
  });
  return names.filter((name, index) => name !== (index === 0 ? own : names[index - 1]));
}

export function cacheDocument(
  records: readonly CacheRecord[],
  unanswered: ReadonlySet<string>,
  origin: Origin,
  knownName: KnownName,
): Imported {
  const aliases = new Map<string, string>();
  const entries = new Set<string>();
  for (const { alias, entry, name } of records) {
    entries.add(plain(entry));
    if (alias !== undefined && !aliases.has(plain(name))) aliases.set(plain(name), plain(alias));
  }
  const endPoints = new EndPoints(origin);
  let cut = 0;
  for (const entry of entries) {
    if (CUT.test(entry)) {
      cut++;
      endPoints.refuse('name-cut');
      continue;
    }
    const target = targetOf(entry, knownName);
    if ('refused' in target) {
      endPoints.refuse(target.refused);
      continue;
    }
    const chain = keptAliases(chainOf(entry, aliases), target.domain, knownName);
    endPoints.add(chain.length === 0 ? target : { ...target, aliases: chain });
  }
  for (const entry of unanswered) if (!entries.has(plain(entry))) endPoints.refuse('no-answer');
  const warnings =
    cut === 0
      ? []
      : ['some names are cut by the width of the terminal: pass the cache to ConvertTo-Json or Export-Csv'];
  return machineDocument(origin, endPoints, warnings);
}
