/** Every collector, by platform then by name. A test holds this list against the folders. */
import type { Collector } from '../collector.ts';
import { browserExtensions } from './any/browser-extensions.ts';
import { homebrew } from './any/homebrew.ts';
import { applications } from './darwin/applications.ts';
import { defaultBrowser } from './darwin/default-browser.ts';
import { darwinHardware } from './darwin/hardware.ts';
import { management } from './darwin/management.ts';
import { darwinOperatingSystem } from './darwin/operating-system.ts';
import { receipts } from './darwin/receipts.ts';
import { systemExtensions } from './darwin/system-extensions.ts';
import { apk } from './linux/apk.ts';
import { cloudInstance } from './linux/cloud-instance.ts';
import { connections } from './linux/connections.ts';
import { containers } from './linux/containers.ts';
import { defaultApplications } from './linux/default-applications.ts';
import { directories } from './linux/directories.ts';
import { dpkg } from './linux/dpkg.ts';
import { flatpak } from './linux/flatpak.ts';
import { hardware } from './linux/hardware.ts';
import { instances } from './linux/instances.ts';
import { operatingSystem } from './linux/operating-system.ts';
import { outsidePackages } from './linux/outside-packages.ts';
import { pacman } from './linux/pacman.ts';
import { resolverCache } from './linux/resolver-cache.ts';
import { resolvers } from './linux/resolvers.ts';
import { rpm } from './linux/rpm.ts';
import { snap } from './linux/snap.ts';
import { timeServers } from './linux/time-servers.ts';
import { virtualMachines } from './linux/virtual-machines.ts';
import { accounts } from './windows/accounts.ts';
import { attachments } from './windows/attachments.ts';
import { windowsConnections } from './windows/connections.ts';
import { defaultPrograms } from './windows/default-programs.ts';
import { dnsCache } from './windows/dns-cache.ts';
import { windowsHardware } from './windows/hardware.ts';
import { installedPrograms } from './windows/installed-programs.ts';
import { networkSettings } from './windows/network-settings.ts';
import { office } from './windows/office.ts';
import { windowsOperatingSystem } from './windows/operating-system.ts';
import { scheduledUpdates } from './windows/scheduled-updates.ts';
import { securityProducts } from './windows/security-products.ts';
import { serverInstances } from './windows/server-instances.ts';
import { serverRoles } from './windows/server-roles.ts';
import { storePackages } from './windows/store-packages.ts';

export const collectors: readonly Collector[] = [
  browserExtensions,
  homebrew,
  applications,
  defaultBrowser,
  darwinHardware,
  management,
  darwinOperatingSystem,
  receipts,
  systemExtensions,
  apk,
  cloudInstance,
  connections,
  containers,
  defaultApplications,
  directories,
  dpkg,
  flatpak,
  hardware,
  instances,
  operatingSystem,
  outsidePackages,
  pacman,
  resolverCache,
  resolvers,
  rpm,
  snap,
  timeServers,
  virtualMachines,
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
