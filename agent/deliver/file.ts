/**
 * Bytes onto a disk, whole or not at all, and still there after a power failure; or onto standard output.
 *
 * Written beside under a name that begins with a dot and ends in `.tmp`, which readers pass over, flushed, then renamed, and the
 * folder flushed. Never through a link: what is opened is new, and a rename replaces a link instead of following it.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const OWNER_ONLY = 0o600;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const TEMPORARY = /^\..*\.tmp$/;
/** Older than any write that still goes on. */
const ABANDONED_MS = 3600 * 1000;

/** The whole file under its name, in place of the previous one; on failure the previous one is still there. */
export function writeDocument(path: string, text: string, mode: number = OWNER_ONLY): void {
  writeBeside(path, text, mode, (temporary) => renamePatiently(temporary, path));
}

/** The whole file under a name that nothing has yet; throws EEXIST where something has. */
export function createDocument(path: string, text: string): void {
  writeBeside(path, text, OWNER_ONLY, (temporary) => {
    linkSync(temporary, path);
    rmSync(temporary);
  });
}

function writeBeside(path: string, text: string, mode: number, settle: (temporary: string) => void): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const descriptor = openSync(temporary, NEW_FILE, mode);
    try {
      writeAll(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    settle(temporary);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(folder);
}

/** On Windows a file that an antivirus or a reader has just opened cannot be replaced, for a moment. */
function renamePatiently(from: string, to: string): void {
  for (let tries = process.platform === 'win32' ? 10 : 1; ; tries--) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (tries <= 1 || !['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error))) throw error;
      pause(50);
    }
  }
}

/** A folder for its owner alone, with those it is in; there after a power failure. */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let at = folder; at.length >= first.length; at = dirname(at)) flushFolder(dirname(at));
}

/** Until its folder is flushed, a new name may not outlive a power failure. */
export function flushFolder(folder: string): void {
  // Windows opens no folder, and keeps its names in a journal of its own.
  if (process.platform === 'win32') return;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    fsyncSync(descriptor);
  } catch (error) {
    // A share that nobody may list, a network file system that flushes no folder: the name is as durable as they make it.
    if (!['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP'].includes(codeOf(error))) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Takes away what a process that was killed left half written; what cannot be is no worse than before. */
export function sweepTemporary(folder: string, now: number): void {
  for (const name of readdirSync(folder).filter((entry) => TEMPORARY.test(entry))) {
    const path = join(folder, name);
    try {
      if (now - lstatSync(path).mtimeMs > ABANDONED_MS) rmSync(path);
    } catch {
      // Taken away meanwhile, or not ours to take.
    }
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

/** Not console.log: under Wine it throws EBADF on a pipe, and it may still be writing when the process ends. */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      // A full pipe that does not block: its reader is slower than us.
      if (codeOf(error) !== 'EAGAIN') throw error;
      pause(5);
    }
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
