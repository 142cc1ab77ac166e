/**
 * The archives apt knows, from its lists: who each one says it is, and what the foreign ones hold.
 *
 * The lists of the distribution itself are never read: they are the large ones (50 MB for Debian), and everything in them is
 * the distribution's by definition.
 */
import { parseStanzas } from '../../../formats/control-file.ts';
import type { System } from '../../../system.ts';
import type { Distribution } from './os-release.ts';

const LISTS = '/var/lib/apt/lists';
const RELEASE_SUFFIX = /_(?:InRelease|Release)$/;
const PACKAGES = /_Packages(\.[a-z0-9]+)?$/;
/** A Release file is a short header and a long table of checksums. */
const RELEASE_HEADER_BYTES = 4096;

export type Archive = { origin: string; site: string; own: boolean; prefix: string };
export type ForeignPackage = { origin: string; version: string; maintainer: string };
export type Archives = { archives: Archive[]; foreign: Map<string, ForeignPackage[]>; warnings: string[] };

export async function readArchives(system: System, distribution: Distribution, signal: AbortSignal): Promise<Archives> {
  const listing = system.list(LISTS);
  if (!listing.ok) return { archives: [], foreign: new Map(), warnings: [`apt lists: ${listing.detail}`] };
  const archives = listing.names
    .filter((name) => RELEASE_SUFFIX.test(name))
    .map((name) => readRelease(system, name, distribution));
  const foreign = new Map<string, ForeignPackage[]>();
  const warnings: string[] = [];
  for (const name of listing.names.filter((candidate) => PACKAGES.test(candidate))) {
    const archive = archiveOf(name, archives);
    if (archive === undefined || archive.own) continue;
    const bytes = await readPackages(system, name, signal);
    if (bytes === undefined) warnings.push(`apt list of ${archive.origin} could not be read`);
    else indexPackages(bytes, archive.origin, foreign);
  }
  return { archives, foreign, warnings };
}

function readRelease(system: System, file: string, distribution: Distribution): Archive {
  const reading = system.read(`${LISTS}/${file}`, RELEASE_HEADER_BYTES);
  const prefix = file.replace(RELEASE_SUFFIX, '');
  const site = prefix.split('_')[0] ?? '';
  const stated = reading.ok ? statedOrigin(reading.bytes) : undefined;
  const origin = stated ?? site;
  const own = distribution.family.some((word) => origin.toLowerCase().startsWith(word));
  return { origin, site, own, prefix };
}

/** The Origin of a Release file, signed inside (InRelease) or not. */
export function statedOrigin(bytes: Buffer): string | undefined {
  return parseStanzas(bytes, ['Origin']).find((stanza) => stanza.Origin)?.Origin;
}

/** The archive with the longest name this list begins with: "host_debian" must not take the lists of "host_debian-security". */
function archiveOf(file: string, archives: readonly Archive[]): Archive | undefined {
  return archives
    .filter(({ prefix }) => file.startsWith(`${prefix}_`))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

async function readPackages(system: System, name: string, signal: AbortSignal): Promise<Buffer | undefined> {
  const path = `${LISTS}/${name}`;
  if (name.endsWith('_Packages')) {
    const reading = system.read(path);
    return reading.ok && !reading.truncated ? reading.bytes : undefined;
  }
  // apt itself reads every compression it writes.
  const run = await system.run('apt-helper', ['cat-file', path], { signal });
  return run.ok && run.status === 0 ? run.stdout : undefined;
}

function indexPackages(bytes: Buffer, origin: string, index: Map<string, ForeignPackage[]>): void {
  for (const stanza of parseStanzas(bytes, ['Package', 'Version', 'Maintainer'])) {
    if (!stanza.Package) continue;
    const known = index.get(stanza.Package);
    const entry = { origin, version: stanza.Version ?? '', maintainer: stanza.Maintainer ?? '' };
    if (known === undefined) index.set(stanza.Package, [entry]);
    else known.push(entry);
  }
}
