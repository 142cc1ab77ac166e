/**
 * What machines contacted: domains, resolvers, and what lies under them, each distinct one kept once for all machines.
 *
 * In: the end points of one inventory. Out: rows of positions in lists that belong to the fleet. What the contacts weigh is for score/.
 */
import type { Endpoint, Inventory } from '../inventory/schema.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import { type DomainIndex, type DomainOwner, isUse, normaliseHost } from './domains.ts';
import { type LoadOperators, type Under, UnderIndex } from './hosting.ts';
import type { Rows } from './rows.ts';

export interface ContactedDomain {
  readonly domain: string;
  readonly owner: DomainOwner | null;
}

/** What lies under a contacted domain, as some machine saw it. */
export interface DomainUnder {
  /** Position in `domains`. */
  readonly domain: number;
  readonly under: Under;
}

/** What one document shows of contacts, as positions in the lists below; `domains` is null when its source could have seen none. */
export interface Contacts {
  readonly domains: Uint32Array | null;
  readonly resolvers: Uint32Array;
  readonly under: Uint32Array;
}

/** A host contacted: whom it belongs to, and its position in `domains`. */
interface Contacted {
  readonly owner: DomainOwner | null;
  readonly position: number;
}

/** Most hosts whose answer is kept: a fleet contacts the same few thousand, and whoever makes names up is answered one by one. */
const MOST_HOSTS = 4_000;

export class ContactLists {
  readonly domains: ContactedDomain[] = [];
  readonly under: DomainUnder[] = [];
  readonly #rows: Rows;
  readonly #domainIndex: DomainIndex;
  readonly #browsers: ReadonlySet<string>;
  readonly #underIndex: UnderIndex;
  /** By what lies under: its position in `under`, by domain. */
  readonly #underPosition = new Map<Under, Map<number, number>>();
  readonly #ownedPosition = new Map<string, number>();
  readonly #unownedPosition = new Map<string, number>();
  readonly #hashedPosition = new Map<string, number>();
  /** By host, as it was read; null for a name that nobody registered. */
  readonly #known = new Map<string, Contacted | null>();

  constructor(base: KnowledgeBase, domainIndex: DomainIndex, loadOperators: LoadOperators, rows: Rows) {
    this.#rows = rows;
    this.#domainIndex = domainIndex;
    this.#browsers = new Set(base.rules.purposes.browsers);
    this.#underIndex = new UnderIndex(base, loadOperators);
  }

  /** What one document shows, and the products it shows in use. */
  of(
    { endpoints, endpointPolicy, endpointPeriodDays, unknownDomains = [], collectedAt }: Inventory,
    registrableDomain: (host: string) => string | null,
  ): Contacts & { used: ReadonlySet<number> } {
    const day = collectedAt.slice(0, 10);
    const contacted = new Set<number>();
    const resolvers = new Set<number>();
    const under = new Set<number>();
    const used = new Set<number>();
    // An agent that watched for a whole period and saw no service has looked all the same.
    let named = endpointPolicy !== undefined && endpointPeriodDays !== undefined;
    for (const endpoint of endpoints) {
      const contact = this.#contact(endpoint, day, registrableDomain);
      if (contact === undefined) {
        this.#addResolver(endpoint.address, resolvers);
        continue;
      }
      named = true;
      if (contact === null) continue;
      const { owner, position } = contact;
      contacted.add(position);
      if (owner !== null && !isUse(owner)) continue;
      if (owner !== null && !this.#isBrowser(endpoint.process)) used.add(owner.product.index);
      for (const one of this.#underIndex.under(endpoint.aliases, endpoint.address))
        if (one.operator === null || one.operator !== owner?.vendor) under.add(this.#underOf(position, one));
    }
    for (const { hash, name } of unknownDomains) contacted.add(this.#hashed(hash, name, day, registrableDomain));
    return {
      domains: named ? this.#rows.ofSet(contacted) : null,
      resolvers: this.#rows.ofSet(resolvers),
      under: this.#rows.ofSet(under),
      used,
    };
  }

  /** A domain known by its hash, the same for every machine; once one of them tells its name, it has it. */
  #hashed(
    hash: string,
    name: string | undefined,
    day: string,
    registrableDomain: (host: string) => string | null,
  ): number {
    const position = this.#hashedPosition.get(hash) ?? this.domains.push({ domain: `#${hash}`, owner: null }) - 1;
    this.#hashedPosition.set(hash, position);
    const host = name === undefined ? '' : normaliseHost(name);
    const owner = host === '' ? null : this.#domainIndex.ownerOf(host, day);
    const domain = owner?.domain ?? (host === '' ? null : registrableDomain(host));
    if (domain !== null) this.domains[position] = { domain, owner };
    return position;
  }

  #addResolver(address: string | undefined, resolvers: Set<number>): void {
    const resolver = address === undefined ? null : this.#domainIndex.resolverAt(address);
    if (resolver) resolvers.add(this.#domain(resolver.domain, resolver));
  }

  #isBrowser(process: string | undefined): boolean {
    return process !== undefined && this.#browsers.has(process.toLowerCase().replace(/\.exe$/, ''));
  }

  /** The host of an end point; undefined when it has no name, null when nobody registered it. */
  #contact(
    { host: text, domain, aliases }: Endpoint,
    day: string,
    registrableDomain: (host: string) => string | null,
  ): Contacted | null | undefined {
    const raw = text ?? domain ?? '';
    const known = this.#known.get(raw);
    // An alias tells of a host that is nobody's.
    if (known !== undefined && (aliases === undefined || known?.owner)) return known;
    const host = normaliseHost(raw);
    if (host === '') return undefined;
    const owner = this.#ownerOf(host, aliases, day);
    // Tenants and host names are not kept: the domain of the base, or the one that was registered.
    const named = owner?.domain ?? registrableDomain(host);
    const contact = named === null ? null : { owner, position: this.#domain(named, owner) };
    const isAlwaysSo = aliases === undefined && !this.#domainIndex.isDated(host);
    if (isAlwaysSo && this.#known.size < MOST_HOSTS) this.#known.set(raw, contact);
    return contact;
  }

  /** Whom a host belongs to; a name of the organisation's own may be an alias of a service. */
  #ownerOf(host: string, aliases: readonly string[] | undefined, day: string): DomainOwner | null {
    const owner = this.#domainIndex.ownerOf(host, day);
    if (owner !== null) return owner;
    for (const alias of aliases ?? []) {
      const behind = this.#domainIndex.ownerOf(normaliseHost(alias), day);
      if (isUse(behind)) return behind;
    }
    return null;
  }

  #underOf(domain: number, under: Under): number {
    const positions = this.#underPosition.get(under) ?? new Map<number, number>();
    if (positions.size === 0) this.#underPosition.set(under, positions);
    const known = positions.get(domain);
    if (known !== undefined) return known;
    const position = this.under.push({ domain, under }) - 1;
    positions.set(domain, position);
    return position;
  }

  #domain(domain: string, owner: DomainOwner | null): number {
    // A domain that changed hands is another one after; and names under it may be there for something else.
    const positions = owner === null ? this.#unownedPosition : this.#ownedPosition;
    const key = owner === null ? domain : `${domain}\0${owner.purpose}`;
    const known = positions.get(key);
    if (known !== undefined) return known;
    const position = this.domains.push({ domain, owner }) - 1;
    positions.set(key, position);
    return position;
  }
}
