/**
 * Delivery into a folder, most often a share: one sub-folder a machine, named after its key, so that thousands of machines write at
 * the same moment without meeting.
 *
 * In: signed documents. Out: whole files, in place of nothing but an earlier copy of themselves; the older ones of this machine are
 * taken away once a newer one is there. It lists nothing but its own folder, and follows no link into it.
 */
import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDocumentFileName } from '../../src/inventory/file-name.ts';
import type { Destination, Outcome } from './destination.ts';
import { codeOf, flushFolder, sweepTemporary, writeDocument } from './file.ts';

/** Documents of this machine that stay: the last, and the one before in case the last is found to be wrong. */
const KEPT = 2;
/** For the group too: whoever reads the results is not who runs the agents. */
const FILE_MODE = 0o640;
const FOLDER_MODE = 0o750;

export function folderDestination(root: string, machine: string, kept: number = KEPT): Destination {
  const own = join(root, machine);
  return {
    id: `folder ${resolve(root)}`,
    send: async ({ name, text }) =>
      attempt(root, () => {
        openOwn(root, own);
        if (isFile(join(own, name))) {
          // Of a run that was killed, which may not have flushed it.
          flushFolder(own);
          return {};
        }
        sweepTemporary(own, Date.now());
        writeDocument(join(own, name), text, FILE_MODE);
        return removeOlder(own, name, kept);
      }),
    sendSeen: async (text, documentName) => {
      let known = true;
      const outcome = attempt(root, () => {
        openOwn(root, own);
        known = isFile(join(own, documentName));
        if (known) writeDocument(join(own, 'seen.json'), text, FILE_MODE);
        return {};
      });
      return known ? outcome : { result: 'unknown' };
    },
    close: async () => {},
  };
}

function attempt(root: string, deliver: () => { warning?: string }): Outcome {
  try {
    return { result: 'delivered', ...deliver() };
  } catch (error) {
    const reason = error instanceof NotOurs ? error.message : codeOf(error);
    return { result: 'unavailable', detail: `${root} cannot be written (${reason})` };
  }
}

class NotOurs extends Error {}

/** The share itself is never made: where it is missing, it is not mounted. */
function openOwn(root: string, own: string): void {
  statSync(root);
  try {
    mkdirSync(own, { mode: FOLDER_MODE });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  if (!lstatSync(own).isDirectory()) throw new NotOurs(`${own} is not a folder`);
  // Each time: the run that made it may have been killed before.
  flushFolder(root);
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** By the clock of the disk, never by their own dates: a machine whose clock was ahead would lose each new document to an old one. */
function removeOlder(own: string, justWritten: string, kept: number): { warning?: string } {
  try {
    const others = readdirSync(own)
      .filter((name) => isDocumentFileName(name) && name !== justWritten)
      .map((name) => ({ path: join(own, name), time: lstatSync(join(own, name)).mtimeMs }))
      .sort((a, b) => b.time - a.time);
    for (const { path } of others.slice(kept - 1)) rmSync(path);
    return {};
  } catch (error) {
    return { warning: `older documents of this machine stay in ${own} (${codeOf(error)})` };
  }
}
