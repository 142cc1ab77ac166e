/** The key under which pseudonyms are made: the organisation's, or a random one kept beside the results. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseKey } from '../inventory/identity.ts';
import { Problem } from '../problem.ts';

const KEY_BYTES = 32;

/** Where the key is looked for, beside the results. */
export const KEY_FILE = 'tiebreak-organisation.key';

/** A new key, as its file holds it. */
export function newKeyText(): string {
  return `${randomBytes(KEY_BYTES).toString('hex')}\n`;
}

function readKey(file: string): Uint8Array {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw new Problem('key-unusable', { file, detail: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
  const key = parseKey(content);
  if (key === undefined) throw new Problem('key-unusable', { file, detail: `${content.length} < 16` });
  return key;
}

/** The key of a file given; else the one beside the results, made at the first run. A folder that cannot be written gets a key for this run only. */
export function organisationKey(given: string | undefined, beside: string): Uint8Array {
  if (given !== undefined) return readKey(given);
  if (existsSync(beside)) return readKey(beside);
  const text = newKeyText();
  try {
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
  } catch {
    // Read-only working folder: the pseudonyms of this run cannot be compared with another's, nothing else changes.
  }
  return Buffer.from(text.trim(), 'hex');
}
