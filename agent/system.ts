/**
 * The single door to the machine: files, directories, links, commands, registry.
 *
 * In: paths and command names chosen by a collector. Out: what was found, or why nothing was: never an exception.
 * It does not interpret anything, never starts a shell, never follows the PATH, and never opens what is not a regular file
 * (a FIFO in the place of a package list must not hang the agent). Tests hand in a recorded system instead.
 */
import { machine, release } from 'node:os';
import type { Platform } from '../src/inventory/schema.ts';
import type { RegistryView, Run, RunOptions } from './command.ts';
import type { Details } from './details.ts';
import type { Listing, Reading } from './files.ts';
import { listDirectory, readLink, readRegularFile } from './files.ts';

export type { RegistryView, Run, RunOptions } from './command.ts';
export type { Failure, Listing, Reading } from './files.ts';

export type System = {
  platform: Platform;
  architecture: string;
  kernel: string;
  hostname(): string;
  environment(name: string): string | undefined;
  /** The beginning of a regular file, at most `maxBytes` of it. */
  read(path: string, maxBytes?: number): Reading;
  /** Names in a directory, sorted. */
  list(path: string): Listing;
  /** Where a symbolic link points, unresolved. */
  link(path: string): string | undefined;
  /** A program found in the fixed directories, run without a shell, killed with its children when it exceeds its limits. */
  run(name: string, args: readonly string[], options?: RunOptions): Promise<Run>;
  /** A registry key as `reg export` writes it; Windows only. */
  registry(key: string, view: RegistryView, options?: RunOptions): Promise<Reading>;
  /** Hardware details that only the system's own management interface gives; slow, loaded on demand. */
  details(): Promise<Details | undefined>;
};

export function machineSystem(): System {
  return {
    platform: platformOf(process.platform),
    architecture: machine(),
    kernel: release(),
    hostname: readHostname,
    environment: (name) => process.env[name],
    read: readRegularFile,
    list: listDirectory,
    link: readLink,
    // Commands are loaded only when one is run: on most Linux machines none is, and the start is what an agent costs.
    run: async (name, args, options) => (await import('./command.ts')).runCommand(name, args, options),
    registry: async (key, view, options) => (await import('./command.ts')).exportRegistry(key, view, options),
    details: async () => (await import('./details.ts')).readDetails(),
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
