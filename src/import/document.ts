/** What importers share: how the items of a list are gathered and accounted for, and how an Inventory is put together. */
import { basename } from 'node:path';
import { MAX_LIST } from '../inventory/read.ts';
import { type CollectorReport, INVENTORY_VERSION, type Inventory } from '../inventory/schema.ts';
import { Problem } from '../problem.ts';
import { type Account, type Note, refuse } from './account.ts';
import type { Imported } from './importer.ts';
import type { Source } from './source.ts';
import { defined, type Fields, fieldsOf } from './values.ts';

/** Where a document comes from. */
export type Origin = {
  readonly file: string;
  readonly format: string;
  readonly modifiedAt: Date | undefined;
  /** What is already known of the document, of its encoding for one. */
  readonly notes: readonly Note[];
  /** Key of the organisation, under which pseudonyms are made. */
  readonly key: Uint8Array;
};

export function originOf(source: Source, format: string, key: Uint8Array, notes: readonly Note[]): Origin {
  return { file: source.file, format, modifiedAt: source.modifiedAt, notes, key };
}

/**
 * The items of one list, each once; counts what becomes of every entry. Throws a Problem when the list is too long for
 * one machine.
 */
export function gather<T>(
  { file, account }: { readonly file: string; readonly account: Account },
  list: string,
  entries: readonly unknown[],
  convert: (entry: Fields) => T | undefined,
): T[] {
  if (entries.length > MAX_LIST) throw new Problem('document-list-too-long', { file, list, limit: MAX_LIST });
  const items = new Map<string, T>();
  for (const entry of entries) {
    const item = convert(fieldsOf(entry));
    if (item === undefined) {
      refuse(account, entry === fieldsOf(entry) ? 'no-name' : 'not-an-item');
      continue;
    }
    const words = JSON.stringify(item);
    if (items.has(words)) account.merged++;
    else items.set(words, item);
  }
  account.read += entries.length;
  account.kept += items.size;
  return [...items.values()];
}

/** What a list gave, as a collector of the agent would report it. */
export function reportOf(id: string, items: number, warnings: readonly string[] = []): CollectorReport {
  return { id, status: items > 0 ? 'ok' : 'empty', items, warnings: [...warnings] };
}

/** What an importer found; lists that it does not know of are left out. */
export type Findings = Pick<Inventory, 'machine'> &
  Partial<Omit<Inventory, 'document' | 'schemaVersion' | 'source' | 'machine'>>;

/** One document; the date is that of the file where the source gives none, and the account says so. */
export function documentOf(
  origin: Origin,
  account: Account,
  findings: Findings,
  place: Pick<Imported, 'device' | 'line'> | undefined = undefined,
): Imported {
  const observedAt = findings.collectedAt;
  if (observedAt === undefined && findings.partial !== true) account.notes.push('date-of-file');
  const inventory: Inventory = {
    document: 'inventory',
    schemaVersion: INVENTORY_VERSION,
    agent: { name: 'unknown', version: '' },
    software: [],
    endpoints: [],
    services: [],
    browserExtensions: [],
    securityProducts: [],
    attachments: [],
    useEvidence: [],
    packageOrigins: [],
    collectors: [],
    ...findings,
    collectedAt: observedAt ?? (origin.modifiedAt ?? new Date()).toISOString(),
    source: { format: origin.format, file: basename(origin.file) },
  };
  return defined({ inventory, account, observedAt, ...place });
}
