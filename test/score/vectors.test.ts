/** Twenty small fleets computed in exact arithmetic by another program, where the file is there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareVector, readVectors, type Vector } from './vectors.ts';

const file = join(import.meta.dirname, '../../../shared/vectors/method.json');
const present = existsSync(file);

describe.skipIf(!present)(
  `vectors of ${present ? 'shared/vectors/method.json' : 'method.json (absent: skipped)'}`,
  () => {
    const vectors = present ? readVectors(file) : [];
    test.each(vectors.map((vector): [string, Vector] => [`${vector.number} ${vector.name}`, vector]))(
      '%s',
      (_, vector) => {
        const { compared, differences } = compareVector(vector);
        expect(differences).toEqual([]);
        expect(compared).toBeGreaterThan(0);
      },
    );
    test('884 numbers are compared', () => {
      expect(vectors.reduce((sum, vector) => sum + compareVector(vector).compared, 0)).toBe(884);
    });
  },
);

describe('the comparison itself', () => {
  const [first] = present ? readVectors(file) : [];
  test.skipIf(first === undefined)('a wrong number is told', () => {
    const wrong = structuredClone(first!);
    wrong.expected.overall.D = 0.5;
    expect(compareVector(wrong).differences).toEqual([expect.stringMatching(/^overall D: expected 0\.5, got 0\.41/)]);
  });
});
