/** What a package installs, as a list: written below a folder exactly as it will be on the machine. */
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export type Entry = {
  /** On the machine, absolute. */
  path: string;
  mode: number;
  /** A file has bytes, or is a copy; a folder has neither. */
  content?: string | Buffer;
  copyOf?: string;
  /** Of the administrator once installed: an upgrade keeps it. */
  configuration?: true;
};

export const PROGRAM = 0o755;
export const DATA = 0o644;

/** Every file of a folder, below another path. */
export function filesOf(folder: string, path: string): Entry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((copyOf) => ({ path: `${path}/${copyOf.slice(folder.length + 1)}`, mode: DATA, copyOf }));
}

export function isFile({ content, copyOf }: Entry): boolean {
  return content !== undefined || copyOf !== undefined;
}

export function bytesOf({ path, content, copyOf }: Entry): Buffer {
  if (copyOf !== undefined) return readFileSync(copyOf);
  if (content === undefined) throw new Error(`${path} is a folder`);
  return Buffer.from(content);
}

/** Writes it all below a folder, with one date, so that the packages depend on the content alone. */
export function stage(tree: readonly Entry[], folder: string, date: Date): void {
  mkdirSync(folder, { recursive: true, mode: PROGRAM });
  for (const entry of tree) {
    const target = join(folder, entry.path);
    mkdirSync(isFile(entry) ? dirname(target) : target, { recursive: true, mode: PROGRAM });
    if (entry.copyOf !== undefined) copyFileSync(entry.copyOf, target);
    else if (entry.content !== undefined) writeFileSync(target, entry.content);
    chmodSync(target, entry.mode);
  }
  for (const name of readdirSync(folder, { recursive: true })) utimesSync(join(folder, String(name)), date, date);
  utimesSync(folder, date, date);
}

export function digestOf(tree: readonly Entry[]): string {
  const digest = createHash('sha256');
  for (const entry of tree.filter(isFile)) {
    const content = createHash('sha256').update(bytesOf(entry)).digest('hex');
    digest.update(`${entry.path}\0${entry.mode}\0${content}\n`);
  }
  return digest.digest('hex');
}

/** As manual pages are kept. */
export function compressed(path: string, text: string): Entry {
  return { path: `${path}.gz`, mode: DATA, content: gzipSync(text, { level: 9 }) };
}
