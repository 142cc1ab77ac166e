/**
 * A Debian package, by dpkg-deb.
 *
 * In: what is installed, the fields of its control file, its scripts. Out: the .deb. zstd, which Debian 12 and Ubuntu 18.04 read: half a
 * second where xz takes a minute; `--compression xz` is for older systems.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { run } from '../pinned.ts';
import { bytesOf, DATA, type Entry, isFile, PROGRAM, stage } from './tree.ts';

export type Compression = 'zstd' | 'xz' | 'gzip';

export type DebRequest = {
  tree: readonly Entry[];
  fields: Record<string, string>;
  /** preinst, postinst, prerm, postrm. */
  scripts: Record<string, string>;
  output: string;
  work: string;
  date: Date;
  compression: Compression;
};

export function buildDeb({ tree, fields, scripts, output, work, date, compression }: DebRequest): void {
  const files = tree.filter(isFile);
  const kibibytes = files.reduce((sum, entry) => sum + Math.ceil(bytesOf(entry).length / 1024), 0);
  const control = { ...fields, 'Installed-Size': String(kibibytes) };
  const sums = files
    .filter(({ configuration }) => !configuration)
    .map((entry) => `${md5(entry)}  ${entry.path.slice(1)}`);
  const configuration = files.filter((entry) => entry.configuration).map(({ path }) => path);
  const own: Entry[] = [
    {
      path: '/DEBIAN/control',
      mode: DATA,
      content: lines(Object.entries(control).map(([name, value]) => `${name}: ${value}`)),
    },
    { path: '/DEBIAN/md5sums', mode: DATA, content: lines(sums) },
    ...(configuration.length === 0 ? [] : [{ path: '/DEBIAN/conffiles', mode: DATA, content: lines(configuration) }]),
    ...Object.entries(scripts).map(([name, content]) => ({ path: `/DEBIAN/${name}`, mode: PROGRAM, content })),
  ];
  const folder = join(work, 'deb');
  stage([...tree, ...own], folder, date);
  run('dpkg-deb', ['--root-owner-group', '--threads-max=1', `-Z${compression}`, '--build', folder, output], {
    SOURCE_DATE_EPOCH: String(date.getTime() / 1000),
  });
}

/** The digest that dpkg --verify compares. */
function md5(entry: Entry): string {
  return createHash('md5').update(bytesOf(entry)).digest('hex');
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
