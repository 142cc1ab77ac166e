import { expect, test } from 'vitest';
import { run } from '../campaign/run.ts';
import { formats, readSeeds } from '../campaign/seeds.ts';

test('every format has a fixture that is recognised as it, so that it is part of every campaign', async () => {
  const recognised = new Set((await readSeeds(false)).map(({ format }) => format));
  expect(formats.filter((format) => !recognised.has(format))).toEqual([]);
});

test('1,500 mutated inputs over all importers: inventories that conform or problems, and nothing else', async () => {
  const { failures, inputs, slowestMsPerMb } = await run({ from: 0, to: 1500, seed: 1, withCorpora: false });
  expect(failures).toEqual([]);
  expect(inputs).toBe(1500);
  expect(slowestMsPerMb).toBeLessThan(2000);
});
