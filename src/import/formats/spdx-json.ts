/** SPDX 2 in JSON: its packages. Files, licences and relationships are not read; persons are not named. */
import { keyId } from '../../inventory/identity.ts';
import type { Inventory, SoftwareKind } from '../../inventory/schema.ts';
import { openAccount } from '../account.ts';
import { BILL_WARNING, gatherParts, type Part, partOf, refuseEmpty } from '../bill-of-materials.ts';
import { documentOf, originOf, reportOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import { decideKind } from '../kind.ts';
import { systemNamed } from '../operating-system.ts';
import type { Source } from '../source.ts';
import { defined, type Fields, fieldsOf, isoInstant, listOf, textOf } from '../values.ts';

/** Purposes of packages that are installed in a form of their own. */
const kinds: ReadonlyMap<string, SoftwareKind> = new Map([
  ['APPLICATION', 'application'],
  ['CONTAINER', 'image'],
]);
const NOT_SOFTWARE = /^(?:ARCHIVE|DEVICE|FILE)$/;

function detect({ keys, text }: Head): boolean {
  return keys.has('spdxVersion') || (keys.has('SPDXID') && /"spdxVersion"\s*:/.test(text));
}

/** "Organization: Example (contact@example.org)" is Example; a person, or NOASSERTION, is nobody. */
function organisation(value: unknown): string | undefined {
  return /^Organization: *(.*?)(?: *\([^()]*\))?$/.exec(textOf(value) ?? '')?.[1] || undefined;
}

function purlOf(entry: Fields): string | undefined {
  const reference = listOf(entry.externalRefs)
    .map(fieldsOf)
    .find(({ referenceType }) => referenceType === 'purl');
  return textOf(reference?.referenceLocator);
}

function packageOf(entry: Fields): Part {
  const purpose = textOf(entry.primaryPackagePurpose)?.replace('_', '-') ?? '';
  if (purpose === 'OPERATING-SYSTEM') {
    const system = systemNamed(entry.name, { version: entry.versionInfo });
    return system === undefined ? undefined : { system };
  }
  if (NOT_SOFTWARE.test(purpose)) return 'not-software';
  const publisher = organisation(entry.supplier) ?? organisation(entry.originator);
  const { name, versionInfo: version } = entry;
  return partOf({ name, publisher, version, purl: purlOf(entry) }, kinds.get(purpose) ?? 'package', spdxJson.id);
}

/** "Tool: name-version", where the version is told apart by its first digit. */
function agentOf(creators: unknown): Inventory['agent'] {
  const tool = listOf(creators)
    .map((creator) => /^Tool: *(.+)$/.exec(textOf(creator) ?? '')?.[1])
    .find((name) => name !== undefined);
  const parts = /^(.+?)-v?(\d.*)$/.exec(tool ?? '');
  return { name: parts?.[1] ?? tool ?? 'unknown', version: parts?.[2] ?? '' };
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  const bill = fieldsOf(value);
  const { created, creators } = fieldsOf(bill.creationInfo);
  const origin = originOf(source, spdxJson.id, key, notes);
  const account = { ...openAccount(), notes: [...notes] };
  const { software, system } = gatherParts(origin, account, listOf(bill.packages), packageOf);
  refuseEmpty(origin, account);
  const findings = defined({
    agent: agentOf(creators),
    collectedAt: isoInstant(created),
    machine: defined({
      identifiers: { keyId: keyId(key) },
      ...decideKind({ family: system?.family, operatingSystem: system?.name }),
      operatingSystem: system,
    }),
    software,
    collectors: [reportOf(origin.format, software.length, [BILL_WARNING])],
  });
  yield documentOf(origin, account, findings);
}

export const spdxJson: Importer = { id: 'spdx-json', detect, read };
