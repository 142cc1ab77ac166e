/**
 * The machine's own Ed25519 key, under which its documents are signed: made at the first run, for its owner alone. It never leaves.
 * In: the state folder. Out: the private key; undefined when it can be neither read nor kept.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { createDocument } from './deliver/file.ts';
import { readRegularFile } from './files.ts';

export function machineKey(stateFolder: string): KeyObject | undefined {
  const path = join(stateFolder, 'machine-key.pem');
  const known = readPrivateKey(path);
  if (known !== undefined) return known;
  try {
    const { privateKey } = generateKeyPairSync('ed25519');
    createDocument(path, String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    return privateKey;
  } catch {
    // Another agent was first, and its key is the machine's; or nothing can be kept here.
    return readPrivateKey(path);
  }
}

function readPrivateKey(path: string): KeyObject | undefined {
  const reading = readRegularFile(path, 4096);
  if (!reading.ok) return undefined;
  try {
    const key = createPrivateKey(reading.bytes);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
