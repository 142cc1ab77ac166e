/**
 * RPM packages, read from rpm's own database in its three formats; asked of the rpm command only where the file cannot be read whole.
 *
 * The distribution's vendor is the vendor of its most basic packages, so no table of distributions is needed.
 */
import type { PackageOrigin, SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import type { RpmHeader } from '../../formats/rpm-header.ts';
import type { System } from '../../system.ts';

const FOLDERS = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'];
/** In the order of preference of rpm itself: a converted database leaves the former one behind. */
const FILES = ['rpmdb.sqlite', 'Packages.db', 'Packages'];
const FIELDS = ['NAME', 'EVR', 'ARCH', 'VENDOR', 'PACKAGER', 'INSTALLTIME'] as const;
const QUERY = `${FIELDS.map((field) => `%{${field}}`).join('\\t')}\\n`;
const BASIC_PACKAGES = ['filesystem', 'basesystem', 'setup', 'glibc', 'rpm'];

export type RpmRow = {
  name: string;
  version: string;
  architecture: string;
  vendor: string;
  packager: string;
  installedOn: string | undefined;
};

export const rpm: Collector = {
  id: 'rpm',
  platforms: ['linux'],
  async collect(system, signal): Promise<Collected> {
    const database = findDatabase(system);
    if (database === undefined) return notApplicable;
    const { readRpmDatabase } = await import('./support/rpm-database.ts');
    const { headers, damage } = readRpmDatabase(system, `${database.folder}/${database.file}`);
    if (damage === undefined) return { facts: describeRpm(headers.flatMap(rowOf)) };
    const direct = `${database.file} could not be read whole (${damage})`;
    const run = await system.run('rpm', ['--dbpath', database.folder, '-qa', '--queryformat', QUERY], { signal });
    const asked = run.ok ? parseRpmQuery(run.stdout.toString('utf8')) : [];
    const answer = !run.ok ? run.detail : `rpm answered ${run.status}`;
    if (run.ok && run.status === 0 && asked.length >= headers.length)
      return { facts: describeRpm(asked), warnings: [`${direct}: asked of the rpm command`] };
    const rows = asked.length > headers.length ? asked : headers.flatMap(rowOf);
    return {
      facts: rows.length > 0 ? describeRpm(rows) : {},
      status: rows.length > 0 ? 'partial' : 'failed',
      warnings: [direct, answer],
    };
  },
};

function findDatabase(system: System): { folder: string; file: string } | undefined {
  for (const folder of FOLDERS) {
    const listing = system.list(folder);
    const file = listing.ok ? FILES.find((name) => listing.names.includes(name)) : undefined;
    if (file !== undefined) return { folder, file };
  }
  return undefined;
}

function rowOf(header: RpmHeader): RpmRow[] {
  const { name = '', version = '', release = '', epoch, vendor = '', packager = '', architecture = '' } = header;
  if (isSigningKey(name)) return [];
  const whole = release === '' ? version : `${version}-${release}`;
  return [
    {
      name,
      version: epoch === undefined ? whole : `${epoch}:${whole}`,
      architecture,
      vendor: vendor.trim(),
      packager: packager.trim(),
      installedOn: dayOf(header.installTime ?? ''),
    },
  ];
}

/** rpm stores them among the packages. */
function isSigningKey(name: string): boolean {
  return name === '' || name === 'gpg-pubkey';
}

export function parseRpmQuery(text: string): RpmRow[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', version = '', architecture = '', vendor = '', packager = '', seconds = ''] = line
      .split('\t')
      .map(clean);
    if (isSigningKey(name)) return [];
    return [{ name, version, architecture, vendor, packager, installedOn: dayOf(seconds) }];
  });
}

export function describeRpm(rows: readonly RpmRow[]): { software: SoftwareItem[]; packageOrigins: PackageOrigin[] } {
  const own = BASIC_PACKAGES.map((basic) => rows.find(({ name }) => name === basic)?.vendor).find(Boolean);
  const counts = new Map<string, number>();
  const software = rows.map((row): SoftwareItem => {
    const origin = withoutAddress(row.vendor);
    if (origin !== undefined) counts.set(origin, (counts.get(origin) ?? 0) + 1);
    return {
      name: row.name,
      publisher: row.vendor !== '' && row.vendor === own ? undefined : (origin ?? withoutAddress(row.packager)),
      version: row.version || undefined,
      architecture: row.architecture || undefined,
      kind: 'package',
      scope: 'machine',
      foundBy: 'rpm',
      origin,
      installedOn: row.installedOn,
    };
  });
  return { software, packageOrigins: [...counts].map(([name, packages]) => ({ name, packages })) };
}

function clean(value: string): string {
  const trimmed = value.trim();
  return trimmed === '(none)' ? '' : trimmed;
}

/** "SUSE LLC <https://www.suse.com/>" is "SUSE LLC"; an address alone names nobody we may name. */
function withoutAddress(value: string): string | undefined {
  const name = (value.split('<')[0] ?? '').trim();
  return name === '' || name.includes('@') ? undefined : name;
}

function dayOf(seconds: string): string | undefined {
  if (!/^\d{1,10}$/.test(seconds)) return undefined;
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
}
