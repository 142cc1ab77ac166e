/**
 * The lists an administrator may give: the services whose names may leave, the hashes whose names the organisation asks for.
 *
 * In: the paths of the policy; by default, files beside the program. Out: what they hold, and a line for what is wrong with them. One
 * that cannot be read, or that others may write, is not obeyed: then nothing leaves that it would have let out.
 */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NO_LIST, openServiceList, type ServiceList } from './domains.ts';
import type { System } from './system.ts';

const LARGEST = 4 * 1024 * 1024;
const WRITABLE_BY_OTHERS = 0o022;
const HASH = /^[0-9a-f]{32}$/;

/** `warning` is asked once the list has served: one that nothing was looked up in is not read. */
export function readServiceList(
  system: System,
  given: string | undefined,
): { list: ServiceList; warning: () => string | undefined; note?: string } {
  const path = given ?? beside('domains.txt');
  const reading = readList(system, path);
  if ('problem' in reading) {
    const note = 'no list of services: no name of one leaves the machine';
    // The agent run from its sources has none beside it.
    const usual = given === undefined && reading.absent;
    return {
      list: NO_LIST,
      note,
      warning: () => (usual ? undefined : `${reading.problem}: no name of a service leaves this machine`),
    };
  }
  const { list, refused } = openServiceList(reading.bytes);
  return {
    list,
    warning: () => (refused() === 0 ? undefined : `${path}: ${refused()} line(s) that are no entry, left aside`),
  };
}

export function readWanted(
  system: System,
  given: string | undefined,
): { wanted: Set<string>; warning: string | undefined } {
  const path = given ?? beside('wanted.txt');
  const reading = readList(system, path);
  // An organisation that asks for nothing has no such file.
  if ('problem' in reading)
    return { wanted: new Set(), warning: given === undefined && reading.absent ? undefined : reading.problem };
  const lines = reading.bytes
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim());
  return { wanted: new Set(lines.filter((line) => HASH.test(line))), warning: undefined };
}

function readList(system: System, path: string): { bytes: Buffer } | { problem: string; absent: boolean } {
  const reading = system.read(path, LARGEST);
  if (!reading.ok)
    return { problem: `${path} cannot be read (${reading.detail})`, absent: reading.reason === 'absent' };
  if (canBeWrittenByOthers(path))
    return { problem: `${path} may be written by others, so it is not obeyed; chmod go-w it`, absent: false };
  return { bytes: reading.bytes };
}

/** Whoever writes it decides what leaves this machine. Rights under Windows are lists: the installer sets them, and hardening.ts verifies those of the program's folder. */
function canBeWrittenByOthers(path: string): boolean {
  if (process.platform === 'win32') return false;
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  return mode !== undefined && (mode & WRITABLE_BY_OTHERS) !== 0;
}

function beside(name: string): string {
  return join(dirname(process.argv[1] ?? process.execPath), name);
}
