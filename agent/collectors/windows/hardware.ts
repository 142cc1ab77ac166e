/** The machine under Windows: firmware keys of the registry first, the management interface for what only it knows. */
import type { Collected, Collector } from '../../collector.ts';
import { parseRegistryExport } from '../../formats/registry-export.ts';
import { chassisClue } from '../../machine-kind.ts';

const FIRMWARE = 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS';

export const windowsHardware: Collector = {
  id: 'hardware',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const [reading, details] = await Promise.all([
      system.registry(FIRMWARE, '64', { signal }),
      // It runs PowerShell, which policies may forbid: the registry's answer must not be lost with it.
      system.details().catch(() => undefined),
    ]);
    const values = reading.ok ? parseRegistryExport(reading.bytes)[0]?.values : undefined;

    function stated(name: string): string | undefined {
      const value = values?.get(name);
      return typeof value === 'string' ? value.trim() || undefined : undefined;
    }

    const vendor = stated('systemmanufacturer') ?? details?.vendor;
    const model = stated('systemproductname') ?? details?.model;
    const firmwareVendor = stated('biosvendor') ?? details?.firmwareVendor;
    return {
      facts: {
        ...(vendor === undefined && model === undefined
          ? {}
          : { hardware: { vendor, model, chassis: details?.chassis, firmwareVendor } }),
        ...(details === undefined ? {} : { virtualisation: { guest: details.guest, host: details.virtualHost } }),
        identities: { serial: details?.serial, uuid: details?.uuid },
        kindClues: details?.guest === true ? [] : chassisClue(details?.chassis),
      },
      ...(details === undefined || values === undefined
        ? { status: 'partial' as const, warnings: ['the registry or the management interface did not answer'] }
        : {}),
    };
  },
};
