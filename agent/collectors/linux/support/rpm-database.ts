/** The headers of an rpm database, whichever of the three formats its name announces, and what kept the rest from being read. */
import { valuesOfBerkeleyHash } from '../../../formats/berkeley-hash.ts';
import type { RpmHeader } from '../../../formats/rpm-header.ts';
import { parseRpmHeader } from '../../../formats/rpm-header.ts';
import { blobsOfNdb } from '../../../formats/rpm-ndb.ts';
import { blobsOfSqliteTable } from '../../../formats/sqlite-table.ts';
import type { Pieces, System } from '../../../system.ts';

/** A record that only counts the others: the first of a Berkeley table. */
const COUNTER_BYTES = 4;

export function readRpmDatabase(system: System, path: string): { headers: RpmHeader[]; damage: string | undefined } {
  const headers: RpmHeader[] = [];
  let unread = 0;
  const log = path.endsWith('.sqlite') ? system.read(`${path}-wal`) : undefined;
  if (log?.ok === false && log.reason !== 'absent') return { headers, damage: `write-ahead log: ${log.detail}` };
  if (log?.ok === true && log.truncated) return { headers, damage: 'its write-ahead log is too large' };

  function gather(file: Pieces): void {
    for (const blob of blobsOf(file, path, log?.ok === true ? log.bytes : Buffer.alloc(0))) {
      if (blob.length <= COUNTER_BYTES) continue;
      const header = parseRpmHeader(blob);
      if (header === undefined) unread++;
      else headers.push(header);
    }
  }

  const visit = system.visit(path, gather);
  if (!visit.ok) return { headers, damage: visit.detail };
  return { headers, damage: unread > 0 ? `${unread} damaged packages` : undefined };
}

function blobsOf(file: Pieces, path: string, log: Buffer): Iterable<Buffer> {
  if (path.endsWith('.sqlite')) return blobsOfSqliteTable(file, log, 'Packages');
  return path.endsWith('.db') ? blobsOfNdb(file) : valuesOfBerkeleyHash(file);
}
