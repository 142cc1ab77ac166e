/** File of `winget export`: programs that its catalogues know, by their identifiers. */
import { listDocument } from '../anonymous-list.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import type { Source } from '../source.ts';
import { defined, fieldsOf, listOf, textOf } from '../values.ts';

function detect({ keys, text }: Head): boolean {
  return keys.has('Sources') && (keys.has('WinGetVersion') || /"PackageIdentifier"\s*:/.test(text));
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  const entries = listOf(fieldsOf(value).Sources).flatMap((found) => listOf(fieldsOf(found).Packages).map(fieldsOf));
  const warnings = ['winget exports only what its catalogues know, without names nor publishers'];
  const origin = originOf(source, wingetExport.id, key, notes);
  yield listDocument(origin, { entries, notInstalled: 0, warnings }, (entry) => {
    const name = textOf(entry.PackageIdentifier);
    if (name === undefined) return undefined;
    return defined({
      name,
      version: textOf(entry.Version),
      platform: 'windows' as const,
      kind: 'program' as const,
      scope: entry.Scope === 'user' ? ('user' as const) : undefined,
      foundBy: wingetExport.id,
      id: name,
    });
  });
}

export const wingetExport: Importer = { id: 'winget-export', detect, read };
