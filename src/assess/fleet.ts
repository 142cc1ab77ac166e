/**
 * From a fleet observed to a fleet to score: rows of machines, and services with the share of machines that use each.
 *
 * Services under the thresholds of rules/scopes.yml are listed, not counted.
 */

import { isUse } from '../identify/domains.ts';
import type { Under } from '../identify/hosting.ts';
import type { FleetObservation, MachineRecord } from '../identify/observe.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { Fleet, MachineRow, Scope, ServicePair } from '../score/fleet.ts';

export interface ObservedFleet {
  readonly fleet: Fleet;
  /** Records of the machines scored, in the order of the fleet. */
  readonly machines: readonly MachineRecord[];
  readonly equipment: readonly MachineRecord[];
  /** Machines that contacted each domain, by position in the observation. */
  readonly contacts: Uint32Array;
  /** Positions of the domains that count as use and are under the threshold. */
  readonly belowThreshold: ReadonlySet<number>;
  /** Machines that contacted each service counted, by product number. */
  readonly serviceMachines: ReadonlyMap<number, number>;
  readonly unknownDomains: readonly number[];
  /** Whether any source could have seen names of services. */
  readonly sawNames: boolean;
  /** Whether agents kept the domains that their list does not know: what was not seen is then not known either. */
  readonly keptUnknown: boolean;
  /** Machines, and clients that only the network saw, of which some source could have seen the services. */
  readonly observers: readonly MachineRecord[];
  /** What lies under each service counted, with the number of observers that saw it, by product number. */
  readonly under: ReadonlyMap<number, readonly { readonly under: Under; readonly machines: number }[]>;
  /** Operators that services were seen to be hosted by, by product number. */
  readonly hostedBy: ReadonlyMap<number, readonly string[]>;
}

function scopeWeights(base: KnowledgeBase): Record<Scope, number> {
  const weights: Record<Scope, number> = { workstations: 0, servers: 0, services: 0 };
  for (const scope of base.rules.scopes.scopes) if (scope.id !== 'equipment') weights[scope.id] = scope.weight;
  return weights;
}

/** Machines and clients of which some source could have seen the services. */
function observersOf({ machines, clients }: FleetObservation): MachineRecord[] {
  return [...machines, ...clients].filter(({ domains }) => domains !== null);
}

function countContacts(observation: FleetObservation): Uint32Array {
  const contacts = new Uint32Array(observation.domains.length);
  for (const { domains, resolvers } of [...observation.machines, ...observation.clients])
    for (const position of [...(domains ?? []), ...resolvers]) contacts[position] = (contacts[position] as number) + 1;
  return contacts;
}

