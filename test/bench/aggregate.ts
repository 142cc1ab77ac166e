/**
 * What a whole report costs: reading, identifying, scoring and planning N generated inventories, against the barest loop over the same files
 * (readFileSync and JSON.parse). Each measure runs in a process of its own, in turn; printed are medians.
 *
 * The most frequent titles of the fleet are titles the knowledge base knows, so that recognition, scores and candidates have their real weight.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDomain } from 'tldts';
import { assess } from '../../src/assess.ts';
import { settingsOf } from '../../src/assess/settings.ts';
import { FleetObserver } from '../../src/identify/observe.ts';
import { importPaths } from '../../src/import/index.ts';
import type { KnowledgeBase } from '../../src/knowledge/base.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { generateFleet } from './fleet-generator.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const RUNS = 5;

type Mode = 'parse' | 'report';
interface Measure {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMiB: number;
  readonly documents: number;
}

export function loadBase(): KnowledgeBase {
  const { base, problems } = readKnowledge({ root: ROOT, cache: join(ROOT, 'node_modules', '.cache', 'tiebreak') });
  if (base === null) throw problems[0];
  return base;
}

/** Titles that the base knows, in a stable order: what the head of the generated fleet is made of. */
export function knownTitles(base: KnowledgeBase): { name: string; publisher: string }[] {
  return base.products.flatMap((product) =>
    product.examples.matches.flatMap(({ name, publisher }) => (name === undefined ? [] : [{ name, publisher: publisher ?? product.vendor.name }])),
  );
}

async function report(folder: string): Promise<number> {
  const base = loadBase();
  const observer = new FleetObserver(base);
  const problems: { file: string; message: { fr: string; en: string } }[] = [];
  for await (const event of importPaths([folder], { key: new Uint8Array(32) })) {
    if ('problem' in event) problems.push({ file: event.file, message: event.problem.label() });
    else observer.add(event.inventory, event.machine, getDomain, event.replaces);
  }
  const settings = settingsOf(base);
  if (settings === undefined) throw new Error('no settings');
  const options = { now: '2026-01-01T00:00:00Z', toolVersion: '0', settings, files: [], problems };
  return assess(observer.finish(), base, options).machines.length;
}

function parse(folder: string): number {
  let documents = 0;
  for (const name of readdirSync(folder)) {
    JSON.parse(readFileSync(join(folder, name), 'utf8'));
    documents += 1;
  }
  return documents;
}

async function measure(mode: Mode, folder: string): Promise<Measure> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const documents = mode === 'parse' ? parse(folder) : await report(folder);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - wall, peakMiB: process.resourceUsage().maxRSS / 1024, documents };
}

function run(mode: Mode, folder: string): Measure {
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, '--measure', mode, folder], { encoding: 'utf8' });
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
    const rounds = Array.from({ length: RUNS }, () => ({ parse: run('parse', folder), report: run('report', folder) }));
    const ratio = median(rounds.map((round) => round.report.cpuMs / round.parse.cpuMs));
    const wall = median(rounds.map((round) => round.report.wallMs / round.parse.wallMs));
    const perDocument = median(rounds.map((round) => (round.report.cpuMs * 1000) / round.report.documents));
    const peak = Math.max(...rounds.map((round) => round.report.peakMiB));
    const parsePeak = Math.max(...rounds.map((round) => round.parse.peakMiB));
    console.log(
      `report of ${count} inventories: ${ratio.toFixed(2)} × the bare parse loop in CPU, ${wall.toFixed(2)} × in wall time (target ≤ 1.5); ` +
        `${perDocument.toFixed(0)} µs a document; peak ${peak.toFixed(0)} MiB (bare loop ${parsePeak.toFixed(0)}; target < 220)`,
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
  const [, , flag, mode, folder] = process.argv;
  if (flag === '--measure' && folder !== undefined && existsSync(folder)) console.log(JSON.stringify(await measure(mode as Mode, folder)));
  else benchAggregate();
}
