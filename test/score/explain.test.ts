/** The facts behind a class, with source and date, and the line that held. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/score/classify.ts';
import { classLine, countryName, factsOf, restsOnUnverified } from '../../src/score/explain.ts';
import { options, productOfBase, smallBase, type TerseProduct, type TerseVendor } from '../knowledge/small-base.ts';

function about(vendor: TerseVendor, product: TerseProduct = {}, others: Record<string, TerseVendor> = {}) {
  const base = smallBase({ maker: { name: 'Maker', ...vendor, products: { thing: product } }, ...others });
  const found = productOfBase(base, 'thing');
  const verdict = classify(base, found, options());
  return {
    facts: factsOf(base, found, verdict, '2026-11-21'),
    line: classLine(base, verdict),
    unverified: restsOnUnverified(base, verdict),
  };
}
const texts = (of: ReturnType<typeof about>, language: 'fr' | 'en' = 'en') =>
  of.facts.map((fact) => fact.text[language]);

describe('facts', () => {
  test('licence, administration, seat, control', () => {
    expect(texts(about({ seat: 'NL/US' }))).toEqual([
      'licence of the binary: proprietary',
      'central administration: United States',
      'registered seat: Netherlands',
      'control: unknown',
    ]);
  });
  test('in French too', () => {
    expect(texts(about({ seat: 'NL/US' }), 'fr')).toContain('administration centrale : États-Unis');
  });
  test('an owner with its share, date and status', () => {
    const of = about({ owners: [{ holder: 'Fund', country: 'US', share: 62.5, control: true, since: '2021-03' }] });
    expect(texts(of)).toContain('Fund (United States), 62.5% of the capital, controls, since 2021-03: closed');
    expect(texts(of, 'fr')).toContain('Fund (États-Unis), 62,5 % du capital, contrôle, depuis 2021-03 : conclu');
  });
  test('an announced deal is told, with what it does not do', () => {
    const of = about({ owners: [{ holder: 'Fund', country: 'US', control: true, status: 'announced' }] });
    expect(texts(of)).toContain('Fund (United States), controls: announced, without effect until closed');
  });
  test('those of the owners the verdict went through, under their name', () => {
    const of = about(
      { owners: [{ vendor: 'holding', control: true }] },
      {},
      { holding: { name: 'Holding', seat: 'US' } },
    );
    expect(texts(of)).toContain('Holding: central administration: United States');
  });
  test('those of an owner that plays no part are left out', () => {
    const control = { status: 'known' as const, holder: 'none', source: 's1' };
    const of = about(
      { control, owners: [{ vendor: 'fund', share: 3, control: false }] },
      {},
      { fund: { name: 'Small Fund' } },
    );
    expect(texts(of).some((text) => text.startsWith('Small Fund:'))).toBe(false);
  });
  test('technology, hosting, qualification, end of life, capital', () => {
    const of = about(
      {
        capital: [{ perimeter: 'ue', nonEuropean: 41, source: 's1' }],
        qualifications: [{ scheme: 'SecNumCloud', scope: 'thing', until: '2027-05', source: 's1' }],
      },
      {
        technology: [{ vendor: 'giant', source: 's1' }],
        hosting: { vendor: 'giant', source: 's1' },
        endOfLife: [{ versions: '*', on: '2027-01-01', source: 's1' }],
      },
      { giant: { name: 'Giant', seat: 'US' } },
    );
    expect(texts(of)).toEqual(
      expect.arrayContaining([
        'non-European capital (ue): 41%',
        'rests on the technology of Giant',
        'hosted by Giant',
        'qualification SecNumCloud: thing, until 2027-05',
        'end of life of versions *: 2027-01-01',
      ]),
    );
  });
  test('a right of reply is told', () => {
    const dispute = { by: 'Maker SAS', on: '2026-10-01', text: 'we are French', source: 'https://example.org' };
    expect(texts(about({ dispute }))).toContain(
      'right of reply of Maker SAS, 2026-10-01: we are French (https://example.org)',
    );
  });
  test('an owner that left: until when, and the share of the votes', () => {
    const of = about({ owners: [{ holder: 'Fund', country: 'US', votes: 51.5, until: '2025', status: 'exited' }] });
    expect(texts(of)).toContain('Fund (United States), 51.5% of the votes, until 2025: exited');
    expect(texts(of, 'fr')).toContain("Fund (États-Unis), 51,5 % des votes, jusqu'à 2025 : sorti");
  });
  test.each([
    ['2026', 'until 2026'],
    ['2026-10', 'expired since 2026-10'],
  ])('a qualification with its end, %s', (until, words) => {
    const qualifications = [{ scheme: 'SecNumCloud', scope: 'Cloud', until, source: 's1' }];
    expect(texts(about({ qualifications }))).toContain(`qualification SecNumCloud: Cloud, ${words}`);
  });
  test('what a record of the organisation says is marked so, up the chain; what the base says is not', () => {
    const of = about(
      { owners: [{ vendor: 'holding', control: true }] },
      { technology: [{ vendor: 'holding', source: 's1' }] },
      { holding: { name: 'Holding', seat: 'US', origin: 'organisation' } },
    );
    const marked = of.facts.filter(({ origin }) => origin !== undefined);
    expect(new Set(marked.map(({ origin }) => origin))).toEqual(new Set(['organisation']));
    expect(marked.length).toBeGreaterThan(1);
    expect(marked.every(({ text }) => text.en.startsWith('Holding: '))).toBe(true);
  });
  test('every fact of a product of a pack names the pack', () => {
    const of = about(
      { origin: 'pack:metropoles@1.2', owners: [{ holder: 'Fund' }] },
      { hosting: { vendor: 'maker', source: 's1' }, endOfLife: [{ versions: '<2', on: '2026-01-01', source: 's1' }] },
    );
    expect(of.facts.every(({ origin }) => origin === 'pack:metropoles@1.2')).toBe(true);
  });
  test('each carries its source: the address and the day of a page read, the year of what is not', () => {
    const of = about({ owners: [{ holder: 'Fund', country: 'US', source: 'u1' }] });
    expect(of.facts.find((fact) => fact.about === 'seat')?.source).toEqual({
      title: 'Legal notice',
      url: 'https://example.org/legal',
      basis: 'read',
      date: '2026-11-21',
    });
    expect(of.facts.find((fact) => fact.about === 'owner')?.source).toMatchObject({
      basis: 'unverified',
      date: '2025',
    });
  });
});

describe('the line that held', () => {
  test.each<[string, TerseVendor, TerseProduct, RegExp]>([
    ['D', { seat: 'US' }, {}, /central administration outside/],
    ['B', { seat: 'US' }, { licence: 'MIT' }, /free licence/],
    ['C', { owners: [{ holder: 'F', country: 'US', control: true }] }, {}, /^European, but control$/],
    ['A?', {}, {}, /control unknown/],
    ['unknown', { seat: null }, {}, /do not allow a conclusion/],
  ])('%s', (_, vendor, product, expected) => expect(about(vendor, product).line.en).toMatch(expected));
});

describe('unverified', () => {
  test('a verdict on facts that were read is not', () => expect(about({ seat: 'US' }).unverified).toBe(false));
  test('one unverified owner makes it so', () =>
    expect(about({ owners: [{ holder: 'F', country: 'US', control: true, source: 'u1' }] }).unverified).toBe(true));
  test('one unverified technology does too', () =>
    expect(about({}, { technology: [{ vendor: 'giant', source: 'u1' }] }, { giant: { seat: 'US' } }).unverified).toBe(
      true,
    ));
  test('an undeclared source is not a page read', () =>
    expect(about({ owners: [{ holder: 'F', country: 'US', control: true, source: 'nowhere' }] }).unverified).toBe(
      true,
    ));
});

describe('countries', () => {
  test('have a name in both languages', () => expect(countryName('DE')).toEqual({ fr: 'Allemagne', en: 'Germany' }));
  test('null is unknown', () => expect(countryName(null).en).toBe('unknown'));
});
