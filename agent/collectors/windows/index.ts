/** What is collected on Windows, by name. A test holds this list against the folder. */
import type { Collector } from '../../collector.ts';
import { accounts } from './accounts.ts';
import { attachments } from './attachments.ts';
import { windowsConnections } from './connections.ts';
import { defaultPrograms } from './default-programs.ts';
import { dnsCache } from './dns-cache.ts';
import { windowsHardware } from './hardware.ts';
import { installedPrograms } from './installed-programs.ts';
import { networkSettings } from './network-settings.ts';
import { office } from './office.ts';
import { windowsOperatingSystem } from './operating-system.ts';
import { scheduledUpdates } from './scheduled-updates.ts';
import { securityProducts } from './security-products.ts';
import { serverInstances } from './server-instances.ts';
import { serverRoles } from './server-roles.ts';
import { storePackages } from './store-packages.ts';

export const collectors: readonly Collector[] = [
  accounts,
  attachments,
  windowsConnections,
  defaultPrograms,
  dnsCache,
  windowsHardware,
  installedPrograms,
  networkSettings,
  office,
  windowsOperatingSystem,
  scheduledUpdates,
  securityProducts,
  serverInstances,
  serverRoles,
  storePackages,
];
