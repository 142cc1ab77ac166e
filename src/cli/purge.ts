/**
 * `tiebreak purge --older-than 13m PATHS…`: removes the inventories of machines observed before a date. Without `--yes`, only says which.
 *
 * In: files and folders, those of a share or of a receiver among them. Out: one line a document, and their number. It removes nothing but
 * documents that say of themselves they are inventories of tiebreak, never through a link, and says what it left and why. Of a receiver,
 * the register of keys stays: it holds no inventory.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Argv } from 'yargs';
import { isDocumentFileName } from '../inventory/file-name.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { visible } from '../report/visible.ts';
import { type CommonOptions, languageOf, print, Stop } from './context.ts';
import { purgeTexts } from './purge-texts.ts';

interface PurgeOptions extends CommonOptions {
  readonly olderThan: string;
  readonly yes: boolean;
}

type Found = { readonly file: string; readonly collectedAt: string };
type Left = { readonly file: string; readonly why: 'link' | 'unreadable' | 'not-removed' };

const AGE = /^(\d{1,5})([dm])$/;
const DAY_MS = 24 * 3600 * 1000;
/** As much as the report reads of one document. */
const LARGEST = 64 * 1024 * 1024;
const DEEPEST = 16;

/** Instant before which documents go: so many days or calendar months ago. */
export function limitOf(age: string, now: Date): string {
  const [, count = '', unit] = AGE.exec(age) ?? [];
  if (unit === undefined || Number(count) === 0) throw new Problem('purge-age', { age });
  if (unit === 'd') return new Date(now.getTime() - Number(count) * DAY_MS).toISOString();
  const limit = new Date(now);
  const day = limit.getUTCDate();
  limit.setUTCMonth(limit.getUTCMonth() - Number(count));
  // The 31st of a month that has none falls into the next: its last day.
  if (limit.getUTCDate() !== day) limit.setUTCDate(0);
  return limit.toISOString();
}

/** Documents observed before the limit, and what could not be looked into. */
export function findOld(paths: readonly string[], limit: string): { old: Found[]; kept: number; left: Left[] } {
  const [old, left]: [Found[], Left[]] = [[], []];
  let kept = 0;
  for (const path of paths) {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) throw new Problem('file-missing', { file: path });
    for (const file of filesUnder(path, 0, left)) {
      const collectedAt = dateOf(file, left);
      if (collectedAt === undefined) continue;
      if (collectedAt < limit) old.push({ file, collectedAt });
      else kept++;
    }
  }
  return { old, kept, left };
}

/** Files that may be documents; links are named, and not followed. */
function* filesUnder(path: string, depth: number, left: Left[]): Generator<string> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) left.push({ file: path, why: 'link' });
  else if (stat?.isFile() && path.endsWith('.json')) yield path;
  else if (stat?.isDirectory() && depth < DEEPEST)
    for (const name of namesIn(path, left)) yield* filesUnder(join(path, name), depth + 1, left);
}

function namesIn(folder: string, left: Left[]): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    left.push({ file: folder, why: 'unreadable' });
    return [];
  }
}

/** When the machine was observed; undefined for what is no inventory of ours. */
function dateOf(file: string, left: Left[]): string | undefined {
  try {
    const value: unknown = JSON.parse(readRegular(file));
    if (typeof value !== 'object' || value === null) return undefined;
    const { document, schemaVersion, machine, collectedAt } = value as Record<string, unknown>;
    const ours = document === 'inventory' && typeof schemaVersion === 'string' && typeof machine === 'object';
    if (!ours || typeof collectedAt !== 'string' || Number.isNaN(Date.parse(collectedAt))) return undefined;
    return new Date(collectedAt).toISOString();
  } catch (error) {
    // What is no JSON is none of ours, unless its name says it is.
    if (!(error instanceof SyntaxError) || isDocumentFileName(basename(file))) left.push({ file, why: 'unreadable' });
    return undefined;
  }
}

function readRegular(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const { size } = fstatSync(descriptor);
    if (size > LARGEST) throw new RangeError('too large');
    const bytes = Buffer.alloc(size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read)
      read = readSync(descriptor, bytes, length, size - length, null);
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes each, then the folder of a machine that nothing is left in but its last sign of life. */
function remove(old: readonly Found[], left: Left[]): number {
  let removed = 0;
  for (const { file } of old) {
    try {
      unlinkSync(file);
      removed++;
    } catch {
      left.push({ file, why: 'not-removed' });
    }
  }
  for (const folder of new Set(old.map(({ file }) => dirname(file))))
    if (/^[0-9a-f]{32}$/.test(basename(folder))) sweep(folder);
  return removed;
}

function sweep(folder: string): void {
  try {
    const names = readdirSync(folder);
    if (names.some((name) => name !== 'seen.json')) return;
    for (const name of names) unlinkSync(join(folder, name));
    rmdirSync(folder);
  } catch {
    // A machine wrote there meanwhile, or the folder is another's to remove: no inventory is in it any more.
  }
}

function purge(paths: readonly string[], options: PurgeOptions): void {
  const words = purgeTexts[languageOf(options)];
  const limit = limitOf(options.olderThan, new Date());
  const { old, kept, left } = findOld(paths, limit);
  const removed = options.yes ? remove(old, left) : 0;
  if (options.json) print(JSON.stringify({ limit, removed, kept, old, left }, null, 2));
  else {
    const lines = old.map(({ file, collectedAt }) => `${collectedAt.slice(0, 10)}  ${visible(file)}`);
    const day = limit.slice(0, 10);
    lines.push(options.yes ? words.removed({ removed, kept, day }) : words.wouldRemove({ old: old.length, kept, day }));
    print(lines.join('\n'));
  }
  if (left.length > 0)
    throw new Stop(
      left.map(({ file, why }) => `${visible(file)} : ${words.left[why]}`),
      1,
    );
}

export function purgeCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const words = purgeTexts[language];
  return cli.command(
    'purge <paths..>',
    words.command,
    (sub: Argv<CommonOptions>) =>
      sub
        .positional('paths', { type: 'string', array: true, demandOption: true, describe: words.argPaths })
        .option('older-than', { type: 'string', demandOption: true, describe: words.optionOlderThan })
        .option('yes', { type: 'boolean', default: false, describe: words.optionYes }),
    (argv) => purge(argv.paths, argv),
  );
}
