/**
 * What a whole report costs against the barest loop over the same files (readFileSync and JSON.parse). `aggregate` reads, identifies and scores
 * under every setting; `report` goes on to facts and candidates. Each measure runs in a process of its own, in turn, with the knowledge base
 * loaded before the clock starts (its cost is printed apart) and inside the peak of memory. Printed are medians.
 *
 * The most frequent titles of the fleet are titles the knowledge base knows, so that recognition, scores and candidates have their real weight.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { countedRoles, detailsOf, type KnowledgeBase } from '../../src/knowledge/base.ts';
import { checkedKnowledge, readKnowledge } from '../../src/knowledge/read.ts';
import { textOfReading } from '../../src/knowledge/snapshot.ts';
import type { Measure, Mode } from './aggregate-child.ts';
import { generateFleet } from './fleet-generator.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const RUNS = 5;

const modes: readonly Mode[] = ['parse', 'aggregate', 'report'];

/** The base as a release holds it, so that what is measured is not the reading of YAML. */
const SNAPSHOT = join(tmpdir(), `tiebreak-bench-base-${process.pid}`);

const CHILD = join(SNAPSHOT, 'aggregate-child.mjs');

/** Makes the snapshot and the bundle once, and loads the base from it. */
export function loadBase(): KnowledgeBase {
  if (!existsSync(SNAPSHOT)) {
    mkdirSync(SNAPSHOT);
    process.once('exit', () => rmSync(SNAPSHOT, { recursive: true, force: true }));
    writeFileSync(join(SNAPSHOT, 'knowledge.json'), textOfReading(checkedKnowledge(ROOT)));
    buildSync({
      entryPoints: {
        'aggregate-child': join(import.meta.dirname, 'aggregate-child.ts'),
        'read-ahead': join(ROOT, 'src/import/ahead/thread.ts'),
      },
      outdir: SNAPSHOT,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      banner: {
        js: "import { createRequire as require_ } from 'node:module'; const require = require_(import.meta.url);",
      },
    });
  }
  const { base, problems } = readKnowledge({ root: SNAPSHOT });
  if (base === null) throw problems[0];
  return base;
}

/** Half of the titles of a fleet: as many whatever the base knows, so that the same work is measured as it grows. */
const KNOWN_TITLES = 10_000;
/** Of the programs listed on real machines, those that count: three in ten (test/heldout/windows-titles-2.csv). */
const COUNTED_IN_TEN = 3;
/** A prime, so that titles come from all of the alphabet: the first are the most frequent of the fleet. */
const STRIDE = 1_000_003;

type Title = { name: string; publisher: string };

/** Titles that the base knows, in a stable order: what the head of the generated fleet is made of. */
export function knownTitles(base: KnowledgeBase): Title[] {
  const counted: Title[] = [];
  const others: Title[] = [];
  for (const product of base.products) {
    const titles = countedRoles.includes(product.role) ? counted : others;
    for (const { name, publisher = product.vendor.name } of detailsOf(base, product).examples.matches)
      if (name !== undefined) titles.push({ name, publisher });
  }
  return Array.from({ length: KNOWN_TITLES }, (_, at) => {
    const titles = at % 10 < COUNTED_IN_TEN ? counted : others;
    return titles[(at * STRIDE) % titles.length] as Title;
  });
}

function run(mode: Mode, folder: string): Measure {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CHILD, mode, folder, SNAPSHOT], { encoding: 'utf8' });
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

if (import.meta.main) benchAggregate();
