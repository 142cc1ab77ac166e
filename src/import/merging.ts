/**
 * One machine seen by several sources → one machine.
 *
 * In: every document as it goes by, of which only the pseudonyms and the place are kept. Out, when all have been read: for
 * each machine that several documents describe, one that holds what all of them saw, and the keys of those that it takes
 * the place of. Files are read again for that, once each; what cannot be read again is set down in a spool.
 */

import { repeatsOf } from '../inventory/repeats.ts';
import type { Inventory } from '../inventory/schema.ts';
import { Problem } from '../problem.ts';
import { openAccount } from './account.ts';
import { placeName } from './joining.ts';
import { machineKey } from './machine-key.ts';
import { byTrust, merged, sourceOf } from './merge.ts';
import { type Read, type ReadContext, readFile } from './read-file.ts';
import { type Apart, type Group, type Seen, sameMachines, sharedKinds } from './same-machine.ts';
import { Spool, type SpoolPlace } from './spool.ts';
import { STANDARD_INPUT } from './walk.ts';

/** What is kept of a document. */
type Noted = Seen & {
  readonly format: string;
  readonly line: number | undefined;
  readonly source: string;
  readonly collectedAt: string;
  readonly items: number;
  held: SpoolPlace | undefined;
};

export type Merging = {
  /** By key of the machine: the latest document of each source, nearly always one. */
  readonly machines: Map<string, Noted[]>;
  readonly spool: Spool;
};

export type MergeEvent =
  | {
      readonly file: string;
      readonly document: Read;
      readonly machine: string;
      /** Keys of the machines that it takes the place of. */
      readonly merges: readonly string[];
    }
  | { readonly file: string; readonly problem: Problem };

export function openMerging(): Merging {
  return { machines: new Map(), spool: new Spool() };
}

/** Of two documents of one source, the later one, then the one that says more, then the last by its place. */
function isLater(left: Noted, right: Noted): boolean {
  if (left.collectedAt !== right.collectedAt) return left.collectedAt > right.collectedAt;
  if (left.items !== right.items) return left.items > right.items;
  return placeName(left.file, left.line) >= placeName(right.file, right.line);
}

/** Notes a document that went by; `spooled` when its file does not hold it, or cannot be read again. */
export function noteDocument(
  { machines, spool }: Merging,
  document: { file: string; format: string; inventory: Inventory; line: number | undefined; key: string },
  spooled: boolean,
): void {
  const { file, format, inventory, key, line } = document;
  const { address, serial, uuid, name } = inventory.machine.identifiers;
  // Without pseudonyms nothing can be the same; what no machine is, is none.
  if ((serial ?? uuid ?? name ?? address) === undefined || inventory.observedFrom === 'declaration') return;
  const noted: Noted = {
    key,
    file,
    format,
    line,
    identifiers: { serial, uuid, name },
    // Logs follow each other: one does not say again what another said.
    source: inventory.observedFrom === 'network' ? `${sourceOf(inventory)} ${file}` : sourceOf(inventory),
    collectedAt: inventory.collectedAt,
    // Items that nobody asked for are not made to be counted.
    items: repeatsOf(inventory)?.numbers.length ?? inventory.software.length,
    held: undefined,
  };
  const sources = machines.get(key) ?? [];
  const place = sources.findIndex(({ source }) => source === noted.source);
  const known = sources[place];
  if (known !== undefined && !isLater(noted, known)) return;
  if (spooled || file === STANDARD_INPUT) noted.held = spool.add(inventory);
  if (known === undefined) sources.push(noted);
  else sources[place] = noted;
  machines.set(key, sources);
}

/** Forgets what a source said of a machine, which a more complete document takes the place of. */
export function forgetDocument({ machines }: Merging, key: string, inventory: Inventory): void {
  const source = sourceOf(inventory);
  const others = machines.get(key)?.filter((noted) => noted.source !== source) ?? [];
  if (others.length === 0) machines.delete(key);
  else machines.set(key, others);
}

/** The latest document of each source of a machine. */
function latestOf(group: Group<Noted>): Noted[] {
  const latest = new Map<string, Noted>();
  for (const noted of group) {
    const known = latest.get(noted.source);
    if (known === undefined || isLater(noted, known)) latest.set(noted.source, noted);
  }
  return [...latest.values()];
}

function isOf({ key, line }: Noted, file: string, document: Read): boolean {
  return document.line === line && machineKey(document.inventory, placeName(file, line)) === key;
}

/** Sets down the documents of files that hold several of those that are wanted, so that each such file is read once. */
async function setDown(wanted: readonly Noted[], spool: Spool, context: ReadContext): Promise<void> {
  const files = new Map<string, Noted[]>();
  for (const noted of wanted) {
    if (noted.held !== undefined) continue;
    const others = files.get(noted.file);
    if (others === undefined) files.set(noted.file, [noted]);
    else others.push(noted);
  }
  for (const [file, found] of files) {
    if (found.length < 2) continue;
    const places = new Map(found.map((noted) => [`${noted.line} ${noted.key}`, noted]));
    for await (const document of readFile(file, context)) {
      if ('problem' in document) continue;
      const key = machineKey(document.inventory, placeName(file, document.line));
      const noted = places.get(`${document.line} ${key}`);
      if (noted !== undefined) noted.held = spool.add(document.inventory);
    }
  }
}

async function recall(noted: Noted, spool: Spool, context: ReadContext): Promise<Inventory | undefined> {
  if (noted.held !== undefined) return spool.read(noted.held);
  for await (const document of readFile(noted.file, context))
    if (!('problem' in document) && isOf(noted, noted.file, document)) return document.inventory;
  return undefined;
}

async function* mergeOne(group: Group<Noted>, spool: Spool, context: ReadContext): AsyncGenerator<MergeEvent> {
  const latest = latestOf(group);
  const parts: { noted: Noted; inventory: Inventory }[] = [];
  for (const noted of latest) {
    const inventory = await recall(noted, spool, context);
    if (inventory !== undefined) parts.push({ noted, inventory });
    // It was there a moment ago.
    else yield { file: noted.file, problem: new Problem('file-missing', { file: placeName(noted.file, noted.line) }) };
  }
  parts.sort((left, right) => byTrust(left.inventory, right.inventory));
  const [first] = parts;
  if (first === undefined) return;
  const inventory =
    parts.length === 1
      ? first.inventory
      : merged(parts.map((part) => ({ inventory: part.inventory, recognisedBy: sharedKinds(part.noted, group) })));
  const read = parts.reduce((sum, part) => sum + part.inventory.software.length, 0);
  const kept = inventory.software.length;
  yield {
    file: first.noted.file,
    document: { format: first.noted.format, inventory, account: { ...openAccount(), read, kept, merged: read - kept } },
    machine: machineKey(inventory, placeName(first.noted.file, first.noted.line)),
    merges: [...new Set(group.map(({ key }) => key))].sort(),
  };
}

/** The documents of which several are of one machine, merged; `onApart` hears of those that only look so. */
export async function* mergeAll(
  { machines, spool }: Merging,
  context: ReadContext,
  onApart: ((apart: Apart) => void) | undefined,
): AsyncGenerator<MergeEvent> {
  const seen = [...machines.values()].flat();
  const { groups, aparts } = sameMachines(seen);
  for (const apart of aparts) onApart?.(apart);
  const several = groups.filter((group) => group.length > 1);
  await setDown(several.flatMap(latestOf), spool, context);
  for (const group of several) yield* mergeOne(group, spool, context);
}
