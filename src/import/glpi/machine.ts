/** GLPI sections hardware, bios, operatingsystem, network_device and virtualmachines → the machine of an Inventory. */
import { keyId, pseudonym } from '../../inventory/identity.ts';
import type { Machine } from '../../inventory/schema.ts';
import { decideKind, type KindClues } from '../kind.ts';
import { distributionOf, familyOf } from '../operating-system.ts';
import { defined, type Fields, fieldsOf, listOf, textOf } from '../values.ts';

/** Sorts of guests that are machines of their own; containers share the system of their host. */
const HYPERVISOR_GUEST = /hyper-?v|vmware|kvm|libvirt|qemu|xen|virtualbox|parallels|bhyve|vmm|proxmox|ahv/i;

/** The section operatingsystem, or what older agents put in hardware instead; undefined when neither names one. */
function operatingSystemOf(content: Fields): Machine['operatingSystem'] {
  const { osname, osversion, archname } = fieldsOf(content.hardware);
  const older: Fields = { name: osname, version: osversion, arch: archname };
  const newer = fieldsOf(content.operatingsystem);
  const section = (textOf(newer.full_name) ?? textOf(newer.name)) === undefined ? { ...newer, ...older } : newer;
  const short = textOf(section.name);
  const name = textOf(section.full_name) ?? short;
  if (name === undefined) return undefined;
  const family = familyOf(short ?? name) ?? familyOf(name) ?? familyOf(textOf(section.kernel_name) ?? '') ?? 'other';
  return defined({
    family,
    name,
    version: textOf(section.version),
    build: textOf(section.kernel_version),
    architecture: textOf(section.arch),
    distribution: family === 'linux' ? (distributionOf(short ?? name) ?? distributionOf(name)) : undefined,
  });
}

function identifiersOf(content: Fields, key: Uint8Array): Machine['identifiers'] {
  const device = fieldsOf(content.network_device);
  const hardware = fieldsOf(content.hardware);
  const name = textOf(hardware.name) ?? textOf(fieldsOf(content.operatingsystem).fqdn) ?? textOf(device.name);
  return defined({
    serial: pseudonym(key, 'serial', textOf(fieldsOf(content.bios).ssn) ?? textOf(device.serial)),
    uuid: pseudonym(key, 'uuid', textOf(hardware.uuid)),
    name: pseudonym(key, 'name', name),
    keyId: keyId(key),
  });
}

function hardwareOf(content: Fields): Machine['hardware'] {
  const bios = fieldsOf(content.bios);
  const device = fieldsOf(content.network_device);
  const hardware = defined({
    vendor: textOf(bios.smanufacturer) ?? textOf(bios.mmanufacturer) ?? textOf(device.manufacturer),
    model: textOf(bios.smodel) ?? textOf(bios.mmodel) ?? textOf(device.model),
    chassis: textOf(fieldsOf(content.hardware).chassis_type) ?? textOf(bios.type),
    firmwareVendor: textOf(bios.bmanufacturer),
  });
  return Object.keys(hardware).length === 0 ? undefined : hardware;
}

function virtualisationOf(content: Fields): Machine['virtualisation'] {
  const system = textOf(fieldsOf(content.hardware).vmsystem);
  if (system === undefined) return undefined;
  return system.toLowerCase() === 'physical' ? { guest: false } : { guest: true, host: system };
}

function declaredKind(itemType: string | undefined, content: Fields): KindClues['declared'] {
  if (itemType === 'Phone') return 'phone';
  return itemType === 'NetworkEquipment' || itemType === 'Printer' || content.network_device !== undefined
    ? 'network'
    : undefined;
}

function hostsOf(content: Fields): KindClues['hosts'] {
  const sorts = listOf(content.virtualmachines)
    .map((guest) => textOf(fieldsOf(guest).vmtype) ?? textOf(fieldsOf(guest).subsystem) ?? '')
    .filter((sort) => HYPERVISOR_GUEST.test(sort));
  return sorts[0] === undefined ? undefined : { count: sorts.length, sort: sorts[0] };
}

/**
 * The tag of the agent, which organisations use for the site; other fields of accountinfo are free text about people
 * and stay out.
 */
function siteOf(document: Fields, content: Fields): string | undefined {
  const account = listOf(content.accountinfo)
    .map(fieldsOf)
    .find((entry) => textOf(entry.keyname)?.toUpperCase() === 'TAG');
  return textOf(document.tag) ?? textOf(account?.keyvalue);
}

export function machineOf(document: Fields, content: Fields, key: Uint8Array): Machine {
  const operatingSystem = operatingSystemOf(content);
  const hardware = hardwareOf(content);
  const virtualisation = virtualisationOf(content);
  return defined({
    identifiers: identifiersOf(content, key),
    ...decideKind({
      declared: declaredKind(textOf(document.itemtype), content),
      family: operatingSystem?.family,
      operatingSystem: operatingSystem?.name,
      chassis: hardware?.chassis,
      model: hardware?.model,
      runsOn: virtualisation?.host,
      hosts: hostsOf(content),
    }),
    site: siteOf(document, content),
    operatingSystem,
    hardware,
    virtualisation,
  });
}
