/** Degrees of every product of the base under one setting. */
import type { KnowledgeBase } from '../knowledge/base.ts';
import { type ClassifyOptions, classify, type Verdict } from './classify.ts';
import type { DegreeTable } from './fleet.ts';

export interface Degrees extends DegreeTable {
  /** By product number. */
  readonly verdicts: readonly Verdict[];
}

export function degreesOf(base: KnowledgeBase, options: ClassifyOptions): Degrees {
  const verdicts = base.products.map((product) => classify(base, product, options));
  return {
    verdicts,
    degree: Float64Array.from(verdicts, (verdict) => verdict.degree ?? Number.NaN),
    low: Float64Array.from(verdicts, (verdict) => verdict.low),
    high: Float64Array.from(verdicts, (verdict) => verdict.high),
  };
}

/** Whether two tables give the same numbers, so that a fleet need not be scored twice. */
export function sameDegrees(a: DegreeTable, b: DegreeTable): boolean {
  return (['degree', 'low', 'high'] as const).every((key) => a[key].every((value, i) => Object.is(value, b[key][i])));
}
