/**
 * The records that tell where the mail and the site of a domain are.
 *
 * In: a domain and where records come from. Out: those records, and what could not be known. Every walk is bounded: includes of SPF, chains of
 * aliases, keys of signature. It knows no provider.
 */
import { domainToASCII } from 'node:url';
import { plainName } from '../import/dns/record.ts';
import { Problem } from '../problem.ts';
import type { Asked, Lookup } from './lookup.ts';

/** Questions that one SPF may ask: RFC 7208 lets ten be asked, and many records ask more. */
const MOST_SPF = 20;

/** Longest chain of aliases. */
const MOST_ALIASES = 8;

export interface Alias {
  readonly name: string;
  /** What the name is an alias of, in order. */
  readonly chain: readonly string[];
}

export interface Site extends Alias {
  readonly addresses: readonly string[];
}

export interface DomainFacts {
  readonly domain: string;
  /** Null when it is not known. */
  readonly mx: readonly { readonly host: string; readonly preference: number }[] | null;
  /** Domains that the SPF includes, at any depth. */
  readonly spf: readonly string[];
  readonly txt: readonly string[];
  readonly autodiscover: readonly Alias[];
  readonly dkim: readonly Alias[];
  readonly ns: readonly string[];
  readonly caa: readonly string[];
  readonly sites: readonly Site[];
  readonly unknown: readonly NotKnown[];
}

/** A record that could not be known, and why, in English. */
export interface NotKnown {
  readonly name: string;
  readonly what: string;
}

/** A name as it is looked up; throws a Problem for anything else. */
export function domainName(raw: string): string {
  const name = plainName(domainToASCII(raw.trim()));
  const labels = name.split('.');
  const isName = labels.length > 1 && name.length <= 253 && labels.every((label) => /^[a-z0-9_-]{1,63}$/.test(label));
  if (!isName) throw new Problem('domain-invalid', { name: raw.slice(0, 100) });
  return name;
}

class Gatherer {
  readonly #lookup: Lookup;
  readonly unknown: NotKnown[] = [];

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  /** Values of records; null when it is not known whether there are any. */
  async values(name: string, type: Asked): Promise<readonly string[] | null> {
    const answer = await this.#lookup(name, type);
    if (answer.status === 'found') return answer.records.map(({ value }) => value);
    if (answer.status === 'none') return [];
    this.unknown.push({ name, what: `${type}: ${answer.detail}` });
    return null;
  }

  async chain(name: string): Promise<string[]> {
    const chain: string[] = [];
    for (let at = name; chain.length < MOST_ALIASES; ) {
      const [next] = (await this.values(at, 'CNAME')) ?? [];
      if (next === undefined || next === name || chain.includes(next)) break;
      chain.push(next);
      at = next;
    }
    return chain;
  }

  async aliasesOf(names: readonly string[]): Promise<Alias[]> {
    const aliases = await Promise.all(names.map(async (name) => ({ name, chain: await this.chain(name) })));
    return aliases.filter(({ chain }) => chain.length > 0);
  }

  /** Domains that an SPF includes or hands over to, each once. */
  async spf(texts: readonly string[]): Promise<string[]> {
    const included: string[] = [];
    let waiting = includesOf(texts);
    while (waiting.length > 0 && included.length < MOST_SPF) {
      const [name = '', ...rest] = waiting;
      waiting = rest;
      if (included.includes(name)) continue;
      included.push(name);
      const next = (await this.values(name, 'TXT')) ?? [];
      waiting.push(...includesOf(next));
    }
    return included;
  }

  async site(name: string): Promise<Site | null> {
    const [chain, v4, v6] = await Promise.all([this.chain(name), this.values(name, 'A'), this.values(name, 'AAAA')]);
    // A saved zone has the address of an alias under the name it leads to.
    const last = chain.at(-1);
    const [more4, more6] =
      last === undefined || (v4 ?? []).length > 0
        ? [[], []]
        : await Promise.all([this.values(last, 'A'), this.values(last, 'AAAA')]);
    const addresses = [...new Set([v4, v6, more4, more6].flatMap((list) => list ?? []))];
    return chain.length + addresses.length === 0 ? null : { name, chain, addresses };
  }
}

/** Names after "include:" and "redirect=" of the first SPF among texts; those with macros lead nowhere. */
function includesOf(texts: readonly string[]): string[] {
  const spf = texts.find((text) => /^v=spf1(?:\s|$)/i.test(text)) ?? '';
  return spf
    .split(/\s+/)
    .map((term) => /^[+?~-]?include:(.+)$/i.exec(term)?.[1] ?? /^redirect=(.+)$/i.exec(term)?.[1] ?? '')
    .filter((name) => name !== '' && !name.includes('%') && name.length <= 253)
    .map(plainName);
}

function receivers(values: readonly string[] | null): DomainFacts['mx'] {
  if (values === null) return null;
  const found = values.map((value) => {
    const [preference = '', host = ''] = value.split(/\s+/);
    return { host: plainName(host), preference: Number(preference) || 0 };
  });
  // "0 ." says that the domain receives no mail.
  return found
    .filter(({ host }) => host !== '')
    .sort((a, b) => a.preference - b.preference || (a.host < b.host ? -1 : 1));
}

export async function gatherDomain(domain: string, selectors: readonly string[], lookup: Lookup): Promise<DomainFacts> {
  const gatherer = new Gatherer(lookup);
  const [mx, txt, ns, caa] = await Promise.all(
    (['MX', 'TXT', 'NS', 'CAA'] as const).map((type) => gatherer.values(domain, type)),
  );
  const [spf, found, located, dkim, sites] = await Promise.all([
    gatherer.spf(txt ?? []),
    gatherer.aliasesOf([`autodiscover.${domain}`, `autoconfig.${domain}`]),
    gatherer.values(`_autodiscover._tcp.${domain}`, 'SRV'),
    gatherer.aliasesOf(selectors.map((selector) => `${selector}._domainkey.${domain}`)),
    Promise.all([domain, `www.${domain}`].map((name) => gatherer.site(name))),
  ]);
  const located1 = (located ?? []).map((value) => ({
    name: `_autodiscover._tcp.${domain}`,
    chain: [plainName(value.split(/\s+/).at(-1) ?? '')],
  }));
  return {
    domain,
    mx: receivers(mx ?? null),
    spf,
    txt: txt ?? [],
    autodiscover: [...found, ...located1],
    dkim,
    ns: [...(ns ?? [])].sort(),
    caa: caa ?? [],
    sites: sites.filter((site) => site !== null),
    unknown: gatherer.unknown.toSorted((a, b) => (`${a.name} ${a.what}` < `${b.name} ${b.what}` ? -1 : 1)),
  };
}
