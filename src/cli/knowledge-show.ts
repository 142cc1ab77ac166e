/**
 * `tiebreak knowledge show WHAT`: the record of a vendor, facts and sources included, as the base in use reads it.
 *
 * In: an id or a name, of a vendor or of a product. Out: YAML, or JSON. A product comes with its vendor and the vendor's sources, without its siblings.
 */
import { stringify } from 'yaml';
import { type KnowledgeBase, type WholeVendor, wholeRecord } from '../knowledge/base.ts';
import { type CommonOptions, languageOf, loadKnowledge, print, Stop } from './context.ts';
import { texts } from './texts.ts';

type ShownRecord = Omit<WholeVendor, 'file'>;

function shown({ file: _, ...record }: WholeVendor): ShownRecord {
  return record;
}

/** The vendor of that id; else every vendor of that name, and every one that makes a product of that id or title. */
function findRecords(base: KnowledgeBase, what: string): ShownRecord[] {
  const asked = what.toLocaleLowerCase('fr');
  const vendor = base.vendors.get(asked);
  if (vendor) return [shown(wholeRecord(base, vendor))];
  const isAsked = (text: string): boolean => text.toLocaleLowerCase('fr') === asked;
  return [...base.vendors.values()].flatMap((candidate) => {
    if (isAsked(candidate.name)) return [shown(wholeRecord(base, candidate))];
    if (!candidate.products.some(({ id, title }) => id === asked || isAsked(title))) return [];
    const record = wholeRecord(base, candidate);
    return [{ ...shown(record), products: record.products.filter(({ id, title }) => id === asked || isAsked(title)) }];
  });
}

export async function showCommand(what: string, options: CommonOptions): Promise<void> {
  const records = findRecords(await loadKnowledge(options), what);
  if (records.length === 0) throw new Stop([texts[languageOf(options)].noRecord({ what })], 2);
  print(
    options.json
      ? JSON.stringify(records, null, 2)
      : records.map((record) => stringify(record, { aliasDuplicateObjects: false })).join('---\n'),
  );
}
