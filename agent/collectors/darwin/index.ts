/** What is collected on macOS, by name. A test holds this list against the folder. */
import type { Collector } from '../../collector.ts';
import { applications } from './applications.ts';
import { defaultBrowser } from './default-browser.ts';
import { darwinHardware } from './hardware.ts';
import { management } from './management.ts';
import { darwinOperatingSystem } from './operating-system.ts';
import { receipts } from './receipts.ts';
import { systemExtensions } from './system-extensions.ts';

export const collectors: readonly Collector[] = [
  applications,
  defaultBrowser,
  darwinHardware,
  management,
  darwinOperatingSystem,
  receipts,
  systemExtensions,
];
