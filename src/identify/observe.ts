/**
 * From inventories to a fleet: what counts on each machine, what is left out and why, what is unknown.
 *
 * In: inventories, one at a time, in any order. Out: a FleetObservation. A machine seen twice counts once: the newer document replaces
 * the older. Memory grows with machines (one short row each) and distinct titles, never with documents.
 * Use comes before presence (method, section 1): where evidence of use exists for a function, only the products it designates are kept for it.
 */
import type { Endpoint, Inventory, Machine, UseEvidence } from '../inventory/schema.ts';
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { countedRoles } from '../knowledge/schema.ts';
import { type MachineScope, pairOf } from '../score/fleet.ts';
import { DomainIndex, type DomainOwner, normaliseHost } from './domains.ts';
import { type Finding, Identifier } from './identify.ts';

/** Purposes of a contact that count as use of a service. */
const COUNTED_PURPOSES: readonly (string | null)[] = ['use', 'authentication'];

/** One machine, as the scoring and the lists need it. */
export interface MachineRecord {
  readonly key: string;
  readonly label: string | undefined;
  readonly kind: Machine['kind'];
  /** Null for equipment, which is shown and not scored. */
  readonly scope: MachineScope | null;
  readonly unit: string;
  readonly collectedAt: string;
  readonly pairs: Uint32Array;
  readonly unknown: number;
  /** Distinct titles found on it, as positions in `titles`. */
  readonly titles: Uint32Array;
  /** Domains contacted, as positions in `domains`; null when no source could have seen any. */
  readonly domains: Uint32Array | null;
  readonly collectors: readonly number[];
  readonly format: string;
}

export interface ContactedDomain {
  readonly domain: string;
  readonly owner: DomainOwner | null;
}

export interface DeclaredUse {
  readonly name: string;
  readonly product: Product | null;
  readonly userShare: number | undefined;
}

export interface CollectorSeen {
  readonly id: string;
  readonly status: string;
  readonly warnings: readonly string[];
}

export interface FleetObservation {
  readonly machines: readonly MachineRecord[];
  /** Distinct titles, with what was made of each. */
  readonly findings: readonly Finding[];
  readonly domains: readonly ContactedDomain[];
  readonly declared: readonly DeclaredUse[];
  readonly collectors: readonly CollectorSeen[];
  readonly duplicates: number;
}

/** Most warnings kept of one collector: the rest repeats them. */
const MOST_WARNINGS = 20;

interface Evidence {
  /** Functions for which only the designated products are kept. */
  readonly designated: Map<number, Set<number>>;
  /** Products signed in to: bundled ones count then, for all they serve. */
  readonly included: Set<number>;
  /** Unknown programs in charge of a function. */
  readonly unknown: Finding[];
}

/** Products designated for a function: from now on, only these are kept for it. */
function designatedFor(functionIndex: number, { designated }: Evidence): Set<number> {
  const products = designated.get(functionIndex) ?? new Set<number>();
  designated.set(functionIndex, products);
  return products;
}

export class FleetObserver {
  readonly #base: KnowledgeBase;
  readonly #identifier: Identifier;
  readonly #domainIndex: DomainIndex;
  readonly #scopeOfKind = new Map<string, MachineScope | null>();
  readonly #functionIndex: ReadonlyMap<string, number>;
  readonly #functionOfHandler = new Map<string, number>();
  readonly #machines = new Map<string, MachineRecord>();
  readonly #findings = new Map<number, Finding>();
  readonly #domains: ContactedDomain[] = [];
  readonly #domainPosition = new Map<string, number>();
  /** Services declared, by key of the machine whose document declares them. */
  readonly #declared = new Map<string, DeclaredUse[]>();
  readonly #declaredProduct = new Map<string, Product | null>();
  readonly #collectors: { id: string; status: string; warnings: string[] }[] = [];
  readonly #collectorPosition = new Map<string, number>();
  #duplicates = 0;

  constructor(base: KnowledgeBase) {
    this.#base = base;
    this.#identifier = new Identifier(base);
    this.#domainIndex = new DomainIndex(base);
    for (const scope of base.rules.scopes.scopes) {
      const scored = scope.id === 'workstations' || scope.id === 'servers' ? scope.id : null;
      for (const kind of scope.kinds) this.#scopeOfKind.set(kind, scored);
    }
    const functions = base.rules.functions.functions;
    this.#functionIndex = new Map(functions.map((entry, index) => [entry.id, index]));
    functions.forEach((entry, index) => {
      for (const handler of entry.handlers) this.#functionOfHandler.set(handler, index);
    });
  }

