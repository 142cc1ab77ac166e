/**
 * A base already checked: the one a release is built with, or what an earlier run left.
 *
 * In: where the base is. Out: it, or undefined when its records must be read (read.ts). Neither YAML nor a schema is loaded here: most
 * commands need nothing else of the base, and would wait for them.
 */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { buildBase, type KnowledgeBase, type Rules } from './base.ts';
import { KeptFile } from './kept-file.ts';
import type { RuleDocuments } from './rules-schema.ts';
import { type Reading, readingOf } from './snapshot.ts';

export interface KnowledgeSources {
  /** Folder that holds rules/ and data/vendors/, or the knowledge.json that a release is built with. */
  readonly root: string;
  /** Folders of an organisation's own vendor records; a record of the same id replaces that of the base. */
  readonly local?: readonly string[];
  /** Folder for the cache of checked records; none when absent. */
  readonly cache?: string;
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** The YAML files of a folder; throws a Problem when it cannot be read. */
export function listFolder(folder: string): string[] {
  try {
    return yamlFiles(folder);
  } catch (error) {
    throw new Problem('file-unreadable', {
      file: folder,
      detail: (error as NodeJS.ErrnoException).code ?? String(error),
    });
  }
}

export function toRules({ licences, corpora, ...documents }: RuleDocuments): Rules {
  return {
    ...documents,
    corpora: corpora.corpora,
    osiApproved: new Set(licences.osiApproved.map((id) => id.toLowerCase())),
  };
}

/** What a file was when it was read: a change of size or date makes another cache. */
function markOf(path: string): string {
  try {
    const { size, mtimeMs } = statSync(path);
    return `${path}\0${size}\0${mtimeMs}`;
  } catch {
    return path;
  }
}

function readReading(file: string, key?: string): Reading | undefined {
  let kept: KeptFile | undefined;
  let reading: Reading | undefined;
  try {
    kept = new KeptFile(file);
    reading = readingOf(kept, key);
  } catch {
    // None, or one that another version left: the records themselves are the truth.
  }
  if (reading === undefined) kept?.close();
  return reading;
}

/** What checks records and keeps them: another version of it makes another cache. */
const CODE = [
  ...['compiled.ts', 'fields.ts', 'kept-file.ts', 'normalise.ts', 'read.ts', 'rules-schema.ts'],
  ...['snapshot.ts', 'vendor-schema.ts'],
];

/** Where the records of a base are, and where what was checked of them is kept, if it is. */
export interface Unchecked {
  readonly vendorPaths: readonly string[];
  /** What the cache must have been made of. */
  readonly key: string;
  readonly file?: string;
}

function placeOf({ root, cache }: KnowledgeSources): Unchecked {
  const vendorPaths = listFolder(join(root, 'data', 'vendors'));
  const code = CODE.map((name) => join(import.meta.dirname, name));
  const key = createHash('sha256')
    .update([...listFolder(join(root, 'rules')), ...vendorPaths, ...code].map(markOf).join('\n'))
    .digest('hex');
  return { vendorPaths, key, ...(cache && { file: join(cache, `knowledge-${key.slice(0, 16)}.json`) }) };
}

/** The records and rules of the release, or of the cache; else where they are to be read. */
export function readChecked(sources: KnowledgeSources): { reading: Reading } | { unchecked: Unchecked } {
  const released = readReading(join(sources.root, 'knowledge.json'));
  if (released) return { reading: released };
  const unchecked = placeOf(sources);
  const cached = unchecked.file === undefined ? undefined : readReading(unchecked.file, unchecked.key);
  return cached ? { reading: cached } : { unchecked };
}

/** The base, where nothing of it has to be checked: no record of an organisation's own, and none that changed. */
export function readCheckedBase(sources: KnowledgeSources): KnowledgeBase | undefined {
  const checked = sources.local?.length ? undefined : readChecked(sources);
  if (checked === undefined || !('reading' in checked)) return undefined;
  const { rules, vendors, ...reading } = checked.reading;
  return buildBase(vendors, toRules(rules), reading);
}
