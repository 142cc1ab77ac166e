/**
 * What the agent costs a machine, against the bare start of Node and against the two agents French authorities run.
 *
 * Programs are run alternately, in batches of ten, so that a busy machine disturbs all of them alike; printed are medians of the wall and
 * processor time (of the program and its children), and the largest resident size. A peer that is not installed is skipped by name.
 *
 *   node test/bench/agent.ts [ROUNDS]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { bundleAgent } from '../../agent/packaging/bundle.ts';
import { compileAhead } from '../../agent/packaging/compile-ahead.ts';

const FIND = ['/usr/bin', '/usr/sbin', '/usr/local/bin'];
/** What the agent does not look for; what is left is software, system, hardware, network and processes. */
const NOT_OURS = [
  ...[
    'printer',
    'environment',
    'local_user',
    'local_group',
    'user',
    'usb',
    'monitor',
    'drive',
    'storage',
    'slot',
    'modem',
    'port',
  ],
  ...[
    'video',
    'sound',
    'input',
    'controller',
    'license_info',
    'remote_mgmt',
    'antivirus',
    'firewall',
    'battery',
    'process',
  ],
];

type Measure = { wall: number; user: number; system: number; peakMiB: number };
type Program = { name: string; command: string[]; rounds: number };

/** GNU time counts processor time in hundredths of a second, and the bare Node takes less than two: a batch is measured, then divided. */
const BATCH = 10;
const REPEAT = `i=0; while [ $i -lt ${BATCH} ]; do "$@" || exit; i=$((i+1)); done`;

function measure(command: readonly string[], report: string): Measure {
  const format = '{"wall":%e,"user":%U,"system":%S,"peakMiB":%M}';
  const args = ['-o', report, '-f', format, '/bin/sh', '-c', REPEAT, 'sh', ...command];
  const { status, error } = spawnSync('/usr/bin/time', args, { stdio: 'ignore' });
  if (error !== undefined || status !== 0) throw new Error(`${command.join(' ')} answered ${status ?? error}`);
  const { wall, user, system, peakMiB }: Measure = JSON.parse(readFileSync(report, 'utf8'));
  return { wall: wall / BATCH, user: user / BATCH, system: system / BATCH, peakMiB: peakMiB / 1024 };
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

function summary(measures: readonly Measure[]): Measure {
  return {
    wall: median(measures.map(({ wall }) => wall)),
    user: median(measures.map(({ user }) => user)),
    system: median(measures.map(({ system }) => system)),
    peakMiB: Math.max(...measures.map(({ peakMiB }) => peakMiB)),
  };
}

function peers(folder: string): Program[] {
  const known = [
    { name: 'fusioninventory-agent', command: ['fusioninventory-agent', '--local', folder], rounds: 2 },
    {
      name: 'fusioninventory-agent, same classes',
      command: ['fusioninventory-agent', '--local', folder, `--no-category=${NOT_OURS.join(',')}`],
      rounds: 2,
    },
    { name: 'ocsinventory-agent', command: ['ocsinventory-agent', `--local=${folder}`], rounds: 2 },
  ];
  return known.flatMap(({ command: [name = '', ...args], ...program }) => {
    const path = FIND.map((directory) => join(directory, name)).find(existsSync);
    if (path !== undefined) return [{ ...program, command: [path, ...args] }];
    console.log(`skipped: ${program.name} is not installed`);
    return [];
  });
}

function line(name: string, { wall, user, system, peakMiB }: Measure): string {
  const milliseconds = (seconds: number) => `${(seconds * 1000).toFixed(0).padStart(5)} ms`;
  return `${name.padEnd(38)} wall ${milliseconds(wall)}  user ${milliseconds(user)}  system ${milliseconds(system)}  peak ${peakMiB.toFixed(1)} MiB`;
}

function verdict(what: string, value: number, target: number, atMost: boolean): string {
  const held = atMost ? value <= target : value >= target;
  return `${what.padEnd(60)} ${value.toFixed(2)} (target ${atMost ? '≤' : '≥'} ${target}) ${held ? 'held' : 'MISSED'}`;
}

export async function benchAgent(rounds = 9): Promise<void> {
  if (!existsSync('/usr/bin/time')) return console.log('skipped: /usr/bin/time is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bench-'));
  // As the packages for Linux carry it.
  const { agent } = await bundleAgent(folder, 'linux');
  compileAhead(folder, execPath);
  const collect = [execPath, agent, '--state', folder, '--output', join(folder, 'inventory.json')];
  const programs: Program[] = [
    { name: 'node -e 0', command: [execPath, '-e', '0'], rounds },
    { name: 'tiebreak-agent', command: collect, rounds },
    ...peers(folder),
  ];
  const measures = new Map<string, Measure[]>(programs.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command, rounds: wanted } of programs) {
      if (round < wanted) measures.get(name)?.push(measure(command, join(folder, 'time')));
    }
  }
  const results = new Map([...measures].map(([name, list]) => [name, summary(list)]));
  console.log(
    `agent bundle: ${(statSync(join(folder, 'tiebreak-agent.program')).size / 1024).toFixed(0)} KiB, Node ${process.version}, ${rounds} rounds`,
  );
  for (const [name, result] of results) console.log(line(name, result));
  const ours = results.get('tiebreak-agent');
  const bare = results.get('node -e 0');
  if (ours === undefined || bare === undefined) return;
  console.log(verdict('user CPU, agent / bare Node', ours.user / bare.user, 3, true));
  for (const [name, theirs] of results) {
    if (name === 'tiebreak-agent' || name === 'node -e 0') continue;
    console.log(verdict(`wall, ${name} / agent`, theirs.wall / ours.wall, name.startsWith('ocs') ? 7 : 3, false));
    console.log(verdict(`peak memory, agent / ${name}`, ours.peakMiB / theirs.peakMiB, 0.9, true));
    if (bare.peakMiB > theirs.peakMiB * 0.9)
      console.log('  out of reach of anything on Node: its bare start alone takes more');
  }
  rmSync(folder, { recursive: true, force: true });
}

if (import.meta.main) await benchAgent(Number(argv[2] ?? 9));
