/**
 * What the Windows agent weighs and costs, under Wine: sizes of the packages, then one run on 400 programs.
 *
 * Processor time and memory are those of every process the run starts, read in /proc while it lasts (Wine's own server and services left out): a process that lives less than
 * a few milliseconds escapes. It proves nothing about a real Windows, where PowerShell, which Wine only pretends to have, is the cost.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installerName, packageForWindows } from '../../agent/packaging/windows/build.ts';
import { stageAgent } from '../../agent/packaging/windows/staging.ts';
import { seedPrograms } from '../agent/packaging/seeded-programs.ts';
import { WINE_TOOLS, Wine } from '../agent/packaging/wine.ts';

/** glpi-agent publishes no figure of its cost: these are what it logged of itself on real machines, in public reports. */
const PEER = [
  'glpi-agent, on real Windows, by its own logs (it publishes no figure; processor time is in none of them):',
  '  1.18, July 2026: a resident service, 108 to 135 MiB committed, 4 MiB in use while idle; an inventory from 11:50:17 to 11:51:49, 92 s (github.com/glpi-project/glpi-agent/issues/1205)',
  '  1.4, June 2023: 122 to 132 MiB committed; an inventory in 73 s (issues/425)',
  '  1.5 in the making, October 2022: 107 MiB in use at the end of a run, before it gave them back (issues/232)',
].join('\n');

const TITLES = 400;
const ROUNDS = 5;
const POLL_MS = 3;
const TICKS_PER_SECOND = 100;
const MB_A_MIB = 1.048576;
/** Started by Wine for its own sake, whatever runs. */
const OF_WINE = new Set([
  'wineserver',
  'services.exe',
  'winedevice.exe',
  'plugplay.exe',
  'svchost.exe',
  'explorer.exe',
  'rpcss.exe',
  'conhost.exe',
  'start.exe',
  'wine64-preloader',
  'wine-preloader',
  'wine',
]);

type Cost = { wall: number; cpu: number; peakMiB: number; left: number };

function verdict(what: string, value: number, target: number, unit: string): string {
  return `${what.padEnd(50)} ${value.toFixed(2)} ${unit} (target ≤ ${target}) ${value <= target ? 'held' : 'MISSED'}`;
}

/** Pid → processor seconds and peak of every process of this prefix. */
function processesOf(prefix: string): Map<string, { name: string; cpu: number; peakMiB: number }> {
  const found = new Map<string, { name: string; cpu: number; peakMiB: number }>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`WINEPREFIX=${prefix}\0`)) continue;
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const cpu = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
      const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '0';
      found.set(pid, { name, cpu, peakMiB: Number(peak) / 1024 });
    } catch {
      // Gone in between.
    }
  }
  return found;
}

async function measure(wine: Wine, command: readonly string[]): Promise<Cost> {
  const before = processesOf(wine.prefix);
  const seen = new Map<string, { name: string; cpu: number; peakMiB: number }>();
  const output = openSync(join(wine.folder, 'bench-output'), 'w');
  const started = performance.now();
  const child = spawn('wine', command, { stdio: ['ignore', output, output], env: wine.environment() });
  const ended = once(child, 'exit');
  let running = true;
  ended.then(() => {
    running = false;
  });
  while (running) {
    for (const [pid, process] of processesOf(wine.prefix)) if (!before.has(pid)) seen.set(pid, process);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const wall = (performance.now() - started) / 1000;
  closeSync(output);
  const ours = [...seen.values()].filter(({ name }) => !OF_WINE.has(name));
  const left = [...processesOf(wine.prefix)].filter(([pid, { name }]) => !before.has(pid) && !OF_WINE.has(name)).length;
  return {
    wall,
    cpu: ours.reduce((sum, { cpu }) => sum + cpu, 0),
    peakMiB: Math.max(...ours.map(({ peakMiB }) => peakMiB)),
    left,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

export async function benchWindows(): Promise<void> {
  const absent = WINE_TOOLS.filter((tool) => !existsSync(`/usr/bin/${tool}`));
  if (absent.length > 0) return console.log(`skipped: windows (${absent.join(', ')} not installed)`);
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bench-windows-'));
  await packageForWindows(join(folder, 'packages'));
  const cache = join(import.meta.dirname, '../../node_modules/.cache/tiebreak-packaging');
  const { files } = await stageAgent(join(folder, 'agent'), cache);
  const megabytes = (path: string) => statSync(path).size / 1_000_000;
  const wine = new Wine();
  try {
    console.log(verdict('installer', megabytes(join(folder, 'packages', installerName)), 36, 'MB'));
    const installed = files.reduce((sum, { path }) => sum + megabytes(path), 0);
    const own = files.filter(({ name }) => name.endsWith('.cjs')).reduce((sum, { path }) => sum + megabytes(path), 0);
    console.log(
      `${'installed'.padEnd(50)} ${installed.toFixed(1)} MB, of which the agent ${(own * 1000).toFixed(0)} kB`,
    );
    wine.copy(join(folder, 'agent'), 'C:\\agent');
    wine.write('C:\\seed.reg', seedPrograms(TITLES).file);
    // Until the session is up, what starts is Wine's; two hives live as long as the session.
    wine.run('wineserver', ['-p30']);
    wine.batch(['regedit /S C:\\seed.reg']);
    const agent = [
      'cmd',
      '/d',
      '/c',
      'C:\\agent\\tiebreak-agent.cmd',
      '--state',
      'C:\\state',
      '--output',
      'C:\\out.json',
    ];
    await measure(wine, agent);
    const costs: Cost[] = [];
    for (let round = 0; round < ROUNDS; round++) costs.push(await measure(wine, agent));
    const { software } = JSON.parse(wine.read('C:\\out.json'));
    console.log(`${'programs found under Wine'.padEnd(50)} ${software.length}, ${ROUNDS} rounds`);
    console.log(`${'wall time'.padEnd(50)} ${median(costs.map(({ wall }) => wall)).toFixed(2)} s`);
    console.log(verdict('processor time, all its processes', median(costs.map(({ cpu }) => cpu)), 1, 's'));
    console.log(
      verdict(
        'peak memory, its largest process',
        Math.max(...costs.map(({ peakMiB }) => peakMiB)) * MB_A_MIB,
        130,
        'MB',
      ),
    );
    console.log(verdict('processes left behind', Math.max(...costs.map(({ left }) => left)), 0, ''));
    console.log(PEER);
  } finally {
    wine.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await benchWindows();
