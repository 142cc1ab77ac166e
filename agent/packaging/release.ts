/** What every set of packages is published with: one date, a bill of materials, digests. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { identifier } from './identifiers.ts';
import { NODE_VERSION, sha256 } from './pinned.ts';
import { billOfMaterials } from './sbom.ts';

export const root = join(import.meta.dirname, '..', '..');
export const cache = join(root, 'node_modules', '.cache', 'tiebreak-packaging');

/** The date in the packages when nothing gives another: it means nothing, and must not be the moment of the build. */
const DEFAULT_EPOCH = Date.UTC(2026, 0, 1) / 1000;

export function packageDate(): Date {
  return new Date(Number(process.env.SOURCE_DATE_EPOCH ?? DEFAULT_EPOCH) * 1000);
}

export type Contents = {
  name: string;
  version: string;
  /** Files the bundles were made of. */
  inputs: readonly string[];
  /** Of the Node that is shipped. */
  nodeSha256: string;
  /** Of the whole content: another content is another document. */
  digest: string;
  date: Date;
};

export function bill({ name, version, inputs, nodeSha256, digest, date }: Contents): string {
  return billOfMaterials({
    name,
    version,
    inputs,
    lock: JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')),
    node: { version: NODE_VERSION, sha256: nodeSha256 },
    serialNumber: identifier('bill of materials', digest),
    date,
  });
}

/** SHA256SUMS of all the files of a folder. */
export function sums(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  return names.map((name) => `${sha256(join(folder, name))}  ${name}\n`).join('');
}

export function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
