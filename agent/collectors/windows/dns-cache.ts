/**
 * The services this machine looked up lately, from the cache of its resolver, with the names each of them is an alias of.
 *
 * The cache also holds what people looked up for themselves: privacy.ts lets a name leave only when it is on a list.
 */
import type { Endpoint } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import type { CachedName } from '../../formats/displaydns.ts';
import { publicHost } from '../../formats/host-name.ts';
import { resolverCache } from './support/resolver-cache.ts';

const ALIAS = 5;
const LONGEST_CHAIN = 16;

export const dnsCache: Collector = {
  id: 'dns-cache',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const { names, failure } = await resolverCache(system, signal);
    if (failure !== undefined) return { facts: {}, status: 'partial', warnings: [failure] };
    return { facts: { endpoints: describeNames(names) } };
  },
};

/** A name that is only a step in the chain of another is not something this machine asked for. */
export function describeNames(records: readonly CachedName[]): Endpoint[] {
  const targets = new Map<string, string>();
  for (const { name, type, data } of records) {
    const [from, to] = [publicHost(name), publicHost(data)];
    if (type === ALIAS && from !== undefined && to !== undefined) targets.set(from, to);
  }
  const steps = new Set(targets.values());
  const hosts = new Set(records.flatMap(({ name }) => publicHost(name) ?? []));
  return [...hosts]
    .filter((host) => !steps.has(host) || isLoop(host, targets))
    .map((host) => {
      const aliases = chainOf(host, targets);
      return { host, aliases: aliases.length > 0 ? aliases : undefined, source: 'dns-cache' };
    });
}

function chainOf(host: string, targets: ReadonlyMap<string, string>): string[] {
  const chain: string[] = [];
  for (let next = targets.get(host); next !== undefined && chain.length < LONGEST_CHAIN; next = targets.get(next)) {
    if (next === host || chain.includes(next)) break;
    chain.push(next);
  }
  return chain;
}

/** Names that are aliases of each other: a broken zone, where nothing says which was asked for. */
function isLoop(host: string, targets: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  let next = targets.get(host);
  while (next !== undefined && next !== host && !seen.has(next)) {
    seen.add(next);
    next = targets.get(next);
  }
  return next === host;
}
