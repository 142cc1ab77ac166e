/**
 * What Apple's installer put on this Mac, from the receipt of each package. Most are parts of applications that are listed elsewhere, so
 * a receipt is marked as a component: it only counts when the knowledge base knows it.
 */
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { refused } from '../../collector.ts';
import type { PropertyValue } from '../../formats/property-list.ts';
import { readPropertyFile, textOf, under } from './support/property-file.ts';

const RECEIPTS = '/var/db/receipts';

export const receipts: Collector = {
  id: 'receipts',
  platforms: ['darwin'],
  collect(system): Collected {
    const listing = system.list(RECEIPTS);
    if (!listing.ok) return refused(RECEIPTS, listing);
    const files = listing.names.filter((name) => name.endsWith('.plist'));
    const software = files.flatMap((name) => describeReceipt(readPropertyFile(system, `${RECEIPTS}/${name}`)) ?? []);
    const unread = files.length - software.length;
    return {
      facts: { software },
      ...(unread > 0 ? { status: 'partial' as const, warnings: [`${unread} receipts could not be read`] } : {}),
    };
  },
};

export function describeReceipt(receipt: PropertyValue | undefined): SoftwareItem | undefined {
  const id = textOf(under(receipt, 'PackageIdentifier'));
  if (id === undefined) return undefined;
  return {
    name: id,
    version: textOf(under(receipt, 'PackageVersion')),
    kind: 'package',
    scope: 'machine',
    foundBy: 'receipts',
    id,
    installedOn: /^\d{4}-\d{2}-\d{2}/.exec(textOf(under(receipt, 'InstallDate')) ?? '')?.[0],
    systemComponent: true,
  };
}
