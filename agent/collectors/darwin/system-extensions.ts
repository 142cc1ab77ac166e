/**
 * System extensions that are switched on: security agents, network filters, virtual private networks. One that watches the whole Mac is a
 * security product; the others are components of the application that brought them.
 */
import type { SecurityProduct, SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { refused } from '../../collector.ts';
import type { PropertyValue } from '../../formats/property-list.ts';
import { decodePropertyList, itemsOf, textOf, under } from './support/property-file.ts';

const DATABASE = '/Library/SystemExtensions/db.plist';
const ENDPOINT_SECURITY = 'com.apple.system_extension.endpoint_security';

export const systemExtensions: Collector = {
  id: 'system-extensions',
  platforms: ['darwin'],
  collect(system): Collected {
    const reading = system.read(DATABASE);
    if (!reading.ok) return refused(DATABASE, reading);
    return { facts: parseSystemExtensions(decodePropertyList(reading.bytes)) };
  },
};

export function parseSystemExtensions(database: PropertyValue | undefined): {
  software: SoftwareItem[];
  securityProducts: SecurityProduct[];
} {
  const software: SoftwareItem[] = [];
  const securityProducts: SecurityProduct[] = [];
  for (const extension of itemsOf(under(database, 'extensions'))) {
    const id = textOf(under(extension, 'identifier'));
    if (id === undefined || textOf(under(extension, 'state')) !== 'activated_enabled') continue;
    const name = applicationName(textOf(under(under(extension, 'container'), 'bundlePath'))) ?? id;
    const watches = itemsOf(under(extension, 'categories')).includes(ENDPOINT_SECURITY);
    if (watches) securityProducts.push({ name, category: 'edr', enabled: true });
    software.push({
      name,
      version: textOf(under(under(extension, 'bundleVersion'), 'CFBundleShortVersionString')),
      kind: 'application',
      scope: 'machine',
      foundBy: 'system-extensions',
      id,
      systemComponent: true,
    });
  }
  return { software, securityProducts };
}

/** "/Applications/Example Security.app" → "Example Security". */
function applicationName(path: string | undefined): string | undefined {
  const name = path?.split('/').findLast((part) => part.endsWith('.app'));
  return name?.slice(0, -'.app'.length) || undefined;
}
