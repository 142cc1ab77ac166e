/**
 * A workbook (XLSX) → its parts: it is a zip archive of XML documents. Held whole, within the size of a document; its
 * sheets are decompressed as they are read.
 */
import { Problem } from '../../problem.ts';
import { type Bytes, bytesOfBuffer } from '../bytes.ts';
import { memberSource } from '../compression.ts';
import { readWhole } from '../json.ts';
import type { Source } from '../source.ts';
import { type Entry, entriesOf, isZip, startOf } from '../zip-directory.ts';

const MIB = 1024 * 1024;

/** How much a workbook may grow: real ones, of repetitive rows, stay under 30 times. */
const GROWTH = { ratio: 40, free: 16 * MIB };

/** Bytes of the head in which the names of the first parts are. */
const HEAD_BYTES = 4096;

const BLOCK_BYTES = 64 * 1024;

export type Workbook = { readonly file: string; readonly bytes: Bytes; readonly parts: ReadonlyMap<string, Entry> };

/** Whether an archive is of the family of workbooks, told by the names of its first parts. */
export function isWorkbook(head: Buffer): boolean {
  return (
    isZip(head) && /\[Content_Types\]\.xml|_rels\/\.rels|docProps\/|xl\//.test(head.toString('latin1', 0, HEAD_BYTES))
  );
}

export async function openWorkbook(source: Source): Promise<Workbook> {
  const { file, modifiedAt } = source;
  const bytes = bytesOfBuffer(Buffer.from(await readWhole(source)), modifiedAt);
  return { file, bytes, parts: entriesOf(bytes, file, GROWTH) };
}

/** One part as a source; undefined when the workbook has none of this name. */
export function partOf({ bytes, file, parts }: Workbook, name: string): Source | undefined {
  const entry = parts.get(name);
  if (entry === undefined) return undefined;
  const place = { file, bytes, start: startOf(bytes, entry, file), block: Buffer.allocUnsafeSlow(BLOCK_BYTES) };
  return memberSource(place, entry);
}

export function notWorkbook(file: string): Problem {
  return new Problem('document-not-inventory', { file, what: 'xlsx' });
}
