/**
 * Runs the examples of every rule: those that must match, and those that must not.
 *
 * In: a knowledge base. Out: issues for the examples that no longer hold, and how many were run.
 */
import { Matcher } from '../identify/match.ts';
import { detailsOf, type KnowledgeBase } from '../knowledge/base.ts';
import type { ExampleRecord } from '../knowledge/vendor-schema.ts';
import type { LintIssue } from './texts.ts';

export interface ExampleRun {
  readonly run: number;
  readonly issues: LintIssue[];
}

function nameOf(example: ExampleRecord): string {
  return example.name ?? example.package ?? example.id ?? example.image ?? '';
}

/** Runs every example of products and noise rules through the same matcher as inventories. */
export function runExamples(base: KnowledgeBase): ExampleRun {
  const matcher = new Matcher(base);
  const issues: LintIssue[] = [];
  let run = 0;

  /** Whose rule wins, or would have without what was read: the example of an assumed rule holds all the same. */
  function ruleFor(example: ExampleRecord): { owner: string | null; outdone: string | undefined; got: string } {
    run += 1;
    const { rule, assumed, outdone, ambiguous } = matcher.recognise({ ...example, name: example.name ?? '' });
    const winner = ambiguous ? null : (rule ?? assumed);
    if (winner === null) return { owner: null, outdone: undefined, got: ambiguous ? 'ambiguous' : 'unknown' };
    return { owner: winner.product?.id ?? winner.noise?.id ?? null, outdone: outdone?.product?.id, got: winner.name };
  }

  function check(
    file: string,
    id: string,
    examples: { matches: readonly ExampleRecord[]; nonMatches: readonly ExampleRecord[] },
  ): void {
    for (const example of examples.matches) {
      const { owner, outdone, got } = ruleFor(example);
      if (owner !== id && outdone !== id)
        issues.push({ file, where: id, code: 'example-fails', values: { example: nameOf(example), got } });
    }
    for (const example of examples.nonMatches) {
      const { owner } = ruleFor(example);
      if (owner === id) issues.push({ file, where: id, code: 'example-steals', values: { example: nameOf(example) } });
    }
  }

  for (const product of base.products) check(product.vendor.file, product.id, detailsOf(base, product).examples);
  for (const noise of base.rules.noise.rules) check('noise.yml', noise.id, noise.examples);
  return { run, issues };
}
