/** Small inventories, no two alike unless asked. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Outgoing } from '../../../agent/deliver/destination.ts';
import { serialise } from '../../../agent/document.ts';
import { documentFileName } from '../../../src/inventory/file-name.ts';
import { type Inventory, inventorySchema } from '../../../src/inventory/schema.ts';
import { sign } from '../../../src/inventory/signature.ts';

export const key = generateKeyPairSync('ed25519').privateKey;

export function inventoryOf(name: string, collectedAt = '2026-11-21T22:45:00.000Z'): Inventory {
  return inventorySchema.parse({
    document: 'inventory',
    schemaVersion: '1.0',
    agent: { name: 'tiebreak-agent', version: '0' },
    documentId: randomUUID(),
    collectedAt,
    machine: { identifiers: {}, kind: 'workstation' },
    software: [{ name, kind: 'program', foundBy: 'test' }],
  });
}

export function outgoing(inventory: Inventory): Outgoing {
  return { name: documentFileName(inventory), text: sign(serialise(inventory), key) };
}
