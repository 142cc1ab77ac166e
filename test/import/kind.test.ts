import { expect, test } from 'vitest';
import { decideKind, type KindClues } from '../../src/import/kind.ts';
import type { MachineKind } from '../../src/inventory/schema.ts';

const cases: readonly (readonly [KindClues, MachineKind])[] = [
  [
    { family: 'windows', operatingSystem: 'Microsoft Windows 11 Professionnel', chassis: 'Rack Mount Chassis' },
    'workstation',
  ],
  [{ family: 'windows', operatingSystem: 'Microsoft Windows Server 2022 Standard', chassis: 'Desktop' }, 'server'],
  [{ family: 'windows', operatingSystem: 'Microsoft® Windows Server® 2008 Standard' }, 'server'],
  [
    { family: 'windows', operatingSystem: 'Microsoft Windows Server 2019', hosts: { count: 4, sort: 'HyperV' } },
    'hypervisor',
  ],
  [
    { family: 'windows', operatingSystem: 'Microsoft Windows 10 Pro', hosts: { count: 2, sort: 'HyperV' } },
    'workstation',
  ],
  [
    {
      family: 'linux',
      operatingSystem: 'Debian GNU/Linux 12',
      chassis: 'Laptop',
      hosts: { count: 2, sort: 'libvirt' },
    },
    'workstation',
  ],
  [{ family: 'linux', operatingSystem: 'Debian GNU/Linux 12', runsOn: 'VMware' }, 'server'],
  [{ family: 'linux', operatingSystem: 'Debian GNU/Linux 12' }, 'unknown'],
  [{ family: 'linux', operatingSystem: 'Fedora 31 (Workstation Edition)' }, 'workstation'],
  [{ family: 'linux', operatingSystem: 'Ubuntu 22.04', chassis: 'Blade' }, 'server'],
  [{ family: 'other', operatingSystem: 'VMware ESXi 8.0.0' }, 'hypervisor'],
  [{ family: 'darwin', operatingSystem: 'macOS 14.4', chassis: 'MacBook Pro' }, 'workstation'],
  [{ family: 'android', operatingSystem: 'Android 13', model: 'Galaxy Tab A8' }, 'tablet'],
  [{ family: 'ios', operatingSystem: 'iPadOS 17', model: 'iPad13,4' }, 'tablet'],
  [{ declared: 'phone' }, 'phone'],
  [{ declared: 'network', operatingSystem: 'IOS' }, 'network'],
  [{}, 'unknown'],
];

test.each(cases)('%j is a %s', (clues, kind) => {
  expect(decideKind(clues).kind).toBe(kind);
});
