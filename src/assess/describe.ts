/** The tables of an assessment: by scope, function, unit, machine and collector, and the lenses beside the headline. */
import type { Assessment } from '../assessment.ts';
import type { FleetObservation } from '../identify/observe.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { Label } from '../language.ts';
import { type DegreeTable, type Fleet, functionOf, machineScopes, productOf } from '../score/fleet.ts';
import { type Contribution, contributionsByUnit, type FleetScore } from '../score/score.ts';
import { type Identified, knowsUnknown, toCoverage } from './coverage.ts';
import type { ObservedFleet } from './fleet.ts';
import { shareOf } from './lists.ts';
import { machineName } from './machine.ts';

export function describeKnowledge(base: KnowledgeBase): Assessment['knowledge'] {
  const { facts } = base;
  return {
    version: base.version,
    vendors: base.vendors.size,
    products: base.products.length,
    factsRead: facts.read,
    factsUnverified: facts.unverified,
    localRecords: [...base.vendors.values()].filter((vendor) => vendor.origin !== 'base').length,
  };
}

export function periodOf({ machines, clients }: FleetObservation): Assessment['period'] {
  let from: string | undefined;
  let to: string | undefined;
  for (const { collectedAt } of [...machines, ...clients]) {
    const day = collectedAt.slice(0, 10);
    if (from === undefined || day < from) from = day;
    if (to === undefined || day > to) to = day;
  }
  return from === undefined || to === undefined ? null : { from, to };
}

export function describeScopes(
  base: KnowledgeBase,
  score: FleetScore,
  identified: Identified,
  observed: ObservedFleet,
): Assessment['scopes'] {
  return base.rules.scopes.scopes.flatMap(({ id, label, weight }) => {
    if (id === 'equipment') return [];
    const { d, dMax, low, high, seen, measured, attributed, unknown } = score.scopes[id];
    const visible = id !== 'services' || knowsUnknown(observed);
    return [
      {
        id,
        label,
        weight,
        d,
        dMax,
        interval: seen > 0 ? { low, high } : null,
        seen,
        measured,
        coverage: visible && seen > 0 ? toCoverage(attributed, unknown, id === 'services' ? 0 : identified[id]) : null,
      },
    ];
  });
}

export function describeFunctions(
  fleet: Fleet,
  degrees: DegreeTable,
  score: FleetScore,
  contributions: readonly Contribution[],
  base: KnowledgeBase,
): Assessment['functions'] {
  const width = fleet.functions.length;
  const parts = new Float64Array(width);
  for (const { function: f, overall } of contributions) parts[f] = (parts[f] as number) + overall;
  const present = new Uint32Array(width);
  const degreeSum = new Float64Array(width);
  const products = Array.from({ length: width }, () => new Set<number>());
  for (const { pairs } of fleet.machines) {
    const sums = new Map<number, { sum: number; count: number }>();
    for (const pair of pairs) {
      const degree = degrees.degree[productOf(pair)] as number;
      if (Number.isNaN(degree)) continue;
      const f = functionOf(pair);
      products[f]?.add(productOf(pair));
      const entry = sums.get(f) ?? { sum: 0, count: 0 };
      entry.sum += degree;
      entry.count += 1;
      sums.set(f, entry);
    }
    for (const [f, { sum, count }] of sums) {
      present[f] = (present[f] as number) + 1;
      degreeSum[f] = (degreeSum[f] as number) + sum / count;
    }
  }
  for (const { product, function: f } of fleet.services) products[f]?.add(product);
  return base.rules.functions.functions
    .map(({ id, label, criticality }, f) => ({
      id,
      label,
      criticality,
      contribution: parts[f] as number,
      share: shareOf(parts[f] as number, score.overall.d),
      machines: present[f] as number,
      present: present[f] as number,
      products: products[f]?.size ?? 0,
      dMean: (present[f] as number) > 0 ? (degreeSum[f] as number) / (present[f] as number) : null,
    }))
    .filter((entry) => entry.products > 0)
    .sort((a, b) => b.contribution - a.contribution || b.criticality - a.criticality || (a.id < b.id ? -1 : 1));
}

