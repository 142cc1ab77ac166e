/**
 * SPDX 3 in JSON-LD: a graph of elements of which the packages are read, with the organisation that supplies each.
 * Relationships, files, licences and vulnerabilities are not read; persons are not named.
 */
import { Problem } from '../../problem.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import type { Source } from '../source.ts';
import { type Package, softwareOf, spdxDocument } from '../spdx/bill.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../values.ts';

function detect({ keys, text }: Head): boolean {
  return (
    (keys.has('@graph') || keys.has('@context')) &&
    /spdx\.org\/rdf\/3\.|"(?:@?type)"\s*:\s*"software_Package"/.test(text)
  );
}

function typeOf(element: Fields): string {
  return textOf(element.type) ?? textOf(element['@type']) ?? '';
}

function idOf(element: Fields): string {
  return textOf(element.spdxId) ?? textOf(element['@id']) ?? '';
}

/** Names of the organisations of the graph, by their identifiers. */
function organisationsIn(elements: readonly Fields[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const element of elements) {
    const name = textOf(element.name);
    if (name !== undefined && /^(?:Organization|SoftwareAgent)$/.test(typeOf(element))) names.set(idOf(element), name);
  }
  return names;
}

function purlOf(element: Fields): unknown {
  const identifier = listOf(element.externalIdentifier)
    .map(fieldsOf)
    .find(({ externalIdentifierType }) => externalIdentifierType === 'packageUrl');
  return element.software_packageUrl ?? identifier?.identifier;
}

function packageOf(element: Fields, organisations: ReadonlyMap<string, string>): Package {
  const [publisher] = [element.suppliedBy, ...listOf(element.originatedBy)].flatMap(
    (id) => organisations.get(textOf(id) ?? '') ?? [],
  );
  return {
    name: element.name,
    version: element.software_packageVersion,
    publisher,
    purpose: element.software_primaryPurpose,
    purl: purlOf(element),
  };
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  // A bill of one element has no graph.
  const graph = fieldsOf(value)['@graph'] ?? [value];
  const elements = listOf(graph).map(fieldsOf);
  const packages = elements.filter((element) => typeOf(element) === 'software_Package');
  if (packages.length === 0) throw new Problem('document-not-inventory', { file: source.file, what: 'SPDX 3: 0' });
  const tool = elements.find((element) => typeOf(element) === 'Tool');
  const creation =
    elements.find((element) => typeOf(element) === 'CreationInfo') ?? fieldsOf(elements[0]?.creationInfo);
  const organisations = organisationsIn(elements);
  yield spdxDocument(
    { agent: { name: textOf(tool?.name) ?? 'unknown', version: '' }, created: creation.created, packages },
    (element) => softwareOf(packageOf(element, organisations), spdx3Json.id),
    originOf(source, spdx3Json.id, key, notes),
  );
}

export const spdx3Json: Importer = { id: 'spdx3-json', detect, read };
