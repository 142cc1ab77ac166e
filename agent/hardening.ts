/**
 * Whether this run could be turned against the machine: what the system or an administrator runs must be in nobody else's hands.
 *
 * In: the account it runs as, and the folders it trusts (program, state and spool, key, settings). Out: the one line that says why it refuses, or
 * what could not be verified. Windows only: elsewhere rights are bits, checked where files are opened. It changes no right: the installer sets them.
 */
import { userInfo } from 'node:os';
import { win32 } from 'node:path';
import { writersOf } from './formats/access-list.ts';
import type { System } from './system.ts';

export type Account = 'system' | 'administrator' | 'person';
export type Verdict = { problem: string } | { warning: string } | undefined;

/** One person's account: local or domain (21), Entra ID (12-1). */
const PERSON = /^S-1-(?:5-21|12-1)-[\d-]+$/;
/** Where the profile of the system itself is: its name changes with the language, this folder does not. */
const SYSTEM_PROFILE = /\\config\\systemprofile$/i;
/** A folder that Windows lets only the system and administrators list. */
const CLOSED_FOLDER = 'System32\\config';

export function runningAs(system: System, home?: string): Account {
  if (system.platform !== 'windows') return 'person';
  if (SYSTEM_PROFILE.test(home ?? userInfo().homedir)) return 'system';
  const root = system.environment('SystemRoot') ?? 'C:\\Windows';
  return system.list(win32.join(root, CLOSED_FOLDER)).ok ? 'administrator' : 'person';
}

export async function verdictOn(
  system: System,
  places: readonly string[],
  account: Account = runningAs(system),
): Promise<Verdict> {
  // Whoever runs it for himself risks nothing that is not already his.
  if (account === 'person') return undefined;
  for (const place of outermost(places)) {
    const link = linkAmong(system, place);
    if (link !== undefined)
      return { problem: `${link} is a link or a junction: nothing is run through one; reinstall the agent` };
    const verdict = await verdictOnFolder(system, account, place);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** Folders of what this run obeys: the program, its state, the key it was given. */
export function placesTrusted(options: { key: string | undefined }, stateFolder: string | undefined): string[] {
  const files = [process.execPath, process.argv[1], options.key].filter((path) => path !== undefined);
  return [...files.map((path) => win32.dirname(path)), ...(stateFolder === undefined ? [] : [stateFolder])];
}

async function verdictOnFolder(system: System, account: Account, place: string): Promise<Verdict> {
  const reading = await system.permissions(place);
  const lists = reading.ok ? writersOf(reading.bytes) : undefined;
  if (lists === undefined) {
    const why = `who may write in ${place} could not be verified`;
    return account === 'system'
      ? { problem: `${why}, and the system runs nothing on trust; reinstall the agent` }
      : { warning: why };
  }
  for (const { name, writers } of lists) {
    // An administrator may run what he unpacked in his own folder: the system must not.
    const other = writers.find((sid) => account === 'system' || !PERSON.test(sid));
    if (other !== undefined)
      return { problem: `${place}: ${other} may change ${name}; install the agent where only administrators write` };
  }
  return undefined;
}

/** Folders that are in none of the others: their lists are read with those of the folder they are in. */
function outermost(places: readonly string[]): string[] {
  const folders = [...new Set(places.map((place) => win32.resolve(place)))];
  const inside = (inner: string, outer: string) => inner.toLowerCase().startsWith(`${outer.toLowerCase()}\\`);
  return folders.filter((folder) => !folders.some((other) => inside(folder, other)));
}

function linkAmong(system: System, place: string): string | undefined {
  const parts = place.split('\\');
  const ancestors = parts.map((_, index) => parts.slice(0, index + 1).join('\\')).slice(1);
  return ancestors.find((ancestor) => system.link(ancestor) !== undefined);
}
