/**
 * The keys of a large registry export that somebody wants: a hive of a person is tens of megabytes, of which a few pages matter.
 *
 * In: a file as `reg export` writes it (UTF-16LE) and which paths to keep. Out: the same file with those keys only.
 * It reads piece by piece and interprets nothing but the lines that begin a key.
 */
import type { Pieces, Reading } from './files.ts';
import { MAX_FILE_BYTES, visitFile } from './files.ts';

const PIECE_BYTES = 256 * 1024;
/** A path has at most 255 characters for each of its levels, a line of text without end is damage. */
const LONGEST_LINE = 256 * 1024;

export function readRegistryExcerpt(path: string, keep: (path: string) => boolean): Reading {
  const visit = visitFile(path, (file) => excerpt(file, keep));
  return visit.ok ? { ok: true, ...visit.value } : visit;
}

function excerpt(file: Pieces, keep: (path: string) => boolean): { bytes: Buffer; truncated: boolean } {
  const kept: string[] = ['\ufeff'];
  let length = 0;
  let keeping = false;
  let rest = '';
  for (let offset = 0; offset + 1 < file.size; offset += PIECE_BYTES) {
    const size = Math.min(PIECE_BYTES, (file.size - offset) & ~1);
    const lines = (rest + file.at(offset, size).toString('utf16le')).split('\n');
    rest = offset + size + 1 < file.size ? (lines.pop() ?? '') : '';
    if (rest.length > LONGEST_LINE) rest = '';
    for (const line of lines) {
      if (line.startsWith('[HKEY_')) keeping = keep(line.slice(1, line.lastIndexOf(']')));
      if (!keeping) continue;
      length += 2 * line.length + 2;
      if (length > MAX_FILE_BYTES) return { bytes: Buffer.from(kept.join('\n'), 'utf16le'), truncated: true };
      kept.push(line);
    }
  }
  return { bytes: Buffer.from(kept.join('\n'), 'utf16le'), truncated: false };
}
