/** Output of `dpkg -l`: a table whose columns are as wide as its third line of titles draws them. */
import { type Listing, listDocument, readListing } from '../anonymous-list.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';
import { defined, textOf } from '../values.ts';

/** The line that ends the titles, whatever the language of the others. */
const RULE = /^\+\+\+-(=+)-(=+)(?:-(=+))?/;
/** Wished and real state, error, then name, version, architecture. Two letters of real states tell what is installed. */
const PACKAGE = /^[uihrp]([nicuUfFhHWt])[ rR]\s+(\S+)\s+(\S+)(?:\s+(\S+))?/;
const INSTALLED = /[itW]/;

function detect({ text }: Head): boolean {
  return /^\+\+\+-=+-=+/m.test(text) && /^[uihrp][nicuUfFhHWt][ rR]\s+\S/m.test(text);
}

function reader(): (line: string, listing: Listing) => void {
  let widths: readonly number[] = [];
  let cut = 0;
  return (line, listing) => {
    const rule = RULE.exec(line);
    if (rule !== null) widths = rule.slice(1, 3).map((column = '') => column.length);
    const [, state = '', name = '', version = '', architecture] = PACKAGE.exec(line) ?? [];
    if (name === '' || widths.length === 0) return;
    if (!INSTALLED.test(state)) {
      listing.notInstalled++;
      return;
    }
    listing.entries.push({ name, version, architecture });
    if (name.length < (widths[0] ?? 0) && version.length < (widths[1] ?? 0)) return;
    if (cut++ === 0) listing.warnings.push('some names or versions fill their column: dpkg may have cut them');
  };
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { listing, origin } = await readListing(source, originOf(source, dpkg.id, key, []), reader());
  yield listDocument(origin, listing, (entry) => {
    // "libc6:amd64" where a package is there for several architectures.
    const name = textOf(entry.name)?.split(':')[0];
    if (name === undefined) return undefined;
    return defined({
      name,
      version: textOf(entry.version),
      architecture: textOf(entry.architecture),
      platform: 'linux' as const,
      kind: 'package' as const,
      scope: 'machine' as const,
      foundBy: dpkg.id,
    });
  });
}

export const dpkg: Importer = { id: 'dpkg', detect, read };
