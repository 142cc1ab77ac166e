/** What the tests of the importers share: events of paths, in short. */
import { join } from 'node:path';
import { type ImportEvent, type ImportOptions, importPaths } from '../../src/import/index.ts';

export const key = new Uint8Array(32).fill(7);
export const fixtures = join(import.meta.dirname, '..', 'fixtures');

export type Machine = Exclude<ImportEvent, { problem: unknown }>;

export async function eventsOf(paths: readonly string[], options: Partial<ImportOptions> = {}): Promise<ImportEvent[]> {
  const events: ImportEvent[] = [];
  for await (const event of importPaths(paths, { key, ...options })) events.push(event);
  return events;
}

export function machinesOf(events: readonly ImportEvent[]): Machine[] {
  return events.filter((event): event is Machine => 'inventory' in event);
}

/** The problems, each as its file without its folders and its code. */
export function problemsOf(events: readonly ImportEvent[]): string[] {
  return events.flatMap((event) =>
    'problem' in event ? [`${event.file.split('/').at(-1)} ${event.problem.code}`] : [],
  );
}

/** The machine of a fixture that holds one. */
export async function machineOf(...path: string[]): Promise<Machine> {
  const events = await eventsOf([join(fixtures, ...path)]);
  const [machine] = machinesOf(events);
  if (machine === undefined || events.length !== 1) throw new Error(`${path.join('/')}: ${JSON.stringify(events)}`);
  return machine;
}
