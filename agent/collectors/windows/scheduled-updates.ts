/**
 * Programs that the scheduler runs by themselves to update what is installed, from the files of its tasks: who keeps a hand on the machine.
 *
 * Windows' own tasks are left out. Marked as parts of the system: a rule may know an updater, but nobody chose it as a program.
 */

import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import { decodeText } from '../../../src/inventory/text-encoding.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import { parseScheduledTask, type ScheduledTask } from '../../formats/scheduled-task.ts';
import { giveHandBack } from '../../limits.ts';
import type { System } from '../../system.ts';

const OWN = /^Microsoft$/i;
const WINDOWS = /^Windows$/i;
const UPDATES = /upd(?:at|t)|upgrad|patch|autoupd/i;
const TASK_BYTES = 256 * 1024;
const DEEPEST = 4;
const MOST_TASKS = 2000;

type Found = { tasks: { name: string; task: ScheduledTask }[]; refused: number; seen: number };

export const scheduledUpdates: Collector = {
  id: 'scheduled-updates',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const root = `${system.environment('SystemRoot') ?? 'C:\\Windows'}\\System32\\Tasks`;
    const listing = system.list(root);
    if (!listing.ok) {
      if (listing.reason === 'absent') return notApplicable;
      return { facts: {}, status: listing.reason, warnings: [`scheduled tasks: ${listing.detail}`] };
    }
    const found: Found = { tasks: [], refused: 0, seen: 0 };
    await walk(system, root, listing.names, { depth: 1, found, signal });
    return {
      facts: { software: describeUpdates(found.tasks) },
      ...(found.refused > 0
        ? {
            status: 'partial' as const,
            warnings: [`${found.refused} scheduled tasks could not be opened: it takes an administrator`],
          }
        : {}),
    };
  },
};

type Walk = { depth: number; found: Found; signal: AbortSignal };

async function walk(system: System, folder: string, names: readonly string[], state: Walk): Promise<void> {
  const { depth, found, signal } = state;
  for (const name of names) {
    if (found.seen >= MOST_TASKS) return;
    await giveHandBack(signal);
    const path = `${folder}\\${name}`;
    const below = system.list(path);
    if (below.ok) {
      const inside = depth === 1 && OWN.test(name) ? below.names.filter((inner) => !WINDOWS.test(inner)) : below.names;
      if (depth < DEEPEST) await walk(system, path, inside, { ...state, depth: depth + 1 });
      continue;
    }
    found.seen++;
    const reading = system.read(path, TASK_BYTES);
    if (reading.ok) found.tasks.push({ name, task: parseScheduledTask(decodeText(reading.bytes).text) });
    else if (reading.reason !== 'absent') found.refused++;
  }
}

/** An author may be an account ("COMMUNE\dupont"): only a name without a separator is kept as a publisher's. */
export function describeUpdates(tasks: Found['tasks']): SoftwareItem[] {
  const programs = new Map<string, SoftwareItem>();
  for (const { name, task } of tasks) {
    if (!task.enabled) continue;
    for (const program of task.programs) {
      if (!UPDATES.test(program) && !UPDATES.test(name)) continue;
      const publisher = task.author === undefined || /[\\@$]/.test(task.author) ? undefined : task.author;
      programs.set(program.toLowerCase(), {
        name: program,
        publisher,
        kind: 'program',
        scope: 'machine',
        foundBy: 'scheduled-updates',
        systemComponent: true,
      });
    }
  }
  return [...programs.values()];
}
