/** Files, directories and links: the first half of the door to the machine. Synchronous, which costs the least CPU, and bounded. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';

export type Refusal = 'absent' | 'denied' | 'failed';
export type Failure = { ok: false; reason: Refusal; detail: string };
export type Reading = { ok: true; bytes: Buffer; truncated: boolean } | Failure;
export type Listing = { ok: true; names: string[] } | Failure;

/** Larger than any real package database seen (a full Debian desktop has 12 MB), small enough to be read by a small machine. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

export function refusal(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, reason: 'absent', detail: code };
  if (code === 'EACCES' || code === 'EPERM') return { ok: false, reason: 'denied', detail: code };
  // The message of a file-system error quotes the path; the code alone says as much and names nobody.
  return { ok: false, reason: 'failed', detail: code || 'unexpected error' };
}

export function readRegularFile(path: string, maxBytes: number = MAX_FILE_BYTES): Reading {
  let descriptor: number | undefined;
  try {
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
