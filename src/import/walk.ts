/**
 * Paths of the command line → the files to read, in an order that does not depend on the disk. Nothing is left out in
 * silence: a link out of a folder, a folder that cannot be listed or an empty one gives a problem.
 */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import glob from 'fast-glob';
import { isPassedOver } from '../inventory/file-name.ts';
import { Problem } from '../problem.ts';
import { fileProblem } from './source.ts';
import { isArchive, membersOf } from './zip.ts';

export type Found = { readonly file: string } | { readonly file: string; readonly problem: Problem };

/** Standard input. */
export const STANDARD_INPUT = '-';

/** Folders of other programs' files, never inventories, and endless. */
const ignored = ['**/.git', '**/node_modules'];

/** A link is never followed: what it leads to is met by its own name, or lies outside of the folder. */
function linkProblem(folder: string, file: string): Problem | undefined {
  try {
    const target = relative(realpathSync(folder), realpathSync(file));
    return target === '..' || target.startsWith(`..${sep}`) || resolve(target) === target
      ? new Problem('link-outside', { file })
      : undefined;
  } catch (error) {
    return fileProblem(file, error);
  }
}

function filesUnder(folder: string): Found[] {
  const unreadable: Found[] = [];
  const entries = glob.globSync('**', {
    cwd: folder,
    dot: true,
    followSymbolicLinks: false,
    ignore: ignored,
    objectMode: true,
    onlyFiles: false,
    fs: {
      // One folder that cannot be listed would end the whole walk.
      readdirSync: ((path: string, options: { withFileTypes: true }): Dirent[] => {
        try {
          return readdirSync(path, options);
        } catch (error) {
          unreadable.push({ file: path, problem: fileProblem(path, error) });
          return [];
        }
      }) as typeof readdirSync,
    },
  });
  const found = entries.flatMap(({ path, dirent }): Found[] => {
    const file = join(folder, path);
    if (dirent.isDirectory() || isPassedOver(resolve(file))) return [];
    if (!dirent.isSymbolicLink()) return filesAt(file);
    const problem = linkProblem(folder, file);
    return problem === undefined ? [] : [{ file, problem }];
  });
  if (found.length + unreadable.length === 0)
    return [{ file: folder, problem: new Problem('folder-empty', { file: folder }) }];
  return [...found, ...unreadable];
}

/** The file, or those of the archive that it is, or that is in it. */
function filesAt(file: string): Found[] {
  if (!isArchive(file)) return [{ file }];
  try {
    const members = membersOf(file);
    if (members.length === 0) return [{ file, problem: new Problem('folder-empty', { file }) }];
    return members.flatMap(filesAt);
  } catch (error) {
    return [{ file, problem: error instanceof Problem ? error : fileProblem(file, error) }];
  }
}

function byPath(left: Found, right: Found): number {
  return left.file < right.file ? -1 : left.file > right.file ? 1 : 0;
}

/** Every file once, in the order of the paths, sorted within each folder. */
export function findFiles(paths: readonly string[]): Found[] {
  const files = new Map<string, Found>();
  for (const path of paths) {
    for (const found of findUnder(path)) {
      const place = found.file === STANDARD_INPUT ? STANDARD_INPUT : resolve(found.file);
      if (!files.has(place)) files.set(place, found);
    }
  }
  return [...files.values()];
}

function findUnder(path: string): Found[] {
  if (path === STANDARD_INPUT) return [{ file: path }];
  try {
    return statSync(path).isDirectory() ? filesUnder(path).sort(byPath) : filesAt(path);
  } catch (error) {
    return [{ file: path, problem: fileProblem(path, error) }];
  }
}
