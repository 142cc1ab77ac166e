/**
 * From inventories to a fleet: what counts on each machine, what is left out and why, what is unknown.
 *
 * In: inventories, one at a time, in any order. Out: a FleetObservation. A machine seen twice counts once: the newer document replaces
 * the older. Memory grows with machines (one short row each) and distinct titles, never with documents.
 * Use comes before presence (method, section 1): where evidence of use exists for a function, only the products it designates are kept for it.
 * What only the network saw of a client, and what the organisation declares, are no machines: they tell of services alone.
 */
import type { EndpointPolicy, Inventory, Machine, MergedSource } from '../inventory/schema.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import { type MachineScope, pairOf } from '../score/fleet.ts';
import { type Attached, Attachments } from './attachments.ts';
import { CollectorLists, type CollectorSeen } from './collectors.ts';
import { type ContactedDomain, ContactLists, type Contacts, type DomainUnder } from './contacts.ts';
import { Declarations, type DeclaredContract, type DeclaredUse } from './declared.ts';
import { DomainIndex } from './domains.ts';
import { type Evidence, EvidenceWeigher } from './evidence.ts';
import type { LoadOperators } from './hosting.ts';
import { broughtSorts, type Finding, Identifier, numberOf, sortOf } from './identify.ts';
import { type Row, Rows } from './rows.ts';

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
  readonly titles: Row;
  /** Domains contacted, as positions in `domains`; null when no source could have seen any. */
  readonly domains: Uint32Array | null;
  /** Public resolvers contacted by their address, as positions in `domains`. */
  readonly resolvers: Uint32Array;
  /** What lies under what it contacted, as positions in `under`. */
  readonly under: Uint32Array;
  /** What it belongs to, as positions in `attached`. */
  readonly attached: Uint32Array;
  /** Days its contacts cover, where the source says. */
  readonly contactDays: number | undefined;
  /** What its agent let out of the names contacted; undefined when its source left nothing out. */
  readonly contactPolicy: EndpointPolicy | undefined;
  readonly collectors: readonly number[];
  readonly format: string;
  /** Documents that it was put together from; none when it is of one. */
  readonly mergedFrom: readonly MergedSource[];
}

export interface FleetObservation {
  readonly machines: readonly MachineRecord[];
  /** Clients that only the network saw: they have contacts and nothing else. */
  readonly clients: readonly MachineRecord[];
  /** Distinct titles, with what was made of each. */
  readonly findings: readonly Finding[];
  readonly domains: readonly ContactedDomain[];
  readonly under: readonly DomainUnder[];
  /** Distinct attachments whose vendor is known. */
  readonly attached: readonly Attached[];
  readonly declared: readonly DeclaredUse[];
  readonly contracts: readonly DeclaredContract[];
  readonly collectors: readonly CollectorSeen[];
  readonly duplicates: number;
}

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

const NOT_MERGED: readonly MergedSource[] = [];

function union(a: Uint32Array | null, b: Uint32Array | null): Uint32Array {
  return Uint32Array.from(new Set([...(a ?? []), ...(b ?? [])]));
}

function joinClients(a: MachineRecord, b: MachineRecord): MachineRecord {
  const [first, last] = a.collectedAt <= b.collectedAt ? [a, b] : [b, a];
  const days = [first, last].flatMap(({ contactDays }) => contactDays ?? []);
  return {
    ...last,
    domains: union(first.domains, last.domains),
    resolvers: union(first.resolvers, last.resolvers),
    under: union(first.under, last.under),
    contactDays: days.length > 0 ? Math.max(...days) : undefined,
    collectors: [...new Set([...first.collectors, ...last.collectors])],
  };
}

