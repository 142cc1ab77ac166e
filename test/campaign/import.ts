/**
 * The fuzz campaign of the importers: `npm run campaign:import [-- INPUTS [SEED]]`, 100,000 inputs unless said otherwise.
 *
 * Mutated documents over every importer of the registry, then giants read as every format. It ends with the figures, and
 * fails on a crash, a problem nobody foresaw, an inventory that does not conform, an account that does not add up, more
 * than 2 s per MB, or more than 512 MB. What is slow or dies is in a process of its own, so that it is named.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { boundMemory } from '../../src/cli/memory.ts';
import { importPaths } from '../../src/import/index.ts';
import { key } from '../import/events.ts';
import { giants } from './giants.ts';
import { type Failure, MAX_MS_PER_MB, msSince, type Run, run } from './run.ts';
import { formats } from './seeds.ts';

const INPUTS = 100_000;
/** Inputs that one process is given. */
const BATCH = 5000;
const MAX_MIB = 512;
const MIB = 1024 * 1024;

/** How each giant is read: as its content says, then as every format in turn. */
const readings: readonly (string | undefined)[] = [undefined, ...formats];

/** Longest silence of a process, in milliseconds, before it is taken for hung. */
const MAX_SILENCE = 600_000;

type Task =
  | { readonly from: number; readonly to: number; readonly seed: number }
  | { readonly giant: string; readonly first: number };
type Batch = Omit<Run, 'byFormat'> & { readonly byFormat: [string, number][] };
type Told = { readonly format: string; readonly codes: string; readonly ms: number };
type Message =
  | { readonly number: number }
  | { readonly batch: Batch; readonly peakMiB: number }
  | { readonly told: readonly Told[]; readonly peakMiB: number };

/** A process that gave no answer: why, and the input that it was at. */
type Death = { readonly died: string; readonly last: number };

/** Most memory that this process has had; where the system says it of the process alone, without what started it. */
function peakMiB(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'latin1') : '';
  return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS) / 1024;
}

async function work(task: Task): Promise<Message> {
  // As the command line does.
  boundMemory();
  if ('from' in task) {
    const { byFormat, ...batch } = await run({ ...task, withCorpora: true }, (number) => process.send?.({ number }));
    return { batch: { ...batch, byFormat: [...byFormat] }, peakMiB: peakMiB() };
  }
  const told: Told[] = [];
  for (const [number, format] of readings.entries()) {
    if (number < task.first) continue;
    process.send?.({ number });
    const started = process.cpuUsage();
    const codes = new Set<string>();
    for await (const event of importPaths([task.giant], { key, ...(format === undefined ? {} : { format }) }))
      codes.add('problem' in event ? event.problem.code : 'inventory');
    told.push({ format: format ?? 'recognised', codes: [...codes].join(', '), ms: msSince(started) });
  }
  return { told, peakMiB: peakMiB() };
}

