/** Every collector, by platform then by name. A test holds this list against the folders. */
import type { Collector } from '../collector.ts';
import { applications } from './darwin/applications.ts';
import { darwinHardware } from './darwin/hardware.ts';
import { darwinOperatingSystem } from './darwin/operating-system.ts';
import { apk } from './linux/apk.ts';
import { connections } from './linux/connections.ts';
import { dpkg } from './linux/dpkg.ts';
import { flatpak } from './linux/flatpak.ts';
import { hardware } from './linux/hardware.ts';
import { operatingSystem } from './linux/operating-system.ts';
import { pacman } from './linux/pacman.ts';
import { rpm } from './linux/rpm.ts';
import { snap } from './linux/snap.ts';
import { windowsHardware } from './windows/hardware.ts';
import { installedPrograms } from './windows/installed-programs.ts';
import { windowsOperatingSystem } from './windows/operating-system.ts';

export const collectors: readonly Collector[] = [
  applications,
  darwinHardware,
  darwinOperatingSystem,
  apk,
  connections,
  dpkg,
  flatpak,
  hardware,
  operatingSystem,
  pacman,
  rpm,
  snap,
  windowsHardware,
  installedPrograms,
  windowsOperatingSystem,
];
