/**
 * Where bytes come from: one file or standard input, opened once, its first bytes in hand before anything is decided
 * about it.
 *
 * Files are read synchronously: on small files it takes a third of the time of the promises of Node (measured by
 * test/bench/import-speed.ts), and importPaths gives the event loop its turns between files.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { stdin } from 'node:process';
import { Problem } from '../problem.ts';
import { decompressed } from './compression.ts';
import type { Source } from './source-type.ts';
import { openMember } from './zip.ts';

/** Bytes read at once. The head of a source is one such block, so most inventories are read whole by it. */
export const BLOCK_BYTES = 1024 * 1024;

export type { Source };

/** What a failure of the file system means to the user. */
export function fileProblem(file: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return code === 'ENOENT'
    ? new Problem('file-missing', { file })
    : new Problem('file-unreadable', { file, detail: code });
}

function fill(descriptor: number, block: Buffer): Buffer {
  let filled = 0;
  while (filled < block.length) {
    const read = readSync(descriptor, block, filled, block.length - filled, null);
    if (read === 0) break;
    filled += read;
  }
  return block.subarray(0, filled);
}

function* blocks(descriptor: number, block: Buffer): Generator<Buffer> {
  for (;;) {
    const read = fill(descriptor, block);
    if (read.length === 0) return;
    yield read;
  }
}

/** Asks before opening: opening a pipe waits for a writer, and opening some devices acts on them. */
function openRegular(file: string): { descriptor: number; stats: Stats } {
  if (!statSync(file).isFile()) throw new Problem('file-not-regular', { file });
  // Without waiting, should it have become a pipe since.
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = fstatSync(descriptor);
  if (stats.isFile()) return { descriptor, stats };
  closeSync(descriptor);
  throw new Problem('file-not-regular', { file });
}

/** Opens a file, or a member of a zip archive, decompressed where it is. `block` holds its bytes and can serve again once the source is closed. Throws a Problem. */
export function openFile(file: string, block: Buffer): Source {
  try {
    const member = openMember(file, block);
    if (member !== undefined) return member;
    const { descriptor, stats } = openRegular(file);
    let open = true;
    function close(): void {
      if (open) closeSync(descriptor);
      open = false;
    }
    try {
      const head = fill(descriptor, block);
      return decompressed({
        file,
        modifiedAt: stats.mtime,
        size: Math.max(stats.size, head.length),
        head,
        rest: blocks(descriptor, block),
        close,
      });
    } catch (error) {
      close();
      throw error;
    }
  } catch (error) {
    throw error instanceof Problem ? error : fileProblem(file, error);
  }
}

/** Standard input, named "-". */
export async function openStandardInput(): Promise<Source> {
  const file = '-';
  const incoming = stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const pieces: Buffer[] = [];
  let length = 0;
  let ended = false;
  while (length < BLOCK_BYTES && !ended) {
    const next = await incoming.next();
    if (next.done) ended = true;
    else {
      pieces.push(next.value);
      length += next.value.length;
    }
  }
  return decompressed({
    file,
    modifiedAt: undefined,
    size: ended ? length : undefined,
    head: Buffer.concat(pieces),
    rest: ended ? [] : { [Symbol.asyncIterator]: () => incoming },
    close: () => {
      stdin.destroy();
    },
  });
}
