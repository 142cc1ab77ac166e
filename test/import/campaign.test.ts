import { expect, test } from 'vitest';
import { run } from '../campaign/run.ts';
import { formats, readSeeds } from '../campaign/seeds.ts';
import { hasCorpora } from './corpora.ts';

test.skipIf(!hasCorpora)('every format is recognised in a document that a campaign starts from', async () => {
  const recognised = new Set((await readSeeds(true)).map(({ format }) => format));
  expect(formats.filter((format) => !recognised.has(format))).toEqual([]);
});

test('1,500 mutated inputs over all importers: inventories that conform or problems, and nothing else', async () => {
  const { failures, inputs, slowestMsPerMb } = await run({ from: 0, to: 1500, seed: 1, withCorpora: false });
  expect(failures).toEqual([]);
  expect(inputs).toBe(1500);
  expect(slowestMsPerMb).toBeLessThan(2000);
});
