/** The same machine, whatever told of it: assessed from each of five formats, and from all of them together. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeMachine } from '../../src/assess/machine.ts';
import { settingsOf } from '../../src/assess/settings.ts';
import { assess } from '../../src/assess.ts';
import type { Assessment } from '../../src/assessment.ts';
import { type Observed, observePaths } from '../../src/cli/observe.ts';
import { base } from '../demonstration/fleet.ts';
import { fixtures, key } from './events.ts';

const names = readdirSync(join(fixtures, 'one-machine'));
const settings = settingsOf(base) ?? expect.fail('no settings');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-one-machine-'));
  // A table says no date: that of its file is that of the others here.
  const day = new Date('2025-03-03T07:15:00.000Z');
  for (const name of names) {
    copyFileSync(join(fixtures, 'one-machine', name), join(folder, name));
    utimesSync(join(folder, name), day, day);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The assessment, with the names of the sources left out: formats, the collectors that each has, how many documents told the same. */
async function assessed(path: string): Promise<{ text: string; assessment: Assessment; observed: Observed }> {
  const observed = await observePaths([path], base, { key });
  const assessment = assess(observed.observation, base, {
    now: '2026-11-23T08:00:00.000Z',
    toolVersion: '0.0.0',
    settings,
    files: observed.files,
    problems: [],
  });
  const { formats, collectors, duplicates, ...sources } = assessment.sources;
  return { text: JSON.stringify({ ...assessment, sources }, null, 1), assessment, observed };
}

test('each of the five formats gives the same assessment, byte for byte save the names of the sources', async () => {
  expect(names).toHaveLength(5);
  const texts: string[] = [];
  for (const name of names) texts.push((await assessed(join(folder, name))).text);
  for (const text of texts) expect(text).toBe(texts[0]);
});

test('the five together give that assessment too, of one machine, and the machine says what it was put together from', async () => {
  const [one] = names;
  const alone = await assessed(join(folder, one ?? ''));
  const { assessment, observed, text } = await assessed(folder);
  expect(text).toBe(alone.text);
  expect(assessment.headline.machines).toBe(1);
  expect(assessment.sources.formats.map(({ machines }) => machines)).toEqual([1, 1, 1, 1, 1]);
  const record = observed.observation.machines[0] ?? expect.fail('no machine');
  expect(describeMachine(observed.observation, record, base, settings, '2026-11-21').mergedFrom).toHaveLength(5);
});
