/** CycloneDX in XML: bills of software, of operations and of services. */
import { Problem } from '../../problem.ts';
import { billDocument } from '../cyclonedx/bill.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';
import { readXml } from '../xml.ts';

const SECTIONS = new Set(['bom', 'bom/metadata', 'bom/components', 'bom/services']);

function detect({ text }: Head): boolean {
  return /^\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:[\w-]+:)?bom\s[^>]*cyclonedx\.org\/schema\/bom/i.test(
    text,
  );
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const wanted = (path: string) => SECTIONS.has(path);
  const { root, value, notes } = await readXml(source, { wanted, levels: 2, attributes: true });
  if (root !== 'bom') throw new Problem('document-not-inventory', { file: source.file, what: `<${root}>` });
  yield billDocument(value, originOf(source, cyclonedxXml.id, key, notes));
}

export const cyclonedxXml: Importer = { id: 'cyclonedx-xml', detect, read };
