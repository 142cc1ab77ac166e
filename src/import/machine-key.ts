import type { Inventory } from '../inventory/schema.ts';

/**
 * The pseudonyms of a machine in one text, else the place it was read from: documents of one key carry the same. Made
 * under one organisation key, keys are comparable; they are not stable across keys.
 */
export function machineKey(inventory: Inventory, place: string = inventory.source?.file ?? ''): string {
  const { address, serial, uuid, name } = inventory.machine.identifiers;
  return [serial, uuid, name].filter((id) => id !== undefined).join('+') || (address ?? `file ${place}`);
}
