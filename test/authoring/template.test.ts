/** The template of a record, and the figures of a base. */

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runExamples } from '../../src/authoring/examples.ts';
import { lint } from '../../src/authoring/lint.ts';
import { knowledgeStats } from '../../src/authoring/stats.ts';
import { vendorTemplate } from '../../src/authoring/template.ts';
import { buildBase, detailsIn } from '../../src/knowledge/base.ts';
import { vendorSchema } from '../../src/knowledge/vendor-schema.ts';
import { seen, smallBase } from '../knowledge/small-base.ts';

describe.each(['fr', 'en'] as const)('the template, in %s', (language) => {
  const text = vendorTemplate('exemple-soft', '2026-11-21', language);
  const record = vendorSchema.safeParse(parse(text));
  test('fits the schema as it is', () => expect(record.error?.issues ?? []).toEqual([]));
  test('has nothing for the lint to say', () => {
    const vendor = { ...record.data!, id: 'exemple-soft', file: 'exemple-soft.yml' };
    const base = buildBase([vendor], smallBase({}).rules, { version: 'x', details: detailsIn([vendor]) });
    expect(lint(base)).toEqual([]);
    expect(runExamples(base).issues).toEqual([]);
  });
  test('says what each field is', () =>
    expect(text.split('\n').filter((line) => line.includes('#')).length).toBeGreaterThan(10));
});

describe('figures', () => {
  test('of a small base', () => {
    const base = smallBase({
      american: {
        seat: 'US',
        domains: ['a.org', 'b.org'],
        products: {
          one: { match: [seen('One *'), { name: 'Uno *', assumed: true }], domains: ['b.org'] },
          two: { alternatives: [{ product: 'one', readiness: 1 }] },
          three: { licence: 'MIT' },
          driver: { role: 'driver', functions: [] },
        },
      },
      old: { reviewedOn: '2020-01-01' },
    });
    expect(knowledgeStats(base, '2026-11-21')).toMatchObject({
      vendors: 2,
      products: 4,
      countedProducts: 3,
      domains: 2,
      matchesSeen: 1,
      matchesAssumed: 1,
      oldestReview: { vendor: 'old', on: '2020-01-01' },
      withoutAlternative: ['one'],
    });
  });
  test('of an empty one', () =>
    expect(knowledgeStats(smallBase({}), '2026-11-21')).toMatchObject({ vendors: 0, products: 0, oldestReview: null }));
});
