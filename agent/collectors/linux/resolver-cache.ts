/**
 * The names this machine resolved lately, from the cache of systemd-resolved (its release 254 and later can show it, to root).
 *
 * Names found in it say what people look at: privacy.ts decides which of them leave. Only names with an address are kept, each with
 * the names it is an alias of.
 */
import type { Endpoint } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import { publicHost } from '../../formats/host-name.ts';
import { parseJson, textAt } from '../../formats/json.ts';

const ADDRESS_TYPES = new Set(['1', '28']);
const ALIAS_TYPE = '5';
const LONGEST_CHAIN = 16;

export const resolverCache: Collector = {
  id: 'resolver-cache',
  platforms: ['linux'],
  async collect(system, signal): Promise<Collected> {
    if (!system.list('/run/systemd/resolve').ok) return notApplicable;
    const run = await system.run('resolvectl', ['show-cache', '--json=short'], { signal, timeoutMs: 5000 });
    if (!run.ok)
      return run.reason === 'absent' ? notApplicable : { facts: {}, status: run.reason, warnings: [run.detail] };
    if (run.status !== 0) {
      const warning = `resolvectl answered ${run.status}: it needs root, and systemd 254 or later`;
      return { facts: {}, status: 'denied', warnings: [warning] };
    }
    return { facts: { endpoints: parseResolverCache(run.stdout.toString('utf8')) } };
  },
};

/** One list of scopes on a line, or one scope a line, as releases differ. */
export function parseResolverCache(text: string): Endpoint[] {
  const aliases = new Map<string, string>();
  const targets = new Set<string>();
  const addressed = new Set<string>();
  for (const record of text.split('\n').flatMap((line) => recordsOf(parseJson(line)))) {
    const name = publicHost(textAt(record, 'key', 'name'));
    const type = textAt(record, 'key', 'type') ?? '';
    if (name === undefined) continue;
    if (ADDRESS_TYPES.has(type)) addressed.add(name);
    const target = type === ALIAS_TYPE ? publicHost(textAt(record, 'name')) : undefined;
    if (target === undefined || target === name) continue;
    aliases.set(name, target);
    targets.add(target);
  }
  const asked = [...new Set([...aliases.keys(), ...addressed])].filter((name) => !targets.has(name));
  return asked.map((host) => {
    const chain = chainOf(host, aliases);
    return { host, ...(chain.length > 0 ? { aliases: chain } : {}), source: 'resolver-cache' };
  });
}

function recordsOf(scopes: unknown): unknown[] {
  const list = Array.isArray(scopes) ? scopes : [scopes];
  return list
    .flatMap((scope) => arrayAt(scope, 'cache'))
    .flatMap((entry) => arrayAt(entry, 'rrs'))
    .map((item) => (typeof item === 'object' && item !== null && 'rr' in item ? item.rr : undefined));
}

function arrayAt(value: unknown, field: string): unknown[] {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return Array.isArray(found) ? found : [];
}

function chainOf(host: string, aliases: ReadonlyMap<string, string>): string[] {
  const chain: string[] = [];
  let next = aliases.get(host);
  while (next !== undefined && chain.length < LONGEST_CHAIN && !chain.includes(next)) {
    chain.push(next);
    next = aliases.get(next);
  }
  return chain;
}
