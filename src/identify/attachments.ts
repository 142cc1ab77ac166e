/**
 * What machines belong to (a directory, a device management), and whose that is.
 *
 * In: the attachments of documents. Out: those whose vendor is known, each kind and vendor once; a machine keeps their positions. The vendor is that of
 * the host that joined the machine; without one, of the product that the kind is the name of. Of a suffix of the organisation's own it is nobody.
 */
import type { Attachment } from '../inventory/schema.ts';
import type { KnowledgeBase, Vendor } from '../knowledge/base.ts';
import { type DomainIndex, normaliseHost } from './domains.ts';

export interface Attached {
  readonly kind: Attachment['kind'];
  readonly vendor: Vendor;
}

export class Attachments {
  readonly #base: KnowledgeBase;
  readonly #domains: DomainIndex;
  readonly #positions = new Map<string, number>();
  readonly all: Attached[] = [];

  constructor(base: KnowledgeBase, domains: DomainIndex) {
    this.#base = base;
    this.#domains = domains;
  }

  /** Positions in `all`, each once. */
  of(attachments: readonly Attachment[]): ReadonlySet<number> {
    const found = new Set<number>();
    for (const { kind, provider } of attachments) {
      const owner = provider === undefined ? null : this.#domains.ownerOf(normaliseHost(provider));
      const vendor = owner?.vendor ?? this.#base.productById.get(kind)?.vendor;
      if (vendor) found.add(this.#position({ kind, vendor }));
    }
    return found;
  }

  #position(attached: Attached): number {
    const key = `${attached.kind}\0${attached.vendor.id}`;
    const position = this.#positions.get(key) ?? this.all.push(attached) - 1;
    this.#positions.set(key, position);
    return position;
  }
}
