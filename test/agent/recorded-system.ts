/** A machine on disk: files under a folder, answers of commands recorded beside them. What was not recorded is absent. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Details } from '../../agent/details.ts';
import { listDirectory, readLink, readRegularFile } from '../../agent/files.ts';
import type { Run, System } from '../../agent/system.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

export type Recording = Partial<Pick<System, 'platform' | 'architecture' | 'kernel'>> & {
  /** "name first-argument" or "name" → what the command printed, or how it ended. */
  commands?: Record<string, string | Buffer | Run>;
  /** "KEY /reg:VIEW" → fixture file. */
  registry?: Record<string, string>;
  details?: Details;
  environment?: Record<string, string>;
  hostname?: string;
};

export function fixture(...path: string[]): string {
  return join(FIXTURES, ...path);
}

/** A file of the corpora shared beside the project; tests on it are skipped where it is not. */
export function corpus(path: string): { path: string; missing: boolean } {
  const found = fileURLToPath(new URL(`../../../shared/corpora/${path}`, import.meta.url));
  return { path: found, missing: !existsSync(found) };
}

export function recordedSystem(root: string, recording: Recording = {}): System {
  return {
    platform: recording.platform ?? 'linux',
    architecture: recording.architecture ?? 'x86_64',
    kernel: recording.kernel ?? '6.1.0-40-amd64',
    hostname: () => recording.hostname ?? 'pc-017',
    environment: (name) => recording.environment?.[name],
    read: (path, maxBytes) => readRegularFile(join(root, path), maxBytes),
    list: (path) => listDirectory(join(root, path)),
    link: (path) => readLink(join(root, path)),
    run: async (name, args) => {
      const recorded = recording.commands?.[`${name} ${args[0]}`] ?? recording.commands?.[name];
      if (recorded === undefined) return { ok: false, reason: 'absent', detail: `${name} is not installed` };
      if (typeof recorded === 'string') return { ok: true, status: 0, stdout: Buffer.from(recorded) };
      return Buffer.isBuffer(recorded) ? { ok: true, status: 0, stdout: recorded } : recorded;
    },
    registry: async (key, view) => {
      const file = recording.registry?.[`${key} /reg:${view}`];
      return file === undefined
        ? { ok: false, reason: 'absent', detail: 'reg export answered 1' }
        : readRegularFile(fixture('windows', file));
    },
    details: async () => recording.details,
  };
}

export const NEVER = new AbortController().signal;
