/** SPDX expressions, as far as class B needs them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFreeLicence } from '../../src/score/licence.ts';

const approved = new Set(['mit', 'gpl-2.0-only', 'gpl-3.0-or-later', 'apache-2.0', 'mpl-2.0', 'agpl-3.0-only']);
const free = (expression: string): boolean => isFreeLicence(expression, approved);

describe('free', () => {
  test.each([
    'MIT',
    'mit',
    'GPL-3.0-or-later',
    'Apache-2.0+',
    'MIT AND Apache-2.0',
    'MIT OR LicenseRef-Proprietary',
    'LicenseRef-Proprietary OR MIT',
    '(MIT)',
    '((MIT OR proprietary) AND Apache-2.0)',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    'GPL-2.0-only WITH Classpath-exception-2.0 AND MIT',
    'MIT and Apache-2.0',
    'MIT AND (proprietary OR MPL-2.0)',
  ])('%s', (expression) => expect(free(expression)).toBe(true));
});

describe('not free', () => {
  test.each([
    'proprietary',
    'unknown',
    'BUSL-1.1',
    'SSPL-1.0',
    'MIT AND proprietary',
    'proprietary AND MIT',
    'proprietary OR unknown',
    'MIT OR',
    'OR MIT',
    'MIT AND',
    '(MIT',
    'MIT)',
    '()',
    '',
    '   ',
    'MIT Apache-2.0',
    'GPL-2.0-only WITH',
    'proprietary WITH Classpath-exception-2.0',
    'WITH',
    'AND',
    ')(',
    // AND binds more closely than OR: (proprietary AND MIT) OR unknown.
    'proprietary AND MIT OR unknown',
  ])('%s', (expression) => expect(free(expression)).toBe(false));
  test('AND binds more closely than OR', () => {
    expect(free('MIT OR proprietary AND unknown')).toBe(true);
    expect(free('(MIT OR proprietary) AND unknown')).toBe(false);
  });
});

describe('anything', () => {
  const words = fc.constantFrom('MIT', 'proprietary', 'AND', 'OR', 'WITH', '(', ')', 'Apache-2.0', '+', 'x');
  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(typeof free(text)).toBe('boolean')));
    fc.assert(fc.property(fc.array(words), (list) => void expect(typeof free(list.join(' '))).toBe('boolean')));
  });
  test('an expression without any approved licence is never free', () => {
    const none = fc.constantFrom('proprietary', 'AND', 'OR', 'WITH', '(', ')', 'x');
    fc.assert(fc.property(fc.array(none), (list) => void expect(free(list.join(' '))).toBe(false)));
  });
  test('well-formed expressions have the value of their formula', () => {
    type Formula = { text: string; value: boolean };
    const { formula } = fc.letrec<{ formula: Formula; leaf: Formula; node: Formula }>((tie) => ({
      leaf: fc.constantFrom({ text: 'MIT', value: true }, { text: 'proprietary', value: false }),
      node: fc.tuple(tie('formula'), fc.constantFrom('AND', 'OR'), tie('formula')).map(([a, operator, b]) => ({
        text: `(${a.text} ${operator} ${b.text})`,
        value: operator === 'AND' ? a.value && b.value : a.value || b.value,
      })),
      formula: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('node')),
    }));
    fc.assert(fc.property(formula, ({ text, value }) => void expect(free(text)).toBe(value)));
  });
  test('an expression of nothing but parentheses, as long as a record may hold', () => {
    expect(free('('.repeat(300))).toBe(false);
  });
});
