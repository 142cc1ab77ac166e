/**
 * The whole pipeline on one screen: a fleet observed and a knowledge base → an Assessment.
 *
 * In: a FleetObservation, the base, the settings; `now` and versions are arguments, so that the same input gives the same bytes.
 * Out: the Assessment. No disk, clock or environment.
 */

import { candidateLine } from './assess/candidates.ts';
import { buildFleet, type ObservedFleet } from './assess/fleet.ts';
import { limitsOf } from './assess/limits.ts';
import { listDomains, listNotCounted, listUnknown, partsOfD, shareOf } from './assess/lists.ts';
import { machineName } from './assess/machine.ts';
import { countTitles, describeProducts } from './assess/products.ts';
import { samplingOf, type UnitPopulation } from './assess/sampling.ts';
import { type Scored, Scorings, type Settings } from './assess/settings.ts';
import { ASSESSMENT_VERSION, type Assessment, type Coverage } from './assessment.ts';
import type { FleetObservation } from './identify/observe.ts';
import { countFacts, type KnowledgeBase } from './knowledge/base.ts';
import type { Label } from './language.ts';
import { planCandidates } from './plan/candidates.ts';
import { type DegreeTable, type Fleet, functionOf, machineScopes, productOf } from './score/fleet.ts';
import { type Contribution, contributionsByUnit, contributionsOf, type FleetScore } from './score/score.ts';

export interface AssessOptions {
  readonly now: string;
  readonly toolVersion: string;
  readonly settings: Settings;
  readonly organisation?: string | undefined;
  readonly demonstration?: boolean;
  readonly population?: readonly UnitPopulation[] | undefined;
  readonly files: Assessment['sources']['formats'];
  readonly problems: Assessment['sources']['problems'];
}

export function assess(observation: FleetObservation, base: KnowledgeBase, options: AssessOptions): Assessment {
  const today = options.now.slice(0, 10);
  const { perimeter, profile } = options.settings;
  const observed = buildFleet(observation, base);
  const { fleet } = observed;
  const scorings = new Scorings(base, fleet, today);
  const headline = scorings.under({ perimeter, exposed: profile.exposed, free: profile.free });
  const { score, degrees } = headline;
  const contributions = contributionsOf(fleet, degrees, score);
  const titleCounts = countTitles(observation);
  const products = describeProducts({
    base,
    observation,
    titleCounts,
    contacts: observed.contacts,
    fleet,
    degrees,
    contributions,
    today,
  });
  const identified = countIdentified(observation);

  const { perimeters, classes } = base.rules;
  const underPerimeters = perimeters.perimeters.map((entry) => ({
    id: entry.id,
    label: entry.label,
    ...(entry === perimeter
      ? headline
      : scorings.under({ perimeter: entry, exposed: profile.exposed, free: profile.free })),
  }));
  const variant = (id: string, label: Label, scored: Scored): Assessment['variants']['profiles'][number] => ({
    id,
    label,
    ...resultOf(scored.score),
    coverage: coverageOf(scored.score, observed, identified),
  });
  const plan = planCandidates({ base, fleet, degrees, score, perimeters: underPerimeters, today });
  const total = score.overall.d;

  return {
    document: 'assessment',
    schemaVersion: ASSESSMENT_VERSION,
    generatedAt: options.now,
    tool: { name: 'tiebreak', version: options.toolVersion },
    organisation: options.organisation ?? null,
    demonstration: options.demonstration ?? false,
    knowledge: describeKnowledge(base),
    settings: {
      perimeter: { id: perimeter.id, label: perimeter.label },
      profile: { id: profile.id, label: profile.label },
      exposed: profile.exposed,
      free: profile.free,
      analogy: perimeter.id !== classes.capital.perimeter,
      scopeWeights: { ...fleet.scopeWeights },
    },
    period: periodOf(observation),
    headline: {
      ...resultOf(score),
      scopesMeasured: [...score.overall.measured],
      scopesNotMeasured: [...score.overall.unmeasured],
      coverage: coverageOf(score, observed, identified),
      identified: identifiedShare(score, identified),
      unverifiedPoints: products.reduce(
        (sum, product) => sum + (product.unverified ? product.contribution.overall : 0),
        0,
      ),
      machines: fleet.machines.length,
    },
    variants: {
      exposed: classes.exposedValues.map((value) =>
        variant(
          String(value),
          { fr: `C = ${String(value).replace('.', ',')}`, en: `C = ${value}` },
          scorings.under({ perimeter, exposed: value, free: profile.free }),
        ),
      ),
      perimeters: underPerimeters.map((entry) => variant(entry.id, entry.label, entry)),
      profiles: classes.profiles.map((entry) =>
        variant(entry.id, entry.label, scorings.under({ perimeter, exposed: entry.exposed, free: entry.free })),
      ),
    },
    scopes: describeScopes(base, score, identified, observed),
    equipment: countBy(observed.equipment.map((record) => record.kind)).map(([kind, machines]) => ({ kind, machines })),
    functions: describeFunctions(fleet, degrees, score, contributions, base),
    ...partsOfD({ products, total, fleet, base }),
    units: describeUnits(fleet, score),
    products,
    ...listUnknown(observation, titleCounts),
    notCounted: listNotCounted(observation, titleCounts),
    domains: listDomains(observation, observed),
    candidates: plan.candidates.map((candidate) => candidateLine(base, candidate, degrees)),
    withoutAlternative: plan.withoutAlternative
      .map(({ id, title }) => ({
        id,
        title,
        contribution: products.find((product) => product.id === id)?.contribution.overall ?? 0,
      }))
      .sort((a, b) => b.contribution - a.contribution || (a.id < b.id ? -1 : 1)),
    lenses: lensesOf(fleet, degrees, score),
    sampling: options.population ? samplingOf(fleet, score, options.population) : null,
    machines: describeMachines(observed, score),
    sources: {
      formats: options.files,
      problems: options.problems,
      duplicates: observation.duplicates,
      collectors: describeCollectors(observation),
    },
    limits: limitsOf(observation, observed, base, options.settings),
  };
}

