/**
 * How the few processes of a run are spent, decided once, before the first: the agent may have spent some on its settings and on the
 * rights of its folders.
 *
 * Two registry exports for the programs of the machine, one PowerShell, one netstat. Where that is too many, PowerShell is asked for
 * the rest: slower, and not proved on as many systems, so only then.
 */
import type { System } from '../../../system.ts';

export type Plan = { programsByPowerShell: boolean; connectionsByPowerShell: boolean };

const POWERSHELL = 1;
const EXPORTS = 2;
const plans = new WeakMap<System, Plan>();

export function planOf(system: System): Plan {
  const known = plans.get(system);
  if (known !== undefined) return known;
  const left = system.processesLeft() - POWERSHELL;
  const programsByPowerShell = left < EXPORTS;
  const plan = { programsByPowerShell, connectionsByPowerShell: left - (programsByPowerShell ? 0 : EXPORTS) < 1 };
  plans.set(system, plan);
  return plan;
}
