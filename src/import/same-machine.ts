/**
 * Which documents are of one machine, told by the pseudonyms they have in common, and why.
 *
 * In: the pseudonyms of every document. Out: groups, the same whatever the order of the documents, and the documents that
 * look alike but stay apart. Two groups are one machine when what they share outweighs what contradicts it by THRESHOLD.
 * A pseudonym that several machines carry (a serial number left by the factory, a name of a system image) proves nothing.
 * It reads no document and merges none (merge.ts does).
 */

export const identityKinds = ['uuid', 'serial', 'name'] as const;
export type IdentityKind = (typeof identityKinds)[number];

/** What is known of one document. */
export type Seen = {
  /** Documents of one key carry the same pseudonyms. */
  readonly key: string;
  readonly file: string;
  readonly identifiers: Partial<Record<IdentityKind, string | undefined>>;
};

/** Why documents that have a pseudonym in common stay apart. */
export type ApartReason = 'contradicted' | 'ambiguous' | 'shared';
export type Apart = { readonly files: string[]; readonly by: IdentityKind; readonly reason: ApartReason };

export type Group<T extends Seen> = readonly T[];

/** What the same pseudonym is worth on both sides, and what two different ones cost: machines are renamed, boards are replaced. */
const SAME: Readonly<Record<IdentityKind, number>> = { uuid: 3, serial: 3, name: 2 };
const DIFFERENT: Readonly<Record<IdentityKind, number>> = { uuid: -3, serial: -3, name: -1 };

/** Least sum for two groups to be one machine. */
export const THRESHOLD = 2;

/** From how many machines on a pseudonym identifies none: names over all files, and within one, which lists each machine once. */
const SHARED_BY = 3;
const SHARED_IN_FILE = 2;

/** Most groups of one pseudonym that are compared with each other. */
const MAX_BLOCK = 64;

type Identities = Record<IdentityKind, Set<string>>;
type Cluster<T> = { members: T[]; readonly identities: Identities };

