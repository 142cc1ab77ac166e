/** Degrees of every product of the base under one setting: decided per product and observed deployment (method, section 3). */
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { type ClassifyOptions, classify, type Verdict, withExposed } from './classify.ts';
import type { DegreeColumns, DegreeTable } from './fleet.ts';

interface Columns extends DegreeColumns {
  /** By product number. */
  readonly verdicts: readonly Verdict[];
}

export interface Degrees extends Columns, DegreeTable {
  readonly service: Columns;
}

/** By product number, as it was seen deployed and as a service; class C has the constants of the rules. */
export interface Classes {
  readonly observed: readonly Verdict[];
  readonly service: readonly Verdict[];
}

/** The classes under one setting; the degree of class C has no part in them. */
export function classesOf(base: KnowledgeBase, options: Omit<ClassifyOptions, 'exposed'>): Classes {
  const observed = base.products.map((product) => classify(base, product, { ...options, exposed: 0.5 }));
  // A service differs from what one runs oneself in two ways: nobody can take it over, and somebody hosts it.
  const service = observed.map((verdict, index) =>
    verdict.class === 'B' || options.hostedBy?.has(index)
      ? classify(base, base.products[index] as Product, { ...options, exposed: 0.5, deployment: 'service' })
      : verdict,
  );
  return { observed, service };
}

function columnsOf(classes: readonly Verdict[], exposed: number): Columns {
  const { length } = classes;
  const columns = {
    verdicts: classes.map((verdict) => withExposed(verdict, exposed)),
    degree: new Float64Array(length),
    low: new Float64Array(length),
    high: new Float64Array(length),
  };
  for (let i = 0; i < length; i++) {
    const { degree, low, high } = columns.verdicts[i] as Verdict;
    columns.degree[i] = degree ?? Number.NaN;
    columns.low[i] = low;
    columns.high[i] = high;
  }
  return columns;
}

/** `classes` only saves work: they are those of the same options. */
export function degreesOf(base: KnowledgeBase, options: ClassifyOptions, classes = classesOf(base, options)): Degrees {
  return { ...columnsOf(classes.observed, options.exposed), service: columnsOf(classes.service, options.exposed) };
}

function sameColumns(a: DegreeColumns, b: DegreeColumns): boolean {
  return (
    a === b ||
    (['degree', 'low', 'high'] as const).every((key) => a[key].every((value, i) => Object.is(value, b[key][i])))
  );
}

/** Whether two tables give the same numbers, so that a fleet need not be scored twice. */
export function sameDegrees(a: DegreeTable, b: DegreeTable): boolean {
  return sameColumns(a, b) && sameColumns(a.service ?? a, b.service ?? b);
}