function resultOf({ overall }: FleetScore): Pick<Assessment['headline'], 'd' | 'dMax' | 'interval'> {
  const { d, dMax, low, high } = overall;
  return { d, dMax, interval: { low, high } };
}

function toCoverage(attributed: number, unknown: number, identified: number): Coverage {
  const seen = attributed + unknown;
  return { attributed, unknown, identified, ratio: seen === 0 ? null : attributed / seen };
}

/** Unknown titles whose vendor is known, by scope, one for each machine and title. */
type Identified = Record<'workstations' | 'servers', number>;

function countIdentified(observation: FleetObservation): Identified {
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

function coverageOf(
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
  return { machines, services: observed.sawNames ? toCoverage(services.attributed, services.unknown, 0) : null };
}

function identifiedShare({ scopes }: FleetScore, identified: Identified): number | null {
  const attributed = scopes.workstations.attributed + scopes.servers.attributed;
  const seen = attributed + scopes.workstations.unknown + scopes.servers.unknown;
  return seen === 0 ? null : Math.min(1, (attributed + identified.workstations + identified.servers) / seen);
}

function describeKnowledge(base: KnowledgeBase): Assessment['knowledge'] {
  const facts = countFacts(base);
  return {
    version: base.version,
    vendors: base.vendors.size,
    products: base.products.length,
    factsRead: facts.read,
    factsUnverified: facts.unverified,
    localRecords: [...base.vendors.values()].filter((vendor) => vendor.origin !== 'base').length,
  };
}

function periodOf({ machines }: FleetObservation): Assessment['period'] {
  let from: string | undefined;
  let to: string | undefined;
  for (const { collectedAt } of machines) {
    const day = collectedAt.slice(0, 10);
    if (from === undefined || day < from) from = day;
    if (to === undefined || day > to) to = day;
  }
  return from === undefined || to === undefined ? null : { from, to };
}

function describeScopes(
  base: KnowledgeBase,
  score: FleetScore,
  identified: Identified,
  observed: ObservedFleet,
): Assessment['scopes'] {
  return base.rules.scopes.scopes.flatMap(({ id, label, weight }) => {
    if (id === 'equipment') return [];
    const { d, dMax, low, high, seen, measured, attributed, unknown } = score.scopes[id];
    const visible = id !== 'services' || observed.sawNames;
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

function describeFunctions(
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

function describeUnits(fleet: Fleet, score: FleetScore): Assessment['units'] {
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
function lensesOf(fleet: Fleet, degrees: DegreeTable, score: FleetScore): Assessment['lenses'] {
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

function describeMachines({ machines }: ObservedFleet, score: FleetScore): Assessment['machines'] {
  return machines.map((record, i) => {
    const { d, dMax, low, high, attributed, unknown } = score.machines[i] as FleetScore['machines'][number];
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

function describeCollectors(observation: FleetObservation): Assessment['sources']['collectors'] {
  const machines = new Uint32Array(observation.collectors.length);
  for (const record of observation.machines)
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

function countBy(keys: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
