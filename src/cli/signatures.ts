/**
 * What is known of the signatures of the documents read: how many are signed, by which keys, and which of those were never seen before.
 *
 * In: the events of the import, and the register of the keys already seen, kept beside the key of the organisation. Out: counts for the
 * report, and the register completed. A key says that documents come from one machine, not which: who enrols machines knows that.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Assessment } from '../assessment.ts';
import type { ImportEvent } from '../import/index.ts';
import type { Inventory } from '../inventory/schema.ts';
import { Problem } from '../problem.ts';
import { makeFolder } from './make-folder.ts';

export type SignatureCounts = NonNullable<Assessment['sources']['signatures']>;

const REGISTER_VERSION = '1.0';
/** As the agent names itself in its documents. */
const AGENT_NAME = 'tiebreak-agent';

/** Counts of the documents of one run. */
export class SignatureTally {
  readonly signers = new Set<string>();
  readonly #identifiers = new Set<string>();
  #signed = 0;
  #unsigned = 0;
  #invalid = 0;
  #copies = 0;

  add(event: ImportEvent): void {
    if ('problem' in event) {
      if (event.problem.code === 'signature-invalid') this.#invalid++;
      return;
    }
    const { signature, inventory } = event;
    if (signature === undefined || (signature === 'none' && !isOfAgent(inventory))) return;
    if (signature === 'none') this.#unsigned++;
    else {
      this.#signed++;
      this.signers.add(signature.signer);
    }
    const { documentId } = inventory;
    if (documentId === undefined) return;
    if (this.#identifiers.has(documentId)) this.#copies++;
    this.#identifiers.add(documentId);
  }

  /** Null when nothing that can be signed was read. */
  counts(known: ReadonlySet<string>): SignatureCounts | null {
    if (this.#signed + this.#unsigned + this.#invalid === 0) return null;
    return {
      signed: this.#signed,
      unsigned: this.#unsigned,
      invalid: this.#invalid,
      copies: this.#copies,
      keys: this.signers.size,
      newKeys: [...this.signers].filter((signer) => !known.has(signer)).length,
    };
  }
}

/** What another tool gathered, or a proxy saw, had nobody to sign it, even once written as a document of ours. */
function isOfAgent({ agent, observedFrom = 'machine' }: Inventory): boolean {
  return agent.name === AGENT_NAME && observedFrom === 'machine';
}

/** Where the register is: beside the key of the organisation. */
export function registerFile({ key, output }: { key?: string | undefined; output: string }): string {
  return join(dirname(resolve(key ?? output)), 'tiebreak-keys.json');
}

/** Keys already seen, with the day each was first seen. */
export function readRegister(file: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder that cannot be one has no register either: what is written there next says so.
    if (code === 'ENOENT' || code === 'ENOTDIR') return new Map();
    throw new Problem('file-unreadable', { file, detail: code ?? String(error) });
  }
  try {
    const { document, keys } = JSON.parse(text);
    if (document === 'keys') return new Map(Object.entries(keys as Record<string, string>));
  } catch {
    // The remedy is the same whatever the damage.
  }
  throw new Problem('register-damaged', { file });
}

/** Adds the keys seen for the first time; the register appears whole or not at all, and is left alone when nothing is new. */
export function completeRegister(file: string, signers: ReadonlySet<string>, day: string): void {
  const known = readRegister(file);
  const found = [...signers].filter((signer) => !known.has(signer));
  if (found.length === 0) return;
  for (const signer of found) known.set(signer, day);
  const keys = Object.fromEntries([...known].sort(([a], [b]) => (a < b ? -1 : 1)));
  try {
    makeFolder(dirname(file));
    writeFileSync(
      `${file}.part`,
      `${JSON.stringify({ document: 'keys', schemaVersion: REGISTER_VERSION, keys }, null, 1)}\n`,
    );
    renameSync(`${file}.part`, file);
  } catch (error) {
    throw new Problem('output-unwritable', { file, detail: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
}
