/**
 * Where everything is in the folder of a receiver. What arrives is under `<organisation>/<fingerprint of the machine's key>/`, and that
 * is all there is: `tiebreak report DIR/<organisation>` reads it as any folder of inventories. What administers it is apart, under
 * `.collector/`, so that whoever reads inventories needs no right on tokens and keys.
 *
 * No part of a path ever comes from what was received: organisations come from their records, the rest is computed.
 */
import { join } from 'node:path';

const FOLDER_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Names that Windows keeps for devices, whatever their folder. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
const LONGEST_FOLDER_NAME = 63;

export type Layout = ReturnType<typeof layoutOf>;

export function layoutOf(dir: string) {
  const administration = join(dir, '.collector');
  const organisations = join(administration, 'organisations');
  return {
    dir,
    administration,
    organisations,
    /** Files being written: on the same disk as their place, and never where a reader looks. */
    incoming: join(administration, 'incoming'),
    journals: join(administration, 'journal'),
    held: join(administration, 'held'),
    tls: join(administration, 'tls'),
    recordOf: (organisation: string) => join(organisations, `${organisation}.json`),
    keyOf: (organisation: string) => join(organisations, `${organisation}.key`),
    journalOf: (organisation: string) => join(administration, 'journal', `${organisation}.ndjson`),
    heldOf: (organisation: string, fingerprint: string) => join(administration, 'held', organisation, fingerprint),
    folderOf: (organisation: string, fingerprint: string) => join(dir, organisation, fingerprint),
  };
}

/** Whether a name may be a folder of ours on every system. */
export function isFolderName(name: string): boolean {
  return FOLDER_NAME.test(name) && !DEVICE_NAME.test(name);
}

/** The folder of an organisation from its name as people write it; undefined when nothing of it can be one. */
export function folderNameOf(name: string): string | undefined {
  const folder = name
    .slice(0, 200)
    .replace(/[œŒ]/g, 'oe')
    .replace(/[æÆ]/g, 'ae')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_FOLDER_NAME)
    .replace(/^-|-$/g, '');
  return isFolderName(folder) ? folder : undefined;
}