/** Observers that contacted each service: one that used two of its domains counts once. */
function countServices(observation: FleetObservation, observers: readonly MachineRecord[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { domains } of observers) {
    const services = new Set<number>();
    for (const position of domains ?? []) {
      const owner = observation.domains[position]?.owner ?? null;
      if (isUse(owner)) services.add(owner.product.index);
    }
    for (const service of services) counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return counts;
}

/** What lies under each service, most often seen first. */
function underServices(observation: FleetObservation, observers: readonly MachineRecord[]): ObservedFleet['under'] {
  const counts = new Map<number, Map<Under, number>>();
  for (const record of observers) {
    const seen = new Map<number, Set<Under>>();
    for (const position of record.under) {
      const { domain, under } = observation.under[position] as FleetObservation['under'][number];
      const owner = observation.domains[domain]?.owner ?? null;
      if (!isUse(owner)) continue;
      const ofService = seen.get(owner.product.index) ?? new Set<Under>();
      seen.set(owner.product.index, ofService.add(under));
    }
    for (const [service, unders] of seen) {
      const ofService = counts.get(service) ?? new Map<Under, number>();
      for (const under of unders) ofService.set(under, (ofService.get(under) ?? 0) + 1);
      counts.set(service, ofService);
    }
  }
  const key = ({ name, layer, detail }: Under): string => `${name}\0${layer}\0${detail}`;
  return new Map(
    [...counts].map(([service, unders]) => [
      service,
      [...unders]
        .map(([under, machines]) => ({ under, machines }))
        .sort((a, b) => b.machines - a.machines || (key(a.under) < key(b.under) ? -1 : 1)),
    ]),
  );
}

/** Of what lies under services, the operators that host them: a delivery network in front, or a network alone, does not prove that. */
function hostsOf(under: ObservedFleet['under']): Map<number, string[]> {
  const hosts = new Map<number, string[]>();
  for (const [service, list] of under) {
    const ids = list.flatMap(({ under: { layer, operator } }) =>
      layer === 'hosting' && operator ? [operator.id] : [],
    );
    if (ids.length > 0) hosts.set(service, [...new Set(ids)]);
  }
  return hosts;
}

export function buildFleet(observation: FleetObservation, base: KnowledgeBase): ObservedFleet {
  const contacts = countContacts(observation);
  const observing = observersOf(observation);
  const observers = observing.length;
  const { minimumShare, minimumMachines, minimumMachinesFrom } = base.rules.scopes.services;
  const enough = (machines: number): boolean =>
    machines / observers >= minimumShare && (observers < minimumMachinesFrom || machines >= minimumMachines);
  const serviceMachines = countServices(observation, observing);
  const shares = new Map<number, number>();
  for (const [service, machines] of serviceMachines) if (enough(machines)) shares.set(service, machines / observers);
  let unknownDeclared = 0;
  const workstations = observation.machines.filter(({ scope }) => scope === 'workstations').length;
  for (const { product, userShare, users } of observation.declared) {
    if (product === null) {
      unknownDeclared += 1;
      continue;
    }
    // A declared service nobody could see is taken as used by all; one that could be seen is taken as it was seen or declared.
    // Users that a contract gives are a share of the workstations, which stand for the users, when some were seen.
    const shareOfUsers = users === undefined || workstations === 0 ? undefined : Math.min(1, users / workstations);
    const declared = userShare ?? shareOfUsers ?? (observers === 0 ? 1 : 0);
    // One that no source saw keeps a place in the coverage, with no weight.
    shares.set(product.index, Math.max(shares.get(product.index) ?? 0, declared));
  }
  const functionIndex = new Map(base.rules.functions.functions.map((entry, index) => [entry.id, index]));
  const services: ServicePair[] = [...shares]
    .sort(([a], [b]) => a - b)
    .flatMap(([product, w]) =>
      (base.products[product]?.functions ?? []).map((id) => ({ product, function: functionIndex.get(id) ?? -1, w })),
    )
    .filter((pair) => pair.function >= 0);
  const belowThreshold = new Set<number>();
  const unknownDomains: number[] = [];
  observation.domains.forEach(({ owner }, position) => {
    if (isUse(owner)) {
      if (!shares.has(owner.product.index)) belowThreshold.add(position);
    } else if (owner === null && enough(contacts[position] as number)) unknownDomains.push(position);
  });
  const under = underServices(observation, observing);
  const machines = observation.machines.filter((record) => record.scope !== null);
  const rows = machines.map(
    ({ key, scope, unit, pairs, unknown }): MachineRow => ({
      id: key,
      scope: scope ?? 'workstations',
      unit,
      pairs,
      unknown,
    }),
  );
  return {
    fleet: {
      functions: base.rules.functions.functions,
      machines: rows,
      services,
      unknownServices: unknownDomains.length + unknownDeclared,
      scopeWeights: scopeWeights(base),
    },
    machines,
    equipment: observation.machines.filter((record) => record.scope === null),
    contacts,
    belowThreshold,
    serviceMachines,
    unknownDomains,
    keptUnknown: observing.some(({ contactPolicy }) => contactPolicy === 'strict'),
    sawNames: observers > 0 || observation.declared.length > 0,
    observers: observing,
    under,
    hostedBy: hostsOf(under),
  };
}
