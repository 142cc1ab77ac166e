/** What a receiver's folder holds of an organisation, for who administers it: counts and names of files, nothing is opened. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout.ts';

const FINGERPRINT = /^[0-9a-f]{32}$/;

export type HeldKey = { readonly key: string; readonly documents: number; readonly since: string };

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Machines of which something was stored. */
export function countMachines(layout: Layout, organisation: string): number {
  return namesIn(layout.folderOf(organisation, '')).filter((name) => FINGERPRINT.test(name)).length;
}

/** Keys set aside, with when the first of their documents came. */
export function heldKeys(layout: Layout, organisation: string): HeldKey[] {
  return namesIn(layout.heldOf(organisation, '')).flatMap((key): HeldKey[] => {
    const folder = layout.heldOf(organisation, key);
    const times = namesIn(folder).map((name) => statSync(join(folder, name)).mtimeMs);
    if (times.length === 0) return [];
    return [{ key, documents: times.length, since: new Date(Math.min(...times)).toISOString() }];
  });
}
