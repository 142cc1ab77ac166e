/** Every code of the lint: a record that triggers it, and the same mended that does not. */
import { describe, expect, test } from 'vitest';
import { lint } from '../../src/authoring/lint.ts';
import { describeIssue, type LintCode, lintTexts } from '../../src/authoring/texts.ts';
import { seen, smallBase, type TerseVendor } from '../knowledge/small-base.ts';

type Vendors = Record<string, TerseVendor>;

const issues = (vendors: Vendors) =>
  lint(smallBase(vendors)).filter(({ code }) => code !== 'source-unused' && code !== 'example-missing');
const codes = (vendors: Vendors): LintCode[] => issues(vendors).map((issue) => issue.code);
const one = (vendor: TerseVendor): Vendors => ({ maker: vendor });
const owners = (...list: NonNullable<TerseVendor['owners']>): Vendors => one({ owners: list });

/** By code: what triggers it, then the same without the fault. */
const cases: Partial<Record<LintCode, [bad: Vendors, good: Vendors][]>> = {
  'alternative-extra-european': [
    [
      {
        maker: { products: { a: { alternatives: [{ product: 'b', readiness: 1 }] } } },
        other: { seat: 'US', products: { b: {} } },
      },
      {
        maker: { products: { a: { alternatives: [{ product: 'b', readiness: 1 }] } } },
        other: { seat: 'GB', products: { b: {} } },
      },
    ],
    [
      {
        maker: { products: { a: { alternatives: [{ product: 'b', readiness: 1 }] } } },
        other: { seat: 'US', products: { b: { licence: 'BUSL-1.1' } } },
      },
      {
        maker: { products: { a: { alternatives: [{ product: 'b', readiness: 1 }] } } },
        other: { seat: 'US', products: { b: { licence: 'MIT' } } },
      },
    ],
  ],
  'alternative-no-function': [
    [
      one({ products: { a: { alternatives: [{ product: 'b', readiness: 1 }] }, b: { functions: ['browser'] } } }),
      one({
        products: { a: { alternatives: [{ product: 'b', readiness: 1 }] }, b: { functions: ['browser', 'office'] } },
      }),
    ],
  ],
  'alternative-self': [
    [
      one({ products: { a: { alternatives: [{ product: 'a', readiness: 1 }] } } }),
      one({ products: { a: { alternatives: [{ product: 'b', readiness: 1 }] }, b: {} } }),
    ],
  ],
  'control-holder': [
    [
      one({ control: { status: 'known', holder: 'Ghost', source: 's1' } }),
      one({ control: { status: 'known', holder: 'Fund', source: 's1' }, owners: [{ holder: 'Fund', country: 'FR' }] }),
    ],
    [
      one({ control: { status: 'known', holder: 'parent', source: 's1' } }),
      { ...one({ control: { status: 'known', holder: 'parent', source: 's1' } }), parent: {} },
    ],
    [
      one({ control: { status: 'known', holder: 'None', source: 's1' } }),
      one({ control: { status: 'known', holder: 'none', source: 's1' } }),
    ],
  ],
  'control-source': [
    [
      one({ control: { status: 'known', holder: 'none' } }),
      one({ control: { status: 'known', holder: 'none', source: 's1' } }),
    ],
    [one({ control: { status: 'known' } }), one({ control: { status: 'unknown' } })],
  ],
  'country-unknown': [
    [one({ seat: 'ZY' }), one({ seat: 'DE' })],
    [one({ seat: 'UK' }), one({ seat: 'GB' })],
    [one({ seat: 'EU' }), one({ seat: 'BE' })],
    [one({ seat: 'SU' }), one({ seat: 'RU' })],
    [owners({ holder: 'Fund', country: 'QX' }), owners({ holder: 'Fund', country: 'US' })],
    [
      one({ products: { a: { owners: [{ holder: 'Fund', country: 'QX' }] } } }),
      one({ products: { a: { owners: [{ holder: 'Fund', country: 'US' }] } } }),
    ],
  ],
  'domain-twice': [
    [
      { a: { domains: ['example.org'] }, b: { domains: ['example.org'] } },
      { a: { domains: ['example.org'] }, b: { domains: ['www.example.org'] } },
    ],
    [
      one({ products: { a: { domains: ['x.example.org'] }, b: { domains: ['x.example.org'] } } }),
      one({ domains: ['x.example.org'], products: { a: { domains: ['x.example.org'] } } }),
    ],
    [
      { a: { domains: ['example.org'] }, b: { products: { p: { domains: ['example.org'] } } } },
      { a: { domains: ['example.org'] }, b: { products: { p: { domains: ['www.example.org'] } } } },
    ],
  ],
  'function-missing': [
    [one({ products: { a: { functions: [] } } }), one({ products: { a: { functions: [], role: 'component' } } })],
  ],
  'function-unknown': [
    [one({ products: { a: { functions: ['offices'] } } }), one({ products: { a: { functions: ['office'] } } })],
  ],
  'glob-too-wide': [
    [one({ products: { a: { match: [seen('abc*')] } } }), one({ products: { a: { match: [seen('abcd*')] } } })],
    [one({ products: { a: { match: [seen('* a *')] } } }), one({ products: { a: { match: [seen('abc')] } } })],
    [
      one({ products: { a: { match: [seen('*')] } } }),
      one({ products: { a: { match: [seen('*', { publisher: 'Abc' })] } } }),
    ],
    [
      one({ products: { a: { match: [seen('*', { publisher: 'Abc*' })] } } }),
      one({ products: { a: { match: [seen('*', { publisher: 'Abcd*' })] } } }),
    ],
    [
      one({ products: { a: { match: [{ package: 'a-*', seen: 's1' }] } } }),
      one({ products: { a: { match: [{ package: 'abc-*', seen: 's1' }] } } }),
    ],
  ],
  'id-twice': [
    [
      { a: { products: { same: {} } }, b: { products: { same: {} } } },
      { a: { products: { one: {} } }, b: { products: { two: {} } } },
    ],
  ],
  'match-twice': [
    [
      one({ products: { a: { match: [seen('Example Reader')] }, b: { match: [seen('EXAMPLE  Reader')] } } }),
      one({
        products: {
          a: { match: [seen('Example Reader')] },
          b: { match: [seen('Example Reader', { publisher: 'Other' })] },
        },
      }),
    ],
    [
      one({
        products: {
          a: { match: [{ id: 'org.example', seen: 's1' }] },
          b: { match: [{ id: 'org.example', seen: 's1' }] },
        },
      }),
      one({ products: { a: { match: [{ id: 'org.example', seen: 's1' }] }, b: { match: [seen('org.example')] } } }),
    ],
    [
      one({
        products: {
          a: { match: [seen('Example *', { versions: '<2' })] },
          b: { match: [seen('Example *', { versions: '<2' })] },
        },
      }),
      one({
        products: {
          a: { match: [seen('Example *', { versions: '<2' })] },
          b: { match: [seen('Example *', { versions: '>=2' })] },
        },
      }),
    ],
  ],
  'network-twice': [
    [
      { a: { asns: [64500] }, b: { asns: [64500] } },
      { a: { asns: [64500] }, b: { asns: [64501] } },
    ],
    [
      one({ products: { a: { resolvers: ['192.0.2.1'] }, b: { resolvers: ['192.0.2.1'] } } }),
      one({ products: { a: { resolvers: ['192.0.2.1'] }, b: { resolvers: ['192.0.2.2'] } } }),
    ],
  ],
  'ownership-cycle': [
    [
      {
        a: { control: { status: 'known', holder: 'b', source: 's1' } },
        b: { owners: [{ vendor: 'a', control: true }] },
      },
      { a: { control: { status: 'known', holder: 'b', source: 's1' } }, b: { owners: [{ vendor: 'a', share: 10 }] } },
    ],
    [
      { a: { owners: [{ vendor: 'b', control: true }] }, b: { owners: [{ vendor: 'a', control: true }] } },
      { a: { owners: [{ vendor: 'b', control: true }] }, b: { owners: [{ vendor: 'a', control: false }] } },
    ],
    [
      { a: { owners: [{ vendor: 'a', control: true }] } },
      { a: { owners: [{ vendor: 'a', control: true, status: 'exited' }] } },
    ],
  ],
  'perimeter-unknown': [
    [
      one({ capital: [{ perimeter: 'world', nonEuropean: 41, source: 's1' }] }),
      one({ capital: [{ perimeter: 'ue', nonEuropean: 41, source: 's1' }] }),
    ],
  ],
  'product-unknown': [
    [
      one({ qualifications: [{ scheme: 'SecNumCloud', scope: 'a', products: ['nowhere'], source: 's1' }] }),
      one({
        qualifications: [{ scheme: 'SecNumCloud', scope: 'a', products: ['a'], source: 's1' }],
        products: { a: {} },
      }),
    ],
    [one({ products: { a: { requires: ['nowhere'] } } }), one({ products: { a: { requires: ['b'] }, b: {} } })],
    [
      one({ products: { a: { alternatives: [{ product: 'nowhere', readiness: 1 }] } } }),
      one({ products: { a: { alternatives: [{ product: 'b', readiness: 1 }] }, b: {} } }),
    ],
  ],
  'publisher-twice': [
    [
      { a: { name: 'Example Soft' }, b: { name: 'EXAMPLE  Soft' } },
      { a: { name: 'Example Soft' }, b: { name: 'Soft' } },
    ],
    [
      { a: { publishers: ['Example Soft'] }, b: { publishers: ['EXAMPLE SOFT Inc.'] } },
      { a: { publishers: ['Example Soft', 'Example Soft Inc.'] }, b: { publishers: ['Example Software'] } },
    ],
  ],
  'reseller-vendor': [[one({ kind: 'reseller', products: { a: {} } }), one({ kind: 'reseller' })]],
  'source-undeclared': [
    [owners({ holder: 'Fund', source: 's9' }), owners({ holder: 'Fund', source: 's1' })],
    [
      one({ products: { a: { match: [{ name: 'Example', seen: 'corpus' }] } } }),
      one({ products: { a: { match: [{ name: 'Example', seen: 's1' }] } } }),
    ],
  ],
  unsorted: [
    [one({ publishers: ['b', 'a'] }), one({ publishers: ['a', 'B', 'c'] })],
    [one({ domains: ['b.org', 'a.org'] }), one({ domains: ['a.org', { name: 'b.org' }] })],
    [one({ products: { b: {}, a: {} } }), one({ products: { a: {}, b: {} } })],
    [one({ asns: [64501, 64500] }), one({ asns: [64500, 64501] })],
    [
      one({ products: { a: { domains: ['b.org', 'a.org'] } } }),
      one({ products: { a: { domains: ['a.org', 'b.org'] } } }),
    ],
    [
      one({ products: { a: { match: [seen('Zebra'), seen('Alpha')] } } }),
      one({ products: { a: { match: [seen('alpha'), seen('Beta'), seen('beta two')] } } }),
    ],
    [
      one({ products: { a: { match: [seen('Alpha'), { id: 'com.example', seen: 's1' }] } } }),
      one({
        products: { a: { match: [{ id: 'com.example', seen: 's1' }, seen('Alpha'), { package: 'a', seen: 's1' }] } },
      }),
    ],
  ],
  'vendor-unknown': [
    [owners({ vendor: 'ghost' }), { ...owners({ vendor: 'parent' }), parent: {} }],
    [
      one({ products: { a: { owners: [{ vendor: 'ghost' }] } } }),
      one({ products: { a: { owners: [{ holder: 'Fund' }] } } }),
    ],
    [
      one({ products: { a: { hosting: { vendor: 'ghost', source: 's1' } } } }),
      { ...one({ products: { a: { hosting: { vendor: 'cloud', source: 's1' } } } }), cloud: {} },
    ],
    [
      one({ products: { a: { technology: [{ vendor: 'ghost', source: 's1' }] } } }),
      { ...one({ products: { a: { technology: [{ vendor: 'stack', source: 's1' }] } } }), stack: {} },
    ],
  ],
};

