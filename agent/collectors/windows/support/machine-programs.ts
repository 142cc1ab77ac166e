/** The Uninstall key of the machine, as 64-bit and as 32-bit programs see it: what the list of programs rests on. */
import { parseRegistryExport, type RegistryKey } from '../../../../src/inventory/registry-export.ts';
import type { RegistryView, System } from '../../../system.ts';
import { keysOf, management } from './management.ts';
import { once } from './once.ts';
import { planOf } from './plan.ts';

const UNINSTALL = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';

export type MachinePrograms = { views: { view: RegistryView; keys: RegistryKey[] }[]; failures: string[] };

export const machinePrograms = once(async (system, signal): Promise<MachinePrograms> => {
  if (!planOf(system).programsByPowerShell) return fromExports(system, signal);
  const part = (await management(system, signal)).parts.get('machine-programs');
  if (part === undefined) return fromExports(system, signal);
  const failures = part.problems.includes('PermissionDenied')
    ? ['a part of the programs of the machine refused access']
    : [];
  return { views: [{ view: '64', keys: keysOf(part.rows) }], failures };
});

async function fromExports(system: System, signal: AbortSignal): Promise<MachinePrograms> {
  const views: RegistryView[] = ['64', '32'];
  const readings = await Promise.all(
    views.map(async (view) => ({ view, reading: await system.registry(UNINSTALL, view, { signal }) })),
  );
  return {
    views: readings.flatMap(({ view, reading }) =>
      reading.ok ? [{ view, keys: parseRegistryExport(reading.bytes) }] : [],
    ),
    failures: readings.flatMap(({ view, reading }) => {
      if (reading.ok && !reading.truncated) return [];
      return [
        `programs of the machine, ${view}-bit view: ${reading.ok ? 'too large to be read whole' : reading.detail}`,
      ];
    }),
  };
}
