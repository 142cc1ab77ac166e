/**
 * From a host name to the service it belongs to.
 *
 * In: a host name, or the address of a public resolver. Out: the product or the vendor whose domain is the longest that ends the name at a label
 * boundary, and what contacting it is for. `notmicrosoft.com` and `google.com.evil.example` never match. One walk over the labels, from the whole name up.
 * Of a tenant (`mairie-x.sharepoint.com`) only the domain it is under is kept: the name before it is that of an organisation.
 */
import { parseIpv6Groups } from '../addresses/parse.ts';
import { countedRoles, type KnowledgeBase, type Product, type Vendor } from '../knowledge/base.ts';
import { isOver } from '../knowledge/dates.ts';
import type { DomainRecord, Purpose } from '../knowledge/vendor-schema.ts';

/** Purposes of a contact that count as use of a service. */
const COUNTED_PURPOSES: readonly (string | null)[] = ['use', 'authentication'];
/** Purposes of a name that is delivered which say nothing of the network: who delivers is no proof that what is delivered is used. */
const LEFT_TO_NETWORK: readonly (string | null)[] = [...COUNTED_PURPOSES, 'cdn'];

export interface DomainOwner {
  /** The domain of the base that matched, which may be shorter than the name asked. */
  readonly domain: string;
  readonly vendor: Vendor;
  /** The service, when the domain belongs to one product. */
  readonly product: Product | null;
  /** Without a product, of use is a visit to its owner's site: it is not counted. */
  readonly purpose: Purpose;
  /** Last date on which the domain was theirs. */
  readonly until?: string | undefined;
}

const DOT = 46;
const HYPHEN = 45;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Lower case, without final dot, port, wildcard label and surrounding space; empty when it cannot be a name. */
export function normaliseHost(raw: string): string {
  if (isPlainHost(raw)) return raw;
  const bare = raw
    .trim()
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/^\*\./, '');
  const host = /[^\x00-\x7f]/.test(bare) ? toAscii(bare) : bare;
  if (host.length > 254 || host.includes('..') || host === '.') return '';
  return /^[a-z0-9_.-]+$/.test(host) ? host.replace(/\.$/, '') : '';
}

