/** Files, directories and links: the first half of the door to the machine. Synchronous, which costs the least CPU, and bounded. */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';

export type Refusal = 'absent' | 'denied' | 'failed';
export type Failure = { ok: false; reason: Refusal; detail: string };
export type Reading = { ok: true; bytes: Buffer; truncated: boolean } | Failure;
export type Listing = { ok: true; names: string[] } | Failure;
export type Visit<T> = { ok: true; value: T } | Failure;

/** A file too large to be held whole. Asking for what lies outside of it is what a damaged file makes a reader do: it throws. */
export type Pieces = { size: number; at(offset: number, length: number): Buffer };

export class DamagedFile extends Error {
  readonly code = 'damaged file';
}

/** Larger than any real package database seen (a full Debian desktop has 12 MB), small enough to be read by a small machine. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

export function refusal(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, reason: 'absent', detail: code };
  if (code === 'EACCES' || code === 'EPERM') return { ok: false, reason: 'denied', detail: code };
  // The message of a file-system error quotes the path; the code alone says as much and names nobody.
  return { ok: false, reason: 'failed', detail: code || 'unexpected error' };
}

const ABSENT: Failure = { ok: false, reason: 'absent', detail: 'ENOENT' };

/**
 * Most of what an agent looks for is not there, and an exception costs twenty times the question. The first question is the cheaper
 * one, and the second tells what is absent from what is refused.
 */
function isAbsent(path: string): boolean {
  return !existsSync(path) && statSync(path, { throwIfNoEntry: false }) === undefined;
}

export function readRegularFile(path: string, maxBytes: number = MAX_FILE_BYTES): Reading {
  let descriptor: number | undefined;
  try {
    if (isAbsent(path)) return ABSENT;
    // O_NONBLOCK (0 on Windows): opening a FIFO for reading would otherwise wait for a writer for ever.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { ok: false, reason: 'failed', detail: 'not a regular file' };
    return { ok: true, ...readUpTo(descriptor, stat.size, maxBytes) };
  } catch (error) {
    return refusal(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Hands the pieces of a regular file to `visit`, and closes it whatever happens there. */
export function visitFile<T>(path: string, visit: (file: Pieces) => T): Visit<T> {
  let descriptor: number | undefined;
  try {
    if (isAbsent(path)) return ABSENT;
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { ok: false, reason: 'failed', detail: 'not a regular file' };
    return { ok: true, value: visit(piecesOf(descriptor, stat.size)) };
  } catch (error) {
    // Reading outside of a buffer is what the sizes of a damaged file lead to.
    return refusal(error instanceof RangeError ? new DamagedFile() : error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const WINDOW_BYTES = 128 * 1024;
/** A reader that goes through a file more often than this follows pointers that turn in circles. */
const MOST_READINGS = 8;

/** Databases are read by pages that mostly follow each other: one system call brings many of them. */
function piecesOf(descriptor: number, size: number): Pieces {
  const window = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, size));
  let start = 0;
  let end = 0;
  let allowed = size * MOST_READINGS + WINDOW_BYTES;
  return {
    size,
    at(offset, length) {
      if (!(offset >= 0 && length >= 0 && offset + length <= size)) throw new DamagedFile('outside of the file');
      allowed -= length;
      if (allowed < 0) throw new DamagedFile('it turns in circles');
      const piece = Buffer.allocUnsafe(length);
      if (length > window.length) {
        if (readSync(descriptor, piece, 0, length, offset) !== length) throw new DamagedFile('cut short');
        return piece;
      }
      if (offset < start || offset + length > end) {
        start = offset;
        end = offset + readSync(descriptor, window, 0, window.length, offset);
        if (offset + length > end) throw new DamagedFile('cut short');
      }
      window.copy(piece, 0, offset - start, offset - start + length);
      return piece;
    },
  };
}

/** Files under /proc and /sys announce a size of 0 or 4096 that says nothing, so the end is where reading stops. */
function readUpTo(descriptor: number, announced: number, maxBytes: number): { bytes: Buffer; truncated: boolean } {
  let buffer = Buffer.allocUnsafe(Math.min(Math.max(announced, 4096), maxBytes) + 1);
  let length = 0;
  for (;;) {
    if (length === buffer.length) {
      if (length > maxBytes) break;
      const larger = Buffer.allocUnsafe(Math.min(buffer.length * 2, maxBytes + 1));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return { bytes: buffer.subarray(0, Math.min(length, maxBytes)), truncated: length > maxBytes };
}

export function listDirectory(path: string): Listing {
  try {
    if (isAbsent(path)) return ABSENT;
    return { ok: true, names: readdirSync(path).sort() };
  } catch (error) {
    return refusal(error);
  }
}

export function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
