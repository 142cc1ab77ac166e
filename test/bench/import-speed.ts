/**
 * What reading a fleet costs, against the barest loop over the same files: readFileSync and JSON.parse. Each measure
 * runs in a process of its own, alternately; printed are medians of the processor time, which other programs disturb
 * least, and the peak of memory.
 *
 *   node test/bench/import-speed.ts FOLDER [RUNS]
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, cpuUsage, execPath, resourceUsage } from 'node:process';
import { importPaths } from '../../src/import/index.ts';

const modes = ['bare', 'bare-async', 'import'] as const;
type Mode = (typeof modes)[number];
type Measure = { milliseconds: number; documents: number; peakMiB: number };

async function measure(mode: Mode, folder: string): Promise<Measure> {
  const start = cpuUsage();
  let documents = 0;
  if (mode === 'import') {
    for await (const event of importPaths([folder], { key: new Uint8Array(32) })) {
      if ('problem' in event) throw event.problem;
      documents++;
    }
  } else {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      JSON.parse(mode === 'bare' ? readFileSync(file, 'utf8') : await readFile(file, 'utf8'));
      documents++;
    }
  }
  const { user, system } = cpuUsage(start);
  return { milliseconds: (user + system) / 1000, documents, peakMiB: resourceUsage().maxRSS / 1024 };
}

function run(mode: Mode, folder: string): Measure {
  const { stdout, stderr, status } = spawnSync(execPath, [argv[1] as string, folder, '--measure', mode], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measure;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] as number;
}

const [, , folder, second, mode] = argv;
if (folder === undefined) throw new Error('usage: import-speed.ts FOLDER [RUNS]');
if (second === '--measure') console.log(JSON.stringify(await measure(mode as Mode, folder)));
else {
  const rounds = Array.from({ length: Number(second ?? 5) }, () => modes.map((name) => run(name, folder)));
  for (const [index, name] of modes.entries()) {
    const measures = rounds.map((round) => round[index] as Measure);
    const perDocument = median(measures.map((one) => (one.milliseconds * 1000) / one.documents));
    const ratio = median(
      rounds.map((round) => (round[index] as Measure).milliseconds / (round[0] as Measure).milliseconds),
    );
    const peak = Math.max(...measures.map((one) => one.peakMiB));
    console.log(
      `${name}: ${perDocument.toFixed(0)} µs a document, ${ratio.toFixed(2)} × bare, peak ${peak.toFixed(0)} MiB`,
    );
  }
}
