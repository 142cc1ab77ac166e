/**
 * What a whole report costs against the barest loop over the same files (readFileSync and JSON.parse). `aggregate` reads, identifies and scores
 * under every setting; `report` goes on to facts and candidates. Each measure runs in a process of its own, in turn, with the knowledge base
 * loaded before the clock starts (its cost is printed apart) and inside the peak of memory. Printed are medians.
 *
 * The most frequent titles of the fleet are titles the knowledge base knows, so that recognition, scores and candidates have their real weight.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDomain } from 'tldts';
import { buildFleet } from '../../src/assess/fleet.ts';
import { Scorings, settingsOf } from '../../src/assess/settings.ts';
import { assess } from '../../src/assess.ts';
import { FleetObserver } from '../../src/identify/observe.ts';
import { importPaths } from '../../src/import/index.ts';
import type { KnowledgeBase } from '../../src/knowledge/base.ts';
import { checkedKnowledge, readKnowledge } from '../../src/knowledge/read.ts';
import { generateFleet } from './fleet-generator.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const RUNS = 5;

const modes = ['parse', 'aggregate', 'report'] as const;
type Mode = (typeof modes)[number];
interface Measure {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMiB: number;
  readonly documents: number;
}

/** The base as a release holds it, so that what is measured is not the reading of YAML. */
const SNAPSHOT = join(tmpdir(), `tiebreak-bench-base-${process.pid}`);

export function loadBase(root = SNAPSHOT): KnowledgeBase {
  if (root === SNAPSHOT && !existsSync(SNAPSHOT)) {
    mkdirSync(SNAPSHOT);
    writeFileSync(join(SNAPSHOT, 'knowledge.json'), JSON.stringify(checkedKnowledge(ROOT)));
    process.once('exit', () => rmSync(SNAPSHOT, { recursive: true, force: true }));
  }
  const { base, problems } = readKnowledge({ root });
  if (base === null) throw problems[0];
  return base;
}

/** Titles that the base knows, in a stable order: what the head of the generated fleet is made of. */
export function knownTitles(base: KnowledgeBase): { name: string; publisher: string }[] {
  return base.products.flatMap((product) =>
    product.examples.matches.flatMap(({ name, publisher }) =>
      name === undefined ? [] : [{ name, publisher: publisher ?? product.vendor.name }],
    ),
  );
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
  const base = mode === 'parse' ? null : loadBase(root);
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const documents = base === null ? parse(folder) : await aggregate(folder, base, mode === 'report');
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - wall,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    documents,
  };
}

function run(mode: Mode, folder: string): Measure {
  const args = [import.meta.filename, '--measure', mode, folder, SNAPSHOT];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measure;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

function bench(count: number): number {
  const folder = join(tmpdir(), `tiebreak-bench-${count}-${process.pid}`);
  try {
    generateFleet(folder, count, 1, knownTitles(loadBase()));
    const rounds = Array.from(
      { length: RUNS },
      () => Object.fromEntries(modes.map((mode) => [mode, run(mode, folder)])) as Record<Mode, Measure>,
    );
    const ratio = (mode: Mode, key: 'cpuMs' | 'wallMs'): string =>
      median(rounds.map((round) => round[mode][key] / round.parse[key])).toFixed(2);
    const peak = (mode: Mode): string => Math.max(...rounds.map((round) => round[mode].peakMiB)).toFixed(0);
    const perDocument = median(rounds.map((round) => (round.aggregate.cpuMs * 1000) / round.aggregate.documents));
    console.log(
      `aggregation of ${count} inventories: ${ratio('aggregate', 'cpuMs')} × the bare parse loop in CPU, ${ratio('aggregate', 'wallMs')} × in wall time ` +
        `(target ≤ 1.5); ${perDocument.toFixed(0)} µs a document; peak ${peak('aggregate')} MiB, bare loop ${peak('parse')} (target < 220)`,
    );
    console.log(
      `with facts and candidates: ${ratio('report', 'cpuMs')} × in CPU, ${ratio('report', 'wallMs')} × in wall time, peak ${peak('report')} MiB`,
    );
    return perDocument;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function benchAggregate(): void {
  const small = bench(2_000);
  const large = bench(10_000);
  console.log(`cost of a document from 2,000 to 10,000: × ${(large / small).toFixed(2)} (target: flat)`);
}

if (import.meta.main) {
  const [, , flag, mode, folder, root] = process.argv;
  if (flag === '--measure' && folder !== undefined && root !== undefined)
    console.log(JSON.stringify(await measure(mode as Mode, folder, root)));
  else benchAggregate();
}
