/** Snaps, from the description each one carries; their publishers from the signed assertions that snapd keeps. */
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { refused } from '../../collector.ts';
import { parseStanzas } from '../../formats/control-file.ts';
import type { System } from '../../system.ts';

const MOUNTS = ['/snap', '/var/lib/snapd/snap'];
const ASSERTIONS = '/var/lib/snapd/assertions/asserts-v0';
/** The only series of snaps there has ever been. */
const SERIES = '16';
const DESCRIPTION_BYTES = 256 * 1024;

export const snap: Collector = {
  id: 'snap',
  platforms: ['linux'],
  collect(system): Collected {
    const listings = MOUNTS.map((folder) => ({ folder, listing: system.list(folder) }));
    const found = listings.find(({ listing }) => listing.ok);
    if (found === undefined || !found.listing.ok) {
      const denied = listings.find(({ listing }) => !listing.ok && listing.reason !== 'absent');
      return refused(
        '/snap',
        denied === undefined || denied.listing.ok ? { ok: false, reason: 'absent', detail: '' } : denied.listing,
      );
    }
    const software: SoftwareItem[] = [];
    const publishers = readPublishers(system);
    let unread = 0;
    for (const name of found.listing.names) {
      if (name === 'bin' || name === 'README') continue;
      const reading = system.read(`${found.folder}/${name}/current/meta/snap.yaml`, DESCRIPTION_BYTES);
      const item = reading.ok ? parseSnapDescription(reading.bytes.toString('utf8'), publishers) : undefined;
      if (item === undefined) unread++;
      else software.push(item);
    }
    return {
      facts: { software },
      ...(unread > 0 ? { status: 'partial' as const, warnings: [`${unread} snaps could not be read`] } : {}),
    };
  },
};

/** The top-level scalars of a snap.yaml; they are plain or quoted on one line, whatever comes after them. */
export function parseSnapDescription(text: string, publishers: ReadonlyMap<string, string>): SoftwareItem | undefined {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const parts = /^(name|title|version|architectures): *(\S.*)?$/.exec(line.trimEnd());
    if (parts?.[1] !== undefined) values.set(parts[1], unquote(parts[2] ?? ''));
  }
  const id = values.get('name');
  if (!id) return undefined;
  return {
    name: values.get('title') || id,
    publisher: publishers.get(id),
    version: values.get('version') || undefined,
    kind: 'snap',
    scope: 'machine',
    foundBy: 'snap',
    id,
  };
}

function unquote(value: string): string {
  const text = value.trim();
  const quote = text[0];
  return text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote) ? text.slice(1, -1) : text;
}

/** Name of a snap → display name of its publisher: the declaration of the snap names an account, the account has a name. */
function readPublishers(system: System): Map<string, string> {
  const publishers = new Map<string, string>();
  const accounts = new Map<string, string | undefined>();
  const declarations = `${ASSERTIONS}/snap-declaration/${SERIES}`;
  const listing = system.list(declarations);
  for (const id of listing.ok ? listing.names : []) {
    const declaration = readAssertion(system, `${declarations}/${id}`, ['snap-name', 'publisher-id']);
    const account = declaration?.['publisher-id'];
    const name = declaration?.['snap-name'];
    if (account === undefined || name === undefined || account.includes('/')) continue;
    if (!accounts.has(account)) {
      accounts.set(
        account,
        readAssertion(system, `${ASSERTIONS}/account/${account}`, ['display-name'])?.['display-name'],
      );
    }
    const publisher = accounts.get(account);
    if (publisher !== undefined) publishers.set(name, publisher);
  }
  return publishers;
}

function readAssertion<Field extends string>(
  system: System,
  folder: string,
  fields: readonly Field[],
): Partial<Record<Field, string>> | undefined {
  const listing = system.list(folder);
  // "active", or "active.N" for the Nth format of the assertion.
  const file = listing.ok ? listing.names.filter((name) => name.startsWith('active')).at(-1) : undefined;
  const reading = file === undefined ? undefined : system.read(`${folder}/${file}`, DESCRIPTION_BYTES);
  return reading?.ok === true ? parseStanzas(reading.bytes, fields)[0] : undefined;
}
