/**
 * `tiebreak knowledge show WHAT`: the record of a vendor, facts and sources included, as the base in use reads it.
 *
 * In: an id or a name, of a vendor or of a product. Out: YAML, or JSON. A product comes with its vendor and the vendor's sources, without its siblings.
 */
import { stringify } from 'yaml';
import type { KnowledgeBase, Vendor } from '../knowledge/base.ts';
import { type CommonOptions, languageOf, loadKnowledge, print, Stop } from './context.ts';
import { texts } from './texts.ts';

type ShownRecord = Omit<Vendor, 'file'>;

function shown({ file: _, ...record }: Vendor): ShownRecord {
  return record;
}

/** The vendor of that id; else every vendor of that name, and every one that makes a product of that id or title. */
function findRecords(base: KnowledgeBase, what: string): ShownRecord[] {
  const asked = what.toLocaleLowerCase('fr');
  const vendor = base.vendors.get(asked);
  if (vendor) return [shown(vendor)];
  return [...base.vendors.values()].flatMap((candidate) => {
    if (candidate.name.toLocaleLowerCase('fr') === asked) return [shown(candidate)];
    const products = candidate.products.filter(
      ({ id, title }) => id === asked || title.toLocaleLowerCase('fr') === asked,
    );
    return products.length > 0 ? [{ ...shown(candidate), products }] : [];
  });
}

export async function showCommand(what: string, options: CommonOptions): Promise<void> {
  const records = findRecords(await loadKnowledge(options), what);
  if (records.length === 0) throw new Stop([texts[languageOf(options)].noRecord({ what })], 2);
  print(options.json ? JSON.stringify(records, null, 2) : records.map((record) => stringify(record)).join('---\n'));
}