export class FleetObserver {
  readonly #identifier: Identifier;
  readonly #contacts: ContactLists;
  readonly #attachments: Attachments;
  readonly #rows = new Rows((length) => new Uint32Array(length));
  readonly #shortRows = new Rows((length) => new Uint16Array(length));
  readonly #scopeOfKind = new Map<string, MachineScope | null>();
  /** By product: its functions, as numbers. */
  readonly #functionsOf: readonly (readonly number[])[];
  readonly #machines = new Map<string, MachineRecord>();
  readonly #clients = new Map<string, MachineRecord>();
  readonly #evidence: EvidenceWeigher;
  readonly #declared: Declarations;
  readonly #collectors = new CollectorLists();
  // Serial number of the machine on which each title, unknown title and product was last noted.
  readonly #titleMarks: number[] = [];
  readonly #unknownMarks: number[] = [];
  readonly #productMarks: number[] = [];
  #serial = 0;
  #duplicates = 0;

  /** `loadOperators` is asked at the first address contacted; without it, addresses say nothing. */
  constructor(base: KnowledgeBase, loadOperators: LoadOperators = () => null) {
    this.#identifier = new Identifier(base);
    const domains = new DomainIndex(base);
    this.#contacts = new ContactLists(base, domains, loadOperators, this.#rows);
    this.#attachments = new Attachments(base, domains);
    this.#declared = new Declarations(base, this.#identifier, domains);
    for (const scope of base.rules.scopes.scopes) {
      const scored = scope.id === 'workstations' || scope.id === 'servers' ? scope.id : null;
      for (const kind of scope.kinds) this.#scopeOfKind.set(kind, scored);
    }
    const functions = new Map(base.rules.functions.functions.map((entry, index) => [entry.id, index]));
    const numbers = new Map<readonly string[], readonly number[]>();
    this.#functionsOf = base.products.map(({ functions: ids }) => {
      const known = numbers.get(ids) ?? ids.flatMap((id) => functions.get(id) ?? []);
      numbers.set(ids, known);
      return known;
    });
    this.#evidence = new EvidenceWeigher(base, this.#identifier);
  }

  /**
   * Adds one machine. `key` recognises it among documents; `replaces` is the key of an earlier document that this one completes.
   * `registrableDomain` gives the domain a host was registered under.
   */
  add(inventory: Inventory, key: string, registrableDomain: (host: string) => string | null, replaces?: string): void {
    if (replaces !== undefined) this.forget(replaces);
    const { observedFrom = 'machine' } = inventory;
    if (observedFrom === 'declaration') {
      this.#declared.set(`declaration ${key}`, inventory);
      return;
    }
    if (observedFrom === 'network') {
      this.#addClient(inventory, key, registrableDomain);
      return;
    }
    const earlier = this.#machines.get(key);
    if (earlier) {
      this.#duplicates += 1;
      if (earlier.collectedAt > inventory.collectedAt) return;
    }
    const contacts = this.#contacts.of(inventory, registrableDomain);
    const content = this.#contentOf(inventory);
    const evidence = this.#evidence.weigh(inventory, content.products, contacts.used);
    for (const position of evidence.titles) this.#take(position, content);
    const record = this.#record(inventory, key, contacts, {
      pairs: this.#pairs(content, evidence),
      unknown: content.unknown,
      titles: this.#titles(content),
    });
    if (earlier && earlier.collectedAt === record.collectedAt && !saysMore(record, earlier)) return;
    this.#machines.set(key, record);
    this.#declared.set(key, inventory);
  }

  #record(
    inventory: Inventory,
    key: string,
    { domains, resolvers, under }: Contacts,
    content: Pick<MachineRecord, 'pairs' | 'unknown' | 'titles'>,
  ): MachineRecord {
    const { machine } = inventory;
    return {
      key,
      label: machine.label,
      kind: machine.kind,
      scope: this.#scopeOfKind.get(machine.kind) ?? null,
      unit: machine.unit ?? machine.site ?? '',
      collectedAt: inventory.collectedAt,
      ...content,
      domains,
      resolvers,
      under,
      attached: this.#rows.ofSet(this.#attachments.of(inventory.attachments)),
      contactDays: inventory.endpointPeriodDays,
      contactPolicy: inventory.endpointPolicy,
      collectors: this.#collectors.of(inventory.collectors),
      format: inventory.source?.format ?? 'native',
      mergedFrom: inventory.mergedFrom ?? NOT_MERGED,
    };
  }

  /** A client that two logs saw contacted what either says: neither replaces the other. */
  #addClient(inventory: Inventory, key: string, registrableDomain: (host: string) => string | null): void {
    const contacts = this.#contacts.of(inventory, registrableDomain);
    const nothing = { pairs: this.#rows.of([]), unknown: 0, titles: this.#shortRows.of([]) };
    // A log that shows no name of a client has looked all the same.
    const seen = { ...contacts, domains: contacts.domains ?? this.#rows.of([]) };
    const record = this.#record(inventory, key, seen, nothing);
    const earlier = this.#clients.get(key);
    this.#clients.set(key, earlier ? joinClients(earlier, record) : record);
    this.#declared.set(`network ${key}`, inventory);
  }

  /** Leaves out a machine added before, which another document describes together with what other sources saw of it. */
  forget(key: string): void {
    this.#machines.delete(key);
    this.#clients.delete(key);
    for (const from of ['', 'declaration ', 'network ']) this.#declared.delete(from + key);
  }

  finish(): FleetObservation {
    const byKey = (a: MachineRecord, b: MachineRecord): number => (a.key < b.key ? -1 : 1);
    return {
      machines: [...this.#machines.values()].sort(byKey),
      clients: [...this.#clients.values()].sort(byKey),
      findings: this.#identifier.findings,
      domains: this.#contacts.domains,
      under: this.#contacts.under,
      attached: this.#attachments.all,
      declared: this.#declared.uses(),
      contracts: this.#declared.contracts(),
      collectors: this.#collectors.all,
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
    const brought = this.#identifier.brought[position] as number;
    const number = numberOf(brought);
    switch (sortOf(brought)) {
      case broughtSorts.unknown:
        if (this.#unknownMarks[number] === this.#serial) return;
        this.#unknownMarks[number] = this.#serial;
        content.unknown += 1;
        break;
      case broughtSorts.counted:
        if (this.#productMarks[number] === this.#serial) break;
        this.#productMarks[number] = this.#serial;
        content.products.push(number);
        break;
      case broughtSorts.bundled:
        content.bundled.push(number);
        break;
    }
    content.titles.push(position);
  }

  /** The longest rows of a machine by far: half as long while there are few distinct titles. */
  #titles({ titles }: Content): Row {
    return this.#identifier.findings.length <= 0x10000 ? this.#shortRows.of(titles) : this.#rows.of(titles);
  }

  /** Products kept, each for the functions it is kept for, after evidence of use. */
  #pairs({ products, bundled }: Content, { designated, signedIn }: Evidence): Uint32Array {
    const pairs: number[] = [];
    const add = (product: number): void => {
      for (const f of this.#functionsOf[product] as readonly number[])
        if (designated.size === 0 || !designated.has(f)) pairs.push(pairOf(product, f));
    };
    for (const product of products) add(product);
    if (signedIn.size > 0) for (const product of bundled) if (signedIn.has(product)) add(product);
    for (const [f, chosen] of designated) for (const product of chosen) pairs.push(pairOf(product, f));
    return this.#rows.of(sortedOnce(pairs));
  }
}

/** Numbers of 32 bits in order, each once. */
function sortedOnce(numbers: readonly number[]): Uint32Array {
  // A typed array is sorted without a comparison to call.
  const sorted = Uint32Array.from(numbers).sort();
  let length = 0;
  for (const number of sorted) if (length === 0 || sorted[length - 1] !== number) sorted[length++] = number;
  return sorted.subarray(0, length);
}
