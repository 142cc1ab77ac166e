/**
 * Documents of one machine, each of another source → one: what any of them saw is there once, and what they disagree on is
 * taken from the first of them.
 *
 * In: documents in the order of `byTrust`. Out: one Inventory, that says what it was made of. It decides nothing of which
 * documents are of one machine (same-machine.ts does).
 */
import type { Endpoint, Inventory, Machine, MergedSource, SoftwareItem } from '../inventory/schema.ts';
import { defined } from './values.ts';

/** A document to merge. */
export type Part = { readonly inventory: Inventory; readonly recognisedBy: MergedSource['recognisedBy'] };

/** Formats whose files are each a source of their own, as logs are: two tables are two lists, of one moment or not. */
const TABLES = new Set(['csv', 'software-json', 'xlsx']);

/** Name of the source of a document: two of one source say the same at two moments, two of different ones complete each other. */
export function sourceOf({ mergedFrom, observedFrom = 'machine', source }: Inventory): string {
  const { format, file } = source ?? { format: 'native', file: undefined };
  if (mergedFrom === undefined)
    return `${observedFrom} ${format}${TABLES.has(format) || observedFrom === 'network' ? ` ${file}` : ''}`;
  return `${observedFrom} ${[...new Set(mergedFrom.map((part) => part.format))].sort().join('+')}`;
}

function isTable({ source }: Inventory): boolean {
  return TABLES.has(source?.format ?? '');
}

/**
 * What was observed on the machine first, and of that by an agent of ours; tables, which seldom say when, come last. Then
 * the latest, then what says most.
 */
