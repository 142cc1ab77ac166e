/**
 * From inventories to a fleet: what counts on each machine, what is left out and why, what is unknown.
 *
 * In: inventories, one at a time, in any order. Out: a FleetObservation. A machine seen twice counts once: the newer document replaces
 * the older. Memory grows with machines (one short row each) and distinct titles, never with documents.
 * Use comes before presence (method, section 1): where evidence of use exists for a function, only the products it designates are kept for it.
 */
import type { Inventory, Machine } from '../inventory/schema.ts';
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { countedRoles } from '../knowledge/schema.ts';
import { type MachineScope, pairOf } from '../score/fleet.ts';
import { DomainIndex, type DomainOwner, normaliseHost } from './domains.ts';
import { type Evidence, EvidenceWeigher } from './evidence.ts';
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

/** Of two documents of one instant, the one with more titles stays, then the greater in a fixed order: the order of paths decides nothing. */
function saysMore(record: MachineRecord, earlier: MachineRecord): boolean {
  if (record.titles.length !== earlier.titles.length) return record.titles.length > earlier.titles.length;
  return String(record.pairs) > String(earlier.pairs);
}

/** What was found on one machine, each thing once. */
interface Content {
  readonly products: number[];
  readonly bundled: number[];
  /** Positions of the findings. */
  readonly titles: number[];
  unknown: number;
}

export class FleetObserver {
  readonly #identifier: Identifier;
  readonly #domainIndex: DomainIndex;
  readonly #scopeOfKind = new Map<string, MachineScope | null>();
  /** By product: its functions, as numbers. */
  readonly #functionsOf: readonly (readonly number[])[];
  readonly #machines = new Map<string, MachineRecord>();
  readonly #evidence: EvidenceWeigher;
  readonly #domains: ContactedDomain[] = [];
  readonly #ownedPosition = new Map<string, number>();
  readonly #unownedPosition = new Map<string, number>();
  /** Services declared, by key of the machine whose document declares them. */
  readonly #declared = new Map<string, DeclaredUse[]>();
  readonly #declaredProduct = new Map<string, Product | null>();
  readonly #collectors: { id: string; status: string; warnings: string[] }[] = [];
  readonly #collectorPosition = new Map<string, number>();
  // Serial number of the machine on which each title, unknown title and product was last noted.
  readonly #titleMarks: number[] = [];
  readonly #unknownMarks: number[] = [];
  readonly #productMarks: number[] = [];
  #serial = 0;
  #duplicates = 0;

  constructor(base: KnowledgeBase) {
    this.#identifier = new Identifier(base);
    this.#domainIndex = new DomainIndex(base);
    for (const scope of base.rules.scopes.scopes) {
      const scored = scope.id === 'workstations' || scope.id === 'servers' ? scope.id : null;
      for (const kind of scope.kinds) this.#scopeOfKind.set(kind, scored);
    }
    const functions = new Map(base.rules.functions.functions.map((entry, index) => [entry.id, index]));
    this.#functionsOf = base.products.map((product) => product.functions.flatMap((id) => functions.get(id) ?? []));
    this.#evidence = new EvidenceWeigher(base, this.#identifier);
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
    const content = this.#contentOf(inventory);
    const evidence = this.#evidence.weigh(inventory, content.products);
    for (const position of evidence.titles) this.#take(position, content);

    const record: MachineRecord = {
      key,
      label: machine.label,
      kind: machine.kind,
      scope: this.#scopeOfKind.get(machine.kind) ?? null,
      unit: machine.unit ?? machine.site ?? '',
      collectedAt: inventory.collectedAt,
      pairs: this.#pairs(content, evidence),
      unknown: content.unknown,
      titles: new Uint32Array(content.titles),
      domains: this.#contacts(inventory, registrableDomain),
      collectors: this.#collectorsOf(inventory),
      format: inventory.source?.format ?? 'native',
    };
    if (earlier && earlier.collectedAt === record.collectedAt && !saysMore(record, earlier)) return;
    this.#machines.set(key, record);
    this.#declared.set(
      key,
      inventory.services.map((service) => this.#declaredUse(service)),
    );
  }

