/**
 * Partial documents and the full ones they complete.
 *
 * Full documents are only noted by their place, partial ones put aside by theirs, so that memory does not grow with
 * them; when everything has been read, the files concerned are read again, one at a time. Partial documents of a
 * stream, which cannot be read again one by one, are held, up to a limit.
 */
import { Problem } from '../problem.ts';
import { complete } from './complete.ts';
import type { Imported } from './importer.ts';
import { machineKey } from './machine-key.ts';
import { type Document, type Read, type ReadContext, readFile } from './read-file.ts';
import { STANDARD_INPUT } from './walk.ts';

/** Most items held for partial documents of streams, all together: about 60 MiB. */
const MAX_HELD_ITEMS = 200_000;

/** Where a document can be found again. */
type Place = { readonly file: string; readonly line: number | undefined; readonly observedAt: string | undefined };

export type Aside = Place & { held: Read | undefined };

/** A document, as an event gives it. */
type Joined = { readonly file: string; readonly document: Read; readonly machine: string; readonly replaces?: string };
type JoinEvent = Joined | { readonly file: string; readonly problem: Problem };

export type Joining = {
  readonly full: Map<string, Place>;
  readonly partial: Map<string, Aside[]>;
  heldItems: number;
};

export function openJoining(): Joining {
  return { full: new Map(), partial: new Map(), heldItems: 0 };
}

/** Where a document is, as messages and keys name it. */
export function placeName(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}

function deviceOf(file: string, { device, inventory, line }: Imported): string {
  return device ?? machineKey(inventory, placeName(file, line));
}

function placeOf(file: string, { line, observedAt }: Imported): Place {
  return { file, line, observedAt };
}

/** Undated documents count as the latest: their source gives them in the order it made them. */
function isLater(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || (right !== undefined && left >= right);
}

/** Notes where a full document is, for the partial ones that may come. */
export function noteFull(joining: Joining, file: string, document: Read): void {
  const device = deviceOf(file, document);
  const known = joining.full.get(device);
  if (known === undefined || isLater(document.observedAt, known.observedAt))
    joining.full.set(device, placeOf(file, document));
}

function itemsOf({ inventory }: Read): number {
  return inventory.software.length + inventory.endpoints.length + inventory.browserExtensions.length + 1;
}

/**
 * Puts a partial document aside, held until its file is known to hold no other; undefined when too much is held
 * already.
 */
export function putAside(joining: Joining, file: string, document: Read): Aside | undefined {
  const items = itemsOf(document);
  if (joining.heldItems + items > MAX_HELD_ITEMS) return undefined;
  joining.heldItems += items;
  const aside: Aside = { ...placeOf(file, document), held: document };
  const device = deviceOf(file, document);
  const asides = joining.partial.get(device);
  if (asides === undefined) joining.partial.set(device, [aside]);
  else asides.push(aside);
  return aside;
}

/** Lets go of a document that its file gives again at once. */
export function release(joining: Joining, aside: Aside): void {
  if (aside.held === undefined) return;
  joining.heldItems -= itemsOf(aside.held);
  aside.held = undefined;
}

/** A document put aside, as it was held or read again. */
async function recall({ file, held, line }: Aside, context: ReadContext): Promise<Document | undefined> {
  if (held !== undefined) return held;
  for await (const document of readFile(file, context)) {
    if ('problem' in document || document.line === line) return document;
  }
  return undefined;
}

function incomplete({ file, line }: Aside): JoinEvent {
  return { file, problem: new Problem('document-incomplete', { file: placeName(file, line) }) };
}

