/**
 * Evidence of use on one machine: which products it designates for which functions (method, section 1: use comes before presence).
 *
 * In: the use evidence and the registered antivirus of an Inventory, the products found on the machine and the services it contacted. Out: an Evidence.
 * It keeps nothing and counts nothing (observe.ts does).
 */
import type { Inventory, Machine, UseEvidence } from '../inventory/schema.ts';
import { countedRoles, type KnowledgeBase, type Product } from '../knowledge/base.ts';
import type { Finding, Identifier } from './identify.ts';

export interface Evidence {
  /** Functions for which only the designated products are kept; none designated means that something unknown is in charge. */
  readonly designated: Map<number, Set<number>>;
  /** Products signed in to: bundled ones count then, for all they serve. */
  readonly signedIn: Set<number>;
  /** Positions of the findings that evidence brought: they are titles of the machine like the others. */
  readonly titles: number[];
}

export class EvidenceWeigher {
  readonly #base: KnowledgeBase;
  readonly #identifier: Identifier;
  readonly #functionIndex: ReadonlyMap<string, number>;
  readonly #functionOfHandler = new Map<string, number>();

  constructor(base: KnowledgeBase, identifier: Identifier) {
    this.#base = base;
    this.#identifier = identifier;
    const functions = base.rules.functions.functions;
    this.#functionIndex = new Map(functions.map((entry, index) => [entry.id, index]));
    functions.forEach((entry, index) => {
      for (const handler of entry.handlers) this.#functionOfHandler.set(handler, index);
    });
  }

  /** Weighs every piece of evidence; `present` are the counted products found on the machine, `contacted` the services it used. */
  weigh(
    { machine, useEvidence, securityProducts }: Inventory,
    present: readonly number[],
    contacted: ReadonlySet<number>,
  ): Evidence {
    const evidence: Evidence = { designated: new Map(), signedIn: new Set(), titles: [] };
    for (const entry of useEvidence) this.#weighOne(entry, machine, present, evidence);
    for (const { category, registered, enabled, name, publisher } of securityProducts) {
      if (category !== 'antivirus' || registered !== true || enabled === false) continue;
      this.#weighOne(
        { kind: 'registered-antivirus', subject: 'antivirus', product: name, publisher },
        machine,
        present,
        evidence,
      );
    }
    if (contacted.size > 0) for (const index of present) this.#weighContact(index, contacted, evidence);
    return evidence;
  }

  /** An installed program whose service was contacted is in use. What comes with the system contacts its maker whether it is used or not. */
  #weighContact(index: number, contacted: ReadonlySet<number>, evidence: Evidence): void {
    const product = this.#base.products[index] as Product;
    if (product.role !== 'application' || !isInContact(this.#base, product, contacted)) return;
    for (const id of product.functions) {
      const f = this.#functionIndex.get(id);
      if (f !== undefined) designate(evidence, f, [index]);
    }
  }

  #weighOne(entry: UseEvidence, machine: Machine, present: readonly number[], evidence: Evidence): void {
    const item = { name: entry.product, publisher: entry.publisher, kind: 'program' as const, foundBy: entry.kind };
    const position = this.#identifier.position(item, machine);
    const finding = this.#identifier.findings[position] as Finding;
    const product = finding.outcome === 'unknown' ? null : finding.product;
    const usable = product !== null && (countedRoles.includes(product.role) || product.role === 'bundled');
    if (entry.kind === 'signed-in') {
      if (usable) evidence.signedIn.add(product.index);
      return;
    }
    const byHandler = entry.kind === 'default-handler' || entry.kind === 'registered-antivirus';
    const subject = entry.kind === 'registered-antivirus' ? 'antivirus' : entry.subject.toLowerCase();
    const handled = byHandler ? this.#functionOfHandler.get(subject) : undefined;
    if (usable) {
      // What comes with the system runs and is licensed with it: neither is evidence that it is used.
      if (product.role === 'bundled' && !byHandler) return;
      const functions = byHandler ? [handled] : product.functions.map((id) => this.#functionIndex.get(id));
      for (const f of functions) if (f !== undefined) designate(evidence, f, [product.index]);
      evidence.titles.push(position);
      return;
    }
    if (handled === undefined) return;
    const suites = this.#partsOf(finding, entry, handled, present);
    if (suites.length > 0) designate(evidence, handled, suites);
    else if (finding.outcome === 'unknown') {
      // Something unknown is in charge: the others are not in use, and it is an unknown.
      designate(evidence, handled, []);
      evidence.titles.push(position);
    }
  }

  /** Products on the machine that what is in charge may be a part of: of the same vendor, for the same function (Excel is of the suite present). */
  #partsOf(finding: Finding, entry: UseEvidence, handled: number, present: readonly number[]): number[] {
    const known = finding.outcome === 'unknown' ? finding.vendor : finding.product?.vendor;
    const vendor = known ?? this.#identifier.vendorOfName(entry.product);
    if (!vendor) return [];
    return present.filter((index) => {
      const product = this.#base.products[index] as Product;
      return product.vendor === vendor && product.functions.some((id) => this.#functionIndex.get(id) === handled);
    });
  }
}

/** Whether a product, or a service it is the client of, is among those contacted. */
export function isInContact(base: KnowledgeBase, product: Product, contacted: ReadonlySet<number>): boolean {
  if (contacted.has(product.index)) return true;
  return product.clientOf.some((id) => contacted.has(base.productById.get(id)?.index ?? -1));
}

/** From now on, only the designated products are kept for the function. */
function designate({ designated }: Evidence, functionIndex: number, products: readonly number[]): void {
  const kept = designated.get(functionIndex) ?? new Set<number>();
  for (const product of products) kept.add(product);
  designated.set(functionIndex, kept);
}
