/** What a command printed of the packages of one machine, which it does not name → a document. */
import { keyId } from '../inventory/identity.ts';
import { MAX_LIST } from '../inventory/read.ts';
import type { SoftwareItem } from '../inventory/schema.ts';
import { Problem } from '../problem.ts';
import { openAccount, refuse } from './account.ts';
import { documentOf, gather, type Origin, reportOf } from './document.ts';
import type { Imported } from './importer.ts';
import { MAX_LINE_BYTES, readLines } from './json.ts';
import type { Source } from './source.ts';
import type { Fields } from './values.ts';

/** The entries of a list, read line after line. */
export type Listing = {
  readonly entries: Fields[];
  /** Entries of what is not, or no longer, installed. */
  notInstalled: number;
  readonly warnings: string[];
};

/** Goes through the lines of a source; throws a Problem on one that cannot be held, or on too many entries. */
export async function readListing(
  source: Source,
  origin: Origin,
  take: (line: string, listing: Listing) => void,
): Promise<{ listing: Listing; origin: Origin }> {
  const listing: Listing = { entries: [], notInstalled: 0, warnings: [] };
  const notes = new Set(origin.notes);
  for await (const line of readLines(source, { longest: MAX_LINE_BYTES })) {
    if ('problem' in line) throw line.problem;
    if (line.note !== undefined) notes.add(line.note);
    take(line.text.replace(/\r$/, ''), listing);
    if (listing.entries.length > MAX_LIST)
      throw new Problem('document-list-too-long', { file: origin.file, list: origin.format, limit: MAX_LIST });
  }
  return { listing, origin: { ...origin, notes: [...notes].sort() } };
}

export function listDocument(
  origin: Origin,
  { entries, notInstalled, warnings }: Listing,
  convert: (entry: Fields) => SoftwareItem | undefined,
): Imported {
  const account = { ...openAccount(), notes: [...origin.notes] };
  const software = gather({ file: origin.file, account }, origin.format, entries, convert);
  account.read += notInstalled;
  if (notInstalled > 0) refuse(account, 'not-installed', notInstalled);
  return documentOf(origin, account, {
    machine: { identifiers: { keyId: keyId(origin.key) }, kind: 'unknown', kindEvidence: [] },
    software,
    collectors: [reportOf(origin.format, software.length, warnings)],
  });
}
