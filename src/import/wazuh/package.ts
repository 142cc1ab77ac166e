/** A package as syscollector describes it → an item of software. Folders and descriptions are left out. */
import type { Platform, SoftwareItem, SoftwareKind } from '../../inventory/schema.ts';
import { usualKind } from '../operating-system.ts';
import { dayOf, defined, type Fields, fieldsOf, textOf } from '../values.ts';

/** What the API calls format and the indexer type. */
const kinds: ReadonlyMap<string, SoftwareKind> = new Map([
  ['apk', 'package'],
  ['deb', 'package'],
  ['macports', 'package'],
  ['npm', 'package'],
  ['pacman', 'package'],
  ['pkg', 'application'],
  ['pypi', 'package'],
  ['rpm', 'package'],
  ['snap', 'snap'],
  ['win', 'program'],
]);

/** The maintainer of a package without its address; an address alone names nobody we may name. */
function publisherOf(value: unknown): string | undefined {
  const name = textOf(value)
    ?.split('<')[0]
    ?.trim()
    .replace(/^"(.*)"$/, '$1');
  return name === undefined || name === '' || name.includes('@') ? undefined : name;
}

export function wazuhItem(entry: Fields, family: Platform | undefined, foundBy: string): SoftwareItem | undefined {
  const patch = textOf(fieldsOf(entry.hotfix).name);
  const name = textOf(entry.name) ?? patch;
  if (name === undefined) return undefined;
  return defined({
    name,
    publisher: publisherOf(entry.vendor),
    version: textOf(entry.version),
    architecture: textOf(entry.architecture),
    kind: kinds.get(textOf(entry.type) ?? textOf(entry.format) ?? '') ?? usualKind(family),
    foundBy,
    installedOn: dayOf(entry.install_time) ?? dayOf(entry.installed),
    systemComponent: (textOf(entry.name) === undefined && patch !== undefined) || undefined,
  });
}
