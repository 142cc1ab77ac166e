/**
 * From a host name to the service it belongs to.
 *
 * In: a host name. Out: the product or the vendor whose domain is the longest that ends the name at a label boundary, and what contacting it is for.
 * `notmicrosoft.com` and `google.com.evil.example` never match. One walk over the labels, from the whole name up.
 */
import type { KnowledgeBase, Product, Vendor } from '../knowledge/base.ts';
import { isOver } from '../knowledge/dates.ts';
import type { DomainRecord, Purpose } from '../knowledge/schema.ts';

export interface DomainOwner {
  /** The domain of the base that matched, which may be shorter than the name asked. */
  readonly domain: string;
  readonly vendor: Vendor;
  /** The service, when the domain belongs to one product. */
  readonly product: Product | null;
  /** Null when the base does not say what the domain is for: then it is not counted. */
  readonly purpose: Purpose | null;
  /** Last date on which the domain was theirs. */
  readonly until?: string | undefined;
}

/** Lower case, without final dot, port, wildcard label and surrounding space; empty when it cannot be a name. */
export function normaliseHost(raw: string): string {
  const bare = raw
    .trim()
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/^\*\./, '');
  const host = /[^\x00-\x7f]/.test(bare) ? toAscii(bare) : bare;
  if (host.length > 254 || host.includes('..') || host === '.') return '';
  return /^[a-z0-9_.-]+$/.test(host) ? host.replace(/\.$/, '') : '';
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

function parts(domain: DomainRecord): { name: string; purpose: Purpose | null; until?: string | undefined } {
  return typeof domain === 'string'
    ? { name: domain, purpose: null }
    : { name: domain.name, purpose: domain.purpose ?? null, until: domain.until };
}

/** Every domain of the base; a product's claim wins over its vendor's, which only names the vendor. */
export class DomainIndex {
  readonly #owners = new Map<string, DomainOwner>();

  constructor(base: KnowledgeBase) {
    for (const vendor of base.vendors.values()) {
      for (const domain of vendor.domains) {
        const { name, purpose, until } = parts(domain);
        if (!this.#owners.has(name)) this.#owners.set(name, { domain: name, vendor, product: null, purpose, until });
      }
    }
    for (const product of base.products) {
      for (const domain of product.domains) {
        const { name, purpose, until } = parts(domain);
        // A domain that a product claims without saying what for is there to be used.
        const known = this.#owners.get(name);
        if (!known?.product)
          this.#owners.set(name, { domain: name, vendor: product.vendor, product, purpose: purpose ?? 'use', until });
      }
    }
  }

  /** The owner, on a day, of the longest known suffix of an already normalised host, at a label boundary. */
  ownerOf(host: string, day = ''): DomainOwner | null {
    let name = host;
    while (name !== '') {
      const owner = this.#owners.get(name);
      if (owner && (owner.until === undefined || !isOver(owner.until, day))) return owner;
      const dot = name.indexOf('.');
      if (dot < 0) return null;
      name = name.slice(dot + 1);
    }
    return null;
  }
}
