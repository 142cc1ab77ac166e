/**
 * What an organisation declares: services that no machine may show, and contracts.
 *
 * In: the services of documents. Out: each service once, each contract line, with the product it names; no name of a tenant. A line of contract may be of anything: it
 * is an on-line service only when the product it names is one. Who resells is never who makes: what a reseller is paid for without naming a
 * product is of nobody. It says nothing of what a contract costs or changes (assess/ and plan/ do).
 */
import type { Contract, DeclaredService, Inventory } from '../inventory/schema.ts';
import type { KnowledgeBase, Product, Vendor } from '../knowledge/base.ts';
import { type DomainIndex, type DomainOwner, isUse, normaliseHost } from './domains.ts';
import type { Identifier } from './identify.ts';
import { Naming } from './naming.ts';

/** A proof that a service is used, as it was declared. */
export interface Proof {
  readonly domain: string | undefined;
  readonly use: DeclaredService['use'];
  readonly confidence: DeclaredService['confidence'];
  readonly evidence: readonly string[];
}

export interface DeclaredUse {
  readonly name: string;
  readonly product: Product | null;
  readonly userShare: number | undefined;
  /** Users that contracts say; undefined when none does. */
  readonly users: number | undefined;
  readonly proofs: readonly Proof[];
  /** Who makes what its users sign in with, as declared. */
  readonly signIn: readonly Vendor[];
}

export interface DeclaredContract {
  readonly name: string;
  readonly contract: Contract;
  readonly product: Product | null;
  /** Who makes what is bought; null when unknown, or when only a reseller is named. */
  readonly vendor: Vendor | null;
  /** Whether who is paid only resells. */
  readonly resold: boolean;
  readonly source: string;
}

interface Declaration {
  readonly uses: readonly DeclaredUse[];
  readonly contracts: readonly DeclaredContract[];
}

/** Most proofs kept of one service. */
const MOST_PROOFS = 20;

export class Declarations {
  readonly #base: KnowledgeBase;
  readonly #identifier: Identifier;
  readonly #domains: DomainIndex;
  #naming: Naming | undefined;
  /** By key of the document that declares. */
  readonly #declared = new Map<string, Declaration>();
  readonly #products = new Map<string, Product | null>();

  constructor(base: KnowledgeBase, identifier: Identifier, domains: DomainIndex) {
    this.#base = base;
    this.#identifier = identifier;
    this.#domains = domains;
  }

