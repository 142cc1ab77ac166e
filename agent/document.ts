/** The bytes of an inventory: arrays in an order that depends on nothing but their content, one line. */
import type { Inventory } from '../src/inventory/schema.ts';

export function serialise(inventory: Inventory): string {
  const {
    software,
    endpoints,
    browserExtensions,
    securityProducts,
    attachments,
    useEvidence,
    packageOrigins,
    collectors,
  } = inventory;
  const ordered: Inventory = {
    ...inventory,
    software: sorted(software),
    endpoints: sorted(endpoints),
    browserExtensions: sorted(browserExtensions),
    securityProducts: sorted(securityProducts),
    attachments: sorted(attachments),
    useEvidence: sorted(useEvidence),
    packageOrigins: sorted(packageOrigins),
    collectors: sorted(collectors),
  };
  return `${JSON.stringify(ordered)}\n`;
}

/** By code unit and never by locale: the same machine gives the same bytes whatever its language. */
function sorted<T extends object>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: Object.values(item).join('\0') }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}
