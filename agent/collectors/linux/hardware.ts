/**
 * The machine itself: maker, model, form, firmware, and what it runs on when it is virtual.
 *
 * Everything comes from /sys and /proc. Serial number and UUID are readable by root alone; they leave as pseudonyms.
 */
import type { Machine } from '../../../src/inventory/schema.ts';
import type { Collected, Collector, KindClue } from '../../collector.ts';
import { chassisName, hypervisorNamed } from '../../formats/smbios.ts';
import { chassisClue } from '../../machine-kind.ts';
import type { System } from '../../system.ts';

const DMI = '/sys/class/dmi/id';
const DEVICE_TREE = '/proc/device-tree';

export const hardware: Collector = {
  id: 'hardware',
  platforms: ['linux'],
  collect(system): Collected {
    const serial = system.read(`${DMI}/product_serial`, 4096);
    const vendor = readLine(system, `${DMI}/sys_vendor`);
    const model = readLine(system, `${DMI}/product_name`) ?? readLine(system, `${DEVICE_TREE}/model`);
    const chassis = chassisName(readLine(system, `${DMI}/chassis_type`));
    const firmwareVendor = readLine(system, `${DMI}/bios_vendor`);
    const virtualisation = describeVirtualisation(readClues(system, vendor, model));
    const known = vendor !== undefined || model !== undefined;
    const denied = !serial.ok && serial.reason === 'denied';
    return {
      facts: {
        ...(known ? { hardware: { vendor, model, chassis, firmwareVendor } } : {}),
        virtualisation,
        identities: {
          serial: readLine(system, `${DMI}/product_serial`) ?? readLine(system, `${DEVICE_TREE}/serial-number`),
          uuid: readLine(system, `${DMI}/product_uuid`),
        },
        // A virtual machine's case is invented by its hypervisor.
        kindClues: [...(virtualisation.guest ? [] : chassisClue(chassis)), ...sessionClue(system, virtualisation)],
      },
      ...(known && !denied
        ? {}
        : {
            status: 'partial' as const,
            warnings: [known ? 'serial number and UUID need root' : 'no DMI nor device tree'],
          }),
    };
  },
};

function readLine(system: System, path: string): string | undefined {
  const reading = system.read(path, 4096);
  if (!reading.ok) return undefined;
  return reading.bytes.toString('utf8').replace(/\0/g, '').trim() || undefined;
}

export type VirtualisationClues = {
  vendor: string | undefined;
  model: string | undefined;
  /** A file or variable that only a container has. */
  container: string | undefined;
  hypervisorFlag: boolean;
  clockSources: string;
  kernel: string;
  xen: string | undefined;
};

function readClues(system: System, vendor: string | undefined, model: string | undefined): VirtualisationClues {
  return {
    vendor,
    model,
    container: containerName(system),
    hypervisorFlag: hasHypervisorFlag(system),
    clockSources: readLine(system, '/sys/devices/system/clocksource/clocksource0/available_clocksource') ?? '',
    kernel: system.kernel,
    xen: readLine(system, '/sys/hypervisor/type'),
  };
}

function containerName(system: System): string | undefined {
  const declared = readLine(system, '/run/systemd/container');
  if (declared !== undefined) return declared;
  if (system.read('/.dockerenv', 1).ok) return 'docker';
  return system.read('/run/.containerenv', 1).ok ? 'podman' : undefined;
}

/** Only the first processor is read: all of them have the same flags, and a server has hundreds. */
function hasHypervisorFlag(system: System): boolean {
  const reading = system.read('/proc/cpuinfo', 8192);
  return reading.ok && /^flags\s*:.*\bhypervisor\b/m.test(reading.bytes.toString('latin1'));
}

export function describeVirtualisation(clues: VirtualisationClues): NonNullable<Machine['virtualisation']> {
  if (clues.container !== undefined) return { guest: true, host: `container (${clues.container})` };
  if (/microsoft-standard|-microsoft/i.test(clues.kernel)) return { guest: true, host: 'WSL' };
  const stated = hypervisorNamed(clues.vendor, clues.model);
  if (stated !== undefined) return { guest: true, host: stated };
  if (clues.xen !== undefined) return { guest: true, host: 'Xen' };
  if (!clues.hypervisorFlag) return { guest: false };
  if (clues.clockSources.includes('kvm-clock')) return { guest: true, host: 'KVM' };
  return { guest: true, host: clues.clockSources.includes('hyperv') ? 'Hyper-V' : undefined };
}

/**
 * A graphical login makes a workstation. Its absence says something of a virtual machine alone: a physical one may start its
 * desktop another way, and containers never have one.
 */
function sessionClue(system: System, { guest, host }: NonNullable<Machine['virtualisation']>): KindClue[] {
  if (system.link('/etc/systemd/system/display-manager.service') !== undefined) {
    return [{ kind: 'workstation', strength: 'weak', evidence: 'graphical login' }];
  }
  const machine = guest && host !== 'WSL' && !(host ?? '').startsWith('container');
  if (!machine || !system.list('/run/systemd/system').ok) return [];
  return [{ kind: 'server', strength: 'weak', evidence: 'virtual machine without graphical login' }];
}
