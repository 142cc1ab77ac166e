/** Inventories written tersely, for tests of what is made of them. */
import { type FleetObservation, FleetObserver, type MachineRecord } from '../../src/identify/observe.ts';
import { type Inventory, inventorySchema, type SoftwareItem } from '../../src/inventory/schema.ts';
import type { KnowledgeBase } from '../../src/knowledge/base.ts';
import { functionOf, productOf } from '../../src/score/fleet.ts';

type Item = string | (Partial<SoftwareItem> & { name: string });
type Input = Parameters<typeof inventorySchema.parse>[0];

export interface TerseInventory {
  software?: Item[];
  machine?: Record<string, unknown>;
  collectedAt?: string;
  os?: Record<string, unknown>;
  /** Everything else an inventory may hold, as it is. */
  more?: Record<string, unknown>;
}

/** An inventory; "Name | Publisher" is a program with its publisher. */
export function inventory({
  software = [],
  machine = {},
  collectedAt = '2026-11-01T08:00:00Z',
  os,
  more = {},
}: TerseInventory): Inventory {
  const items = software.map((item) => {
    if (typeof item !== 'string') return { kind: 'program', foundBy: 'test', ...item };
    const [name, publisher] = item.split(' | ');
    return { kind: 'program', foundBy: 'test', name, ...(publisher === undefined ? {} : { publisher }) };
  });
  const document: Input = {
    document: 'inventory',
    schemaVersion: '1.0',
    agent: { name: 'test', version: '0' },
    collectedAt,
    machine: { identifiers: {}, kind: 'workstation', ...(os === undefined ? {} : { operatingSystem: os }), ...machine },
    software: items,
    ...more,
  };
  return inventorySchema.parse(document);
}

/** The registrable domain, as far as tests need one: the last two labels. */
export function registrable(host: string): string | null {
  const labels = host.split('.');
  return labels.length < 2 ? null : labels.slice(-2).join('.');
}

/** Observes inventories, each under its key. */
export function observe(base: KnowledgeBase, machines: Record<string, TerseInventory>): FleetObservation {
  const observer = new FleetObserver(base);
  for (const [key, terse] of Object.entries(machines)) observer.add(inventory(terse), key, registrable);
  return observer.finish();
}

/** What is kept on a machine: "product:function", sorted. */
export function kept(base: KnowledgeBase, record: MachineRecord | undefined): string[] {
  const functions = base.rules.functions.functions;
  return [...(record?.pairs ?? [])]
    .map((pair) => `${base.products[productOf(pair)]?.id}:${functions[functionOf(pair)]?.id}`)
    .sort();
}

/** What is kept on one machine alone. */
export function keptOn(base: KnowledgeBase, terse: TerseInventory): string[] {
  return kept(base, observe(base, { pc: terse }).machines[0]);
}