  /**
   * Adds one machine. `key` recognises it among documents; `replaces` is the key of an earlier document that this one completes.
   * `registrableDomain` gives the domain a host was registered under.
   */
  add(inventory: Inventory, key: string, registrableDomain: (host: string) => string | null, replaces?: string): void {
    if (replaces !== undefined) this.#machines.delete(replaces);
    const earlier = this.#machines.get(key);
    if (earlier) {
      this.#duplicates += 1;
      if (earlier.collectedAt > inventory.collectedAt) return;
    }
    const { machine } = inventory;
    const products = new Set<number>();
    const bundled = new Map<number, Product>();
    const unknownKeys = new Set<string>();
    const titles = new Set<number>();
    const take = (finding: Finding): void => {
      const { title } = finding;
      if (finding.outcome === 'unknown') {
        if (unknownKeys.has(title.key)) return;
        unknownKeys.add(title.key);
      } else if (finding.outcome === 'counted') products.add(finding.product.index);
      else if (finding.role === 'bundled' && finding.product) bundled.set(finding.product.index, finding.product);
      titles.add(title.index);
      if (!this.#findings.has(title.index)) this.#findings.set(title.index, finding);
    };

    const system = this.#identifier.findOperatingSystem(machine);
    if (system) take(system);
    for (const item of inventory.software) take(this.#identifier.find(item, machine));
    for (const security of inventory.securityProducts) {
      take(
        this.#identifier.find(
          { name: security.name, publisher: security.publisher, kind: 'program', foundBy: 'security' },
          machine,
        ),
      );
    }
    const evidence = this.#evidenceOf(inventory, machine);
    for (const finding of evidence.unknown) take(finding);

    this.#machines.set(key, {
      key,
      label: machine.label,
      kind: machine.kind,
      scope: this.#scopeOfKind.get(machine.kind) ?? null,
      unit: machine.unit ?? machine.site ?? '',
      collectedAt: inventory.collectedAt,
      pairs: this.#pairs(products, bundled, evidence),
      unknown: unknownKeys.size,
      titles: Uint32Array.from(titles),
      domains: this.#contacts(inventory.endpoints, registrableDomain),
      collectors: this.#collectorsOf(inventory),
      format: inventory.source?.format ?? 'native',
    });
    this.#declared.set(
      key,
      inventory.services.map((service) => this.#declaredUse(service)),
    );
  }

  finish(): FleetObservation {
    const findings: Finding[] = [];
    for (const title of this.#identifier.titles) {
      const finding = this.#findings.get(title.index);
      if (finding) findings[title.index] = finding;
    }
    const machines = [...this.#machines.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    return {
      machines,
      findings,
      domains: this.#domains,
      declared: this.#allDeclared(machines),
      collectors: this.#collectors,
      duplicates: this.#duplicates,
    };
  }

  /** Products kept, each for the functions it is kept for, after evidence of use. */
  #pairs(products: ReadonlySet<number>, bundled: ReadonlyMap<number, Product>, evidence: Evidence): Uint32Array {
    const pairs = new Set<number>();
    const all = new Set(products);
    for (const index of evidence.included)
      if (bundled.has(index) || this.#base.products[index]?.role === 'bundled') all.add(index);
    for (const index of all) {
      for (const id of (this.#base.products[index] as Product).functions) {
        const f = this.#functionIndex.get(id);
        if (f !== undefined && !evidence.designated.has(f)) pairs.add(pairOf(index, f));
      }
    }
    for (const [f, designated] of evidence.designated) for (const index of designated) pairs.add(pairOf(index, f));
    return Uint32Array.from(pairs).sort();
  }

  #evidenceOf(inventory: Inventory, machine: Machine): Evidence {
    const evidence: Evidence = { designated: new Map(), included: new Set(), unknown: [] };
    for (const entry of inventory.useEvidence) this.#weigh(entry, machine, evidence);
    for (const security of inventory.securityProducts) {
      if (security.category !== 'antivirus' || security.registered !== true || security.enabled === false) continue;
      this.#weigh(
        { kind: 'registered-antivirus', subject: 'antivirus', product: security.name, publisher: security.publisher },
        machine,
        evidence,
      );
    }
    return evidence;
  }

  #weigh(entry: UseEvidence, machine: Machine, evidence: Evidence): void {
    const finding = this.#identifier.find(
      { name: entry.product, publisher: entry.publisher, kind: 'program', foundBy: entry.kind },
      machine,
    );
    const product = finding.outcome === 'unknown' ? null : finding.product;
    const usable = product !== null && (countedRoles.includes(product.role) || product.role === 'bundled');
    if (entry.kind === 'signed-in') {
      if (usable) evidence.included.add(product.index);
      return;
    }
    const byHandler = entry.kind === 'default-handler' || entry.kind === 'registered-antivirus';
    const subject = entry.kind === 'registered-antivirus' ? 'antivirus' : entry.subject.toLowerCase();
    const handled = byHandler ? this.#functionOfHandler.get(subject) : undefined;
    if (usable) {
      // What comes with the system runs and is licensed with it: neither is evidence that it is used.
      if (product.role === 'bundled' && !byHandler) return;
      const functions = byHandler ? [handled] : product.functions.map((id) => this.#functionIndex.get(id));
      for (const f of functions) if (f !== undefined) designatedFor(f, evidence).add(product.index);
    } else if (handled !== undefined && finding.outcome === 'unknown') {
      // Something unknown is in charge: the others are not in use, and it is an unknown.
      designatedFor(handled, evidence);
      evidence.unknown.push(finding);
    }
  }

  #contacts(endpoints: readonly Endpoint[], registrableDomain: (host: string) => string | null): Uint32Array | null {
    const contacted = new Set<number>();
    let named = false;
    for (const endpoint of endpoints) {
      const host = normaliseHost(endpoint.host ?? endpoint.domain ?? '');
      if (host === '') continue;
      named = true;
      const owner = this.#domainIndex.ownerOf(host);
      // Tenants and host names are not kept: the domain of the base, or the registrable domain.
      const domain = owner?.domain ?? (normaliseHost(endpoint.domain ?? '') || registrableDomain(host));
      if (domain !== null) contacted.add(this.#domain(domain, owner));
    }
    return named ? Uint32Array.from(contacted) : null;
  }

  #domain(domain: string, owner: DomainOwner | null): number {
    const known = this.#domainPosition.get(domain);
    if (known !== undefined) return known;
    const position = this.#domains.push({ domain, owner }) - 1;
    this.#domainPosition.set(domain, position);
    return position;
  }

  #declaredUse(service: Inventory['services'][number]): DeclaredUse {
    const { name, vendor, domain, userShare } = service;
    const key = `${name}\0${vendor ?? ''}\0${domain ?? ''}`;
    let product = this.#declaredProduct.get(key);
    if (product === undefined) {
      const owner = domain === undefined ? null : this.#domainIndex.ownerOf(normaliseHost(domain));
      const byName = this.#identifier.observe(
        { name, publisher: vendor, kind: 'program', foundBy: 'declared' },
        undefined,
      );
      const named = byName.outcome === 'counted' && byName.product.role === 'service' ? byName.product : null;
      product = isUse(owner) ? owner.product : named;
      this.#declaredProduct.set(key, product);
    }
    return { name, product, userShare };
  }

  /** Services declared in the documents kept: one for each name, with the largest share, whatever the order of the documents. */
  #allDeclared(machines: readonly MachineRecord[]): DeclaredUse[] {
    const declared = new Map<string, DeclaredUse>();
    for (const { key } of machines) {
      for (const { name, product, userShare } of this.#declared.get(key) ?? []) {
        const earlier = declared.get(name);
        const share = Math.max(earlier?.userShare ?? -1, userShare ?? -1);
        declared.set(name, { name, product: earlier?.product ?? product, userShare: share < 0 ? undefined : share });
      }
    }
    return [...declared.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #collectorsOf(inventory: Inventory): number[] {
    return inventory.collectors.map((report) => {
      const key = `${report.id}\0${report.status}`;
      let position = this.#collectorPosition.get(key);
      if (position === undefined) {
        position = this.#collectors.push({ id: report.id, status: report.status, warnings: [] }) - 1;
        this.#collectorPosition.set(key, position);
      }
      const { warnings } = this.#collectors[position] as { warnings: string[] };
      for (const warning of report.warnings) {
        if (warnings.length >= MOST_WARNINGS) break;
        if (!warnings.includes(warning)) warnings.push(warning);
      }
      return position;
    });
  }
}

/** Whether a contacted domain counts as use of a service. What is not counted does not count by contacting its own servers (method, section 1). */
export function isUse(owner: DomainOwner | null): owner is DomainOwner & { product: Product } {
  if (owner === null || owner.product === null) return false;
  return COUNTED_PURPOSES.includes(owner.purpose) && countedRoles.includes(owner.product.role);
}
