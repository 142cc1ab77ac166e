/**
 * Debian packages, from dpkg's own files, and the archive each came from.
 *
 * apt does not record where a package came from. It is deduced, in this order: the list of a foreign archive holds this very
 * package; the package bears a mark of the distribution (its maintainers' address, its rebuild suffix, a base priority, a source
 * that bears one). Nothing else is guessed: a package without a mark has no origin, and says who maintains it.
 */
import type { PackageOrigin, SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { refused } from '../../collector.ts';
import { parseStanzas } from '../../formats/control-file.ts';
import type { System } from '../../system.ts';
import type { Archives } from './support/apt-archives.ts';
import { readArchives } from './support/apt-archives.ts';
import type { Distribution } from './support/os-release.ts';
import { readDistribution } from './support/os-release.ts';

const STATUS = '/var/lib/dpkg/status';
const STATUS_FOLDER = '/var/lib/dpkg/status.d';
const FIELDS = [
  'Package',
  'Status',
  'Priority',
  'Maintainer',
  'Architecture',
  'Source',
  'Version',
  'Vendor',
  'Origin',
] as const;
const INSTALLED = new Set(['installed', 'triggers-awaited', 'triggers-pending']);
const BASE_PRIORITIES = new Set(['required', 'important', 'standard']);
/** What the build machines and the stable updates of Debian and Ubuntu add to a version. */
const DISTRIBUTION_VERSION = /(?:[+~]deb\d+u\d+|\+b\d+|\dubuntu[\d.]+)$/;

export type DpkgStanza = Partial<Record<(typeof FIELDS)[number], string>>;

export const dpkg: Collector = {
  id: 'dpkg',
  platforms: ['linux'],
  async collect(system, signal): Promise<Collected> {
    const reading = system.read(STATUS);
    const minimal = readStatusFolder(system);
    if (!reading.ok && minimal.length === 0) return refused(STATUS, reading);
    const stanzas = reading.ok ? parseDpkgStatus(reading.bytes) : [];
    const distribution = readDistribution(system);
    const archives = await readArchives(system, distribution, signal);
    const described = describePackages([...stanzas, ...minimal], distribution, archives);
    const truncated = reading.ok && reading.truncated;
    return {
      facts: { software: described.software, packageOrigins: described.packageOrigins },
      warnings: [
        ...(truncated ? [`${STATUS} is too large: its end was not read`] : []),
        ...archives.warnings,
        ...described.warnings,
      ],
      ...(truncated ? { status: 'partial' as const } : {}),
    };
  },
};

/** Distroless images have one file a package, without a Status: what is there is installed. */
function readStatusFolder(system: System): DpkgStanza[] {
  const listing = system.list(STATUS_FOLDER);
  if (!listing.ok) return [];
  return listing.names
    .filter((name) => !name.endsWith('.md5sums'))
    .flatMap((name) => {
      const reading = system.read(`${STATUS_FOLDER}/${name}`, 1024 * 1024);
      return reading.ok ? parseDpkgStatus(reading.bytes, 'installed') : [];
    });
}

/** Stanzas of installed packages that have a name. */
export function parseDpkgStatus(bytes: Buffer, statusByDefault = ''): DpkgStanza[] {
  return parseStanzas(bytes, FIELDS).filter(
    (stanza) => stanza.Package && INSTALLED.has((stanza.Status ?? statusByDefault).split(' ').at(-1) ?? ''),
  );
}

export function describePackages(
  stanzas: readonly DpkgStanza[],
  distribution: Distribution,
  { archives, foreign }: Omit<Archives, 'warnings'>,
): { software: SoftwareItem[]; packageOrigins: PackageOrigin[]; warnings: string[] } {
  const own = ownOrigin(distribution, archives);
  const markedSources = new Set(stanzas.filter((stanza) => bearsMark(stanza, distribution)).map(sourceOf));
  const counts = new Map<string, number>();
  let unknown = 0;

  function originOf(stanza: DpkgStanza): string | undefined {
    const listed = foreign.get(stanza.Package ?? '');
    const found =
      listed?.find((entry) => entry.version === stanza.Version) ??
      listed?.find((entry) => entry.maintainer === stanza.Maintainer);
    if (found !== undefined) return found.origin;
    // `Vendor` is written by third-party packaging tools only.
    if (stanza.Vendor !== undefined) return stanza.Origin;
    return markedSources.has(sourceOf(stanza)) ? own : stanza.Origin;
  }

  const software = stanzas.map((stanza): SoftwareItem => {
    const origin = originOf(stanza);
    if (origin === undefined) unknown++;
    else counts.set(origin, (counts.get(origin) ?? 0) + 1);
    return {
      name: stanza.Package ?? '',
      publisher: origin !== undefined && origin === own ? undefined : publisherOf(stanza),
      version: stanza.Version,
      architecture: stanza.Architecture,
      kind: 'package',
      scope: 'machine',
      foundBy: 'dpkg',
      origin,
    };
  });
  return {
    software,
    packageOrigins: countOrigins(counts, archives),
    warnings: explain(counts.get(own ?? '') ?? 0, unknown, own),
  };
}

function bearsMark(stanza: DpkgStanza, { family }: Distribution): boolean {
  if (stanza.Vendor !== undefined) return false;
  if (BASE_PRIORITIES.has(stanza.Priority ?? '') || DISTRIBUTION_VERSION.test(stanza.Version ?? '')) return true;
  const maintainer = stanza.Maintainer ?? '';
  const domain = maintainer.slice(maintainer.lastIndexOf('@') + 1).toLowerCase();
  return maintainer.includes('@') && family.some((word) => isDomainOf(domain, word));
}

/** "lists.debian.org", "alioth-lists.debian.net" and "lists.ubuntu.com" for "debian" and "ubuntu"; not "notdebian.org". */
function isDomainOf(domain: string, word: string): boolean {
  return domain.replace('>', '').split('.').at(-2) === word;
}

/** Name and version of the source without the version that some stanzas add in parentheses. */
function sourceOf(stanza: DpkgStanza): string {
  return (stanza.Source ?? stanza.Package ?? '').split(' ')[0] ?? '';
}

function ownOrigin(distribution: Distribution, archives: Archives['archives']): string | undefined {
  const stated = archives.filter(({ own }) => own).map(({ origin }) => origin);
  return (
    stated.find((origin) => origin.toLowerCase() === distribution.id) ?? stated[0] ?? (distribution.name || undefined)
  );
}

/** The maintainer without the address; a maintainer known by an address alone is nobody we may name. */
function publisherOf(stanza: DpkgStanza): string | undefined {
  const stated = stanza.Vendor ?? stanza.Maintainer ?? '';
  const name = (stated.split('<')[0] ?? '').trim();
  return name === '' || name.includes('@') ? undefined : name;
}

function countOrigins(counts: ReadonlyMap<string, number>, archives: Archives['archives']): PackageOrigin[] {
  return [...counts].map(([name, packages]) => {
    const sites = new Set(archives.filter(({ origin }) => origin === name).map(({ site }) => site));
    return { name, site: sites.size === 1 ? [...sites][0] : undefined, packages };
  });
}

function explain(deduced: number, unknown: number, own: string | undefined): string[] {
  const warnings: string[] = [];
  if (deduced > 0)
    warnings.push(
      `origin ${own} of ${deduced} packages is deduced (maintainer, version, priority): apt does not record it`,
    );
  if (unknown > 0)
    warnings.push(
      `${unknown} packages have no origin: no archive list holds them and nothing shows they are the distribution's`,
    );
  return warnings;
}