function emptyIdentities(): Identities {
  return { uuid: new Set(), serial: new Set(), name: new Set() };
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

/** Whether a document shows that what carries a pseudonym is one machine: serial number and UUID together are one, however often it is renamed. */
function isCertain(kind: IdentityKind, { uuid, serial }: Seen['identifiers']): boolean {
  return kind !== 'name' && uuid !== undefined && serial !== undefined;
}

/** Pseudonyms of one kind that identify nothing, because too many machines carry them. */
function sharedOf(kind: IdentityKind, seen: readonly Seen[], shared: Set<string>): void {
  const carriers = new Map<string, Identities>();
  const inFile = new Map<string, Set<string>>();
  for (const { file, identifiers } of seen) {
    const value = identifiers[kind];
    if (value === undefined) continue;
    const known = carriers.get(value) ?? emptyIdentities();
    carriers.set(value, known);
    for (const other of identityKinds) {
      const carried = identifiers[other];
      if (carried === undefined || other === kind) continue;
      if (other !== 'name' || !isCertain(kind, identifiers)) known[other].add(carried);
      if (other === 'name') addTo(inFile, `${value} ${file}`, carried);
    }
  }
  for (const [value, known] of carriers) {
    if (Object.values(known).some(({ size }) => size >= SHARED_BY)) shared.add(value);
  }
  for (const [place, found] of inFile) if (found.size >= SHARED_IN_FILE) shared.add(place.slice(0, place.indexOf(' ')));
}

function sharedAmong(seen: readonly Seen[]): ReadonlySet<string> {
  const shared = new Set<string>();
  for (const kind of identityKinds) sharedOf(kind, seen, shared);
  return shared;
}

/** What speaks for two groups being one machine, less what speaks against it. */
function agreement(left: Identities, right: Identities, shared: ReadonlySet<string>): number {
  let sum = 0;
  for (const kind of identityKinds) {
    const [ours, theirs] = [left[kind], right[kind]].map((values) => [...values].filter((value) => !shared.has(value)));
    if (ours === undefined || theirs === undefined || ours.length === 0 || theirs.length === 0) continue;
    sum += ours.some((value) => theirs.includes(value)) ? SAME[kind] : DIFFERENT[kind];
  }
  return sum;
}

function absorb<T>(into: Cluster<T>, from: Cluster<T>): void {
  into.members.push(...from.members);
  from.members = [];
  for (const kind of identityKinds) for (const value of from.identities[kind]) into.identities[kind].add(value);
}

/** Documents of one key, together; sorted, so that their order decides nothing. */
function clustersOf<T extends Seen>(seen: readonly T[]): Cluster<T>[] {
  const clusters = new Map<string, Cluster<T>>();
  for (const document of seen) {
    const cluster = clusters.get(document.key) ?? { members: [], identities: emptyIdentities() };
    clusters.set(document.key, cluster);
    cluster.members.push(document);
    for (const kind of identityKinds) {
      const value = document.identifiers[kind];
      if (value !== undefined) cluster.identities[kind].add(value);
    }
  }
  return [...clusters.keys()].sort().flatMap((key) => clusters.get(key) ?? []);
}

function apart<T extends Seen>(clusters: readonly Cluster<T>[], by: IdentityKind, reason: ApartReason): Apart {
  const files = [...new Set(clusters.flatMap(({ members }) => members.map(({ file }) => file)))].sort();
  return { files, by, reason };
}

/** Joins the groups that carry one pseudonym where each agrees with each; those that agree with two that do not stay apart. */
function resolve<T extends Seen>(
  block: readonly Cluster<T>[],
  by: IdentityKind,
  shared: ReadonlySet<string>,
): Apart | undefined {
  if (block.length > MAX_BLOCK) return apart(block, by, 'shared');
  const agrees = block.map((left) =>
    block.map((right) => left === right || agreement(left.identities, right.identities, shared) >= THRESHOLD),
  );
  const near = (index: number): number[] => block.flatMap((_, other) => (agrees[index]?.[other] ? [other] : []));
  const isSure = (index: number): boolean =>
    near(index).every((left) => near(index).every((right) => agrees[left]?.[right]));
  const sure = block.map((_, index) => isSure(index));
  for (const [index, cluster] of block.entries()) {
    if (!sure[index]) continue;
    for (const other of near(index)) {
      const target = block[other];
      if (other > index && sure[other] && target !== undefined && target.members.length > 0) absorb(cluster, target);
    }
  }
  const left = block.filter(({ members }) => members.length > 0);
  if (left.length < 2) return undefined;
  return apart(left, by, sure.every(Boolean) ? 'contradicted' : 'ambiguous');
}

/** The documents that have a pseudonym in common with one of another key, and all those of their keys: in a park read from one source, none. */
function linkedAmong<T extends Seen>(seen: readonly T[]): T[] {
  const keys = new Map<string, string>();
  const linked = new Set<string>();
  for (const { key, identifiers } of seen) {
    for (const kind of identityKinds) {
      const value = identifiers[kind];
      if (value === undefined) continue;
      const other = keys.get(value);
      if (other === undefined) keys.set(value, key);
      else if (other !== key) linked.add(other).add(key);
    }
  }
  return linked.size === 0 ? [] : seen.filter(({ key }) => linked.has(key));
}

function byKey<T extends Seen>(seen: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const document of seen) {
    const group = groups.get(document.key);
    if (group === undefined) groups.set(document.key, [document]);
    else group.push(document);
  }
  return [...groups.values()];
}

/** Groups of documents of one machine each, and those that stay apart although they have something in common. */
export function sameMachines<T extends Seen>(all: readonly T[]): { groups: Group<T>[]; aparts: Apart[] } {
  const seen = linkedAmong(all);
  const linked = new Set(seen);
  const alone = byKey(all.filter((document) => !linked.has(document)));
  const shared = sharedAmong(seen);
  const clusters = clustersOf(seen);
  const aparts = new Map<string, Apart>();
  for (const kind of identityKinds) {
    const blocks = new Map<string, Cluster<T>[]>();
    for (const cluster of clusters) {
      if (cluster.members.length === 0) continue;
      for (const value of cluster.identities[kind]) {
        const block = blocks.get(value);
        if (block === undefined) blocks.set(value, [cluster]);
        else block.push(cluster);
      }
    }
    for (const value of [...blocks.keys()].sort()) {
      const block = (blocks.get(value) ?? []).filter(({ members }) => members.length > 0);
      if (block.length < 2) continue;
      const result = shared.has(value) ? apart(block, kind, 'shared') : resolve(block, kind, shared);
      if (result !== undefined) aparts.set(result.files.join('\0'), aparts.get(result.files.join('\0')) ?? result);
    }
  }
  const groups = [...clusters.map(({ members }) => members), ...alone].filter((members) => members.length > 0);
  groups.sort((left, right) => ((left[0]?.key ?? '') < (right[0]?.key ?? '') ? -1 : 1));
  return { groups, aparts: [...aparts.values()] };
}

/** The pseudonyms that a document shares with another of its group, the surest first. */
export function sharedKinds<T extends Seen>(document: T, group: Group<T>): IdentityKind[] {
  return identityKinds.filter((kind) => {
    const value = document.identifiers[kind];
    return value !== undefined && group.some((other) => other !== document && other.identifiers[kind] === value);
  });
}
