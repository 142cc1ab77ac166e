/**
 * Where records come from: a resolver that is asked, or records that were saved.
 *
 * In: a name and a type. Out: its records, that there are none, or why that is not known. It never throws, and draws no conclusion.
 */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type DnsRecord, plainName, type RecordType, type SavedRecords } from '../import/dns/record.ts';
import { domainsIn } from '../import/dns/zone.ts';
import { Problem } from '../problem.ts';

export type Answer =
  | { readonly status: 'found'; readonly records: readonly DnsRecord[] }
  | { readonly status: 'none' }
  /** Nobody answered, or the file does not say. */
  | { readonly status: 'unknown'; readonly detail: string };

export type Asked = Exclude<RecordType, 'SOA'>;
export type Lookup = (name: string, type: Asked) => Promise<Answer>;

/** Milliseconds given to one question, and times it is asked. */
const TIMEOUT_MS = 3000;
const TRIES = 2;

/** Records kept of one answer: nobody has so many of anything. */
const MOST_RECORDS = 200;

/** Longest value kept. */
const LONGEST_VALUE = 4096;

/** "192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]:5353". */
function isResolver(text: string): boolean {
  const [, address, port] = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text) ?? /^([^:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  return isIP(text) !== 0 || (isIP(address ?? '') !== 0 && Number(port ?? 53) > 0 && Number(port ?? 53) < 65_536);
}

async function valuesOf(resolver: Resolver, name: string, type: Asked): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name);
    case 'AAAA':
      return resolver.resolve6(name);
    case 'CAA':
      return (await resolver.resolveCaa(name)).map(({ critical, ...rest }) => {
        const [tag = '', value = ''] = Object.entries(rest).find(([key]) => key !== 'type') ?? [];
        return `${critical} ${tag} ${String(value)}`;
      });
    case 'CNAME':
      return (await resolver.resolveCname(name)).map(plainName);
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ exchange, priority }) => `${priority} ${plainName(exchange)}`);
    case 'NS':
      return (await resolver.resolveNs(name)).map(plainName);
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(
        ({ name: host, port, priority, weight }) => `${priority} ${weight} ${port} ${plainName(host)}`,
      );
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''));
  }
}

/** Asks a resolver: that of the system, or one that is given by its address. */
export function liveLookup(address: string | undefined): Lookup {
  if (address !== undefined && !isResolver(address)) throw new Problem('resolver-invalid', { resolver: address });
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (address !== undefined) resolver.setServers([address]);
  return async (name, type) => {
    try {
      const values = await valuesOf(resolver, name, type);
      const records = values
        .slice(0, MOST_RECORDS)
        .map((value) => ({ name, type, value: value.slice(0, LONGEST_VALUE) }));
      return records.length > 0 ? { status: 'found', records } : { status: 'none' };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'ENODATA' || code === 'ENOTFOUND') return { status: 'none' };
      return { status: 'unknown', detail: code };
    }
  };
}

/** Answers from records that were saved. Of names that are under none of its domains a file has nothing to say. */
export function savedLookup({ records, whole }: SavedRecords): Lookup {
  const known = new Map<string, DnsRecord[]>();
  for (const record of records) {
    const key = `${record.type} ${record.name}`;
    const others = known.get(key) ?? [];
    if (others.length < MOST_RECORDS) known.set(key, [...others, record]);
  }
  const domains = domainsIn(records);
  const isInside = (name: string): boolean => domains.some((head) => name === head || name.endsWith(`.${head}`));
  return async (name, type) => {
    const found = known.get(`${type} ${name}`);
    if (found) return { status: 'found', records: found };
    return whole || !isInside(name) ? { status: 'none' } : { status: 'unknown', detail: 'not in the file' };
  };
}
