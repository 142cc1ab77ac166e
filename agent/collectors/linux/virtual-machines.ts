/**
 * What this machine hosts: guests of libvirt, Proxmox VE, Xen, LXD and Incus. They are counted, never named: each has an agent of its own.
 */
import type { Collected, Collector, KindClue } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import type { System } from '../../system.ts';

type Host = {
  title: string;
  /** Folders with one entry a guest. */
  guests: readonly string[];
  entry: RegExp;
  /** Nothing but a hypervisor has these folders; the others are also found on the machines of developers. */
  dedicated: boolean;
};

const HOSTS: readonly Host[] = [
  { title: 'Proxmox VE', guests: ['/etc/pve/qemu-server', '/etc/pve/lxc'], entry: /^\d+\.conf$/, dedicated: true },
  {
    title: 'libvirt',
    guests: ['/etc/libvirt/qemu', '/etc/libvirt/lxc', '/etc/libvirt/libxl'],
    entry: /\.xml$/,
    dedicated: false,
  },
  {
    title: 'LXD',
    guests: ['lxd/common/lxd/containers', 'lxd/common/lxd/virtual-machines'].map((folder) => `/var/snap/${folder}`),
    entry: /^[^.]/,
    dedicated: false,
  },
  {
    title: 'Incus',
    guests: ['/var/lib/incus/containers', '/var/lib/incus/virtual-machines'],
    entry: /^[^.]/,
    dedicated: false,
  },
];
const XEN = '/proc/xen/capabilities';

export const virtualMachines: Collector = {
  id: 'virtual-machines',
  platforms: ['linux'],
  collect(system): Collected {
    const warnings: string[] = [];
    const hosts = HOSTS.flatMap((host) => {
      const guests = countGuests(system, host, warnings);
      return guests === undefined ? [] : [{ ...host, count: guests }];
    });
    const xen = system.read(XEN, 4096);
    const controls = xen.ok && xen.bytes.toString('utf8').includes('control_d');
    if (hosts.length === 0 && !controls && warnings.length === 0) return notApplicable;
    const serving = hosts.filter(({ count, dedicated }) => dedicated || count > 0).map(({ title }) => title);
    const clues = hosts.filter(({ count, dedicated }) => dedicated || count > 0).map(clueOf);
    return {
      facts: {
        kindClues: [
          ...clues,
          ...(controls ? [{ kind: 'hypervisor', strength: 'strong', evidence: 'Xen control domain' } as const] : []),
        ],
        useEvidence: [...serving, ...(controls ? ['Xen'] : [])].map((product) => ({
          kind: 'running-service' as const,
          subject: 'virtual-machines',
          product,
        })),
      },
      warnings,
      ...(warnings.length > 0 ? { status: 'partial' as const } : {}),
    };
  },
};

/** Guests of all the folders of a host, or undefined when it has none of these folders. */
function countGuests(system: System, { title, guests, entry }: Host, warnings: string[]): number | undefined {
  let count: number | undefined;
  for (const folder of guests) {
    const listing = system.list(folder);
    if (listing.ok) count = (count ?? 0) + listing.names.filter((name) => entry.test(name)).length;
    else if (listing.reason !== 'absent') warnings.push(`${title}: ${listing.detail}`);
  }
  return count;
}

function clueOf({ title, count, dedicated }: Host & { count: number }): KindClue {
  const evidence = `${title}: ${count} ${count === 1 ? 'guest' : 'guests'}`;
  return { kind: 'hypervisor', strength: dedicated ? 'strong' : 'weak', evidence };
}
