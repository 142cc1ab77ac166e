/**
 * Arch packages, from the desc file of each one.
 *
 * pacman does not record the repository. A package signed (validation "pgp") by a packager of the distribution is the
 * distribution's; any other has no origin. The packager is a person or a build machine, never the publisher: it is not kept.
 */
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { refused } from '../../collector.ts';
import type { Distribution } from './support/os-release.ts';
import { readDistribution } from './support/os-release.ts';

const DATABASE = '/var/lib/pacman/local';

export const pacman: Collector = {
  id: 'pacman',
  platforms: ['linux'],
  collect(system): Collected {
    const listing = system.list(DATABASE);
    if (!listing.ok) return refused(DATABASE, listing);
    const distribution = readDistribution(system);
    const software: SoftwareItem[] = [];
    let unread = 0;
    for (const folder of listing.names) {
      if (folder.startsWith('ALPM_DB')) continue;
      const reading = system.read(`${DATABASE}/${folder}/desc`, 1024 * 1024);
      const item = reading.ok ? parsePacmanDesc(reading.bytes.toString('utf8'), distribution) : undefined;
      if (item === undefined) unread++;
      else software.push(item);
    }
    const fromDistribution = software.filter(({ origin }) => origin !== undefined).length;
    return {
      facts: {
        software,
        packageOrigins: fromDistribution > 0 ? [{ name: distribution.name, packages: fromDistribution }] : [],
      },
      ...(unread > 0 ? { status: 'partial' as const, warnings: [`${unread} packages could not be read`] } : {}),
    };
  },
};

export function parsePacmanDesc(text: string, distribution: Distribution): SoftwareItem | undefined {
  const values = new Map<string, string>();
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const field = /^%([A-Z0-9]{1,32})%\s*$/.exec(line)?.[1];
    if (field !== undefined) values.set(field, (lines[index + 1] ?? '').trim());
  }
  const name = values.get('NAME');
  if (!name) return undefined;
  const seconds = values.get('INSTALLDATE') ?? '';
  const own = values.get('VALIDATION') === 'pgp' && isOwnPackager(values.get('PACKAGER') ?? '', distribution);
  return {
    name,
    version: values.get('VERSION'),
    architecture: values.get('ARCH'),
    kind: 'package',
    scope: 'machine',
    foundBy: 'pacman',
    origin: own ? distribution.name : undefined,
    installedOn: /^\d{1,10}$/.test(seconds) ? new Date(Number(seconds) * 1000).toISOString().slice(0, 10) : undefined,
  };
}

/** "…@archlinux.org" for "arch", "…@manjaro.org" for "manjaro". */
function isOwnPackager(packager: string, { family }: Distribution): boolean {
  const domain = packager.slice(packager.lastIndexOf('@') + 1).toLowerCase();
  const site = domain.replace(/>.*$/, '').split('.').at(-2) ?? '';
  return family.some((word) => site === word || site === `${word}linux`);
}
