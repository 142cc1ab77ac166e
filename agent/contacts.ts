/**
 * What leaves of what the machine contacted, by the policy: the decision, before privacy.ts writes it out.
 *
 * In: the contacts as gathered, the list of services, the diary. Out: end points that may leave, and how many things stay, by reason.
 * strict: services of the list, as presence over a period; discover: the same, and keyed hashes of the domains the list does not know;
 * full: every domain, address and program, save those that leave in no mode. A name never leaves longer than the domain it is under.
 */
import { pseudonym } from '../src/inventory/identity.ts';
import type { CollectorReport, Endpoint, EndpointPolicy, UnknownDomain } from '../src/inventory/schema.ts';
import type { Diary, Published } from './contact-diary.ts';
import { note } from './contact-diary.ts';
import type { ServiceList, Verdict } from './domains.ts';

/** Why something that was seen stays on the machine. */
export type Reason = 'address' | 'unknown' | 'hashed' | 'other' | 'never' | 'waiting' | 'cleaned' | 'own';
export type Withheld = Map<Reason, number>;

export type Contacts = {
  policy: EndpointPolicy;
  endpoints: Endpoint[];
  unknownDomains: UnknownDomain[];
  periodDays: number | undefined;
  withheld: Withheld;
  /** What the reader of the document must know of them, in English. */
  notes: string[];
};

export type ContactRules = {
  policy: EndpointPolicy;
  list: ServiceList;
  /** Hashes of the domains that enough machines share, whose names the organisation asks for. */
  wanted: ReadonlySet<string>;
  /** Key of the organisation, under which domains are hashed alike on all its machines. */
  key: Uint8Array | undefined;
  /** The domain a name was registered under. */
  registrable: (host: string) => string | undefined;
  today: number;
};

/** Collectors of the names that were looked up, by people too. */
const LOOKED_UP = new Set(['dns-cache', 'resolver-cache']);
/** Collectors of how the machine is set up, which says nothing of when it is used. */
const SETTINGS = new Set(['resolvers', 'network-settings', 'time-servers']);
const SOURCE = 'contacts';
const HASH = '#';
const TOO_EARLY = 'observed for less than a week: no service contacted is told yet';

/** `diary` is undefined where none can be kept: then contacts are told in full mode only. */
export function decide(
  endpoints: readonly Endpoint[],
  reports: readonly CollectorReport[],
  rules: ContactRules,
  diary: Diary | undefined,
): { contacts: Contacts; diary: Diary | undefined } {
  const withheld = new Count();
  if (rules.policy === 'full') {
    const told = distinct(endpoints.flatMap((endpoint) => inFull(endpoint, rules, withheld)));
    return { contacts: contactsOf(rules, told, [], undefined, withheld), diary };
  }
  const [settings, others] = [endpoints.filter(isSetting), endpoints.filter((endpoint) => !isSetting(endpoint))];
  const names = others.flatMap((endpoint) => entriesOf(endpoint, rules, withheld));
  const showsNames = reports.some(({ id, status }) => LOOKED_UP.has(id) && (status === 'ok' || status === 'empty'));
  const after = diary && note(diary, rules.today, showsNames ? names : undefined);
  const published = after?.published;
  if (published === undefined) withheld.add('waiting', new Set(names.filter((name) => !name.startsWith(HASH))).size);
  const told = distinct([
    ...settings.flatMap((endpoint) => ofSetting(endpoint, rules, withheld)),
    ...servicesOf(published, rules.list),
  ]);
  const unknown = rules.policy === 'discover' ? unknownOf(published, names) : [];
  const contacts = contactsOf(rules, told, unknown, published?.days, withheld);
  // Said even when nothing was seen: an empty list is not an answer yet.
  if (showsNames && after !== undefined && published === undefined) contacts.notes.push(TOO_EARLY);
  return { contacts, diary: after };
}

function contactsOf(
  { policy }: ContactRules,
  endpoints: Endpoint[],
  unknownDomains: UnknownDomain[],
  periodDays: number | undefined,
  withheld: Count,
): Contacts {
  const notes = policy === 'strict' ? ['domains that the list of services does not know stay on the machine'] : [];
  return { policy, endpoints, unknownDomains, periodDays, withheld: withheld.counts(), notes };
}

function isSetting({ source }: Endpoint): boolean {
  return SETTINGS.has(source);
}

/** The first of its names that the list knows a service by: a name of the organisation's own may be an alias of one. */
function verdictOn({ host, aliases = [] }: Endpoint, list: ServiceList): Verdict {
  if (host === undefined) return { kind: 'unknown' };
  const own = list.verdictOn(host);
  if (own.kind !== 'unknown') return own;
  for (const alias of aliases) {
    const behind = list.verdictOn(alias);
    if (behind.kind === 'service') return behind;
  }
  return own;
}

