/** What bills of SPDX 2 have in common, in JSON or as tags: packages, who made the bill, and the document of both. */
import { keyId } from '../../inventory/identity.ts';
import type { Inventory, SoftwareKind } from '../../inventory/schema.ts';
import { openAccount } from '../account.ts';
import { BILL_WARNING, gatherParts, type Part, partOf, refuseEmpty } from '../bill-of-materials.ts';
import { documentOf, type Origin, reportOf } from '../document.ts';
import type { Imported } from '../importer.ts';
import { decideKind } from '../kind.ts';
import { systemNamed } from '../operating-system.ts';
import { defined, type Fields, fieldsOf, isoInstant, listOf, textOf } from '../values.ts';

/** Purposes of packages that are installed in a form of their own. */
const kinds: ReadonlyMap<string, SoftwareKind> = new Map([
  ['APPLICATION', 'application'],
  ['CONTAINER', 'image'],
]);
const NOT_SOFTWARE = /^(?:ARCHIVE|DEVICE|FILE)$/;

/** A package, whatever the form of the bill. */
export type Package = {
  readonly name: unknown;
  readonly version: unknown;
  readonly publisher: string | undefined;
  readonly purpose: unknown;
  readonly purl: unknown;
};

/** A bill, whatever its form. */
export type Bill = {
  readonly agent: Inventory['agent'];
  readonly created: unknown;
  readonly packages: readonly unknown[];
};

/** What a package is: software, the system itself, or neither. */
export function softwareOf({ name, publisher, purl, purpose, version }: Package, format: string): Part {
  const known = (textOf(purpose) ?? '').toUpperCase().replace(/_|(?<=OPERATING)(?=SYSTEM)/g, '-');
  if (known === 'OPERATING-SYSTEM') {
    const system = systemNamed(name, { version });
    return system === undefined ? undefined : { system };
  }
  if (NOT_SOFTWARE.test(known)) return 'not-software';
  return partOf({ name, publisher, version, purl }, kinds.get(known) ?? 'package', format);
}

/** "Organization: Example (contact@example.org)" is Example; a person, or NOASSERTION, is nobody. */
function organisation(value: unknown): string | undefined {
  return /^Organization: *(.*?)(?: *\([^()]*\))?$/.exec(textOf(value) ?? '')?.[1] || undefined;
}

function purlOf(entry: Fields): unknown {
  return listOf(entry.externalRefs)
    .map(fieldsOf)
    .find(({ referenceType }) => referenceType === 'purl')?.referenceLocator;
}

/** A package under the names that SPDX 2 gives its fields in JSON. */
export function packageOf(entry: Fields): Package {
  return {
    name: entry.name,
    version: entry.versionInfo,
    publisher: organisation(entry.supplier) ?? organisation(entry.originator),
    purpose: entry.primaryPackagePurpose,
    purl: purlOf(entry),
  };
}

/** "Tool: name-version", where the version is told apart by its first digit. */
export function agentOf(creators: unknown): Inventory['agent'] {
  const tool = listOf(creators)
    .map((creator) => /^Tool: *(.+)$/.exec(textOf(creator) ?? '')?.[1])
    .find((name) => name !== undefined);
  const parts = /^(.+?)-v?(\d.*)$/.exec(tool ?? '');
  return { name: parts?.[1] ?? tool ?? 'unknown', version: parts?.[2] ?? '' };
}

export function spdxDocument(
  { agent, created, packages }: Bill,
  convert: (entry: Fields) => Part,
  origin: Origin,
): Imported {
  const account = { ...openAccount(), notes: [...origin.notes] };
  const { software, system } = gatherParts(origin, account, packages, convert);
  refuseEmpty(origin, account);
  const findings = defined({
    agent,
    collectedAt: isoInstant(created),
    machine: defined({
      identifiers: { keyId: keyId(origin.key) },
      ...decideKind({ family: system?.family, operatingSystem: system?.name }),
      operatingSystem: system,
    }),
    software,
    collectors: [reportOf(origin.format, software.length, [BILL_WARNING])],
  });
  return documentOf(origin, account, findings);
}