/** Undated ones last, as they came. */
function byDate(left: Aside, right: Aside): number {
  const [first, second] = [left.observedAt ?? '~', right.observedAt ?? '~'];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** The documents put aside for one machine: those older than its full one, latest first, then the others in order. */
function inOrder(asides: readonly Aside[], full: Imported | undefined): { aside: Aside; older: boolean }[] {
  const marked = [...asides]
    .sort(byDate)
    .map((aside) => ({ aside, older: full !== undefined && !isLater(aside.observedAt, full.observedAt) }));
  return [...marked.filter(({ older }) => older).reverse(), ...marked.filter(({ older }) => !older)];
}

/** Completes a full document, one event for each partial one, each replacing the last. */
async function* completeFull(
  full: Read,
  file: string,
  asides: readonly Aside[],
  context: ReadContext,
): AsyncGenerator<JoinEvent> {
  let known: Imported = full;
  let replaces = machineKey(full.inventory, placeName(file, full.line));
  for (const { aside, older } of inOrder(asides, full)) {
    const document = await recall(aside, context);
    if (document === undefined) yield incomplete(aside);
    else if ('problem' in document) yield { file: aside.file, problem: document.problem };
    else {
      known = older ? complete(document, known) : complete(known, document);
      const machine = machineKey(known.inventory, placeName(file, full.line));
      yield { file: aside.file, document: { ...document, inventory: known.inventory }, machine, replaces };
      replaces = machine;
    }
  }
}

/** What is known of the machine says something of it. */
function isMachine({ inventory }: Imported): boolean {
  return inventory.software.length > 0 || inventory.machine.operatingSystem !== undefined;
}

/** Partial documents without a full one: a machine from the moment when together they bring software or a system. */
async function* completeNothing(asides: readonly Aside[], context: ReadContext): AsyncGenerator<JoinEvent> {
  const waiting: { aside: Aside; rest: Omit<Read, 'inventory'> }[] = [];
  let known: Imported | undefined;
  let replaces: string | undefined;
  for (const { aside } of inOrder(asides, undefined)) {
    const document = await recall(aside, context);
    if (document === undefined) yield incomplete(aside);
    else if ('problem' in document) yield { file: aside.file, problem: document.problem };
    else {
      known = known === undefined ? document : complete(known, document);
      const { inventory } = known;
      const { inventory: _, ...rest } = document;
      waiting.push({ aside, rest });
      if (!isMachine(known)) continue;
      for (const { aside, rest } of waiting.splice(0)) {
        const machine = machineKey(inventory, placeName(aside.file, aside.line));
        const joined = { file: aside.file, document: { ...rest, inventory }, machine };
        yield replaces === undefined ? joined : { ...joined, replaces };
        replaces = machine;
      }
    }
  }
  for (const { aside } of waiting) yield incomplete(aside);
}

/** Places of full documents that partial ones complete, by file, so that each file is read again once. */
function fullPlaces({ full, partial }: Joining): Map<string, Map<string, number | undefined>> {
  const files = new Map<string, Map<string, number | undefined>>();
  for (const device of partial.keys()) {
    const place = full.get(device);
    if (place === undefined) continue;
    const lines = files.get(place.file) ?? new Map<string, number | undefined>();
    files.set(place.file, lines.set(device, place.line));
  }
  return files;
}

/**
 * Everything that was put aside, joined. Of `contexts`, one reads the full documents while the other reads the partial
 * ones.
 */
export async function* joinAll(
  joining: Joining,
  contexts: readonly [ReadContext, ReadContext],
): AsyncGenerator<JoinEvent> {
  const { full, partial } = joining;
  for (const [file, lines] of fullPlaces(joining)) {
    if (file === STANDARD_INPUT) continue;
    for await (const document of readFile(file, contexts[0])) {
      if ('problem' in document) continue;
      const device = deviceOf(file, document);
      if (!lines.has(device) || lines.get(device) !== document.line) continue;
      yield* completeFull(document, file, partial.get(device) ?? [], contexts[1]);
      partial.delete(device);
    }
  }
  for (const [device, asides] of partial) {
    // Its full document cannot be read again: a row made of what completes it would be worse than the row that is
    // there.
    if (full.has(device)) yield* asides.map(incomplete);
    else yield* completeNothing(asides, contexts[1]);
  }
}
