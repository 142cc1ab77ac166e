/** What `knowledge stats` counts. */
import { describe, expect, test } from 'vitest';
import { knowledgeStats } from '../../src/authoring/stats.ts';
import { seen, smallBase } from '../knowledge/small-base.ts';

const base = smallBase({
  maker: {
    name: 'Maker',
    seat: 'FR',
    control: { status: 'known', holder: 'none', source: 's1' },
    domains: ['maker.example', { name: 'old.example', until: '2024-06' }],
    reviewedOn: '2024-01-01',
    products: {
      own: { title: 'Own', match: [seen('Own *'), { name: 'Mine *', assumed: true }] },
      sold: { title: 'Sold', owners: [{ holder: 'Fund', country: 'US', control: true }] },
    },
  },
  ours: { name: 'Ours', origin: 'organisation', reviewedOn: '2026-11-01' },
});

describe('figures of the base', () => {
  const stats = knowledgeStats(base, '2026-11-21');
  test('vendors, products, domains, rules', () =>
    expect([stats.vendors, stats.products, stats.domains, stats.matchesSeen, stats.matchesAssumed]).toEqual([
      2, 2, 2, 1, 1,
    ]));
  test('a record is due for review the day after its term, not that day', () =>
    expect(['2026-01-01', '2026-01-02'].map((day) => knowledgeStats(base, day).overdue)).toEqual([[], ['maker']]));
  test('the oldest review, records past their date, products exposed without alternative', () =>
    expect([stats.oldestReview, stats.overdue, stats.withoutAlternative]).toEqual([
      { vendor: 'maker', on: '2024-01-01' },
      ['maker'],
      ['sold'],
    ]));
});
