/**
 * tiebreak-windows.zip: the command line for the administrator's own PC, with everything in it. Unzip, double-click `tiebreak.cmd`.
 *
 * In: the release as `npm run build` makes it, and node.exe. Out: the bytes of the archive. It installs nothing and needs no right.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { build } from 'esbuild';
import type { Member } from '../zip.ts';
import { zip } from '../zip.ts';
import { windowsText } from './staging.ts';

const TOP = 'tiebreak';

export type CommandLineRequest = { release: string; node: { executable: string; licence: string }; date: Date };

export async function commandLineArchive({ release, node, date }: CommandLineRequest): Promise<Buffer> {
  const own: Member[] = [
    { name: `${TOP}/LICENSE-node.txt`, content: readFileSync(node.licence) },
    { name: `${TOP}/launcher.cjs`, content: await launcher() },
    { name: `${TOP}/node.exe`, content: readFileSync(node.executable) },
    { name: `${TOP}/openssl.cnf`, content: windowsText('openssl.cnf') },
    { name: `${TOP}/tiebreak.cmd`, content: windowsText('tiebreak.cmd') },
  ];
  const released = readdirSync(release, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      name: `${TOP}/${path
        .slice(release.length + 1)
        .split(sep)
        .join('/')}`,
      content: readFileSync(path),
    }));
  const members = [...own, ...released].sort((left, right) => (left.name < right.name ? -1 : 1));
  return zip(members, date);
}

async function launcher(): Promise<Buffer> {
  const { outputFiles } = await build({
    stdin: { contents: "import { launch } from './launcher.ts'; launch();", resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
    write: false,
  });
  return Buffer.concat(outputFiles.map(({ contents }) => contents));
}
