/** CycloneDX in JSON: bills of software, of operations and of services. */
import { billDocument } from '../cyclonedx/bill.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import type { Source } from '../source.ts';
import { fieldsOf } from '../values.ts';

function detect({ keys, text }: Head): boolean {
  return (
    keys.get('bomFormat') === 'CycloneDX' || (keys.has('specVersion') && /"bomFormat"\s*:\s*"CycloneDX"/.test(text))
  );
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  yield billDocument(fieldsOf(value), originOf(source, cyclonedxJson.id, key, notes));
}

export const cyclonedxJson: Importer = { id: 'cyclonedx-json', detect, read };