/** Whether a name is already as `normaliseHost` writes it: most are, and a glance is cheaper than five passes. */
function isPlainHost(host: string): boolean {
  if (host.length === 0 || host.length > 253) return false;
  let last = 0;
  for (let i = 0; i < host.length; i++) {
    const code = host.charCodeAt(i);
    const letter = (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 95;
    if (!letter && (code !== 46 || last === 46)) return false;
    last = code;
  }
  return last !== 46 && host !== '.';
}

/** An international name in punycode; empty when it holds what only an address may ("é@example.org" is not example.org). */
function toAscii(host: string): string {
  if (host.length > 253 || /[@:/\\?#]/.test(host)) return '';
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}

/** One way of writing an address: IPv6 as its eight groups. */
function canonicalAddress(address: string): string {
  return address.includes(':') ? (parseIpv6Groups(address)?.join(':') ?? address) : address;
}

function nameOf(domain: DomainRecord): string {
  return typeof domain === 'string' ? domain : domain.name;
}

function isProduct(claimant: Vendor | Product | DomainOwner): claimant is Product {
  return 'place' in claimant;
}

function wordsOf(rules: { readonly [Name in Purpose]?: readonly string[] | undefined }): [string, Purpose][] {
  return Object.entries(rules).flatMap(([purpose, words]) =>
    (words ?? []).map((word): [string, Purpose] => [word, purpose as Purpose]),
  );
}

/** What a purpose is worth where a name says several: what takes it out of everything comes first, what leaves it in use last. */
function rank(purpose: Purpose | undefined): number {
  if (purpose === 'advertising') return 0;
  return purpose === 'authentication' ? 3 : purpose === 'cdn' ? 2 : 1;
}

function inOrder(words: readonly [string, Purpose][]): string[] {
  return words.toSorted(([a, x], [b, y]) => rank(x) - rank(y) || (a < b ? -1 : 1)).map(([word]) => word);
}

/** Words that labels say, and those that say it wherever they stand in a label. */
interface LabelWords {
  readonly whole: ReadonlyMap<string, Purpose>;
  readonly within: readonly string[];
}

/** Words and pieces of words, those of some purposes apart. */
function labelWords(
  words: readonly [string, Purpose][],
  pieces: readonly [string, Purpose][],
  but: readonly Purpose[] = [],
): LabelWords {
  const isMeant = ([, purpose]: [string, Purpose]): boolean => !but.includes(purpose);
  return { whole: new Map(words.filter(isMeant)), within: inOrder(pieces.filter(isMeant)) };
}

/** Whether one letter, its digits apart, is only a part of a label: a letter says something in "t.example.com", and not in "t1-images.example.com". */
function isPartOfLetter(labels: string, start: number, end: number): boolean {
  if (end - start > 1 && !isDigit(labels.charCodeAt(start + 1))) return false;
  return end - start > 1 || labels.charCodeAt(start - 1) === HYPHEN || labels.charCodeAt(end) === HYPHEN;
}

/**
 * The first label, or part of one between hyphens, that is a known word, its final digits apart; else the first that holds one. A word of certificates
 * is meant wherever it stands, and that a name delivers files, or what a site calls its pages ("data"), says least: what they are for, when another
 * word tells it, says more ("data-collector").
 */
function wordIn(labels: string, { whole, within }: LabelWords): string | null {
  let said: string | null = null;
  let delivers = false;
  let start = 0;
  for (let i = 0; i <= labels.length; i++) {
    const code = i < labels.length ? labels.charCodeAt(i) : DOT;
    if (code !== DOT && code !== HYPHEN) continue;
    let end = i;
    while (end > start && isDigit(labels.charCodeAt(end - 1))) end -= 1;
    const word = labels.slice(start, end);
    const purpose = isPartOfLetter(labels, start, i) ? undefined : whole.get(word);
    start = i + 1;
    if (purpose === 'revocation') return word;
    if (purpose === undefined || (said !== null && !(delivers && rank(purpose) < rank('cdn')))) continue;
    said = word;
    delivers = purpose === 'cdn' || purpose === 'use';
  }
  if (said !== null && !delivers) return said;
  const found = within.find((word) => labels.includes(word));
  return found === undefined || (said !== null && rank(whole.get(found)) >= rank('cdn')) ? said : found;
}

function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}

/** What a delivery network may mean by the name it answers to: "ads.example.com", "ads.example.com-c", "ads-example-com". */
function spellings(name: string): string[] {
  const unmarked = name.replace(/-[a-z]\d?$/, '');
  const names = unmarked === name ? [name] : [name, unmarked];
  if (name.includes('.')) return names;
  return name.includes('-') ? names.map((dashed) => dashed.replaceAll('-', '.')) : [];
}

/** Every domain of the base; a product's claim wins over its vendor's, which only names the vendor. */
export class DomainIndex {
  /** Who claims each name, until it is first asked for: of tens of thousands, a fleet meets hundreds. */
  readonly #owners = new Map<string, Vendor | Product | DomainOwner>();
  readonly #resolvers = new Map<string, DomainOwner>();
  readonly #tenants: ReadonlySet<string>;
  /** Ends of names that tell who hosts. */
  readonly #hosts: ReadonlySet<string>;
  readonly #words: LabelWords;
  readonly #wordsWhereUnsaid: LabelWords;
  readonly #wordsOfSites: LabelWords;
  readonly #wordsWhereDelivered: LabelWords;
  readonly #wordsWhereUpdated: LabelWords;
  readonly #wordsWhereTold: LabelWords;
  /** Who makes something that the base knows: of the others, and of public bodies, sites are contacted. */
  readonly #makers = new Set<Vendor>();
  /** Owners with the purpose that a name under their domain says, so that each is one object. */
  readonly #withPurpose = new Map<DomainOwner, Map<Purpose, DomainOwner>>();

  constructor(base: KnowledgeBase) {
    for (const vendor of base.vendors.values()) {
      for (const domain of vendor.domains) {
        const name = nameOf(domain);
        if (!this.#owners.has(name)) this.#owners.set(name, vendor);
      }
    }
    for (const product of base.products) {
      if (product.vendor.kind !== 'public-body') this.#makers.add(product.vendor);
      for (const domain of product.domains) {
        const name = nameOf(domain);
        const known = this.#owners.get(name);
        if (known === undefined || !isProduct(known)) this.#owners.set(name, product);
      }
      for (const address of product.resolvers)
        this.#resolvers.set(canonicalAddress(address), {
          domain: address,
          vendor: product.vendor,
          product,
          purpose: 'resolver',
        });
    }
    this.#tenants = new Set(base.rules.clouds.tenants);
    this.#hosts = new Set(base.rules.clouds.aliases.map(({ suffix }) => suffix));
    const { labels, within, unsaid, sites } = base.rules.purposes;
    const pieces = wordsOf(within);
    const believed = [...wordsOf(labels), ...pieces];
    this.#words = labelWords(believed, pieces);
    this.#wordsWhereUnsaid = labelWords([...wordsOf(unsaid), ...believed], pieces);
    this.#wordsOfSites = labelWords([...wordsOf(unsaid), ...believed, ...wordsOf(sites)], pieces);
    this.#wordsWhereDelivered = labelWords([...wordsOf({ telemetry: unsaid.telemetry ?? [] }), ...believed], pieces, [
      'authentication',
    ]);
    this.#wordsWhereUpdated = labelWords(believed, pieces, ['authentication', 'cdn']);
    this.#wordsWhereTold = labelWords(believed, pieces, ['authentication', 'cdn', 'resolver', 'telemetry']);
  }

  /** The owner, on a day, of the longest known suffix of an already normalised host, at a label boundary. */
  ownerOf(host: string, day = ''): DomainOwner | null {
    return this.#ownerOf(host, day, true);
  }

  /** Whether whom an already normalised host belongs to depends on the day. */
  isDated(host: string): boolean {
    for (let name = host; name !== ''; name = parentOf(name))
      if (this.#ownerOfWhole(name)?.until !== undefined) return true;
    return false;
  }

  /** The owner of a name that the base has as it is. */
  #ownerOfWhole(name: string): DomainOwner | undefined {
    const known = this.#owners.get(name);
    if (known === undefined || 'purpose' in known) return known;
    const record = known.domains.find((domain) => nameOf(domain) === name) as DomainRecord;
    // A domain that a product claims without saying what for is there to be used.
    const { purpose = 'use', until } = typeof record === 'string' ? {} : record;
    const owner: DomainOwner = isProduct(known)
      ? { domain: name, vendor: known.vendor, product: known, purpose, until }
      : { domain: name, vendor: known, product: null, purpose, until };
    this.#owners.set(name, owner);
    return owner;
  }

  /** `through`: whether what a delivery network delivers is looked at. What is delivered is not looked through again: names can be nested by the dozen. */
  #ownerOf(host: string, day: string, through: boolean): DomainOwner | null {
    for (let name = host; name !== ''; name = parentOf(name)) {
      const owner = this.#ownerOfWhole(name);
      if (owner && (owner.until === undefined || !isOver(owner.until, day)))
        return name === host ? owner : this.#asNamed(owner, host.slice(0, host.length - name.length - 1), through);
    }
    return null;
  }

  /** The whole name that a delivery network answers to, the network's own labels after it apart ("ads.example.com.g.edgekey.net"), and its owner. */
  #delivered(labels: string): { name: string; owner: DomainOwner } | null {
    for (let end = labels.length; end > 0; end = labels.lastIndexOf('.', end - 1)) {
      for (const name of spellings(labels.slice(0, end))) {
        const owner = this.#ownerOf(name, '', false);
        if (owner !== null) return { name, owner };
      }
    }
    return null;
  }

  /** The owner as the labels before its domain say: "ocsp" before a domain of use answers on certificates. */
  #asNamed(owner: DomainOwner, labels: string, through: boolean): DomainOwner {
    const purpose = this.#saidBefore(owner, labels, through)?.purpose;
    if (purpose === undefined) return owner;
    const known = this.#withPurpose.get(owner) ?? new Map<Purpose, DomainOwner>();
    this.#withPurpose.set(owner, known);
    const named = known.get(purpose) ?? { ...owner, purpose };
    known.set(purpose, named);
    return named;
  }

  /** What the labels before a domain say it is for, and all of them that is needed to say it again; null when they say nothing more. */
  #saidBefore(owner: DomainOwner, labels: string, through: boolean): { purpose: Purpose; kept: string } | null {
    const words = this.#wordsFor(owner);
    if (words === null) return null;
    // A delivery network often answers to the whole name that it delivers: "ads.example.com.edgekey.net".
    const delivered = through && owner.purpose === 'cdn' ? this.#delivered(labels) : null;
    if (delivered !== null && !LEFT_TO_NETWORK.includes(delivered.owner.purpose)) {
      const kept = this.#reduced(delivered.name, false);
      return { purpose: delivered.owner.purpose, kept: kept ?? delivered.owner.domain };
    }
    const word = wordIn(labels, words);
    const purpose = word === null ? undefined : words.whole.get(word);
    return word === null || purpose === undefined ? null : { purpose, kept: word };
  }

  /** The words that can be believed before a domain; null when what its record says of it is the last word. */
  #wordsFor(owner: DomainOwner): LabelWords | null {
    // Of such a domain no more is said than whose it is.
    if (owner.product === null && owner.purpose === 'use')
      return this.#makers.has(owner.vendor) ? this.#wordsWhereUnsaid : this.#wordsOfSites;
    switch (owner.purpose) {
      case 'use':
        return this.#words;
      // No label makes a contact count that did not.
      case 'cdn':
        return this.#wordsWhereDelivered;
      // Updates that are delivered are updates.
      case 'update':
        return this.#wordsWhereUpdated;
      // What a maker's machines tell it stands beside its advertising and its updates.
      case 'telemetry':
        return this.#wordsWhereTold;
      default:
        return null;
    }
  }

  /**
   * All that is needed of an already normalised host to know it again: the domain of the base that it is under, or that of who hosts it, with
   * the word that says what it is for. Of the name of a customer nothing stays. Null where the base knows nothing of it.
   */
  reduced(host: string): string | null {
    return this.#reduced(host, true);
  }

  #reduced(host: string, through: boolean): string | null {
    const owner = this.#ownerOf(host, '', through);
    let end: string | null = null;
    for (let name = host; end === null && name !== ''; name = parentOf(name))
      if (name === owner?.domain || this.#hosts.has(name)) end = name;
    if (end === null || end === host || owner === null || owner.domain === host) return end;
    const bare = this.#ownerOfWhole(owner.domain) ?? owner;
    const said = this.#saidBefore(bare, host.slice(0, -owner.domain.length - 1), through);
    const named = said === null ? end : `${said.kept}.${end}`;
    // Unless what is left happens to be the name of something else.
    const again = this.#ownerOf(named, '', through);
    const isSame = again?.vendor === owner.vendor && again.product === owner.product && again.purpose === owner.purpose;
    return isSame ? named : end;
  }

  /** The public resolver at an address. */
  resolverAt(address: string): DomainOwner | null {
    return this.#resolvers.get(canonicalAddress(address)) ?? null;
  }

  /** Whether an already normalised host is the space of a customer of some service. */
  isTenant(host: string): boolean {
    return this.#tenantEnd(host) !== null;
  }

  /** The domain that the space of a customer is under. */
  #tenantEnd(host: string): string | null {
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const end = host.slice(dot + 1);
      if (this.#tenants.has(end)) return host.slice(0, dot) === 'www' ? null : end;
    }
    return null;
  }

  /** A text in which no name is that of a customer: of "mairie-x.sharepoint.com" stays "*.sharepoint.com". */
  withoutTenants(text: string): string {
    if (!text.includes('.')) return text;
    // Pieces that may be names, and what stands between them.
    return text
      .split(/([^\p{L}\p{N}_.-]+)/u)
      .map((piece) => {
        const end = this.#tenantEnd(normaliseHost(piece));
        return end === null ? piece : `*.${end}`;
      })
      .join('');
  }
}

/** What a log may keep of a host that the base knows. */
export function knownNames(base: KnowledgeBase): (host: string) => string | null {
  const index = new DomainIndex(base);
  return (host) => index.reduced(host);
}

/** Whether a contacted domain counts as use of a service. What is not counted does not count by contacting its own servers (method, section 1). */
export function isUse(owner: DomainOwner | null): owner is DomainOwner & { product: Product } {
  if (owner === null || owner.product === null) return false;
  return COUNTED_PURPOSES.includes(owner.purpose) && countedRoles.includes(owner.product.role);
}
