/**
 * RPM packages, asked of the rpm command. The database itself is not read: where the command is missing, the status says so.
 *
 * The distribution's vendor is the vendor of its most basic packages, so no table of distributions is needed.
 */
import type { PackageOrigin, SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable, refused } from '../../collector.ts';
import type { System } from '../../system.ts';

const DATABASES = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'];
const DATABASE_FILES = new Set(['rpmdb.sqlite', 'Packages', 'Packages.db']);
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
    const run = await system.run('rpm', ['--dbpath', database, '-qa', '--queryformat', QUERY], { signal });
    if (!run.ok) {
      if (run.reason !== 'absent') return refused('rpm', run);
      return { facts: {}, status: 'partial', warnings: ['the rpm command is missing: the database was not read'] };
    }
    const rows = parseRpmQuery(run.stdout.toString('utf8'));
    const failed = run.status !== 0;
    return {
      facts: describeRpm(rows),
      ...(failed
        ? {
            status: rows.length > 0 ? ('partial' as const) : ('failed' as const),
            warnings: [`rpm answered ${run.status}`],
          }
        : {}),
    };
  },
};

/** The folder that holds one: where another distribution than rpm's own installed the command, it would look elsewhere. */
function findDatabase(system: System): string | undefined {
  return DATABASES.find((folder) => {
    const listing = system.list(folder);
    return listing.ok && listing.names.some((name) => DATABASE_FILES.has(name));
  });
}

export function parseRpmQuery(text: string): RpmRow[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', version = '', architecture = '', vendor = '', packager = '', seconds = ''] = line
      .split('\t')
      .map(clean);
    // gpg-pubkey is a signing key that rpm stores among the packages.
    if (name === '' || name === 'gpg-pubkey') return [];
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
