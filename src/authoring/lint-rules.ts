/**
 * What the files of rules/ may not contradict: titles that are not counted, perimeters, laws, cautions.
 *
 * In: a knowledge base, and the patterns its products already claim. Out: issues, through `issues`. It changes nothing.
 */
import type { KnowledgeBase } from '../knowledge/base.ts';
import { classify } from '../score/classify.ts';
import type { Claims } from './claims.ts';
import { countryExists } from './countries.ts';
import { claimMatches, lintMatch, lintMatchOrder, lintSorted, type Report } from './lint-parts.ts';
import type { LintIssue } from './texts.ts';

function reporter(file: string, issues: LintIssue[]): Report {
  return (where, code, values = {}) => issues.push({ file, where, code, values });
}

/** Titles recognised and not counted: claimed once, by one rule and by no product, read somewhere, sorted. */
function lintNoise(base: KnowledgeBase, matches: Claims, issues: LintIssue[]): void {
  const report = reporter('noise.yml', issues);
  const { rules } = base.rules.noise;
  lintSorted(
    rules.map((rule) => rule.id),
    'rules',
    report,
  );
  rules.forEach(({ id, match, examples }, position) => {
    if (rules.findIndex((rule) => rule.id === id) < position) report(id, 'id-twice', { id, other: 'noise.yml' });
    for (const entry of match) {
      lintMatch(entry, id, report);
      if (entry.seen !== undefined && !base.rules.corpora[entry.seen])
        report(id, 'source-undeclared', { id: entry.seen });
    }
    claimMatches(match, `noise/${id}`, id, matches, report);
    lintMatchOrder(match, id, report);
    if (examples.nonMatches.length === 0) report(id, 'non-example-missing');
  });
}

function lintCountries(base: KnowledgeBase, issues: LintIssue[]): void {
  const { perimeters, laws } = base.rules;
  for (const { id, countries } of perimeters.perimeters)
    for (const code of countries)
      if (!countryExists(code)) reporter('perimeters.yml', issues)(id, 'country-unknown', { id: code });
  for (const { id, country } of laws.laws)
    if (!countryExists(country)) reporter('laws.yml', issues)(id, 'country-unknown', { id: country });
  lintSorted(
    laws.laws.map((law) => law.id),
    'laws',
    reporter('laws.yml', issues),
  );
}

/** The records that are easily got wrong, held to what was settled about them. */
function lintCautions(base: KnowledgeBase, issues: LintIssue[]): void {
  for (const { product: id, vendor, classes, why } of base.rules.cautions.cautions) {
    const product = base.productById.get(id);
    const report = reporter(product?.vendor.file ?? 'cautions.yml', issues);
    if (product?.vendor.id !== vendor) {
      report(id, 'product-unknown', { id: `${vendor}/${id}` });
      continue;
    }
    for (const perimeter of base.rules.perimeters.perimeters) {
      const expected = classes[perimeter.id];
      const got = classify(base, product, { perimeter, exposed: 0.5, free: 'product' }).class;
      if (expected !== undefined && expected !== got)
        report(id, 'caution-contradicted', { id: perimeter.id, expected, got, fr: why.fr, en: why.en });
    }
  }
}

export function lintRules(base: KnowledgeBase, matches: Claims, issues: LintIssue[]): void {
  lintNoise(base, matches, issues);
  lintCountries(base, issues);
  lintCautions(base, issues);
}
