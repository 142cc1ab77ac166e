/** The browser that opens web pages for the people of this Mac, by the name of its application. */
import type { UseEvidence } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import type { PropertyValue } from '../../formats/property-list.ts';
import { homesOf } from '../../homes.ts';
import type { System } from '../../system.ts';
import { itemsOf, readPropertyFile, textOf, under } from './support/property-file.ts';

const HANDLERS = 'Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist';
const SCHEMES = new Set(['http', 'https', 'mailto']);
const APPLICATIONS = ['/Applications', '/System/Applications', '/System/Cryptexes/App/System/Applications'];

export const defaultBrowser: Collector = {
  id: 'default-browser',
  platforms: ['darwin'],
  collect(system): Collected {
    const chosen = homesOf(system).flatMap((home) => parseHandlers(readPropertyFile(system, `${home}/${HANDLERS}`)));
    if (chosen.length === 0) return notApplicable;
    const names = applicationNames(system, new Set(chosen.map(({ id }) => id)));
    const useEvidence = new Map<string, UseEvidence>();
    for (const { scheme, id } of chosen) {
      const product = names.get(id);
      if (product !== undefined)
        useEvidence.set(`${scheme} ${id}`, { kind: 'default-handler', subject: scheme, product });
    }
    return { facts: { useEvidence: [...useEvidence.values()] } };
  },
};

/** Only what somebody chose is there: who chose nothing has the browser of the system. */
export function parseHandlers(list: PropertyValue | undefined): { scheme: string; id: string }[] {
  return itemsOf(under(list, 'LSHandlers')).flatMap((handler) => {
    const scheme = textOf(under(handler, 'LSHandlerURLScheme'))?.toLowerCase();
    const id = textOf(under(handler, 'LSHandlerRoleAll'))?.toLowerCase();
    return scheme !== undefined && id !== undefined && SCHEMES.has(scheme) ? [{ scheme, id }] : [];
  });
}

/** Launch Services writes identifiers in lower case, applications do not. */
function applicationNames(system: System, wanted: ReadonlySet<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const folder of APPLICATIONS) {
    const listing = system.list(folder);
    for (const name of listing.ok ? listing.names.filter((entry) => entry.endsWith('.app')) : []) {
      if (names.size === wanted.size) return names;
      const id = textOf(under(readPropertyFile(system, `${folder}/${name}/Contents/Info.plist`), 'CFBundleIdentifier'));
      if (id !== undefined && wanted.has(id.toLowerCase())) names.set(id.toLowerCase(), name.slice(0, -'.app'.length));
    }
  }
  return names;
}
