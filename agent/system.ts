/**
 * The single door to the machine: files, directories, links, commands, registry.
 *
 * In: paths and command names chosen by a collector. Out: what was found, or why nothing was: never an exception.
 * It does not interpret anything, never starts a shell, never follows the PATH, and never opens what is not a regular file
 * (a FIFO in the place of a package list must not hang the agent). Tests hand in a recorded system instead.
 */
import { machine, release, version } from 'node:os';
import type { Platform } from '../src/inventory/schema.ts';
import type { RegistryOptions, RegistryView, Run, RunOptions } from './command.ts';
import type { Details } from './details.ts';
import type { Failure, Listing, Pieces, Reading, Visit } from './files.ts';
import { listDirectory, readLink, readRegularFile, visitFile } from './files.ts';
import { followingNoLink } from './links.ts';

export type { RegistryOptions, RegistryView, Run, RunOptions } from './command.ts';
export type { Failure, Listing, Pieces, Reading, Visit } from './files.ts';

const MOST_PROCESSES_ON_WINDOWS = 6;

export type System = {
  platform: Platform;
  architecture: string;
  kernel: string;
  /** What the system calls itself: "Windows 11 Pro" on Windows. */
  edition: string;
  hostname(): string;
  environment(name: string): string | undefined;
  /** The beginning of a regular file, at most `maxBytes` of it. */
  read(path: string, maxBytes?: number): Reading;
  /** The pieces of a regular file too large to be held whole: a database. */
  visit<T>(path: string, visit: (file: Pieces) => T): Visit<T>;
  /** Names in a directory, sorted. */
  list(path: string): Listing;
  /** Where a symbolic link points, unresolved. */
  link(path: string): string | undefined;
  /** A program found in the fixed directories, run without a shell, killed with its children when it exceeds its limits. */
  run(name: string, args: readonly string[], options?: RunOptions): Promise<Run>;
  /** A registry key as `reg export` writes it; Windows only. */
  registry(key: string, view: RegistryView, options?: RegistryOptions): Promise<Reading>;
  /** Who may do what with a folder and all it holds, as `icacls /save` writes it; Windows only. */
  permissions(path: string): Promise<Reading>;
  /** How many more processes this run may start. */
  processesLeft(): number;
  /** Hardware details that only the system's own management interface gives; slow, loaded on demand. */
  details(): Promise<Details | undefined>;
};

export function machineSystem(): System {
  const system: System = {
    platform: platformOf(process.platform),
    architecture: machine(),
    kernel: release(),
    edition: version(),
    hostname: readHostname,
    environment: (name) => process.env[name],
    read: readRegularFile,
    visit: visitFile,
    list: listDirectory,
    link: readLink,
    // Commands are loaded only when one is run: on most Linux machines none is, and the start is what an agent costs.
    run: async (name, args, options) => (await import('./command.ts')).runCommand(name, args, options),
    registry: async (key, view, options) => (await import('./command.ts')).exportRegistry(key, view, options),
    permissions: async (path) => (await import('./command.ts')).exportPermissions(path),
    processesLeft: () => Number.POSITIVE_INFINITY,
    details: async () => (await import('./details.ts')).readDetails(),
  };
  // Antivirus programs look into each process that starts, and what they see is what a DSI will be asked about.
  return system.platform === 'windows' ? limitProcesses(followingNoLink(system), MOST_PROCESSES_ON_WINDOWS) : system;
}

/** How the absence of a program ends, as command.ts words it; a missing registry key is another absence, seen by a process. */
const NOT_INSTALLED = 'is not installed';

/** The same machine, on which only so many processes may be started: the next ones are refused, and their collectors say so. */
export function limitProcesses(system: System, most: number): System {
  let started = 0;
  const refusal: Failure = { ok: false, reason: 'failed', detail: `not run: a run starts at most ${most} processes` };

  async function count<Answer extends { ok: true } | Failure>(start: () => Promise<Answer>): Promise<Answer | Failure> {
    if (started >= most) return refusal;
    started++;
    const answer = await start();
    // What is not installed was not started.
    if (!answer.ok && answer.reason === 'absent' && answer.detail.endsWith(NOT_INSTALLED)) started--;
    return answer;
  }

  return {
    ...system,
    run: (name, args, options) => count(() => system.run(name, args, options)),
    registry: (key, view, options) => count(() => system.registry(key, view, options)),
    permissions: (path) => count(() => system.permissions(path)),
    processesLeft: () => most - started,
  };
}

function platformOf(name: NodeJS.Platform): Platform {
  if (name === 'win32') return 'windows';
  return name === 'linux' || name === 'darwin' || name === 'android' ? name : 'other';
}

function readHostname(): string {
  const reading = readRegularFile('/proc/sys/kernel/hostname', 1024);
  if (reading.ok) return reading.bytes.toString('utf8').trim();
  return process.env.COMPUTERNAME ?? process.env.HOSTNAME ?? '';
}
