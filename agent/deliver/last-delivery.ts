/** What this machine last delivered whole, and where: without it, or when it cannot be read, a document is simply sent whole again. */
import { join } from 'node:path';
import { readRegularFile } from '../files.ts';
import { writeDocument } from './file.ts';
import type { Content } from './unchanged.ts';

export type LastDelivery = Content & {
  documentId: string;
  /** Name of its file. */
  name: string;
  destination: string;
  deliveredAt: string;
};

const LARGEST = 1024 * 1024;
const FILE = 'last-delivery.json';

export function readLastDelivery(stateFolder: string): LastDelivery | undefined {
  const reading = readRegularFile(join(stateFolder, FILE), LARGEST);
  if (!reading.ok) return undefined;
  try {
    const value: unknown = JSON.parse(reading.bytes.toString('utf8'));
    return isLastDelivery(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function writeLastDelivery(stateFolder: string, last: LastDelivery): void {
  writeDocument(join(stateFolder, FILE), `${JSON.stringify(last)}\n`);
}

function isLastDelivery(value: unknown): value is LastDelivery {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return (
    ['documentId', 'name', 'destination', 'deliveredAt', 'digest'].every((name) => typeof fields[name] === 'string') &&
    Array.isArray(fields.contacts)
  );
}
