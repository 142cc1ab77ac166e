/**
 * What importers of bills of materials share. A bill describes a product or a deployment, seldom a machine: it becomes a
 * document of which the machine is unknown, and says so.
 */
import { MAX_LIST } from '../inventory/read.ts';
import type { Machine, SoftwareItem } from '../inventory/schema.ts';
import { Problem } from '../problem.ts';
import { type Account, refuse } from './account.ts';
import type { Origin } from './document.ts';
import { defined, type Fields, fieldsOf, textOf } from './values.ts';

export const BILL_WARNING = 'a bill of materials lists the parts of a product, not what a machine has installed';

/** Packages of Linux distributions, by the type of their package URL. */
const LINUX = /^pkg:(?:alpm|apk|deb|rpm)\//i;

/** What a part is: an item of software, the system itself, or neither. */
export type Part =
  | SoftwareItem
  | { readonly system: NonNullable<Machine['operatingSystem']> }
  | 'not-software'
  | undefined;

export type Parts = { readonly software: SoftwareItem[]; readonly system: Machine['operatingSystem'] };

/** A bill that lists nothing says nothing of anything; throws a Problem. */
export function refuseEmpty({ file, format }: Origin, account: Account): void {
  if (account.read === 0) throw new Problem('document-not-inventory', { file, what: `${format}: 0` });
}

/** The system that a package is for, where its package URL says it. */
export function platformOf(purl: string | undefined): SoftwareItem['platform'] {
  return purl !== undefined && LINUX.test(purl) ? 'linux' : undefined;
}

/** Parts, each once, and the account of every one. */
export function gatherParts(
  { file }: Origin,
  account: Account,
  entries: readonly unknown[],
  convert: (entry: Fields) => Part,
): Parts {
  const items = new Map<string, SoftwareItem>();
  let system: Machine['operatingSystem'];
  for (const entry of entries) {
    const part = convert(fieldsOf(entry));
    account.read++;
    if (part === undefined) refuse(account, entry === fieldsOf(entry) ? 'no-name' : 'not-an-item');
    else if (part === 'not-software') refuse(account, 'not-software');
    else if ('system' in part) {
      if (system === undefined) account.kept++;
      else account.merged++;
      system ??= part.system;
    } else {
      const words = JSON.stringify(part);
      if (items.has(words)) account.merged++;
      else items.set(words, part);
    }
  }
  if (items.size > MAX_LIST) throw new Problem('document-list-too-long', { file, list: 'components', limit: MAX_LIST });
  account.kept += items.size;
  return { software: [...items.values()], system };
}

/** A part of which everything is text. */
export function partOf(
  values: { name: unknown; publisher: string | undefined; version: unknown; purl: unknown },
  kind: SoftwareItem['kind'],
  foundBy: string,
): SoftwareItem | undefined {
  const name = textOf(values.name);
  const id = textOf(values.purl);
  if (name === undefined) return undefined;
  return defined({
    name,
    publisher: values.publisher,
    version: textOf(values.version),
    platform: platformOf(id),
    kind,
    foundBy,
    id,
  });
}
