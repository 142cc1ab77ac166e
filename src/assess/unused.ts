/** Installed products that were not seen in use where they could have been: clients of services that no one contacted. */
import { isUse } from '../identify/domains.ts';
import { isInContact } from '../identify/evidence.ts';
import type { FleetObservation, MachineRecord } from '../identify/observe.ts';
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { productOf } from '../score/fleet.ts';
import type { ObservedFleet } from './fleet.ts';

export interface Unused {
  /** Machines on which it is installed and was not seen in use. */
  readonly silent: readonly MachineRecord[];
  /** Machines under observation on which it is installed. */
  readonly observed: number;
}

/** Whether a product would be heard if it were used: it is the client of a service, or does nothing without its own. */
function speaks({ clientOf, domains, onlineServiceRequired }: Product): boolean {
  const own = domains.some((entry) => typeof entry === 'string' || (entry.purpose ?? 'use') === 'use');
  return clientOf.length > 0 || (onlineServiceRequired && own);
}

/** By product number. */
export function unusedProducts(
  base: KnowledgeBase,
  observation: FleetObservation,
  { observers }: ObservedFleet,
): Map<number, Unused> {
  const counts = new Map<number, { silent: MachineRecord[]; observed: number }>();
  for (const record of observers) {
    const used = new Set<number>();
    for (const position of record.domains ?? []) {
      const owner = observation.domains[position]?.owner ?? null;
      if (isUse(owner)) used.add(owner.product.index);
    }
    for (const index of new Set(Array.from(record.pairs, productOf))) {
      const product = base.products[index] as Product;
      if (product.role !== 'application' || !speaks(product)) continue;
      const count = counts.get(index) ?? { silent: [], observed: 0 };
      count.observed += 1;
      if (!isInContact(base, product, used)) count.silent.push(record);
      counts.set(index, count);
    }
  }
  return new Map([...counts].filter(([, { silent }]) => silent.length > 0));
}

/** The same, as positions in the fleet that is scored; equipment is not in it. */
export function unusedPositions(
  unused: ReadonlyMap<number, Unused>,
  { machines }: ObservedFleet,
): Map<number, number[]> {
  const positions = new Map(machines.map((record, position) => [record, position]));
  const found = new Map<number, number[]>();
  for (const [product, { silent }] of unused) {
    const list = silent.flatMap((record) => positions.get(record) ?? []);
    if (list.length > 0) found.set(product, list);
  }
  return found;
}
