/**
 * How much rests on few: shares of the weighted functions by group and by country, whatever the class.
 *
 * In: a fleet scored. Out: the concentration part of the Assessment. The weights are those of D: a share is what D would be if only that group were extra-European.
 */
import type { AssessedProduct, Assessment } from '../assessment.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import { countryName } from '../score/explain.ts';
import type { DegreeColumns, DegreeTable, Fleet } from '../score/fleet.ts';
import { contributionsOf, type FleetScore } from '../score/score.ts';

type Concentration = Assessment['concentration'];
type Share = Concentration['parents'][number];

/** From this part of a function on, it rests on one group. */
const SINGLE = 0.8;

/** Most functions listed: those that weigh most. */
const MOST_FUNCTIONS = 10;

/** Every degree that is known, as 1: contributions are then weights, and add up to 1. */
function allOnes({ degree }: DegreeColumns): DegreeColumns {
  const ones = degree.map((value) => (Number.isNaN(value) ? value : 1));
  return { degree: ones, low: ones, high: ones };
}

/** Weight of each product in each function; together they are 1. */
export function weightsOf(
  fleet: Fleet,
  degrees: DegreeTable,
  score: FleetScore,
): { product: number; function: number; weight: number }[] {
  const ones = { ...allOnes(degrees), service: allOnes(degrees.service ?? degrees) };
  return contributionsOf(fleet, ones, score).map((part) => ({
    product: part.product,
    function: part.function,
    weight: part.overall,
  }));
}

export function concentrationOf(
  base: KnowledgeBase,
  products: readonly AssessedProduct[],
  weights: ReturnType<typeof weightsOf>,
): Concentration {
  const assessed = new Map(products.map((product) => [base.productById.get(product.id)?.index, product]));
  const parents = new Map<string, Share>();
  const countries = new Map<string, Share>();
  const counted = new Set<string>();
  const byFunction = new Map<
    number,
    { total: number; groups: Map<string, { weight: number; country: string | null }> }
  >();
  for (const { product, function: f, weight } of weights) {
    const line = assessed.get(product);
    if (!line) continue;
    const { parent, country } = line;
    const name = { fr: parent, en: parent };
    add(parents, { id: parent, label: name, share: weight, products: once(counted, `p${parent}\0${product}`) });
    const code = country ?? 'unknown';
    const label = countryName(country);
    add(countries, { id: code, label, share: weight, products: once(counted, `c${code}\0${product}`) });
    const entry = byFunction.get(f) ?? { total: 0, groups: new Map() };
    byFunction.set(f, entry);
    entry.total += weight;
    entry.groups.set(parent, { weight: (entry.groups.get(parent)?.weight ?? 0) + weight, country });
  }
  const functions = [...byFunction].flatMap(([f, { total, groups }]) => {
    const [largest] = [...groups].sort(([a, x], [b, y]) => y.weight - x.weight || (a < b ? -1 : 1));
    const spec = base.rules.functions.functions[f];
    if (!largest || !spec || !(total > 0) || largest[1].weight / total < SINGLE) return [];
    const [parent, { weight, country }] = largest;
    return [{ id: spec.id, label: spec.label, parent, country, share: Math.min(1, weight / total), total }];
  });
  functions.sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1));
  return {
    parents: sorted(parents),
    countries: sorted(countries),
    functions: functions.slice(0, MOST_FUNCTIONS).map(({ total: _, ...line }) => line),
  };
}

function once(seen: Set<string>, key: string): 0 | 1 {
  if (seen.has(key)) return 0;
  seen.add(key);
  return 1;
}

function add(shares: Map<string, Share>, part: Share): void {
  const known = shares.get(part.id);
  if (known) {
    known.share += part.share;
    known.products += part.products;
  } else shares.set(part.id, part);
}

function sorted(shares: Map<string, Share>): Share[] {
  return [...shares.values()]
    .map((entry) => ({ ...entry, share: Math.min(1, entry.share) }))
    .sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
}
