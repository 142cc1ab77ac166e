/**
 * SPDX 2 in JSON, alone or as GitHub gives it ("sbom"): its packages. Files, licences and relationships are not read;
 * persons are not named.
 */
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import type { Source } from '../source.ts';
import { agentOf, packageOf, softwareOf, spdxDocument } from '../spdx/bill.ts';
import { fieldsOf, listOf } from '../values.ts';

function detect({ keys, text }: Head): boolean {
  if (keys.has('spdxVersion') || keys.has('sbom.spdxVersion')) return true;
  return (keys.has('SPDXID') || keys.has('sbom.SPDXID')) && /"spdxVersion"\s*:/.test(text);
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  const { sbom, ...alone } = fieldsOf(value);
  const bill = sbom === undefined ? alone : fieldsOf(sbom);
  const { created, creators } = fieldsOf(bill.creationInfo);
  yield spdxDocument(
    { agent: agentOf(creators), created, packages: listOf(bill.packages) },
    (entry) => softwareOf(packageOf(entry), spdxJson.id),
    originOf(source, spdxJson.id, key, notes),
  );
}

export const spdxJson: Importer = { id: 'spdx-json', detect, read };
