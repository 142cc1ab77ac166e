/**
 * One measure of aggregate.ts, in a process of its own: bundled as the release is, with the same limits of memory as the command line.
 *
 *   node aggregate-child.mjs parse|aggregate|report FOLDER BASE
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDomain } from 'tldts';
import { buildFleet } from '../../src/assess/fleet.ts';
import { Scorings, settingsOf } from '../../src/assess/settings.ts';
import { assess } from '../../src/assess.ts';
import { boundMemory } from '../../src/cli/memory.ts';
import { FleetObserver } from '../../src/identify/observe.ts';
import { importPaths } from '../../src/import/index.ts';
import type { KnowledgeBase } from '../../src/knowledge/base.ts';
import { readCheckedBase } from '../../src/knowledge/checked.ts';

export type Mode = 'parse' | 'aggregate' | 'report';

export interface Measure {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMiB: number;
  readonly documents: number;
}

async function aggregate(folder: string, base: KnowledgeBase, whole: boolean): Promise<number> {
  const observer = new FleetObserver(base);
  const problems: { file: string; message: { fr: string; en: string } }[] = [];
  for await (const event of importPaths([folder], { key: new Uint8Array(32) })) {
    if ('problem' in event) problems.push({ file: event.file, message: event.problem.label() });
    else observer.add(event.inventory, event.machine, getDomain, event.replaces);
  }
  const settings = settingsOf(base);
  if (settings === undefined || problems.length > 0)
    throw new Error(`no settings, or ${problems.length} unreadable files`);
  const observation = observer.finish();
  if (whole) {
    const options = { now: '2026-01-01T00:00:00Z', toolVersion: '0', settings, files: [], problems };
    return assess(observation, base, options).machines.length;
  }
  const { fleet } = buildFleet(observation, base);
  const scorings = new Scorings(base, fleet, '2026-01-01');
  for (const exposed of [0, 0.5, 1]) scorings.under({ perimeter: settings.perimeter, exposed, free: 'product' });
  for (const perimeter of base.rules.perimeters.perimeters)
    scorings.under({ perimeter, exposed: 0.5, free: 'product' });
  return fleet.machines.length;
}

function parse(folder: string): number {
  let documents = 0;
  for (const name of readdirSync(folder)) {
    JSON.parse(readFileSync(join(folder, name), 'utf8'));
    documents += 1;
  }
  return documents;
}

async function measure(mode: Mode, folder: string, root: string): Promise<Measure> {
  if (mode !== 'parse') boundMemory();
  const base = mode === 'parse' ? undefined : readCheckedBase({ root });
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const documents = base === undefined ? parse(folder) : await aggregate(folder, base, mode === 'report');
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - wall,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    documents,
  };
}

const [, , mode, folder, root] = process.argv;
if (folder === undefined || root === undefined) throw new Error('usage: aggregate-child.mjs MODE FOLDER BASE');
console.log(JSON.stringify(await measure(mode as Mode, folder, root)));
