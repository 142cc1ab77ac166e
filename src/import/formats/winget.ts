/** Output of `winget list`, in English or in French: a table whose columns begin where its titles do. */
import { type Listing, listDocument, readListing } from '../anonymous-list.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';
import { defined, type Fields, textOf } from '../values.ts';

/** Its progress bar comes before the titles, on the same line. */
const TITLES = /(?:^|[\r\n])(?:[^\r\n]*\r)?((?:Name|Nom) +(?:Id|ID) +Version\b[^\r\n]*)\r?\n-{10,}/;
const RULE = /^-{10,}\s*$/;

function detect({ text }: Head): boolean {
  return TITLES.test(text);
}

/** Where each column begins. */
function columnsIn(titles: string): number[] {
  return [...titles.matchAll(/\S+/g)].map((title) => title.index);
}

function reader(): (line: string, listing: Listing) => void {
  let previous = '';
  let columns: number[] | undefined;
  let cut = 0;
  return (raw, listing) => {
    const line = raw.slice(raw.lastIndexOf('\r') + 1);
    if (columns === undefined) {
      if (RULE.test(line)) columns = columnsIn(previous);
      previous = line;
      return;
    }
    const cells = columns.map((start, index) => line.slice(start, columns?.[index + 1]).trim());
    const [name = '', id = '', version = ''] = cells;
    // What follows the table is a sentence.
    if (version === '' || id === '') return;
    listing.entries.push({ name, id, version, source: cells.length > 3 ? cells.at(-1) : undefined });
    if (`${name}${id}`.includes('…') && cut++ === 0)
      listing.warnings.push('some names are cut by winget (…): use winget export, or a wider terminal');
  };
}

/** "ARP\Machine\X64\…" is an entry of the registry, "MSIX\Name_1.0_x64__publisher" a package; others are of a catalogue. */
function itemOf({ id, name, version }: Fields): ReturnType<Parameters<typeof listDocument>[2]> {
  const [root = '', scope = '', architecture = ''] = (textOf(id) ?? '').split('\\');
  const title = textOf(name) ?? textOf(id);
  if (title === undefined) return undefined;
  const isEntry = root === 'ARP';
  const isPackage = root === 'MSIX';
  return defined({
    name: title,
    version: textOf(version)?.replace(/^[<>] /, ''),
    architecture: isEntry && /^x(?:64|86)$/i.test(architecture) ? architecture.toLowerCase() : undefined,
    platform: 'windows' as const,
    kind: isPackage ? ('store' as const) : ('program' as const),
    scope: isEntry ? (scope === 'User' ? ('user' as const) : ('machine' as const)) : undefined,
    foundBy: winget.id,
    id: isEntry ? undefined : isPackage ? scope.split('_')[0] || undefined : textOf(id),
  });
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { listing, origin } = await readListing(source, originOf(source, winget.id, key, []), reader());
  yield listDocument(origin, listing, itemOf);
}

export const winget: Importer = { id: 'winget', detect, read };
