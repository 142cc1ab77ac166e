/**
 * The whole pipeline on one screen: a fleet observed and a knowledge base → an Assessment.
 *
 * In: a FleetObservation, the base, the settings; `now` and versions are arguments, so that the same input gives the same bytes.
 * Out: the Assessment. No disk, clock or environment.
 */

import { candidateLine, retireLine } from './assess/candidates.ts';
import { concentrationOf, weightsOf } from './assess/concentration.ts';
import { contractsByProduct, describeContracts } from './assess/contracts.ts';
import { countIdentified, coverageOf, identifiedShare } from './assess/coverage.ts';
import {
  countBy,
  describeCollectors,
  describeFunctions,
  describeKnowledge,
  describeMachines,
  describeScopes,
  describeUnits,
  lensesOf,
  periodOf,
} from './assess/describe.ts';
import { disputesOf } from './assess/disputes.ts';
import { buildFleet } from './assess/fleet.ts';
import { limitsOf } from './assess/limits.ts';
import { listDomains, listNotCounted, listUnknown, partsOfD } from './assess/lists.ts';
import { countTitles, describeProducts } from './assess/products.ts';
import { samplingOf, type UnitPopulation } from './assess/sampling.ts';
import { describeServices } from './assess/services.ts';
import { type Scored, Scorings, type Settings } from './assess/settings.ts';
import { unusedPositions, unusedProducts } from './assess/unused.ts';
import { ASSESSMENT_VERSION, type Assessment } from './assessment.ts';
import type { FleetObservation } from './identify/observe.ts';
import type { KnowledgeBase } from './knowledge/base.ts';
import type { Label } from './language.ts';
import { planCandidates } from './plan/candidates.ts';
import { planRetirements } from './plan/retire.ts';
import { contributionsOf, type FleetScore } from './score/score.ts';

export interface AssessOptions {
  readonly now: string;
  readonly toolVersion: string;
  readonly settings: Settings;
  readonly organisation?: string | undefined;
  readonly demonstration?: boolean;
  readonly population?: readonly UnitPopulation[] | undefined;
  readonly files: Assessment['sources']['formats'];
  readonly logs?: Assessment['sources']['logs'];
  readonly problems: Assessment['sources']['problems'];
  readonly signatures?: Assessment['sources']['signatures'];
}

export function assess(observation: FleetObservation, base: KnowledgeBase, options: AssessOptions): Assessment {
  const today = options.now.slice(0, 10);
  const { perimeter, profile } = options.settings;
  const observed = buildFleet(observation, base);
  const { fleet } = observed;
  const scorings = new Scorings(base, fleet, today, observed.hostedBy);
  const headline = scorings.under({ perimeter, exposed: profile.exposed, free: profile.free });
  const { score, degrees } = headline;
  const contributions = contributionsOf(fleet, degrees, score);
  const titleCounts = countTitles(observation);
  const products = describeProducts({
    base,
    observation,
    titleCounts,
    observed,
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
  const contracts = contractsByProduct(observation, today);
  const plan = planCandidates({ base, fleet, degrees, score, perimeters: underPerimeters, contracts, today });
  const unused = unusedProducts(base, observation, observed);
  const spending = describeContracts(observation, base, degrees, today);
  const total = score.overall.d;

  const result: Omit<Assessment, 'disputes'> = {
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
    services: describeServices({ base, observation, observed, products, unused, today }),
    concentration: concentrationOf(base, products, weightsOf(fleet, degrees, score)),
    contracts: spending.contracts,
    candidates: plan.candidates.map((candidate) => candidateLine(base, candidate, degrees)),
    retire: planRetirements({
      base,
      fleet,
      degrees,
      score,
      unused: unusedPositions(unused, observed),
      contracts,
    }).map(retireLine),
    withoutAlternative: plan.withoutAlternative
      .map(({ id, title }) => ({
        id,
        title,
        contribution: products.find((product) => product.id === id)?.contribution.overall ?? 0,
      }))
      .sort((a, b) => b.contribution - a.contribution || (a.id < b.id ? -1 : 1)),
    lenses: { ...lensesOf(fleet, degrees, score), spend: spending.spend },
    sampling: options.population ? samplingOf(fleet, score, options.population) : null,
    machines: describeMachines(observed, score),
    sources: {
      formats: options.files,
      problems: options.problems,
      logs: options.logs ?? [],
      duplicates: observation.duplicates,
      signatures: options.signatures ?? null,
      collectors: describeCollectors(observation),
    },
    limits: limitsOf(observation, observed, base, options.settings, products.filter(({ overdue }) => overdue).length),
  };
  return { ...result, disputes: disputesOf(base, result) };
}

function resultOf({ overall }: FleetScore): Pick<Assessment['headline'], 'd' | 'dMax' | 'interval'> {
  const { d, dMax, low, high } = overall;
  return { d, dMax, interval: { low, high } };
}
