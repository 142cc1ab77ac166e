/**
 * What lies under a contacted host: who operates the machines that answer, or what stands in front of them.
 *
 * In: the chain of aliases and the address of a contact. Out: what each proves, with its evidence. It does not say what follows for a class (score/ does).
 * A delivery network in front proves that network, not the host behind: then the address is its own, and says nothing more.
 * The place is that of a published range; nothing else gives one.
 */
import type { Operators } from '../addresses/operators.ts';
import type { KnowledgeBase, Vendor } from '../knowledge/base.ts';
import type { OperatorLayer } from '../knowledge/rules-schema.ts';
import type { SourceRecord } from '../knowledge/vendor-schema.ts';
import { normaliseHost } from './domains.ts';

/** hosting, cdn, routing: see rules/clouds.yml; network: the operator of the network is known, not what it does there. */
export type Layer = OperatorLayer | 'network';

/** What told, as facts of a record name theirs. */
export interface UnderSource {
  readonly title: string;
  readonly url?: string;
  readonly basis: 'read' | 'unverified';
  readonly date: string;
}

/** Whose work the list of networks is; its licence asks that it be named. */
const NETWORKS = {
  title: 'IP to ASN: RouteViews, NRO, DB-IP (CC BY 4.0)',
  url: 'https://db-ip.com',
  basis: 'read',
} as const;

function sourceOfRules(source: SourceRecord): UnderSource {
  if (source.basis === 'unverified') return { title: source.title, basis: 'unverified', date: String(source.asOf) };
  return { title: source.title, url: source.url, basis: 'read', date: source.consultedOn };
}

export interface Under {
  /** Null when the network is of nobody in the base: then `name` is that of the network. */
  readonly operator: Vendor | null;
  readonly name: string;
  readonly layer: Layer;
  readonly by: 'alias' | 'range' | 'asn';
  /** The end of the alias, the region of the range, or the number of the network. */
  readonly detail: string;
  /** ISO code of the country the operator gives for the range; null when it gives none. */
  readonly country: string | null;
  readonly source: UnderSource;
}

/** Operators of addresses, loaded when the first address is asked about; null when they cannot be. */
export type LoadOperators = () => Operators | null;

export class UnderIndex {
  readonly #base: KnowledgeBase;
  readonly #load: LoadOperators;
  #operators: Operators | null | undefined;
  readonly #aliases = new Map<string, Under>();
  readonly #vendorOfAsn = new Map<number, Vendor>();
  readonly #layerOfNetwork = new Map<string, OperatorLayer>();
  /** One object for each range list and region, and for each network. */
  readonly #known = new Map<string, Under>();

  constructor(base: KnowledgeBase, load: LoadOperators) {
    this.#base = base;
    this.#load = load;
    for (const vendor of base.vendors.values()) for (const asn of vendor.asns) this.#vendorOfAsn.set(asn, vendor);
    for (const { vendor, layer } of base.rules.clouds.networks) this.#layerOfNetwork.set(vendor, layer);
    const source = sourceOfRules(base.rules.clouds.source);
    for (const { suffix, vendor, layer } of base.rules.clouds.aliases) {
      const operator = base.vendors.get(vendor);
      if (!operator) continue;
      const name = operator.name;
      this.#aliases.set(suffix, { operator, name, layer, by: 'alias', detail: suffix, country: null, source });
    }
  }

  /** What stands under a contact, each thing once; empty when nothing tells. */
  under(aliases: readonly string[] | undefined, address: string | undefined): readonly Under[] {
    const found: Under[] = [];
    for (const alias of aliases ?? []) {
      const one = this.#ofAlias(normaliseHost(alias));
      if (one && !found.includes(one)) found.push(one);
    }
    if (address === undefined || found.some(({ layer }) => layer === 'cdn')) return found;
    const one = this.#ofAddress(address);
    if (one) found.push(one);
    return found;
  }

  #ofAlias(alias: string): Under | null {
    for (let name = alias; name !== ''; ) {
      const known = this.#aliases.get(name);
      if (known) return known;
      const dot = name.indexOf('.');
      if (dot < 0) return null;
      name = name.slice(dot + 1);
    }
    return null;
  }

  #ofAddress(address: string): Under | null {
    if (this.#operators === undefined) this.#operators = this.#load();
    const found = this.#operators?.operatorOf(address);
    if (!found) return null;
    if (found.by === 'range') {
      const { list, country, region } = found.place;
      const key = `${list.title}\0${region}`;
      return this.#once(key, () => {
        const operator = this.#base.vendors.get(list.vendor) ?? null;
        const { vendor, layer, title, url, basis, date } = list;
        const source = { title, basis, date, ...(url === null ? {} : { url }) };
        return {
          operator,
          name: operator?.name ?? vendor,
          layer,
          by: 'range',
          detail: region ?? title,
          country,
          source,
        };
      });
    }
    const { asn, name, date } = found;
    return this.#once(String(asn), () => {
      const operator = this.#vendorOfAsn.get(asn) ?? null;
      const layer = (operator && this.#layerOfNetwork.get(operator.id)) ?? 'network';
      const detail = `AS${asn}`;
      return {
        operator,
        name: operator?.name ?? name,
        layer,
        by: 'asn',
        detail,
        country: null,
        source: { ...NETWORKS, date },
      };
    });
  }

  #once(key: string, make: () => Under): Under {
    let known = this.#known.get(key);
    if (known === undefined) {
      known = make();
      this.#known.set(key, known);
    }
    return known;
  }
}
