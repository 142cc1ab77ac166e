/** Examples of the rules: those that must match, those that must not. */
import { describe, expect, test } from 'vitest';
import { runExamples } from '../../src/authoring/examples.ts';
import { seen, smallBase, type TerseProduct, type TerseRules, type TerseVendor } from '../knowledge/small-base.ts';

const run = (products: Record<string, TerseProduct>, rules: TerseRules = {}, vendor: TerseVendor = {}) =>
  runExamples(smallBase({ maker: { ...vendor, products } }, rules));
const codes = (...args: Parameters<typeof run>) =>
  run(...args).issues.map(({ where, code, values }) => `${where} ${code} ${values.example}`);

describe('examples that must match', () => {
  test('hold', () => {
    const examples = { matches: [{ name: 'Foo 12.3 (x64 fr)' }, { name: 'foo' }] };
    expect(run({ a: { match: [seen('Foo *')], examples } })).toEqual({ run: 2, issues: [] });
  });
  test('fail when nothing matches', () =>
    expect(run({ a: { match: [seen('Foo *')], examples: { matches: [{ name: 'Bar' }] } } }).issues).toEqual([
      { file: 'maker.yml', where: 'a', code: 'example-fails', values: { example: 'Bar', got: 'unknown' } },
    ]));
  test('fail when another product takes them, and say which rule', () => {
    const products = {
      a: { match: [seen('Foo *')], examples: { matches: [{ name: 'Foo Reader' }] } },
      b: { match: [seen('Foo Reader')] },
    };
    expect(run(products).issues[0]?.values.got).toBe('maker/b name: Foo Reader');
  });
  test('fail in doubt', () => {
    const products = {
      a: { match: [seen('Foo *')], examples: { matches: [{ name: 'Foo 1' }] } },
      b: { match: [seen('Foo *')] },
    };
    expect(run(products).issues[0]?.values.got).toBe('ambiguous');
  });
  test('fail when noise takes them', () => {
    const noise = [
      {
        id: 'n',
        role: 'driver' as const,
        reason: { fr: 'x', en: 'x' },
        match: [seen('*Foo*')],
        examples: { matches: [{ name: 'A Foo' }] },
      },
    ];
    expect(codes({ a: { match: [seen('Foo R*')], examples: { matches: [{ name: 'Foo Rx' }] } } }, { noise })).toEqual([
      'a example-fails Foo Rx',
    ]);
  });
  test('hold for an assumed rule too', () => {
    const match = [{ name: 'Foo *', assumed: true as const }];
    expect(codes({ a: { match, examples: { matches: [{ name: 'Foo 1' }] } } })).toEqual([]);
  });
  test('hold for an assumed rule that a rule that was read makes needless', () => {
    const part = { role: 'component' as const, match: [{ name: 'Foo Part *', assumed: true as const }] };
    const driver = { role: 'driver' as const, match: [seen('Foo *')] };
    expect(codes({ part: { ...part, examples: { matches: [{ name: 'Foo Part 1' }] } }, driver })).toEqual([]);
    expect(codes({ part: { ...part, examples: { matches: [{ name: 'Foo Rest 1' }] } }, driver })).toEqual([
      'part example-fails Foo Rest 1',
    ]);
  });
  test('may be an identifier, a package, an image, with publisher, version and platform', () => {
    const product: TerseProduct = {
      match: [
        { id: 'org.foo', seen: 's1' },
        { package: 'foo-*', seen: 's1' },
        { image: 'docker.io/library/foo', seen: 's1' },
        seen('Foo', { publisher: 'Maker', publisherRequired: true, versions: '>=2', platform: 'darwin' }),
      ],
      examples: {
        matches: [
          { id: 'ORG.foo' },
          { package: 'foo-server' },
          { image: 'foo:3' },
          { name: 'Foo', publisher: 'Maker SAS', version: '2.1', platform: 'darwin' },
        ],
        nonMatches: [
          { name: 'Foo', version: '2.1', platform: 'darwin' },
          { name: 'Foo', publisher: 'Maker', version: '1.9', platform: 'darwin' },
          { name: 'Foo', publisher: 'Maker', version: '2.1', platform: 'windows' },
        ],
      },
    };
    expect(run({ a: product })).toEqual({ run: 7, issues: [] });
  });
});

describe('examples that must not match', () => {
  test('hold when nobody, or another, takes them', () => {
    const products = {
      a: { match: [seen('Foo *')], examples: { nonMatches: [{ name: 'Bar' }, { name: 'Foo Reader' }] } },
      b: { match: [seen('Foo Reader')] },
    };
    expect(codes(products)).toEqual([]);
  });
  test('fail when the product takes them', () =>
    expect(codes({ a: { match: [seen('Foo *')], examples: { nonMatches: [{ name: 'Foo Viewer' }] } } })).toEqual([
      'a example-steals Foo Viewer',
    ]));
});

describe('noise rules', () => {
  const noise = (matches: string[], nonMatches: string[]): TerseRules => ({
    noise: [
      {
        id: 'drivers',
        role: 'driver',
        reason: { fr: 'pilote', en: 'driver' },
        match: [seen('*driver*')],
        examples: { matches: matches.map((name) => ({ name })), nonMatches: nonMatches.map((name) => ({ name })) },
      },
    ],
  });
  test('have theirs', () => expect(codes({}, noise(['HP Driver 3'], ['Screwdrive']))).toEqual([]));
  test('are told by their id when they fail', () =>
    expect(codes({}, noise(['HP Printer'], ['My Driver']))).toEqual([
      'drivers example-fails HP Printer',
      'drivers example-steals My Driver',
    ]));
});
