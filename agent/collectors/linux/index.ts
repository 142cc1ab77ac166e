/** What is collected on Linux, by name. A test holds this list against the folder. */
import type { Collector } from '../../collector.ts';
import { apk } from './apk.ts';
import { cloudInstance } from './cloud-instance.ts';
import { connections } from './connections.ts';
import { containers } from './containers.ts';
import { defaultApplications } from './default-applications.ts';
import { directories } from './directories.ts';
import { dpkg } from './dpkg.ts';
import { flatpak } from './flatpak.ts';
import { hardware } from './hardware.ts';
import { instances } from './instances.ts';
import { operatingSystem } from './operating-system.ts';
import { outsidePackages } from './outside-packages.ts';
import { pacman } from './pacman.ts';
import { resolverCache } from './resolver-cache.ts';
import { resolvers } from './resolvers.ts';
import { rpm } from './rpm.ts';
import { snap } from './snap.ts';
import { timeServers } from './time-servers.ts';
import { virtualMachines } from './virtual-machines.ts';

export const collectors: readonly Collector[] = [
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
];
