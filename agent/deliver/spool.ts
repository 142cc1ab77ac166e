/**
 * Documents waiting to be delivered, in the state folder: each is put here before the first attempt and taken away once it is
 * acknowledged, so that neither a power failure nor a server that is down loses one.
 *
 * Bounded: a document replaces what came before it of the same machine, so the oldest go first, and never the one just put.
 */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDocumentFileName } from '../../src/inventory/file-name.ts';
import { readRegularFile } from '../files.ts';
import type { Outgoing } from './destination.ts';
import { codeOf, flushFolder, makeFolder, sweepTemporary, writeDocument } from './file.ts';

export type SpoolLimits = { documents: number; bytes: number };

/** A month of days without delivery, or what a small disk can spare. */
const LIMITS: SpoolLimits = { documents: 30, bytes: 32 * 1024 * 1024 };

export type Spool = {
  /** Keeps a document; answers how many older ones gave way, or why it could not be kept. */
  put(document: Outgoing): { replaced: number } | { problem: string };
  /** Whether what is there outlives a power failure: a run that was killed may not have flushed it. */
  settle(): boolean;
  /** Names of the documents kept, oldest first. */
  names(): string[];
  /** A document kept; undefined when it cannot be read (any more). */
  read(name: string): Outgoing | undefined;
  /** False when it stays: it will be sent again, and recognised. */
  remove(name: string): boolean;
};

export function openSpool(stateFolder: string, limits: SpoolLimits = LIMITS): Spool {
  const folder = join(stateFolder, 'spool');

  function names(): string[] {
    return isFolder(folder) ? readdirSync(folder).filter(isDocumentFileName).sort() : [];
  }

  function makeRoom(justPut: string): number {
    const others = names().filter((name) => name !== justPut);
    let bytes = [...others, justPut].reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
    let removed = 0;
    for (const name of others) {
      if (others.length - removed < limits.documents && bytes <= limits.bytes) break;
      bytes -= sizeOf(join(folder, name));
      rmSync(join(folder, name), { force: true });
      removed++;
    }
    return removed;
  }

  return {
    names,
    put: ({ name, text }) => {
      try {
        makeFolder(folder);
        if (!isFolder(folder)) return { problem: `${folder} is not a folder` };
        sweepTemporary(folder, Date.now());
        writeDocument(join(folder, name), text);
        return { replaced: makeRoom(name) };
      } catch (error) {
        return { problem: `${folder} cannot be written (${codeOf(error)})` };
      }
    },
    settle: () => {
      try {
        flushFolder(stateFolder);
        flushFolder(folder);
        return true;
      } catch {
        return false;
      }
    },
    read: (name) => {
      const reading = readRegularFile(join(folder, name));
      return reading.ok && !reading.truncated ? { name, text: reading.bytes.toString('utf8') } : undefined;
    },
    remove: (name) => {
      try {
        rmSync(join(folder, name), { force: true });
        flushFolder(folder);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Of its own, never a link to another. */
function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
