/**
 * A row of the tables of osquery that list software, as osquery itself and Fleet give it → an item of software, or an
 * extension of a browser.
 */
import type { BrowserExtension, Platform, SoftwareItem, SoftwareKind } from '../../inventory/schema.ts';
import { usualKind } from '../operating-system.ts';
import { dayOf, defined, type Fields, textOf } from '../values.ts';

/** Tables, by the names that osquery and Fleet give them. */
const kinds: ReadonlyMap<string, SoftwareKind> = new Map([
  ['apps', 'application'],
  ['chocolatey_packages', 'package'],
  ['deb_packages', 'package'],
  ['homebrew_packages', 'package'],
  ['ios_apps', 'store'],
  ['ipados_apps', 'store'],
  ['npm_packages', 'package'],
  ['pkg_packages', 'application'],
  ['portage_packages', 'package'],
  ['programs', 'program'],
  ['python_packages', 'package'],
  ['rpm_packages', 'package'],
]);

const browsers: ReadonlyMap<string, string> = new Map([
  ['chrome_extensions', 'chrome'],
  ['firefox_addons', 'firefox'],
  ['ie_extensions', 'internet-explorer'],
  ['safari_extensions', 'safari'],
]);

/** Form in which the items of a table are installed; undefined for any other word. */
export function osqueryKind(table: string | undefined): SoftwareKind | undefined {
  return table === undefined ? undefined : kinds.get(table);
}

/** The table that a row shows by its own columns, where nothing names it. */
function tableOf(row: Fields): string {
  if ('bundle_identifier' in row && row.bundle_identifier !== '') return 'apps';
  if ('identifying_number' in row || 'uninstall_string' in row) return 'programs';
  if ('maintainer' in row && 'revision' in row) return 'deb_packages';
  return 'epoch' in row && 'release' in row ? 'rpm_packages' : '';
}

/** Table of a row: said by Fleet, or shown by the columns. */
export function sourceOf(row: Fields): string {
  return textOf(row.source) !== undefined && (kinds.has(`${row.source}`) || browsers.has(`${row.source}`))
    ? `${row.source}`
    : tableOf(row);
}

/** The extension of a browser, where the row is one. */
export function extensionOf(row: Fields): BrowserExtension | undefined {
  const browser = browsers.get(sourceOf(row));
  const name = textOf(row.name);
  const id = textOf(row.extension_id) ?? textOf(row.identifier) ?? name;
  if (browser === undefined || id === undefined) return undefined;
  return defined({ id, name, version: textOf(row.version), browser: textOf(row.browser) ?? browser });
}

/** rpm gives the two parts of a version apart. */
function versionOf(row: Fields): string | undefined {
  const version = textOf(row.bundle_short_version) ?? textOf(row.version);
  const release = textOf(row.release);
  return version === undefined || release === undefined || version.endsWith(`-${release}`)
    ? version
    : `${version}-${release}`;
}

/** The address of a maintainer is of a person. */
function publisherOf(row: Fields): string | undefined {
  const name = textOf(row.vendor) ?? textOf(row.publisher) ?? textOf(row.maintainer);
  const bare = name?.split('<')[0]?.trim();
  return bare === '' || bare?.includes('@') ? undefined : bare;
}

/** Seconds since 1970, or a date. */
function installedOn(value: unknown): string | undefined {
  const seconds = /^\d{9,10}(?:\.\d+)?$/.exec(textOf(value) ?? '')?.[0];
  return seconds === undefined ? dayOf(value) : new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
}

/** The item; undefined without a name. */
export function osqueryItem(row: Fields, family: Platform | undefined, foundBy: string): SoftwareItem | undefined {
  const name = textOf(row.display_name) ?? textOf(row.name);
  if (name === undefined) return undefined;
  const source = sourceOf(row);
  const kind = kinds.get(source) ?? usualKind(family);
  return defined({
    // macOS names the folder of an application.
    name: kind === 'application' ? name.replace(/\.app$/, '') : name,
    publisher: publisherOf(row),
    version: versionOf(row),
    architecture: textOf(row.arch),
    kind,
    foundBy,
    id: textOf(row.bundle_identifier),
    installedOn: installedOn(row.install_date) ?? installedOn(row.install_time),
  });
}
