/**
 * The power is cut after every operation of a trace; on each disk it may leave, the real code is started and its promises are held.
 *
 * In: a disk, operations, and what must hold. Out: the counts, and the promises broken. Where the states are too many, they are drawn from a
 * seed, which makes them again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Random } from '../random.ts';
import { Disk, lay, type Tree } from './disk.ts';
import { type Operation, record } from './trace.ts';

export type Cuts = {
  /** Instants at which the power was cut. */
  instants: number;
  /** Different disks that were started from, of those that the cuts may leave. */
  states: number;
  broken: Map<string, { states: number; first: string }>;
};

export type Effort = {
  /** Disks tried at each instant; further ones are drawn. */
  most: number;
  /** Instants at which the process is killed, or the power cut, before it runs again. */
  again: number;
  random: Random;
  cuts: Cuts;
};

/** Arguments of Node, from the folder and the file of its marks. */
export type ArgsOf = (root: string, marks: string) => string[];

/** The promises broken on the disk laid at `root`, after these marks. */
export type Held = (root: string, marks: readonly string[]) => Promise<string[]>;

/** In memory: nothing there is cut for real, and flushing costs nothing. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** The power cut while a process runs for the first time, then while another runs on what a kill, or a cut, of the first left. */
export async function cutUnder(
  { name, before, first, next, held }: { name: string; before: Tree; first: ArgsOf; next: ArgsOf; held: Held },
  { most, again, random, cuts }: Effort,
): Promise<void> {
  const operations = recordOn(before, first);
  await cutEverywhere({ disk: new Disk(before), operations, name }, held, { most, random, cuts });
  for (let time = 0; time < again; time++) {
    const at = Math.floor(((time + random.below(1000) / 1000) * operations.length) / again);
    const disk = new Disk(before);
    for (const operation of operations.slice(0, at)) disk.apply(operation);
    const killed = time % 2 === 0;
    const tree = killed ? disk.tree() : random.of(disk.afterCut(most, random));
    const left = killed ? disk : new Disk(tree);
    if (killed) left.endProcesses();
    else left.marks.push(...disk.marks);
    const told = `${name}, ${killed ? 'killed' : 'cut'} after operation ${at}, run again`;
    const since = { disk: left, operations: recordOn(tree, next), name: told };
    await cutEverywhere(since, held, { most: Math.ceil(most / 4), random, cuts });
  }
}

export async function cutEverywhere(
  { disk, operations, name }: { disk: Disk; operations: readonly Operation[]; name: string },
  held: Held,
  { most, random, cuts }: Omit<Effort, 'again'>,
): Promise<void> {
  const seen = new Set<string>();
  for (const [index, operation] of operations.entries()) {
    disk.apply(operation);
    if (operation.do === 'flush-asked') continue;
    cuts.instants++;
    for (const tree of disk.afterCut(most, random)) {
      const print = printOf(tree, disk.marks);
      if (seen.has(print)) continue;
      seen.add(print);
      cuts.states++;
      await onDisk(tree, async (root) => {
        for (const line of new Set((await held(root, disk.marks)).map(withoutNumbers))) {
          const known = cuts.broken.get(line);
          const first =
            known?.first ?? `${name}, cut after operation ${index + 1} of ${operations.length} (${toldOf(operation)})`;
          cuts.broken.set(line, { states: (known?.states ?? 0) + 1, first });
        }
      });
    }
  }
}

async function onDisk<T>(tree: Tree, use: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(SCRATCH, 'tiebreak-cut-'));
  try {
    lay(tree, root);
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What a process does on these files; its arguments are given the folder and the file of its marks. */
export function recordOn(tree: Tree, argsOf: ArgsOf): Operation[] {
  const root = mkdtempSync(join(SCRATCH, 'tiebreak-traced-'));
  const marks = join(mkdtempSync(join(SCRATCH, 'tiebreak-marks-')), 'marks');
  try {
    lay(tree, root);
    return record(root, marks, argsOf(root, marks));
  } finally {
    for (const folder of [root, dirname(marks)]) rmSync(folder, { recursive: true, force: true });
  }
}

function printOf(tree: Tree, marks: readonly string[]): string {
  const hash = createHash('sha256').update(`${marks.length}`);
  for (const [path, bytes] of tree) hash.update(`\0${path}\0${bytes?.length ?? 'folder'}\0`).update(bytes ?? '');
  return hash.digest('base64');
}

/** Promises of the same kind are counted together. */
function withoutNumbers(line: string): string {
  return line.replace(/[\dT]+Z-[0-9a-f]{8}|[0-9a-f-]{32,36}/g, '…');
}

function toldOf(operation: Operation): string {
  return Object.entries(operation)
    .filter(([, value]) => !Buffer.isBuffer(value))
    .map(([, value]) => value)
    .join(' ')
    .slice(0, 120);
}
