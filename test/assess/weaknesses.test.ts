/** What weakens a result is said wherever it is read: answers of vendors, records due for review, records of the organisation, assumed rules. */
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../src/assess/settings.ts';
import { assess } from '../../src/assess.ts';
import type { Assessment } from '../../src/assessment.ts';
import { renderers, renderTerminal } from '../../src/report/index.ts';
import { observe } from '../identify/observed.ts';
import { seen, smallBase, type TerseVendor } from '../knowledge/small-base.ts';

const dispute = {
  by: 'Its board',
  on: '2026-10-01',
  text: 'we are not what you say',
  source: 'https://example.org/reply',
};
const assumed = { name: 'Guessed *', assumed: true as const };

function result(vendors: Record<string, TerseVendor>, software = ['Thing 1', 'Other 2']): Assessment {
  const base = smallBase({
    maker: { name: 'Maker', products: { thing: { title: 'Thing', match: [seen('Thing *'), assumed] } } },
    ...vendors,
  });
  const settings = settingsOf(base, undefined, undefined);
  if (!settings) throw new Error('no settings');
  return assess(observe(base, { one: { software } }), base, {
    now: '2026-11-21T10:00:00Z',
    toolVersion: '0',
    settings,
    files: [],
    problems: [],
  });
}
const thing = { title: 'Thing', match: [seen('Thing *'), assumed] };
const documents = (assessment: Assessment): string[] => [
  ...renderers.map(({ files }) =>
    files(assessment, 'en')
      .map(({ content }) => content)
      .join(''),
  ),
  renderTerminal(assessment, { language: 'en', colour: false, width: 100 }).replace(/\s+/g, ' '),
];

describe('the answer of a vendor', () => {
  test.each<[string, Record<string, TerseVendor>]>([
    ['as maker', { maker: { name: 'Maker', dispute, products: { thing } } }],
    [
      'as owner, up the chain',
      {
        maker: { name: 'Maker', owners: [{ vendor: 'middle', share: 20 }], products: { thing } },
        middle: { owners: [{ vendor: 'top', share: 20 }] },
        top: { name: 'Top', dispute },
      },
    ],
    [
      'as host',
      { maker: { products: { thing: { ...thing, hosting: { vendor: 'host', source: 's1' } } } }, host: { dispute } },
    ],
    ['as maker of a title whose product is not known', { other: { name: 'Other', publishers: ['Other'], dispute } }],
  ])('%s, in every format', (_, vendors) => {
    const assessment = result(vendors, ['Thing 1', 'Program 2 | Other']);
    expect(assessment.disputes.map(({ by, on, text }) => [by, on, text])).toEqual([
      ['Its board', '2026-10-01', 'we are not what you say'],
    ]);
    for (const content of documents(assessment)) expect(content).toContain('we are not what you say');
  });
  test('of a vendor that the result does not name: not there', () =>
    expect(result({ far: { name: 'Far', dispute } }).disputes).toEqual([]));
});

describe('a record past its review date', () => {
  const old = { reviewedOn: '2024-11-20' };
  test('marks its products, and is among the limits', () => {
    const assessment = result({ maker: { ...old, products: { thing } } });
    expect(assessment.products.map(({ overdue }) => overdue)).toEqual([true]);
    expect(assessment.limits.map(({ en }) => en).join()).toContain('1 product(s) rest on a record');
    expect(documents(assessment).every((content) => /due for review|"overdue": true/.test(content))).toBe(true);
  });
  test('that of an owner the class rests on marks them too; one of no matter does not', () => {
    const vendors = (control: boolean): Record<string, TerseVendor> => ({
      maker: { owners: [{ vendor: 'top', control }], products: { thing } },
      top: { ...old, seat: 'US' },
    });
    expect(result(vendors(true)).products[0]?.overdue).toBe(true);
    expect(result(vendors(false)).products[0]?.overdue).toBe(false);
  });
});

test('an assumed match is listed apart, lowers the coverage, and is in no figure', () => {
  const without = result({}, ['Thing 1']);
  const assessment = result({}, ['Thing 1', 'Guessed 3']);
  expect(assessment.assumed.map(({ name }) => name)).toEqual(['Guessed 3']);
  expect(assessment.unknown.distinct).toBe(0);
  expect(assessment.headline.d).toBe(without.headline.d);
  expect([without.headline.coverage.machines.ratio, assessment.headline.coverage.machines.ratio]).toEqual([1, 0.5]);
  for (const content of documents(assessment)) expect(content).toMatch(/assum/);
});

test('a product that a record of the organisation explains says so in every format', () => {
  const assessment = result({ maker: { origin: 'organisation', products: { thing } } });
  expect(assessment.knowledge.localRecords).toBe(1);
  expect(assessment.products[0]?.facts.every(({ origin }) => origin === 'organisation')).toBe(true);
  for (const content of documents(assessment)) expect(content).toMatch(/organisation|not of the common base/);
  expect(documents(assessment).at(-1)).toContain('a record that is not of the common base: 1');
});
