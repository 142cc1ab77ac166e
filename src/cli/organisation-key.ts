/** The key under which pseudonyms are made: the organisation's, or a random one kept beside the results. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseKey } from '../inventory/identity.ts';
import { Problem } from '../problem.ts';
import { makeFolder } from './make-folder.ts';

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

/** A key made at the first run: whole and on the disk, or not at all; the one that another run made meanwhile is the key. */
function makeKey(beside: string): Uint8Array {
  const text = newKeyText();
  try {
    makeFolder(dirname(beside));
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return readKey(beside);
    // A full disk leaves a part of it.
    if (existsSync(beside)) rmSync(beside);
    throw new Problem('key-not-kept', { file: beside, detail: code ?? String(error) });
  }
  return Buffer.from(text.trim(), 'hex');
}

/**
 * The key of a file given; else the one beside the results, made at the first run. Where it cannot be kept, `onLost` hears why and this
 * run has a key of its own: its pseudonyms cannot be compared with another's, nothing else changes.
 */
export function organisationKey(
  given: string | undefined,
  beside: string,
  onLost: (problem: Problem) => void,
): Uint8Array {
  if (given !== undefined) return readKey(given);
  if (existsSync(beside)) return readKey(beside);
  try {
    return makeKey(beside);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'key-not-kept') throw error;
    onLost(error);
    return randomBytes(KEY_BYTES);
  }
}
