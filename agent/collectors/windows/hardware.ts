/** The machine under Windows: maker, model, form, firmware, and what it runs on when it is virtual. Serial and UUID leave as pseudonyms. */
import type { Collected, Collector } from '../../collector.ts';
import { chassisName, hypervisorNamed } from '../../formats/smbios.ts';
import { chassisClue } from '../../machine-kind.ts';
import { collectedFrom, type Management, management, type Row, rowsOf, text } from './support/management.ts';

const PARTS = ['computer', 'firmware', 'chassis', 'identity'];

export const windowsHardware: Collector = {
  id: 'hardware',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const answer = await management(system, signal);
    return collectedFrom(answer, PARTS, describeHardware(answer));
  },
};

export function describeHardware(answer: Management): Collected['facts'] {
  const [computer = {}] = rowsOf(answer, 'computer');
  const [firmware = {}] = rowsOf(answer, 'firmware');
  const [identity = {}] = rowsOf(answer, 'identity');
  const vendor = text(computer, 'Manufacturer');
  const model = text(computer, 'Model');
  const chassis = rowsOf(answer, 'chassis').flatMap(chassisNames)[0];
  // That a hypervisor is there says nothing: Windows protects its own secrets with one. The maker and the model decide.
  const host = hypervisorNamed(vendor, model);
  const virtualisation = host === undefined ? { guest: false } : { guest: true, host };
  return {
    ...(vendor === undefined && model === undefined
      ? {}
      : { hardware: { vendor, model, chassis, firmwareVendor: text(firmware, 'Manufacturer') }, virtualisation }),
    identities: { serial: text(firmware, 'SerialNumber'), uuid: text(identity, 'UUID') },
    kindClues: virtualisation.guest ? [] : chassisClue(chassis),
  };
}

function chassisNames(row: Row): string[] {
  const types = Array.isArray(row.ChassisTypes) ? row.ChassisTypes : [row.ChassisTypes];
  return types.flatMap((type) => chassisName(String(type)) ?? []);
}