export function describeUnits(fleet: Fleet, score: FleetScore): Assessment['units'] {
  const machines = new Map(countBy(fleet.machines.map((row) => row.unit)));
  const products = new Map<string, Set<number>>();
  for (const { unit, pairs } of fleet.machines) {
    const kept = products.get(unit) ?? new Set<number>();
    for (const pair of pairs) kept.add(productOf(pair));
    products.set(unit, kept);
  }
  const unnamed: Label = { fr: '(sans unité)', en: '(no unit)' };
  const services: Label = { fr: '(services en ligne, communs)', en: '(on-line services, shared)' };
  return [...contributionsByUnit(fleet, score)]
    .map(([unit, contribution]) => ({
      id: unit ?? '(services)',
      label: unit === null ? services : unit === '' ? unnamed : { fr: unit, en: unit },
      contribution,
      share: shareOf(contribution, score.overall.d),
      machines: unit === null ? 0 : (machines.get(unit) ?? 0),
      products:
        unit === null ? new Set(fleet.services.map((pair) => pair.product)).size : (products.get(unit)?.size ?? 0),
    }))
    .sort((a, b) => b.contribution - a.contribution || (a.id < b.id ? -1 : 1));
}

/** Beside the headline: each product on each machine once, and each product once. */
export function lensesOf(fleet: Fleet, degrees: DegreeTable, score: FleetScore): Omit<Assessment['lenses'], 'spend'> {
  let installs = 0;
  let degreeSum = 0;
  const seen = new Set<number>();
  for (const { pairs } of fleet.machines) {
    for (const product of new Set(Array.from(pairs, productOf))) {
      seen.add(product);
      const degree = degrees.degree[product] as number;
      if (Number.isNaN(degree)) continue;
      installs += 1;
      degreeSum += degree;
    }
  }
  for (const { product } of fleet.services) seen.add(product);
  const known = [...seen].map((product) => degrees.degree[product] as number).filter((degree) => !Number.isNaN(degree));
  const { attributed, unknown } = machineScopes.reduce(
    (sum, scope) => ({
      attributed: sum.attributed + score.scopes[scope].attributed,
      unknown: sum.unknown + score.scopes[scope].unknown,
    }),
    { attributed: 0, unknown: 0 },
  );
  return {
    installs: { d: installs > 0 ? degreeSum / installs : null, coverage: toCoverage(attributed, unknown, 0).ratio },
    products: {
      d: known.length > 0 ? known.reduce((sum, degree) => sum + degree, 0) / known.length : null,
      coverage: seen.size > 0 ? known.length / seen.size : null,
    },
  };
}

export function describeMachines({ machines }: ObservedFleet, score: FleetScore): Assessment['machines'] {
  return machines.map((record, i) => {
    const { d, dMax, low, high, attributed, unknown } = score.machines.at(i);
    return {
      id: machineName(record),
      kind: record.kind,
      scope: record.scope ?? 'equipment',
      ...(record.unit === '' ? {} : { unit: record.unit }),
      d,
      dMax,
      interval: { low, high },
      attributed,
      unknown,
    };
  });
}

export function describeCollectors(observation: FleetObservation): Assessment['sources']['collectors'] {
  const machines = new Uint32Array(observation.collectors.length);
  for (const record of [...observation.machines, ...observation.clients])
    for (const position of record.collectors) machines[position] = (machines[position] as number) + 1;
  return observation.collectors
    .map(({ id, status, warnings }, position) => ({
      id,
      status,
      warnings: [...warnings],
      machines: machines[position] as number,
    }))
    .filter((entry) => entry.machines > 0)
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : b.machines - a.machines));
}

export function countBy(keys: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
