/** A machine on disk: files under a folder, answers of commands recorded beside them. What was not recorded is absent. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Details } from '../../agent/details.ts';
import { listDirectory, readLink, readRegularFile, visitFile } from '../../agent/files.ts';
import { readRegistryExcerpt } from '../../agent/registry-excerpt.ts';
import type { Run, System } from '../../agent/system.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

export type Recording = Partial<Pick<System, 'platform' | 'architecture' | 'kernel' | 'edition'>> & {
  /** "name first-argument" or "name" → what the command printed, or how it ended. */
  commands?: Record<string, string | Buffer | Run>;
  /** "KEY /reg:VIEW" → fixture file. */
  registry?: Record<string, string>;
  /** Folder → what `icacls /save` wrote. */
  permissions?: Record<string, Buffer>;
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
  const place = (path: string) => join(root, recording.platform === 'windows' ? path.replaceAll('\\', '/') : path);
  return {
    platform: recording.platform ?? 'linux',
    architecture: recording.architecture ?? 'x86_64',
    kernel: recording.kernel ?? '6.1.0-40-amd64',
    edition: recording.edition ?? '',
    hostname: () => recording.hostname ?? 'pc-017',
    environment: (name) => recording.environment?.[name],
    read: (path, maxBytes) => readRegularFile(place(path), maxBytes),
    visit: (path, visit) => visitFile(place(path), visit),
    list: (path) => listDirectory(place(path)),
    link: (path) => readLink(place(path)),
    run: async (name, args) => {
      const recorded = recording.commands?.[`${name} ${args[0]}`] ?? recording.commands?.[name];
      if (recorded === undefined) return { ok: false, reason: 'absent', detail: `${name} is not installed` };
      if (typeof recorded === 'string') return { ok: true, status: 0, stdout: Buffer.from(recorded) };
      return Buffer.isBuffer(recorded) ? { ok: true, status: 0, stdout: recorded } : recorded;
    },
    registry: async (key, view, options) => {
      const file = recording.registry?.[`${key} /reg:${view}`];
      return file === undefined
        ? { ok: false, reason: 'absent', detail: 'reg export answered 1' }
        : options?.keep === undefined
          ? readRegularFile(fixture('windows', file))
          : readRegistryExcerpt(fixture('windows', file), options.keep);
    },
    permissions: async (path) => {
      const bytes = recording.permissions?.[path];
      return bytes === undefined
        ? { ok: false, reason: 'absent', detail: 'not recorded' }
        : { ok: true, bytes, truncated: false };
    },
    processesLeft: () => Number.POSITIVE_INFINITY,
    details: async () => recording.details,
  };
}

export const NEVER = new AbortController().signal;
