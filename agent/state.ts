/**
 * The folder where the agent keeps what must outlive a run: its keys, the documents not yet delivered, what it delivered last.
 *
 * In: the folder the policy names, or the system's. Out: the folder, made at the first run for its owner alone, or why it cannot
 * serve: a link, or a folder that others may write in, would let them put their key in the place of ours.
 */
import { lstatSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeOf, flushFolder, makeFolder } from './deliver/file.ts';
import type { System } from './system.ts';

const WRITABLE_BY_OTHERS = 0o022;

export type State = { folder: string } | { problem: string };

export function openState(folder: string): State {
  try {
    makeFolder(folder);
    const stat = lstatSync(folder);
    if (!stat.isDirectory()) return { problem: `${folder} is a link or a file: give a folder with --state` };
    // Rights under Windows are lists, not bits: the installer sets them.
    if (process.platform !== 'win32' && (stat.mode & WRITABLE_BY_OTHERS) !== 0) {
      return { problem: `${folder} can be written by others: chmod go-w it, or give another with --state` };
    }
    // What a run that was killed had not flushed: its keys may have been shown to others.
    flushFolder(dirname(folder));
    flushFolder(folder);
    return { folder };
  } catch (error) {
    return { problem: `${folder} cannot be used (${codeOf(error)}): give a folder that can be written with --state` };
  }
}

export function stateFolder(system: System): string {
  // Not ProgramData, where every user may prepare a folder; the daily task is told a folder beside the program.
  if (system.platform === 'windows') return join(system.environment('LOCALAPPDATA') ?? homedir(), 'tiebreak');
  const home = system.environment('HOME') ?? '/root';
  return join(system.environment('XDG_STATE_HOME') || join(home, '.local', 'state'), 'tiebreak');
}
