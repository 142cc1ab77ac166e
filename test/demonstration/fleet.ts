/** The demonstration fleet, observed and assessed at a fixed instant: what the golden and the tests of its meaning start from. */
import { join } from 'node:path';
import { settingsOf } from '../../src/assess/settings.ts';
import { assess } from '../../src/assess.ts';
import type { Assessment } from '../../src/assessment.ts';
import { loadKnowledge } from '../../src/cli/context.ts';
import { demonstration } from '../../src/cli/demo.ts';
import { type Observed, observePaths } from '../../src/cli/observe.ts';
import { renderers, renderTerminal } from '../../src/report/index.ts';

const NOW = '2026-11-23T08:00:00.000Z';
const TOOL_VERSION = '0.0.0-golden';

export const goldenFolder = join(import.meta.dirname, '..', 'golden');
export const base = await loadKnowledge({});

/** Paths are relative to the repository, which is where npm runs: absolute ones would be of one machine only. */
export async function assessPaths(
  paths: readonly string[],
): Promise<{ observed: Observed; assessment: Assessment; json: string }> {
  const observed = await observePaths(paths, base, { key: demonstration.key });
  const settings = settingsOf(base);
  if (settings === undefined) throw new Error('the default settings are not in the rules');
  const assessment = assess(observed.observation, base, {
    now: NOW,
    toolVersion: TOOL_VERSION,
    settings,
    organisation: demonstration.organisation,
    demonstration: true,
    population: undefined,
    files: observed.files,
    problems: observed.problems.map(({ file, problem }) => ({ file, message: problem.label() })),
  });
  return { observed, assessment, json: rendered('json', assessment) };
}

/** Every file of one format, one after the other. */
export function rendered(format: string, assessment: Assessment): string {
  const renderer = renderers.find(({ id }) => id === format);
  return (renderer?.files(assessment, 'fr') ?? []).map(({ content }) => content).join('\n');
}

/** Golden files, by name. */
export async function goldenFiles(): Promise<ReadonlyMap<string, string>> {
  const { assessment, json } = await assessPaths([demonstration.folder]);
  const summary = (language: 'fr' | 'en'): string =>
    renderTerminal(assessment, { language, colour: false, width: 100 });
  return new Map([
    ['demonstration.assessment.json', json],
    ['summary.en.txt', summary('en')],
    ['summary.fr.txt', summary('fr')],
  ]);
}