export function byTrust(left: Inventory, right: Inventory): number {
  return (
    Number(left.observedFrom === 'network') - Number(right.observedFrom === 'network') ||
    Number(left.source !== undefined) - Number(right.source !== undefined) ||
    Number(isTable(left)) - Number(isTable(right)) ||
    compare(right.collectedAt, left.collectedAt) ||
    right.software.length - left.software.length ||
    compare(`${left.source?.format}\0${left.source?.file}`, `${right.source?.format}\0${right.source?.file}`)
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function plain(text: string | undefined): string | undefined {
  return text?.toLowerCase();
}

/** Whether two items of one name and version are one: a source that does not say of whom says nothing against it. */
function isSame(left: SoftwareItem, right: SoftwareItem): boolean {
  const [ours, theirs] = [plain(left.publisher), plain(right.publisher)];
  return ours === theirs || ours === undefined || theirs === undefined;
}

/** Most items of one name and version that an item is compared with. */
const MAX_NAMESAKES = 16;

/** Every item once; what the first to list it does not say of it is taken from the others. */
function mergedSoftware(lists: readonly (readonly SoftwareItem[])[]): SoftwareItem[] {
  const known = new Map<string, number[]>();
  const software: SoftwareItem[] = [];
  for (const list of lists) {
    // One source may list an item twice, and means it.
    const before = software.length;
    for (const item of list) {
      const title = `${plain(item.name)}\0${item.version ?? ''}`;
      const places = known.get(title) ?? [];
      const place = places.find((index) => index < before && isSame(software[index] as SoftwareItem, item));
      if (place === undefined) {
        const index = software.push(item) - 1;
        if (places.length < MAX_NAMESAKES) known.set(title, [...places, index]);
      } else software[place] = { ...item, ...(software[place] as SoftwareItem) };
    }
  }
  return software;
}

/** Every entry once, by its words. */
function mergedList<T>(lists: readonly (readonly T[])[], wordsOf: (entry: T) => string = JSON.stringify): T[] {
  const entries = new Map<string, T>();
  for (const entry of lists.flat()) {
    const words = wordsOf(entry);
    if (!entries.has(words)) entries.set(words, entry);
  }
  return [...entries.values()];
}

function firstOf<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}

/** The first, completed by the others that are the same. */
function completed<T extends object>(
  values: readonly (T | undefined)[],
  isSame: (left: T, right: T) => boolean,
): T | undefined {
  const [first, ...others] = values.filter((value) => value !== undefined);
  if (first === undefined) return undefined;
  const same = others.filter((other) => isSame(first, other));
  return Object.assign({}, ...same.reverse(), first);
}

function mergedMachine(machines: readonly Machine[]): Machine {
  const [first] = machines as [Machine];
  const identifiers: Machine['identifiers'] = Object.assign(
    {},
    ...machines.map((machine) => machine.identifiers).reverse(),
  );
  const { kind, kindEvidence } = machines.find((machine) => machine.kind !== 'unknown') ?? first;
  return defined({
    ...first,
    identifiers,
    label: firstOf(machines.map(({ label }) => label)),
    kind,
    kindEvidence,
    site: firstOf(machines.map(({ site }) => site)),
    unit: firstOf(machines.map(({ unit }) => unit)),
    operatingSystem: completed(
      machines.map(({ operatingSystem }) => operatingSystem),
      (left, right) => plain(left.name) === plain(right.name),
    ),
    hardware: completed(
      machines.map(({ hardware }) => hardware),
      () => true,
    ),
    virtualisation: firstOf(machines.map(({ virtualisation }) => virtualisation)),
  });
}

function describe({ inventory, recognisedBy }: Part): MergedSource[] {
  if (inventory.mergedFrom !== undefined) return inventory.mergedFrom;
  const { collectedAt, software, source } = inventory;
  const { format, file } = source ?? { format: 'native', file: undefined };
  return [defined({ format, file, collectedAt, recognisedBy, items: software.length })];
}

/** Every end point once, with how many times all of the sources saw it. */
function mergedEndpoints(lists: readonly (readonly Endpoint[])[]): Endpoint[] {
  const known = new Map<string, Endpoint>();
  for (const endpoint of lists.flat()) {
    const { count = 0, ...place } = endpoint;
    const words = JSON.stringify(place);
    const earlier = known.get(words);
    const sum = count + (earlier?.count ?? 0);
    known.set(words, sum === 0 ? place : { ...place, count: Math.min(sum, Number.MAX_SAFE_INTEGER) });
  }
  return [...known.values()];
}

/** Of the same handler or antivirus, only what the first source says is in charge. */
function wordsOfUse(entry: Inventory['useEvidence'][number]): string {
  return entry.kind === 'default-handler' ? `${entry.kind}\0${entry.subject.toLowerCase()}` : JSON.stringify(entry);
}

/** One document of all; at least one is given. */
export function merged(parts: readonly Part[]): Inventory {
  const inventories = parts.map(({ inventory }) => inventory);
  const { documentId: _, signature: __, observedFrom: ___, endpointPolicy, ...first } = inventories[0] as Inventory;
  const isMachine = inventories.some(({ observedFrom }) => observedFrom !== 'network');
  const periods = inventories.flatMap(({ endpointPeriodDays }) => endpointPeriodDays ?? []);
  return {
    ...first,
    ...(isMachine ? {} : { observedFrom: 'network' as const }),
    ...(periods.length === 0 ? {} : { endpointPeriodDays: Math.max(...periods) }),
    // A log of the network saw what the agent kept.
    ...(endpointPolicy === undefined || inventories.some(({ observedFrom }) => observedFrom === 'network')
      ? {}
      : { endpointPolicy }),
    collectedAt: inventories.map(({ collectedAt }) => collectedAt).reduce((a, b) => (a > b ? a : b)),
    mergedFrom: parts.flatMap(describe).slice(0, 100),
    machine: mergedMachine(inventories.map(({ machine }) => machine)),
    software: mergedSoftware(inventories.map(({ software }) => software)),
    endpoints: mergedEndpoints(inventories.map(({ endpoints }) => endpoints)),
    services: mergedList(inventories.map(({ services }) => services)),
    browserExtensions: mergedList(inventories.map(({ browserExtensions }) => browserExtensions)),
    securityProducts: mergedList(inventories.map(({ securityProducts }) => securityProducts)),
    attachments: mergedList(inventories.map(({ attachments }) => attachments)),
    useEvidence: mergedList(
      inventories.map(({ useEvidence }) => useEvidence),
      wordsOfUse,
    ),
    packageOrigins: mergedList(inventories.map(({ packageOrigins }) => packageOrigins)),
    collectors: mergedList(inventories.map(({ collectors }) => collectors)),
  };
}
