/** The folder that `tiebreak import` writes: one file a machine, whole or not at all, and what other files take the place of. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportEvent } from '../import/index.ts';
import { sha256 } from '../inventory/digest.ts';

type Document = Exclude<ImportEvent, { problem: unknown }>;

/** A name of our own: what a machine or a file is called never becomes a path. */
export function fileName(machine: string): string {
  return `${sha256(machine).slice(0, 24)}.inventory.json`;
}

/** Whether a document is of one client among those of a log, whose account is that of its lines. */
export function isClient(document: Document): boolean {
  const { address, name } = document.inventory.machine.identifiers;
  return isOfLog(document) && (address ?? name) !== undefined;
}

/** Whether a document is of what one log shows; a client that several logs show is in each of them. */
function isOfLog({ inventory, merges }: Document): boolean {
  return inventory.observedFrom === 'network' && merges === undefined;
}

export class ImportFolder {
  readonly #folder: string;
  /** Files written, with the moment each is of. */
  readonly #written = new Map<string, string>();
  /** Files of clients of logs, by key. */
  readonly #ofLogs = new Map<string, string[]>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get size(): number {
    return this.#written.size;
  }

  write(document: Document): void {
    const { inventory, machine, merges, replaces } = document;
    for (const earlier of merges ?? (replaces === undefined ? [] : [replaces])) this.#remove(earlier);
    const path = this.#pathOf(document);
    if (isOfLog(document)) this.#ofLogs.set(machine, [...(this.#ofLogs.get(machine) ?? []), path]);
    // Of two documents of one machine, whichever comes last, the later one stays.
    if ((this.#written.get(path) ?? '') > inventory.collectedAt) return;
    writeFileSync(`${path}.part`, `${JSON.stringify(inventory, null, 1)}\n`);
    renameSync(`${path}.part`, path);
    this.#written.set(path, inventory.collectedAt);
  }

  #pathOf(document: Document): string {
    const { file, machine } = document;
    return join(this.#folder, fileName(isOfLog(document) ? `${machine} ${file}` : machine));
  }

  #remove(machine: string): void {
    for (const path of [join(this.#folder, fileName(machine)), ...(this.#ofLogs.get(machine) ?? [])]) {
      rmSync(path, { force: true });
      this.#written.delete(path);
    }
  }
}
