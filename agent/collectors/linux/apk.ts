/**
 * Alpine packages, from apk's database.
 *
 * apk does not record the repository of a package. The distribution is its origin when every configured repository is one of the
 * distribution's own; otherwise none is given.
 */
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { refused } from '../../collector.ts';
import { parseStanzas } from '../../formats/control-file.ts';
import type { System } from '../../system.ts';
import { readDistribution } from './support/os-release.ts';

const DATABASES = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'];
const OWN_REPOSITORY = /^https?:\/\/\S+\/alpine\/[^/\s]+\/(?:main|community|testing)\/?$/;

export const apk: Collector = {
  id: 'apk',
  platforms: ['linux'],
  collect(system): Collected {
    const readings = DATABASES.map((path) => system.read(path));
    const reading = readings.find(({ ok }) => ok) ?? readings[0];
    if (reading === undefined || !reading.ok)
      return refused('apk database', reading ?? { ok: false, reason: 'absent', detail: '' });
    const repositories = readRepositories(system);
    const own = repositories.length > 0 && repositories.every((line) => OWN_REPOSITORY.test(line));
    const name = readDistribution(system).name || 'Alpine Linux';
    const software = parseApkInstalled(reading.bytes, own ? name : undefined);
    const warning = own
      ? 'apk does not record origins: all configured repositories are of the distribution'
      : 'apk does not record origins, and not all configured repositories are of the distribution: none given';
    return {
      facts: { software, packageOrigins: own && software.length > 0 ? [{ name, packages: software.length }] : [] },
      warnings: [...(reading.truncated ? ['apk database is too large: its end was not read'] : []), warning],
      ...(reading.truncated ? { status: 'partial' as const } : {}),
    };
  },
};

function readRepositories(system: System): string[] {
  const reading = system.read('/etc/apk/repositories', 64 * 1024);
  if (!reading.ok) return [];
  const lines = reading.bytes.toString('utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

export function parseApkInstalled(bytes: Buffer, origin: string | undefined): SoftwareItem[] {
  return parseStanzas(bytes, ['P', 'V', 'A']).flatMap(({ P: name, V: version, A: architecture }) =>
    name
      ? [
          {
            name,
            version,
            architecture,
            kind: 'package',
            scope: 'machine',
            foundBy: 'apk',
            origin,
          } satisfies SoftwareItem,
        ]
      : [],
  );
}
