/**
 * How fast a Squid log is read, from the path to its documents, against a loop over the same blocks that finds and
 * decodes each line and does nothing else. The log is invented: 5,000 clients, host names by Zipf's law. Each measure runs
 * in a process of its own, in turn; printed are medians over the rounds, by the time of the processor and by the clock, which
 * a busy machine stretches, and the highest peak of memory.
 *
 *   npm run bench -- squid                  200 MB
 *   npm run bench -- squid --size 2048      as many MB
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, cpuUsage, execPath, resourceUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { boundMemory } from '../../src/cli/memory.ts';
import { importPaths } from '../../src/import/index.ts';

const MIB = 1024 * 1024;
const RUNS = 5;
const MEGABYTES = 200;
const CLIENTS = 5000;
const HOSTS = 60_000;
/** Share of lines that ask for what one of the last lines did: 52 % within ten lines in the real log of the tests. */
const REPEATED = 0.5;
const NEAR = 10;

const modes = ['latin1', 'utf8', 'import'] as const;
type Mode = (typeof modes)[number];
type Measure = { processor: number; clock: number; count: number; peakMiB: number };

/** Numbers that look random and are the same on every run. */
function openRandom(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}

/** Line of a page or of a tunnel; ranks follow Zipf's law, so that the first hosts make most of the lines. */
function lineMaker(): (second: number) => string {
  const random = openRandom();
  const endings = ['com', 'fr', 'net', 'org', 'eu', 'io', 'co.uk'];
  const hosts = Array.from({ length: HOSTS }, (_, rank) => {
    const site = `site${((rank * 7919) % 20_011).toString(36)}.${endings[rank % endings.length]}`;
    return rank % 3 === 0 ? `www.${site}` : `cdn-${(rank % 97).toString(36)}.static.${site}`;
  });
  const last: { host: string; client: number }[] = [];
  return (second) => {
    const again = random() < REPEATED ? last[Math.floor(random() * last.length)] : undefined;
    const { host, client } = again ?? {
      host: hosts[Math.min(HOSTS - 1, Math.floor(HOSTS ** random()) - 1)] as string,
      client: Math.floor(random() * CLIENTS),
    };
    if (again === undefined && last.push({ host, client }) > NEAR) last.shift();
    const address = `10.${client >> 8}.${client & 255}.${10 + (client % 200)}`;
    const elapsed = String(Math.floor(random() * 9000)).padStart(6);
    const bytes = Math.floor(random() * 90_000);
    const tunnel = random() < 0.7;
    const request = tunnel
      ? `TCP_TUNNEL/200 ${bytes} CONNECT ${host}:443 -`
      : `TCP_MISS/200 ${bytes} GET http://${host}/assets/${bytes.toString(36)}/page-${elapsed.trim()}.html?id=${bytes} -`;
    return `${second}.${String(bytes % 1000).padStart(3, '0')} ${elapsed} ${address} ${request} HIER_DIRECT/203.0.${client & 255}.${bytes & 255} ${tunnel ? '-' : 'text/html'}\n`;
  };
}

function writeLog(file: string, megabytes: number): void {
  const line = lineMaker();
  const descriptor = openSync(file, 'w');
  let left = megabytes * MIB;
  for (let count = 0; left > 0; ) {
    const lines = Array.from({ length: 5000 }, () => line(1_762_000_000 + Math.floor(count++ / 40)));
    left -= writeSync(descriptor, lines.join(''), null, 'latin1');
  }
  closeSync(descriptor);
}

/** Finds and decodes each line. */
function countLines(file: string, encoding: 'latin1' | 'utf8'): number {
  const descriptor = openSync(file, 'r');
  const block = Buffer.allocUnsafeSlow(MIB);
  let lines = 0;
  let characters = 0;
  let carried = '';
  for (let read = readSync(descriptor, block); read > 0; read = readSync(descriptor, block)) {
    let start = 0;
    for (let end = block.indexOf(0x0a); end !== -1 && end < read; end = block.indexOf(0x0a, start)) {
      characters += carried.length + block.toString(encoding, start, end).length;
      carried = '';
      lines++;
      start = end + 1;
    }
    carried += block.toString(encoding, start, read);
  }
  closeSync(descriptor);
  if (characters === 0) throw new Error('the log is empty');
  return lines;
}

async function measure(mode: Mode, file: string): Promise<Measure> {
  const start = cpuUsage();
  const started = performance.now();
  let count = 0;
  if (mode === 'import') {
    boundMemory();
    for await (const event of importPaths([file], { key: new Uint8Array(32) })) {
      if ('problem' in event) throw event.problem;
      count += event.log?.read ?? 0;
    }
  } else count = countLines(file, mode);
  const { user, system } = cpuUsage(start);
  return {
    processor: (user + system) / 1000,
    clock: performance.now() - started,
    count,
    peakMiB: resourceUsage().maxRSS / 1024,
  };
}

function run(mode: Mode, file: string): Measure {
  const { stdout, stderr, status } = spawnSync(execPath, [fileURLToPath(import.meta.url), '--measure', mode, file], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measure;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] as number;
}

/** Megabytes asked for after "--size". */
function sizeAsked(): number {
  const at = argv.indexOf('--size');
  const size = at === -1 ? MEGABYTES : Number(argv[at + 1]);
  if (!(size > 0)) throw new Error('--size takes a number of megabytes');
  return size;
}

export function benchSquid(): void {
  const megabytes = sizeAsked();
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bench-squid-'));
  try {
    const file = join(folder, 'access.log');
    writeLog(file, megabytes);
    const rounds = Array.from({ length: RUNS }, () => modes.map((mode) => run(mode, file)));
    const imported = rounds.map((round) => round.at(-1) as Measure);
    for (const [index, mode] of modes.slice(0, -1).entries()) {
      const share = (time: 'processor' | 'clock'): string => {
        const shares = rounds.map((round) => (round[index] as Measure)[time] / (round.at(-1) as Measure)[time]);
        return `${(100 * median(shares)).toFixed(0)} %`;
      };
      console.log(
        `squid: ${share('processor')} of the speed of finding and decoding each line (${mode}); by the clock ${share('clock')}`,
      );
    }
    const [first] = imported as [Measure];
    if (rounds.some((round) => round.some(({ count }) => count !== first.count))) throw new Error('lines were lost');
    const speed = megabytes / (median(imported.map(({ processor }) => processor)) / 1000);
    const peak = Math.max(...imported.map(({ peakMiB }) => peakMiB));
    console.log(
      `squid: ${megabytes} MB, ${first.count} lines, ${speed.toFixed(0)} MB/s, peak ${peak.toFixed(0)} MiB (target < 200)`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, , option, mode, file] = argv;
if (option === '--measure') console.log(JSON.stringify(await measure(mode as Mode, file as string)));
