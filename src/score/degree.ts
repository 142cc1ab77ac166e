/** Degrees of every product of the base under one setting: decided per product and observed deployment (method, section 3). */
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { type ClassifyOptions, classify, type Grade, gradeOf, type Kind, kindsOf, type Verdict } from './classify.ts';
import type { DegreeColumns, DegreeTable } from './fleet.ts';

interface Columns extends DegreeColumns {
  /** Of the product with this number, with what it rests on: made when it is asked for. */
  verdictOf(product: number): Verdict;
}

export interface Degrees extends Columns, DegreeTable {
  readonly service: Columns;
}

/** By product number, as it was seen deployed and as a service. */
export interface Classes {
  readonly observed: readonly Kind[];
  readonly service: readonly Kind[];
}

/** A service differs from what one runs oneself in two ways: nobody can take it over, and somebody hosts it. */
function differsAsService(
  index: number,
  kind: Kind | undefined,
  { hostedBy }: Pick<ClassifyOptions, 'hostedBy'>,
): boolean {
  return kind === 'B' || hostedBy?.has(index) === true;
}

/** The classes under one setting; the degree of class C has no part in them. */
export function classesOf(base: KnowledgeBase, options: Omit<ClassifyOptions, 'exposed'>): Classes {
  const { products } = base;
  const observed = kindsOf(base, products, { ...options, exposed: 0.5 });
  const differing = products.filter((_, index) => differsAsService(index, observed[index], options));
  const asService = kindsOf(base, differing, { ...options, exposed: 0.5, deployment: 'service' });
  const service = [...observed];
  for (const [at, { index }] of differing.entries()) service[index] = asService[at] as Kind;
  return { observed, service };
}

function columnsOf(
  base: KnowledgeBase,
  kinds: readonly Kind[],
  exposed: number,
  verdictOf: Columns['verdictOf'],
): Columns {
  const { length } = kinds;
  const columns = {
    verdictOf,
    degree: new Float64Array(length),
    low: new Float64Array(length),
    high: new Float64Array(length),
  };
  const grades = new Map<Kind, Grade>();
  for (let i = 0; i < length; i++) {
    const kind = kinds[i] as Kind;
    const grade = grades.get(kind) ?? gradeOf(base, kind, exposed);
    grades.set(kind, grade);
    columns.degree[i] = grade.degree ?? Number.NaN;
    columns.low[i] = grade.low;
    columns.high[i] = grade.high;
  }
  return columns;
}

/** `classes` only saves work: they are those of the same options. */
export function degreesOf(base: KnowledgeBase, options: ClassifyOptions, classes = classesOf(base, options)): Degrees {
  const { observed, service } = classes;
  const verdictOf = (index: number): Verdict => classify(base, base.products[index] as Product, options);
  const asService = (index: number): Verdict =>
    differsAsService(index, observed[index], options)
      ? classify(base, base.products[index] as Product, { ...options, deployment: 'service' })
      : verdictOf(index);
  return {
    ...columnsOf(base, observed, options.exposed, verdictOf),
    service: columnsOf(base, service, options.exposed, asService),
  };
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
