/** Arbitraries and a walk that puts hostile text wherever an Assessment carries a name read on a machine or in a record. */
import fc from 'fast-check';
import type { Assessment } from '../../src/assessment.ts';
import { hostileNames } from './sample.ts';

const dangerous = [
  ...Object.values(hostileNames),
  '<',
  '>',
  '"',
  "'",
  '`',
  '&',
  '-->',
  ']]>',
  '{{1}}',
  '</title><script>',
  '\u202e',
  '\u2066',
  '\u0000',
  '\u001b]8;;http://evil.example\u0007',
  '\u009b31m',
  '\ufeff',
  '\u2028',
  '\ud800',
  'javascript:',
  '=1+1',
  '\t=1',
  ' @x',
  '|',
  ';',
  '\r\n',
];

/** Text made of ordinary letters and of pieces that break things. */
export const hostileText = fc
  .array(
    fc.oneof(fc.constantFrom(...dangerous), fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ maxLength: 6 })),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((pieces) => `x${pieces.join('')}`)
  .chain((text) => fc.constantFrom(text, text.slice(1)));

export const hostileTexts = fc.array(hostileText, { minLength: 7, maxLength: 20 });

/** Each text in turn, for ever. */
export function turning(texts: readonly string[]): () => string {
  let next = 0;
  return () => texts[next++ % texts.length] ?? '';
}

const names = new Set(['title', 'name', 'publisher', 'vendor', 'parent', 'rule', 'domain', 'file', 'product', 'loses']);
const labels = new Set(['label', 'text', 'line', 'reason', 'message']);

/** The Assessment with every such text given by `make`, which is called once for each. */
export function renamed(assessment: Assessment, make: () => string): Assessment {
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) {
      const texts = key === 'examples' || key === 'warnings';
      return value.map((inner) => (texts ? make() : key === 'limits' ? { fr: make(), en: make() } : walk(inner, '')));
    }
    if (value !== null && typeof value === 'object') {
      if (labels.has(key)) return { fr: make(), en: make() };
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
    }
    return typeof value === 'string' && names.has(key) ? make() : value;
  };
  return { ...(walk(assessment, '') as Assessment), organisation: make() };
}