/** Has a task done by a process of its own; what is wrong with the process is told as a text. */
function delegate(task: Task): Promise<Message | Death> {
  return new Promise((resolve) => {
    const child: ChildProcess = fork(import.meta.filename, ['work'], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let [last, stderr] = [-1, ''];
    let answer: Message | undefined;
    let silence = setTimeout(() => child.kill('SIGKILL'), MAX_SILENCE);
    child.stderr?.on('data', (text) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on('message', (message: Message) => {
      clearTimeout(silence);
      silence = setTimeout(() => child.kill('SIGKILL'), MAX_SILENCE);
      if ('number' in message) last = message.number;
      else answer = message;
    });
    child.on('close', (code, signal) => {
      clearTimeout(silence);
      resolve(code === 0 && answer !== undefined ? answer : { died: `ended by ${signal ?? code} ${stderr}`, last });
    });
    child.send(task);
  });
}

async function mutated(inputs: number, seed: number, failures: string[]): Promise<void> {
  const byFormat = new Map<string, number>(formats.map((format) => [format, 0]));
  const total = { inputs: 0, inventories: 0, problems: 0, bytes: 0, slowestMsPerMb: 0, peakMiB: 0 };
  for (let from = 0; from < inputs; from += BATCH) {
    const message = await delegate({ from, to: Math.min(inputs, from + BATCH), seed });
    if (!('batch' in message)) {
      failures.push('died' in message ? `input ${message.last}: ${message.died}` : `inputs from ${from}: no answer`);
      continue;
    }
    const { batch } = message;
    total.inputs += batch.inputs;
    total.inventories += batch.inventories;
    total.problems += batch.problems;
    total.bytes += batch.bytes;
    total.slowestMsPerMb = Math.max(total.slowestMsPerMb, batch.slowestMsPerMb);
    total.peakMiB = Math.max(total.peakMiB, message.peakMiB);
    for (const [format, count] of batch.byFormat) byFormat.set(format, (byFormat.get(format) ?? 0) + count);
    failures.push(
      ...batch.failures.map(({ number, seed: source, what }: Failure) => `input ${number} (${source}): ${what}`),
    );
    if (message.peakMiB > MAX_MIB) failures.push(`inputs from ${from}: ${Math.round(message.peakMiB)} MiB`);
    console.log(`${total.inputs} inputs, ${failures.length} failures, ${Math.round(message.peakMiB)} MiB`);
  }
  console.log(
    `mutated: ${total.inputs} inputs (${Math.round(total.bytes / MIB)} MiB), ${total.inventories} inventories, ${total.problems} problems; slowest ${Math.round(total.slowestMsPerMb)} ms per MB, peak ${Math.round(total.peakMiB)} MiB`,
  );
  console.log([...byFormat].map(([format, count]) => `${format} ${count}`).join(', '));
  const untried = [...byFormat].filter(([, count]) => count === 0).map(([format]) => format);
  if (untried.length > 0) failures.push(`given to no input: ${untried.join(', ')}`);
}

async function gigantic(failures: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-giants-'));
  try {
    for (const { name, write } of giants) {
      const giant = write(folder);
      const mb = Math.max(1, statSync(giant).size / MIB);
      const told: Told[] = [];
      let peak = 0;
      // A process that dies is followed by another, from the next reading on.
      for (let first = 0; first < readings.length; ) {
        const message = await delegate({ giant, first });
        if ('told' in message) {
          told.push(...message.told);
          peak = Math.max(peak, message.peakMiB);
          break;
        }
        const last = 'died' in message ? message.last : readings.length;
        failures.push(
          `${name} as ${readings[last] ?? 'recognised'}: ${'died' in message ? message.died : 'no answer'}`,
        );
        first = Math.max(first, last) + 1;
      }
      rmSync(giant);
      const slowest = Math.max(0, ...told.map(({ ms }) => ms / mb));
      if (peak > MAX_MIB) failures.push(`${name}: ${Math.round(peak)} MiB`);
      for (const { codes, format, ms } of told) {
        if (codes.includes('import-failed') || ms / mb > MAX_MS_PER_MB)
          failures.push(`${name} as ${format}: ${codes}, ${Math.round(ms)} ms`);
      }
      console.log(
        `${name} (${Math.round(mb)} MB), ${told.length} of ${readings.length} readings: slowest ${Math.round(slowest)} ms per MB, peak ${Math.round(peak)} MiB`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function campaign(inputs: number, seed: number): Promise<void> {
  const failures: string[] = [];
  console.log(`seed ${seed}`);
  await gigantic(failures);
  await mutated(inputs, seed, failures);
  for (const failure of failures) console.error(failure);
  console.log(`${failures.length} failures`);
  if (failures.length > 0) process.exitCode = 1;
}

if (process.argv[2] === 'work') {
  process.once('message', async (task: Task) => {
    process.send?.(await work(task));
    process.disconnect();
  });
} else await campaign(Number(process.argv[2] ?? INPUTS), Number(process.argv[3] ?? Date.now() % 1_000_000));