  set(key: string, { services }: Inventory): void {
    const contracts = services.flatMap((service) => (service.contract ? [this.#contractOf(service)] : []));
    const uses = services.flatMap((service): DeclaredUse[] => {
      const use = this.#useOf(service);
      // A contract may be of anything: without a service that it names, it declares none.
      return service.contract && use.product === null ? [] : [use];
    });
    this.#declared.set(key, { uses, contracts });
  }

  delete(key: string): void {
    this.#declared.delete(key);
  }

  /** Services declared in the documents kept: one for each name, with the largest share, whatever the order of the documents. */
  uses(): DeclaredUse[] {
    const declared = new Map<string, DeclaredUse>();
    for (const { uses } of this.#sorted()) {
      for (const { name, product, userShare, users, proofs, signIn } of uses) {
        const earlier = declared.get(name);
        const share = Math.max(earlier?.userShare ?? -1, userShare ?? -1);
        declared.set(name, {
          name,
          product: earlier?.product ?? product,
          userShare: share < 0 ? undefined : share,
          users: users === undefined ? earlier?.users : Math.max(users, earlier?.users ?? 0),
          proofs: [...(earlier?.proofs ?? []), ...proofs].slice(0, MOST_PROOFS),
          signIn: [...new Set([...(earlier?.signIn ?? []), ...signIn])],
        });
      }
    }
    return [...declared.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Lines of contracts. One document may list the same line twice, and means it; two documents that list it tell of the same one. */
  contracts(): DeclaredContract[] {
    const lines = new Map<string, DeclaredContract[]>();
    for (const { contracts } of this.#sorted()) {
      const own = new Map<string, DeclaredContract[]>();
      for (const line of contracts) {
        const { name, contract, product, vendor } = line;
        const key = JSON.stringify([name, product?.id, vendor?.id, ...Object.entries(contract).sort()]);
        own.set(key, [...(own.get(key) ?? []), line]);
      }
      for (const [key, list] of own) if (list.length > (lines.get(key)?.length ?? 0)) lines.set(key, list);
    }
    return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, list]) => list);
  }

  #sorted(): Declaration[] {
    return [...this.#declared].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, declaration]) => declaration);
  }

  #useOf(service: DeclaredService): DeclaredUse {
    const { userShare, use, confidence } = service;
    const name = this.#domains.withoutTenants(service.name);
    const domain = service.domain === undefined ? undefined : this.#domains.withoutTenants(service.domain);
    const evidence = (service.evidence ?? []).map((line) => this.#domains.withoutTenants(line));
    // What is only likely is shown, and never counted.
    const product = confidence === 'low' ? null : this.#serviceOf(service);
    const proofs = evidence.length === 0 && use === undefined ? [] : [{ domain, use, confidence, evidence }];
    const signIn = service.signIn === undefined ? [] : this.#providers(service.signIn);
    return { name, product, userShare, users: service.contract?.users, proofs, signIn };
  }

  /** Whose the identity provider is that a text names; nobody's when it names none that is known. */
  #providers(text: string): Vendor[] {
    this.#naming ??= new Naming(this.#base);
    const supplier = this.#naming.supplier(text, undefined);
    const found =
      this.#base.productById.get(text)?.vendor ??
      this.#ownerOf(text)?.vendor ??
      this.#naming.productIn(text, null)?.vendor ??
      (supplier?.kind === 'reseller' ? undefined : supplier);
    return found ? [found] : [];
  }

  #serviceOf(service: DeclaredService): Product | null {
    const { name, product: id, vendor, domain, contract } = service;
    const key = JSON.stringify([name, id, vendor, domain, contract?.siret, contract !== undefined]);
    let product = this.#products.get(key);
    if (product === undefined) {
      product = this.#find(service);
      this.#products.set(key, product);
    }
    return product;
  }

  #find(service: DeclaredService): Product | null {
    const { name, product: id, vendor, domain, contract, use } = service;
    const isService = (product: Product | null): Product | null => (product?.role === 'service' ? product : null);
    if (id !== undefined) return isService(this.#base.productById.get(id) ?? null);
    if (contract !== undefined) return isService(this.#contractOf(service).product);
    // The domain of an organisation that a service serves is not a domain of the service.
    const owner = domain === undefined || use !== undefined ? null : this.#ownerOf(domain);
    if (owner && isUse(owner)) return owner.product;
    return isService(this.#named(name, vendor));
  }

  #ownerOf(domain: string): DomainOwner | null {
    return this.#domains.ownerOf(normaliseHost(domain));
  }

  #named(name: string, publisher: string | undefined): Product | null {
    const found = this.#identifier.observe({ name, publisher, kind: 'program', foundBy: 'declared' }, undefined);
    return found.outcome === 'counted' ? found.product : null;
  }

  #contractOf({
    name,
    product: id,
    vendor,
    contract = { currency: 'EUR' },
    source,
  }: DeclaredService): DeclaredContract {
    this.#naming ??= new Naming(this.#base);
    const supplier = this.#naming.supplier(contract.supplier ?? vendor, contract.siret);
    const resold = supplier?.kind === 'reseller';
    const maker = resold ? null : supplier;
    const product =
      (id === undefined ? undefined : this.#base.productById.get(id)) ??
      this.#named(name, maker?.name) ??
      this.#named(name, undefined) ??
      this.#naming.productIn(name, maker);
    const told = this.#domains.withoutTenants(name);
    const paid = contract.supplier === undefined ? contract : this.#paid(contract, contract.supplier);
    return { name: told, contract: paid, product, vendor: product?.vendor ?? maker, resold, source };
  }

  #paid(contract: Contract, supplier: string): Contract {
    return { ...contract, supplier: this.#domains.withoutTenants(supplier) };
  }
}
