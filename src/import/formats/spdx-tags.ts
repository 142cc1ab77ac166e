/** SPDX 2 as tags and values, one a line: its packages, under the names that the same bill has in JSON. */
import { MAX_LIST } from '../../inventory/read.ts';
import { Problem } from '../../problem.ts';
import type { Note } from '../account.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { MAX_LINE_BYTES, readLines } from '../json.ts';
import type { Source } from '../source.ts';
import { agentOf, packageOf, softwareOf, spdxDocument } from '../spdx/bill.ts';

/** Fields of a package, by their tags. */
const fields: ReadonlyMap<string, string> = new Map([
  ['PackageOriginator', 'originator'],
  ['PackageSupplier', 'supplier'],
  ['PackageVersion', 'versionInfo'],
  ['PrimaryPackagePurpose', 'primaryPackagePurpose'],
]);

/** Most references of one package, and most creators, that are kept. */
const MAX_REFERENCES = 100;

type Entry = Record<string, unknown> & { externalRefs: unknown[] };
type Tags = { created: string | undefined; readonly creators: string[]; readonly packages: Entry[]; inText: boolean };

function detect({ text }: Head): boolean {
  return /^SPDXVersion:\s*SPDX-2\.\d/m.test(text.slice(0, 4096));
}

/** Takes one line; free text between <text> and </text> may look like tags, and is passed over. */
function takeLine(line: string, tags: Tags, file: string): void {
  if (tags.inText) {
    tags.inText = !line.includes('</text>');
    return;
  }
  const colon = line.indexOf(':');
  const tag = line.slice(0, colon).trim();
  const value = line.slice(colon + 1).trim();
  tags.inText = value.includes('<text>') && !value.includes('</text>');
  const last = tags.packages.at(-1);
  const field = fields.get(tag);
  if (tag === 'Created') tags.created ??= value;
  else if (tag === 'Creator' && tags.creators.length < MAX_REFERENCES) tags.creators.push(value);
  else if (tag === 'PackageName') {
    if (tags.packages.push({ name: value, externalRefs: [] }) > MAX_LIST)
      throw new Problem('document-list-too-long', { file, list: 'PackageName', limit: MAX_LIST });
  } else if (last === undefined) return;
  else if (field !== undefined) last[field] ??= value;
  else if (tag === 'ExternalRef' && last.externalRefs.length < MAX_REFERENCES) {
    const [, referenceType, referenceLocator] = value.split(/\s+/, 3);
    last.externalRefs.push({ referenceType, referenceLocator });
  }
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const notes = new Set<Note>();
  const tags: Tags = { created: undefined, creators: [], packages: [], inText: false };
  for await (const line of readLines(source, { longest: MAX_LINE_BYTES })) {
    if ('problem' in line) throw line.problem;
    if (line.note !== undefined) notes.add(line.note);
    takeLine(line.text, tags, source.file);
  }
  yield spdxDocument(
    { agent: agentOf(tags.creators), created: tags.created, packages: tags.packages },
    (entry) => softwareOf(packageOf(entry), spdxTags.id),
    originOf(source, spdxTags.id, key, [...notes].sort()),
  );
}

export const spdxTags: Importer = { id: 'spdx-tags', detect, read };
