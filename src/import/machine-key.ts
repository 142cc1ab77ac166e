import type { Inventory } from '../inventory/schema.ts';

/**
 * What two documents of one machine have in common: its best pseudonym, else the place it was read from. Made under one
 * organisation key, keys are comparable; they are not stable across keys.
 */
export function machineKey(inventory: Inventory, place: string = inventory.source?.file ?? ''): string {
  const { serial, uuid, name } = inventory.machine.identifiers;
  if (serial !== undefined && uuid !== undefined) return `${serial}+${uuid}`;
  return uuid ?? serial ?? name ?? `file ${place}`;
}
