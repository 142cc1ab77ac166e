/** Small files that must survive a power cut, and folders that must say so. For what arrives, see store.ts. */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Problem } from '../problem.ts';

const { O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = constants;

/** A folder cannot be flushed on Windows, whose journal of the disk keeps names by itself. */
export const foldersCanBeFlushed = process.platform !== 'win32';

function flushFolder(folder: string): void {
  if (!foldersCanBeFlushed) return;
  const descriptor = openSync(folder, O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The folder that names one of ours may be closed to us: it is then as durable as its owner made it. */
function flushParent(folder: string): void {
  try {
    flushFolder(dirname(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
  }
}

/** A folder, made with those it is in where it is missing; what it names and what names it are on the disk, whoever was killed before they were. */
export function openFolder(path: string, mode: number): void {
  const folder = resolve(path);
  const first = mkdirSync(folder, { recursive: true, mode }) ?? folder;
  for (let at = folder; at.length >= first.length; at = dirname(at)) flushParent(at);
  flushFolder(folder);
}

/** Writes a file whole or not at all, for its owner only, and comes back when it is on the disk. Throws a Problem. */
export function writeDurably(file: string, content: string | Uint8Array): void {
  const temporary = join(dirname(file), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const descriptor = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o600);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    flushFolder(dirname(file));
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Problem('store-unwritable', { file, detail: code });
  }
}