/** What of a contact is noted in the diary: a service, what hosts it, or the hash of a domain. */
function entriesOf(endpoint: Endpoint, rules: ContactRules, withheld: Count): string[] {
  const { host, address } = endpoint;
  if (host === undefined) {
    withheld.name('address', address ?? '');
    return [];
  }
  const verdict = verdictOn(endpoint, rules.list);
  if (verdict.kind === 'service') {
    const under = (endpoint.aliases ?? []).flatMap((alias) => rules.list.underOf(alias) ?? []);
    return [verdict.domain, ...under.map((end) => `${verdict.domain} ${end}`)];
  }
  const domain = verdict.kind === 'unknown' ? rules.registrable(host) : undefined;
  const hash = rules.policy === 'discover' && rules.key && domain ? pseudonym(rules.key, 'domain', domain) : undefined;
  withheld.name(hash === undefined ? verdict.kind : 'hashed', domain ?? host);
  if (hash === undefined) return [];
  return rules.wanted.has(hash) ? [`${HASH}${hash} ${domain}`] : [`${HASH}${hash}`];
}

/** The list as it is now has the last word on what was noted under an earlier one. */
function servicesOf(published: Published | undefined, list: ServiceList): Endpoint[] {
  const hosts = new Map<string, string[]>();
  for (const name of published?.names ?? []) {
    const [domain = '', under] = name.split(' ', 2);
    const verdict = list.verdictOn(domain);
    if (verdict.kind !== 'service') continue;
    const ends = hosts.get(verdict.domain) ?? [];
    hosts.set(verdict.domain, ends);
    if (under !== undefined && list.underOf(under) === under) ends.push(under);
  }
  return [...hosts].map(([domain, aliases]) => ({
    domain,
    ...(aliases.length > 0 ? { aliases } : {}),
    source: SOURCE,
  }));
}

/** Hashes of the period; a name that was asked for since is told as soon as it is seen again, since its hash already was. */
function unknownOf(published: Published | undefined, now: readonly string[]): UnknownDomain[] {
  const names = new Map<string, string>();
  for (const entry of [...(published?.names ?? []), ...now]) {
    const [hash = '', name] = entry.split(' ', 2);
    if (name !== undefined) names.set(hash, name);
  }
  const hashes = (published?.names ?? [])
    .flatMap((entry) => entry.split(' ', 1))
    .filter((name) => name.startsWith(HASH));
  return [...new Set(hashes)].map((hash) => {
    const name = names.get(hash);
    return { hash: hash.slice(HASH.length), ...(name === undefined ? {} : { name }) };
  });
}

function ofSetting({ host, address, source }: Endpoint, { list }: ContactRules, withheld: Count): Endpoint[] {
  if (address !== undefined && list.isResolver(address)) return [{ address, source }];
  const verdict = host === undefined ? undefined : list.verdictOn(host);
  if (verdict?.kind === 'service') return [{ domain: verdict.domain, source }];
  withheld.name(verdict?.kind ?? 'address', host ?? address ?? '');
  return [];
}

function inFull(endpoint: Endpoint, { list, registrable }: ContactRules, withheld: Count): Endpoint[] {
  const { host, aliases = [], domain: _, ...rest } = endpoint;
  if (host === undefined) return [rest];
  const verdict = verdictOn(endpoint, list);
  const domain = verdict.kind === 'unknown' ? registrable(host) : 'domain' in verdict ? verdict.domain : undefined;
  if (domain === undefined) {
    withheld.name(verdict.kind === 'never' ? 'never' : 'own', host);
    return [];
  }
  const ends = [...new Set(aliases.flatMap((alias) => list.underOf(alias) ?? []))];
  return [{ domain, ...(ends.length > 0 ? { aliases: ends } : {}), ...rest }];
}

function distinct(endpoints: readonly Endpoint[]): Endpoint[] {
  return [...new Map(endpoints.map((endpoint) => [JSON.stringify(endpoint), endpoint])).values()];
}

/** Distinct things that stay, by reason. */
class Count {
  readonly #names = new Map<Reason, Set<string>>();
  readonly #numbers = new Map<Reason, number>();

  name(reason: Reason | Verdict['kind'], name: string): void {
    if (reason === 'service') return;
    this.#names.set(reason, (this.#names.get(reason) ?? new Set()).add(name));
  }

  add(reason: Reason, number: number): void {
    if (number > 0) this.#numbers.set(reason, (this.#numbers.get(reason) ?? 0) + number);
  }

  counts(): Withheld {
    const named = [...this.#names].map(([reason, names]): [Reason, number] => [reason, names.size]);
    return new Map([...named, ...this.#numbers]);
  }
}