  finish(): FleetObservation {
    const machines = [...this.#machines.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    return {
      machines,
      findings: this.#identifier.findings,
      domains: this.#domains,
      declared: this.#allDeclared(machines),
      collectors: this.#collectors,
      duplicates: this.#duplicates,
    };
  }

  /** What the items of one machine are, each distinct thing once. */
  #contentOf(inventory: Inventory): Content {
    const { machine, securityProducts } = inventory;
    this.#serial += 1;
    const content: Content = { products: [], bundled: [], titles: [], unknown: 0 };
    const system = this.#identifier.systemPosition(machine);
    if (system !== null) this.#take(system, content);
    for (const position of this.#identifier.positions(inventory)) this.#take(position, content);
    for (const { name, publisher } of securityProducts) {
      const item = { name, publisher, kind: 'program' as const, foundBy: 'security' };
      this.#take(this.#identifier.position(item, machine), content);
    }
    return content;
  }

  /** Notes a finding on the machine at hand; marks of its serial number tell what was noted already. */
  #take(position: number, content: Content): void {
    if (this.#titleMarks[position] === this.#serial) return;
    this.#titleMarks[position] = this.#serial;
    const unknown = this.#identifier.unknown[position] as number;
    if (unknown >= 0) {
      if (this.#unknownMarks[unknown] === this.#serial) return;
      this.#unknownMarks[unknown] = this.#serial;
      content.unknown += 1;
    }
    const product = this.#identifier.counted[position] as number;
    if (product >= 0 && this.#productMarks[product] !== this.#serial) {
      this.#productMarks[product] = this.#serial;
      content.products.push(product);
    }
    const bundled = this.#identifier.bundled[position] as number;
    if (bundled >= 0) content.bundled.push(bundled);
    content.titles.push(position);
  }

  /** Products kept, each for the functions it is kept for, after evidence of use. */
  #pairs({ products, bundled }: Content, evidence: Evidence): Uint32Array {
    const pairs: number[] = [];
    const add = (product: number): void => {
      for (const f of this.#functionsOf[product] as readonly number[]) {
        if (!evidence.designated.has(f)) pairs.push(pairOf(product, f));
      }
    };
    for (const product of products) add(product);
    for (const product of bundled) if (evidence.signedIn.has(product)) add(product);
    for (const [f, designated] of evidence.designated) for (const product of designated) pairs.push(pairOf(product, f));
    const sorted = Uint32Array.from(pairs).sort();
    return sorted.filter((pair, index) => pair !== sorted[index - 1]);
  }

  #contacts(
    { endpoints, collectedAt }: Inventory,
    registrableDomain: (host: string) => string | null,
  ): Uint32Array | null {
    const day = collectedAt.slice(0, 10);
    const contacted = new Set<number>();
    let named = false;
    for (const endpoint of endpoints) {
      const host = normaliseHost(endpoint.host ?? endpoint.domain ?? '');
      if (host === '') continue;
      named = true;
      const owner = this.#domainIndex.ownerOf(host, day);
      // Tenants and host names are not kept: the domain of the base, or the registrable domain.
      const domain = owner?.domain ?? (normaliseHost(endpoint.domain ?? '') || registrableDomain(host));
      if (domain !== null) contacted.add(this.#domain(domain, owner));
    }
    return named ? Uint32Array.from(contacted) : null;
  }

  #domain(domain: string, owner: DomainOwner | null): number {
    // A domain that changed hands is another one after.
    const positions = owner === null ? this.#unownedPosition : this.#ownedPosition;
    const known = positions.get(domain);
    if (known !== undefined) return known;
    const position = this.#domains.push({ domain, owner }) - 1;
    positions.set(domain, position);
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
