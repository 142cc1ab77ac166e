/** Output of `rpm -qa`, one name a line, or of `rpm -qai`, with the details of each package. */
import { type Listing, listDocument, readListing } from '../anonymous-list.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';
import { defined, type Fields, textOf } from '../values.ts';

/** name-version-release.architecture; the signing keys that rpm stores among its packages are no packages. */
const NAMED =
  /^([\w.+-]{1,200})-([^\s-]{1,100})-([^\s-]{1,100})\.(x86_64|noarch|i[3-6]86|aarch64|armv7hl|ppc64(?:le)?|s390x?|riscv64|src)$/;
const KEY = /^gpg-pubkey-[0-9a-f]+-[0-9a-f]+(?:\.\(none\))?$/;
const DETAIL = /^(Name|Epoch|Version|Release|Architecture|Vendor|Packager)\s*: (.*)$/;
/** First lines that are looked at, and those among them that must be names of packages. */
const FIRST_LINES = 20;

function detect({ text }: Head): boolean {
  if (/^Name {2,}: \S+\r?\n(?:Epoch {2,}: \d+\r?\n)?Version {2,}: \S+\r?\nRelease {2,}: \S+/m.test(text)) return true;
  const lines = text
    .split('\n', FIRST_LINES + 1)
    .slice(0, FIRST_LINES)
    .map((line) => line.trimEnd());
  const named = lines.filter((line) => NAMED.test(line)).length;
  return named >= 2 && lines.filter((line) => line !== '' && !NAMED.test(line) && !KEY.test(line)).length <= named / 4;
}

function takeNamed(line: string, listing: Listing): void {
  const [, name, version, release, architecture] = NAMED.exec(line.trimEnd()) ?? [];
  if (name !== undefined) listing.entries.push({ name, version: `${version}-${release}`, architecture });
  else if (KEY.test(line.trimEnd())) listing.notInstalled++;
}

/** Details come one a line; a description, which is free text, ends with the name of the next package. */
function detailReader(): (line: string, listing: Listing) => void {
  let last: Record<string, string> = {};
  let describing = false;
  return (line, listing) => {
    if (/^Description\s*:/.test(line)) describing = true;
    const [, field, value = ''] = DETAIL.exec(line) ?? [];
    if (field === undefined || (describing && !/^Name {2,}: \S+$/.test(line))) return;
    if (field === 'Name') {
      describing = false;
      last = {};
      listing.entries.push(last);
    }
    if (value !== '' && value !== '(none)') last[field.toLowerCase()] = value;
  };
}

/** "SUSE LLC <https://www.suse.com/>" is "SUSE LLC"; an address alone names nobody we may name. */
function withoutAddress(value: unknown): string | undefined {
  const name = textOf(value)?.split('<')[0]?.trim();
  return name === undefined || name === '' || name.includes('@') ? undefined : name;
}

function versionOf({ epoch, release, version }: Fields): string | undefined {
  if (version === undefined) return undefined;
  return textOf(`${epoch === undefined ? '' : `${epoch}:`}${version}${release === undefined ? '' : `-${release}`}`);
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const detailed = /^Name {2,}: /m.test(source.head.toString('latin1', 0, 4096));
  const take = detailed ? detailReader() : takeNamed;
  const { listing, origin } = await readListing(source, originOf(source, rpm.id, key, []), take);
  const entries = listing.entries.filter(({ name }) => name !== 'gpg-pubkey');
  const keys = listing.entries.length - entries.length;
  yield listDocument(origin, { ...listing, entries, notInstalled: listing.notInstalled + keys }, (entry) => {
    const name = textOf(entry.name);
    if (name === undefined) return undefined;
    const vendor = withoutAddress(entry.vendor);
    return defined({
      name,
      publisher: vendor ?? withoutAddress(entry.packager),
      version: versionOf(entry),
      architecture: textOf(entry.architecture),
      platform: 'linux' as const,
      kind: 'package' as const,
      scope: 'machine' as const,
      foundBy: rpm.id,
      origin: vendor,
    });
  });
}

export const rpm: Importer = { id: 'rpm', detect, read };