const flat = Object.entries(cases).flatMap(([code, list]) =>
  list.map(([bad, good], i): [string, LintCode, Vendors, Vendors] => [`${code} ${i + 1}`, code as LintCode, bad, good]),
);

describe('each code', () => {
  test.each(flat)('%s: told once when it is so', (_, code, bad) =>
    expect(new Set(codes(bad))).toEqual(new Set([code])),
  );
  test.each(flat)('%s: not told when it is mended', (_, __, ___, good) => expect(codes(good)).toEqual([]));
});

describe('sources and examples', () => {
  test('a source nobody cites', () => {
    const [issue] = lint(smallBase({ maker: { seat: null } })).filter(({ code }) => code === 'source-unused');
    expect(issue).toMatchObject({ file: 'maker.yml', where: 'sources' });
  });
  test('a source the seat cites is used', () => {
    const unused = lint(smallBase({ maker: { seat: 'FR' } })).filter(({ code }) => code === 'source-unused');
    expect(unused.map((issue) => issue.values.id)).toEqual(['u1']);
  });
  test('a corpus of the rules is declared', () => {
    const corpora = { corpus: { title: 'Corpus', url: null, consultedOn: '2026-11-21', licence: 'MIT' } };
    const vendors: Vendors = { maker: { products: { a: { match: [{ name: 'Example', seen: 'corpus' }] } } } };
    expect(lint(smallBase(vendors, { corpora })).some(({ code }) => code === 'source-undeclared')).toBe(false);
  });
  test('what was not read was not seen there: neither general knowledge nor an unverified source of its own', () => {
    const general = { title: 'General', url: null, consultedOn: '2025-12-31', licence: 'none', read: false as const };
    const list = { title: 'List', url: null, consultedOn: '2026-11-21', licence: 'none' };
    const unread = (seen: string): boolean => {
      const vendors: Vendors = { maker: { products: { a: { match: [{ name: 'Example', seen }] } } } };
      return lint(smallBase(vendors, { corpora: { general, list } })).some(({ code }) => code === 'seen-unread');
    };
    expect([unread('general'), unread('u1'), unread('list'), unread('s1')]).toEqual([true, true, false, false]);
  });
  test.each<[string, boolean, TerseVendor['products']]>([
    ['a product with a match', true, { a: { match: [seen('Example')] } }],
    [
      'the same with an example',
      false,
      { a: { match: [seen('Example')], examples: { matches: [{ name: 'Example' }] } } },
    ],
    ['a product without match', false, { a: {} }],
    ['a component', true, { a: { role: 'component', match: [seen('Example')] } }],
  ])('%s lacks an example: %s', (_, expected, products) => {
    const found = lint(smallBase({ maker: { products: products ?? {} } })).some(
      ({ code }) => code === 'example-missing',
    );
    expect(found).toBe(expected);
  });
});

