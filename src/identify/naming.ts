/**
 * Products and vendors named in what people write: the lines of a contract, the object of a public contract.
 *
 * In: a base and free text. Out: the one product that the text names, or none. A title of words that any product could bear is not a name: each
 * word of it is borne by products of several vendors, or it is one word and its vendor is not named beside it. Two products named are none.
 */
import { countedRoles, type KnowledgeBase, type Product, type Vendor } from '../knowledge/base.ts';
import { normalisePublisher, normaliseText } from '../knowledge/normalise.ts';

/** Words of a text that are looked at, and most words of a name. */
const MOST_WORDS = 200;
const LONGEST_NAME = 7;

/** Letters and digits of a text, in words; what is between them is not compared. */
function wordsOf(text: string): string[] {
  return normaliseText(text)
    .split(/[^\p{L}\p{N}+#]+/u)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);
}

export class Naming {
  /** Products by the words of their titles. */
  readonly #titles = new Map<string, Product[]>();
  readonly #vendors = new Map<string, Vendor>();
  readonly #sirens = new Map<string, Vendor>();
  /** Vendors whose products have a word in their titles: one, or null for several. */
  readonly #bearers = new Map<string, Vendor | null>();

  constructor(base: KnowledgeBase) {
    for (const product of base.products) {
      if (!countedRoles.includes(product.role)) continue;
      const words = wordsOf(product.title);
      const key = words.join(' ');
      this.#titles.set(key, [...(this.#titles.get(key) ?? []), product]);
      for (const word of words) {
        const bearer = this.#bearers.get(word);
        this.#bearers.set(word, bearer === undefined || bearer === product.vendor ? product.vendor : null);
      }
    }
    for (const vendor of base.vendors.values()) {
      const { siren } = vendor.identifiers;
      if (siren !== undefined) this.#sirens.set(siren, vendor);
      for (const name of [vendor.name, vendor.legalName ?? '', ...vendor.publishers]) {
        const plain = normalisePublisher(name);
        if (plain !== '' && !plain.includes('*') && !this.#vendors.has(plain)) this.#vendors.set(plain, vendor);
      }
    }
  }

  /** The vendor that a supplier is, by its number, else by its name. */
  supplier(name: string | undefined, siret: string | undefined): Vendor | null {
    const numbered = siret === undefined ? undefined : this.#sirens.get(siret.slice(0, 9));
    return numbered ?? this.#vendors.get(normalisePublisher(name)) ?? null;
  }

  /** The product that a text names, whole or among other words; `supplier` is the vendor that sells it, where one does. */
  productIn(text: string, supplier: Vendor | null): Product | null {
    const words = wordsOf(text);
    const whole = this.#choose(this.#titles.get(words.join(' ')) ?? [], supplier);
    if (whole) return whole;
    const named = this.#vendorsIn(words);
    if (supplier) named.add(supplier);
    const found = new Set<Product>();
    for (let at = 0; at < words.length; ) {
      const [product, length] = this.#longestAt(words, at, named);
      if (product) found.add(product);
      at += length;
    }
    const [product = null] = found;
    return found.size === 1 ? product : null;
  }

  /** The longest name that begins at a word, and the words it takes. */
  #longestAt(words: readonly string[], at: number, named: ReadonlySet<Vendor>): [Product | null, number] {
    for (let length = Math.min(LONGEST_NAME, words.length - at); length > 0; length--) {
      const name = words.slice(at, at + length);
      const bearing = this.#titles.get(name.join(' '));
      if (bearing === undefined) continue;
      const [vendor = null] = bearing.filter((product) => named.has(product.vendor)).map((product) => product.vendor);
      const product = this.#choose(bearing, vendor);
      if (product && (vendor ? this.#saysMoreThan(name, vendor) : this.#isDistinctive(name))) return [product, length];
    }
    return [null, 1];
  }

  #choose(bearing: readonly Product[], vendor: Vendor | null): Product | null {
    if (bearing.length === 1) return bearing[0] ?? null;
    const own = bearing.filter((product) => product.vendor === vendor);
    return own.length === 1 ? (own[0] ?? null) : null;
  }

  /** The name of a vendor is no product of it, although one may be called so. */
  #saysMoreThan(name: readonly string[], vendor: Vendor): boolean {
    return name.join(' ') !== wordsOf(vendor.name).join(' ');
  }

  #isDistinctive(name: readonly string[]): boolean {
    return name.length > 1 && name.some((word) => word.length > 2 && this.#bearers.get(word));
  }

  #vendorsIn(words: readonly string[]): Set<Vendor> {
    const found = new Set<Vendor>();
    for (let at = 0; at < words.length; at++) {
      for (let length = Math.min(LONGEST_NAME, words.length - at); length > 0; length--) {
        const vendor = this.#vendors.get(words.slice(at, at + length).join(' '));
        if (vendor) found.add(vendor);
      }
    }
    return found;
  }
}
