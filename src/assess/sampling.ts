/** Sampling error of D, from the size of the park by unit. */
import type { Assessment } from '../assessment.ts';
import { type Fleet, type MachineScope, machineScopes } from '../score/fleet.ts';
import { samplingError } from '../score/sampling.ts';
import { type FleetScore, scopeFactor } from '../score/score.ts';

/** Machines of a unit in the whole park. */
export interface UnitPopulation {
  readonly unit: string;
  readonly scope: MachineScope;
  readonly machines: number;
}

/** Half-width of a 95 % interval, in standard errors. */
const NORMAL_95 = 1.96;

export function samplingOf(
  fleet: Fleet,
  score: FleetScore,
  population: readonly UnitPopulation[],
): Assessment['sampling'] {
  let variance = 0;
  let total = 0;
  let sample = 0;
  let strata = 0;
  for (const scope of machineScopes) {
    const factor = scopeFactor(score, fleet.scopeWeights, scope);
    if (factor === 0) continue;
    const observed = new Map<string, number[]>();
    fleet.machines.forEach((row, i) => {
      const { d } = score.machines.at(i);
      if (row.scope !== scope || d === null) return;
      const list = observed.get(row.unit);
      if (list) list.push(d);
      else observed.set(row.unit, [d]);
    });
    const sizes = new Map(
      population.filter((entry) => entry.scope === scope).map((entry) => [entry.unit, entry.machines]),
    );
    const units = new Set([...observed.keys(), ...sizes.keys()]);
    const error = samplingError(
      [...units].map((unit) => ({ unit, population: sizes.get(unit) ?? 0, observed: observed.get(unit) ?? [] })),
    );
    if (error === null) continue;
    variance += factor ** 2 * error.standardError ** 2;
    total += error.population;
    sample += error.sample;
    strata += error.strata;
  }
  const { d } = score.overall;
  if (sample === 0 || d === null) return null;
  const standardError = Math.sqrt(variance);
  const low = Math.max(0, d - NORMAL_95 * standardError);
  const high = Math.min(1, d + NORMAL_95 * standardError);
  return { population: total, sample, strata, standardError, low, high };
}
