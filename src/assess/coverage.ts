/** Coverage: the share of what was seen that is attributed; machines and services are never pooled (method, section 4). */
import type { Assessment, Coverage } from '../assessment.ts';
import type { FleetObservation } from '../identify/observe.ts';
import type { FleetScore } from '../score/score.ts';
import type { ObservedFleet } from './fleet.ts';

export function toCoverage(attributed: number, unknown: number, identified: number): Coverage {
  const seen = attributed + unknown;
  return { attributed, unknown, identified, ratio: seen === 0 ? null : attributed / seen };
}

/** Unknown titles whose vendor is known, by scope, one for each machine and title. */
export type Identified = Record<'workstations' | 'servers', number>;

export function countIdentified(observation: FleetObservation): Identified {
  const counts: Identified = { workstations: 0, servers: 0 };
  for (const { scope, titles } of observation.machines) {
    if (scope === null) continue;
    for (const title of titles) {
      const finding = observation.findings[title];
      if (finding?.outcome === 'unknown' && finding.vendor !== null) counts[scope] += 1;
    }
  }
  return counts;
}

/** Whether the services that nobody attributed could be counted. */
export function knowsUnknown({ sawNames, keptUnknown }: ObservedFleet): boolean {
  return sawNames && !keptUnknown;
}

export function coverageOf(
  { scopes }: FleetScore,
  observed: ObservedFleet,
  identified: Identified,
): Assessment['headline']['coverage'] {
  const { workstations, servers, services } = scopes;
  const machines = toCoverage(
    workstations.attributed + servers.attributed,
    workstations.unknown + servers.unknown,
    identified.workstations + identified.servers,
  );
  return { machines, services: knowsUnknown(observed) ? toCoverage(services.attributed, services.unknown, 0) : null };
}

export function identifiedShare({ scopes }: FleetScore, identified: Identified): number | null {
  const attributed = scopes.workstations.attributed + scopes.servers.attributed;
  const seen = attributed + scopes.workstations.unknown + scopes.servers.unknown;
  return seen === 0 ? null : Math.min(1, (attributed + identified.workstations + identified.servers) / seen);
}