describe('records that are easily got wrong', () => {
  const caution = (classes: Record<string, 'A' | 'C' | 'D'>, vendor = 'maker') =>
    lint(
      smallBase(one({ seat: 'FR', control: { status: 'known', holder: 'none', source: 's1' }, products: { a: {} } }), {
        cautions: [{ product: 'a', vendor, classes, why: { fr: 'pourquoi', en: 'why' } }],
      }),
    ).filter(({ code }) => code === 'caution-contradicted' || code === 'product-unknown');
  test('the class expected under each perimeter', () =>
    expect(caution({ ue: 'A', eee: 'A', europe: 'A' })).toEqual([]));
  test('another class is told, once for each perimeter, with the reason', () => {
    const found = caution({ ue: 'C', eee: 'A', europe: 'C' });
    expect(found.map(({ code, values }) => [code, values.id, values.got])).toEqual([
      ['caution-contradicted', 'ue', 'A'],
      ['caution-contradicted', 'europe', 'A'],
    ]);
    expect(describeIssue(found[0]!, 'en')).toContain('why');
  });
  test('a product that is gone, or another vendor’s, is told', () =>
    expect(caution({ ue: 'A' }, 'other').map(({ code }) => code)).toEqual(['product-unknown']));
});

describe('titles that are not counted', () => {
  type Noise = NonNullable<Parameters<typeof smallBase>[1]>['noise'];
  const corpora = { corpus: { title: 'Corpus', url: null, consultedOn: '2026-11-21', licence: 'MIT' } };
  const rule = (id: string, names: string[], seenIn = 'corpus', nonMatches = [{ name: 'Something else' }]) => ({
    id,
    role: 'component' as const,
    reason: { fr: 'pourquoi', en: 'why' },
    match: names.map((name) => ({ name, seen: seenIn })),
    examples: { matches: [{ name: names[0] ?? '' }], nonMatches },
  });
  const told = (noise: NonNullable<Noise>, vendors: Vendors = {}) =>
    lint(smallBase(vendors, { corpora, noise }))
      .filter(({ file }) => file === 'noise.yml')
      .map(({ where, code, values }) => [where, code, values.other ?? values.id]);
  test.each<[string, NonNullable<Noise>, Vendors, unknown[]]>([
    ['nothing to say', [rule('a', ['Pack one', 'Pack two']), rule('b', ['Patch'])], {}, []],
    ['two rules claiming one title', [rule('a', ['Pack']), rule('b', ['PACK'])], {}, [['b', 'match-twice', 'noise/a']]],
    [
      'a rule and a product claiming one title',
      [rule('a', ['Pack'])],
      one({ products: { p: { match: [seen('Pack')] } } }),
      [['a', 'match-twice', 'maker/p']],
    ],
    ['rules out of order', [rule('b', ['Pack']), rule('a', ['Patch'])], {}, [['rules', 'unsorted', 'a']]],
    ['patterns out of order', [rule('a', ['Pb', 'Pa'])], {}, [['a.match', 'unsorted', 'name: pa']]],
    ['a source nobody declared', [rule('a', ['Pack'], 'nowhere')], {}, [['a', 'source-undeclared', 'nowhere']]],
    ['a pattern too wide', [rule('a', ['Pa*'])], {}, [['a', 'glob-too-wide', 'Pa*']]],
    [
      'no example of what it must not match',
      [rule('a', ['Pack'], 'corpus', [])],
      {},
      [['a', 'non-example-missing', undefined]],
    ],
    ['two rules of one id', [rule('a', ['Pack']), rule('a', ['Patch'])], {}, [['a', 'id-twice', 'noise.yml']]],
  ])('%s', (_, noise, vendors, expected) => expect(told(noise, vendors)).toEqual(expected));
});

