/**
 * The Assessment itself, pretty-printed: the document another program, or this one later, starts again from.
 *
 * The top level keeps the order of the schema; below, keys are alphabetical, so that two equal results are equal bytes.
 */
import { assessmentSchema } from '../assessment.ts';
import type { Renderer } from './file.ts';

export const json: Renderer = {
  id: 'json',
  files: (assessment) => {
    const known = Object.keys(assessmentSchema.shape).filter((key) => Object.hasOwn(assessment, key));
    const added = Object.keys(assessment)
      .filter((key) => !known.includes(key))
      .sort();
    const entries: Record<string, unknown> = { ...assessment };
    const ordered = Object.fromEntries([...known, ...added].map((key) => [key, sorted(entries[key])]));
    return [{ name: 'assessment.json', content: `${JSON.stringify(ordered, null, 2)}\n` }];
  },
};

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
