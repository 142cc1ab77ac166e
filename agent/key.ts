/**
 * The key of the pseudonyms: the organisation's, from a file the policy names; or, without one, a random key that stays on this
 * machine, so that its own inventories can be compared and nobody else's can.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseKey } from '../src/inventory/identity.ts';
import { createDocument, makeFolder } from './deliver/file.ts';
import { readRegularFile } from './files.ts';

const KEY_BYTES = 32;

/** The key of a file; undefined when it is missing, unreadable or too short to protect anything. */
export function readKey(path: string): Uint8Array | undefined {
  const reading = readRegularFile(path, 4096);
  return reading.ok ? parseKey(reading.bytes) : undefined;
}

/** The machine's own key, made at the first run. Undefined when it can be neither read nor kept: a key that changes is worth none. */
export function ownKey(stateFolder: string): Uint8Array | undefined {
  const path = join(stateFolder, 'agent.key');
  const known = readKey(path);
  if (known !== undefined) return known;
  try {
    makeFolder(stateFolder);
    const key = randomBytes(KEY_BYTES);
    createDocument(path, `${key.toString('hex')}\n`);
    return key;
  } catch {
    // Another agent was first, and its key is the machine's; or nothing can be kept here.
    return readKey(path);
  }
}
