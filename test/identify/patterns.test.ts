/** The compiled globs against a naive matcher. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Glob, globMatches, PatternIndex } from '../../src/identify/patterns.ts';
import { tableOf } from '../../src/knowledge/compiled.ts';

/** The matching language in one line: * is any text, the rest is itself. */
function naive(pattern: string, text: string): boolean {
  const expression = pattern
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^]*');
  return new RegExp(`^${expression}$`).test(text);
}

/** An index in which a pattern stands for itself. */
function indexOf(patterns: readonly string[]): PatternIndex<string> {
  const table = tableOf(patterns.map((pattern, number) => [pattern, number] as const));
  return new PatternIndex(table, (number) => patterns[number] as string);
}

function found(patterns: readonly string[], text: string): string[] {
  const index = indexOf(patterns);
  const globs: Glob<string>[] = [];
  index.search(text, globs);
  return [...(index.exact(text) ?? []), ...globs.map((glob) => glob.value)].sort();
}

describe('globs', () => {
  test.each<[string, string, boolean]>([
    ['foo', 'foo', true],
    ['foo', 'foobar', false],
    ['foo*', 'foo', true],
    ['foo*', 'foobar', true],
    ['foo *', 'foo', false],
    ['foo *', 'foo ', true],
    ['*bar', 'foobar', true],
    ['*bar', 'barfoo', false],
    ['*mid*', 'a mid b', true],
    ['*', '', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['a*bc*bc', 'abc', false],
    ['a*bc*bc', 'abcbc', true],
    ['é*', 'école', true],
    ['.+(*', '.+(x', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(globMatches(pattern.split('*'), text)).toBe(expected);
    expect(found([pattern], text)).toEqual(expected ? [pattern] : []);
  });
});

describe('the index', () => {
  test('nothing is found in an empty one', () => expect(found([], 'anything')).toEqual([]));
  test('the same pattern twice is two values', () =>
    expect(found(['foo*', 'foo*'], 'foobar')).toEqual(['foo*', 'foo*']));
  test('prefixes that share their beginning', () =>
    expect(found(['micro*', 'microsoft*', 'microsoft office*', 'mega*'], 'microsoft office 2019')).toEqual([
      'micro*',
      'microsoft office*',
      'microsoft*',
    ]));
  test('a floating glob is found once, however often its part occurs', () =>
    expect(found(['*driver*'], 'driver driver driver')).toEqual(['*driver*']));
  test('floating parts within one another', () =>
    expect(found(['*she*', '*he*', '*hers*', '*his*'], 'ushers')).toEqual(['*he*', '*hers*', '*she*']));
  test('exact ones are asked apart', () => {
    const index = indexOf(['foo']);
    const globs: Glob<string>[] = [];
    index.search('foo', globs);
    expect(globs).toEqual([]);
    expect(index.exact('foo')).toEqual(['foo']);
  });
  test('how specific a glob is: its literal characters', () => {
    const globs: Glob<string>[] = [];
    indexOf(['ab*c*']).search('abc', globs);
    expect(globs[0]?.literal).toBe(3);
  });
  test('names of objects are names like others', () =>
    expect(found(['__proto__*', 'constructor', 'to*'], '__proto__ x')).toEqual(['__proto__*']));
});

describe('against the naive matcher', () => {
  // A small alphabet, so that patterns do match, overlap and repeat.
  const letters = (min: number, max: number) =>
    fc
      .array(fc.constantFrom('a', 'b', 'c', ' '), {
        minLength: min,
        maxLength: max,
      })
      .map((list) => list.join(''));
  const pattern = fc
    .array(fc.constantFrom('a', 'b', 'c', ' ', '*'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((list) => list.join('').replace(/\*+/g, '*'));
  test('the same patterns are found, each once', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 20 }), letters(0, 12), (patterns, text) => {
        expect(found(patterns, text)).toEqual(patterns.filter((entry) => naive(entry, text)).sort());
      }),
      { numRuns: 3000 },
    );
  });
  test('one index, asked many times, does not remember', () => {
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 20 }),
        fc.array(letters(0, 12), { maxLength: 10 }),
        (patterns, texts) => {
          const index = indexOf(patterns);
          // A name, and then what it is without its end: that is how titles are asked.
          for (const text of texts.flatMap((whole) => [whole, whole.slice(0, -3), whole.slice(0, 2), whole])) {
            const globs: Glob<string>[] = [];
            index.search(text, globs);
            expect([...new Set(index.exact(text))]).toEqual(patterns.includes(text) ? [text] : []);
            expect(globs.map((glob) => glob.value).sort()).toEqual(
              patterns.filter((entry) => entry.includes('*') && naive(entry, text)).sort(),
            );
          }
        },
      ),
    );
  });
  test('patterns cut from real text, with accents and surrogates', () => {
    const cut = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .chain((text) =>
        fc.tuple(
          fc.constant(text),
          fc.array(fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: text.length })), { maxLength: 5 }),
        ),
      );
    fc.assert(
      fc.property(cut, ([text, cuts]) => {
        const plain = text.replaceAll('*', '');
        const patterns = cuts.map(([from, to]) =>
          `*${plain.slice(Math.min(from, to), Math.max(from, to))}*`.replace('**', '*'),
        );
        expect(found(patterns, plain)).toHaveLength(patterns.length);
      }),
    );
  });
});

describe('linear time', () => {
  test('ten thousand wildcards and as many characters', () => {
    const pattern = `${'a*'.repeat(150)}b`;
    const started = performance.now();
    for (let i = 0; i < 200; i++) globMatches(pattern.split('*'), 'a'.repeat(512));
    expect(performance.now() - started).toBeLessThan(500);
  });
  test('five thousand floating patterns on a long text', () => {
    const patterns = Array.from({ length: 5000 }, (_, i) => `*${i.toString(36).padStart(4, 'a')}*`);
    const index = indexOf(patterns);
    const globs: Glob<string>[] = [];
    const started = performance.now();
    for (let i = 0; i < 100; i++) index.search('a'.repeat(512), globs);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
