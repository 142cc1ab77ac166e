/**
 * Flatpak applications installed for the machine, from their own metadata and the record of their deployment.
 * Installations inside user profiles are not opened.
 */
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { refused } from '../../collector.ts';
import { parseKeyValues } from '../../formats/key-value-file.ts';

const APPLICATIONS = '/var/lib/flatpak/app';
const FILE_BYTES = 1024 * 1024;

export const flatpak: Collector = {
  id: 'flatpak',
  platforms: ['linux'],
  collect(system): Collected {
    const listing = system.list(APPLICATIONS);
    if (!listing.ok) return refused(APPLICATIONS, listing);
    const software: SoftwareItem[] = [];
    let unread = 0;
    for (const id of listing.names) {
      const active = `${APPLICATIONS}/${id}/current/active`;
      const metadata = system.read(`${active}/metadata`, FILE_BYTES);
      const deployment = system.read(`${active}/deploy`, FILE_BYTES);
      if (!metadata.ok) unread++;
      else
        software.push(
          describeFlatpak(id, metadata.bytes.toString('utf8'), deployment.ok ? deployment.bytes : Buffer.alloc(0)),
        );
    }
    return {
      facts: { software },
      ...(unread > 0 ? { status: 'partial' as const, warnings: [`${unread} applications could not be read`] } : {}),
    };
  },
};

/** The deployment is a GVariant: it begins with the name of the remote, and holds the name and version the remote announced. */
export function describeFlatpak(id: string, metadata: string, deployment: Buffer): SoftwareItem {
  const values = parseKeyValues(metadata);
  const record = deployment.toString('utf8');
  // "org.freedesktop.Platform/x86_64/24.08"
  const architecture = values.get('runtime')?.split('/')[1];
  return {
    name: announced(record, 'appdata-name') ?? id,
    version: announced(record, 'appdata-version'),
    architecture,
    kind: 'flatpak',
    scope: 'machine',
    foundBy: 'flatpak',
    id: values.get('name') ?? id,
    origin: /^([\w.-]{1,100})\0/.exec(record)?.[1],
  };
}

function announced(record: string, field: string): string | undefined {
  const start = record.indexOf(`${field}\0`);
  if (start === -1) return undefined;
  // Padding up to eight bytes, then the text; its type letter follows.
  return /^\0*([^\0]{1,200})\0/.exec(record.slice(start + field.length, start + field.length + 300))?.[1];
}