describe('what is told', () => {
  test('every issue at once, by file', () => {
    const list = issues({
      b: { publishers: ['z', 'a'], products: { p: { functions: ['nope'], requires: ['nowhere'] } } },
      a: { seat: 'ZY' },
    });
    expect(list.map(({ file, code }) => [file, code])).toEqual([
      ['a.yml', 'country-unknown'],
      ['a.yml', 'country-unknown'],
      ['b.yml', 'unsorted'],
      ['b.yml', 'function-unknown'],
      ['b.yml', 'product-unknown'],
    ]);
  });
  test('a base without fault has no issue', () => {
    const sources = {
      s1: { basis: 'read' as const, title: 't', url: 'https://example.org', consultedOn: '2026-11-21' },
    };
    const product = { match: [seen('Example')], examples: { matches: [{ name: 'Example' }] } };
    expect(lint(smallBase({ maker: { sources, products: { a: product } } }))).toEqual([]);
  });
  test('one line, with the file, the place and the remedy, in both languages', () => {
    const [issue] = issues(one({ seat: 'ZY' }));
    expect(describeIssue(issue!, 'fr')).toBe(
      'maker.yml : seat/owners : pays inconnu « ZY » ; utilisez un code ISO 3166-1',
    );
    expect(describeIssue(issue!, 'en')).toBe('maker.yml: seat/owners: unknown country "ZY"; use an ISO 3166-1 code');
  });
  test.each(Object.keys(lintTexts))('%s has a remedy after a semicolon, in both languages', (code) => {
    const text = lintTexts[code as LintCode];
    expect(text.fr({})).toMatch(/ ; /);
    expect(text.en({})).toMatch(/; /);
  });
  test('every code has its case here or in the tests of examples', () => {
    const elsewhere = [
      'caution-contradicted',
      'example-fails',
      'example-missing',
      'example-steals',
      'non-example-missing',
      'seen-unread',
      'source-unused',
    ];
    expect(Object.keys(lintTexts).filter((code) => !(code in cases) && !elsewhere.includes(code))).toEqual([]);
  });
});
