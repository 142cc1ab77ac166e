/** Degrees of every product of the base under one setting: decided per product and observed deployment (method, section 3). */
import type { KnowledgeBase } from '../knowledge/base.ts';
import { type ClassifyOptions, classify, type Verdict } from './classify.ts';
import type { DegreeColumns, DegreeTable } from './fleet.ts';

interface Columns extends DegreeColumns {
  /** By product number. */
  readonly verdicts: readonly Verdict[];
}

export interface Degrees extends Columns, DegreeTable {
  readonly service: Columns;
}

function columnsOf(base: KnowledgeBase, options: ClassifyOptions): Columns {
  const verdicts = base.products.map((product) => classify(base, product, options));
  return {
    verdicts,
    degree: Float64Array.from(verdicts, (verdict) => verdict.degree ?? Number.NaN),
    low: Float64Array.from(verdicts, (verdict) => verdict.low),
    high: Float64Array.from(verdicts, (verdict) => verdict.high),
  };
}

export function degreesOf(base: KnowledgeBase, options: ClassifyOptions): Degrees {
  return { ...columnsOf(base, options), service: columnsOf(base, { ...options, deployment: 'service' }) };
}

function sameColumns(a: DegreeColumns, b: DegreeColumns): boolean {
  return (['degree', 'low', 'high'] as const).every((key) => a[key].every((value, i) => Object.is(value, b[key][i])));
}

/** Whether two tables give the same numbers, so that a fleet need not be scored twice. */
export function sameDegrees(a: DegreeTable, b: DegreeTable): boolean {
  return sameColumns(a, b) && sameColumns(a.service ?? a, b.service ?? b);
}
