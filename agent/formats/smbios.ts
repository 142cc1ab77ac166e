/** What the firmware of a machine says of it (SMBIOS), on every system: the form of its case, the hypervisor that invented it. */

/** Forms of SMBIOS (7.4.1) by number. */
const CHASSIS = [
  ...[
    '',
    'Other',
    'Unknown',
    'Desktop',
    'Low Profile Desktop',
    'Pizza Box',
    'Mini Tower',
    'Tower',
    'Portable',
    'Laptop',
    'Notebook',
  ],
  ...['Hand Held', 'Docking Station', 'All in One', 'Sub Notebook', 'Space-saving', 'Lunch Box', 'Main Server Chassis'],
  ...[
    'Expansion Chassis',
    'SubChassis',
    'Bus Expansion Chassis',
    'Peripheral Chassis',
    'RAID Chassis',
    'Rack Mount Chassis',
  ],
  ...[
    'Sealed-case PC',
    'Multi-system',
    'Compact PCI',
    'Advanced TCA',
    'Blade',
    'Blade Enclosure',
    'Tablet',
    'Convertible',
  ],
  ...['Detachable', 'IoT Gateway', 'Embedded PC', 'Mini PC', 'Stick PC'],
];

export function chassisName(number: string | undefined): string | undefined {
  if (number === undefined || !/^\d{1,3}$/.test(number)) return undefined;
  return CHASSIS[Number(number) & 0x7f] || undefined;
}

const HOSTS: readonly (readonly [pattern: RegExp, host: string])[] = [
  [/vmware/i, 'VMware'],
  [/virtualbox|innotek/i, 'VirtualBox'],
  [/microsoft.*virtual machine/i, 'Hyper-V'],
  [/parallels/i, 'Parallels'],
  [/amazon ec2/i, 'Amazon EC2'],
  [/google compute engine|google/i, 'Google Compute Engine'],
  [/openstack/i, 'OpenStack'],
  [/scaleway/i, 'Scaleway'],
  [/alibaba cloud/i, 'Alibaba Cloud'],
  [/nutanix/i, 'Nutanix AHV'],
  [/\bxen\b/i, 'Xen'],
  [/bhyve/i, 'bhyve'],
  [/qemu|\bkvm\b|red hat.*rhev|ovirt/i, 'KVM'],
];

/** The hypervisor or cloud that a maker and a model designate; undefined for a real machine. */
export function hypervisorNamed(vendor: string | undefined, model: string | undefined): string | undefined {
  const stated = `${vendor ?? ''} ${model ?? ''}`;
  return HOSTS.find(([pattern]) => pattern.test(stated))?.[1];
}
