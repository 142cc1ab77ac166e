/**
 * What Homebrew installed, macOS or Linux: formulas from the receipt of each one, casks from their folders.
 * A formula that only another one asked for is a component of that one.
 */
import type { PackageOrigin, SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import { parseJson, textAt } from '../../formats/json.ts';
import type { System } from '../../system.ts';

const PREFIXES = { darwin: ['/opt/homebrew', '/usr/local'], linux: ['/home/linuxbrew/.linuxbrew'] };
const RECEIPT_BYTES = 1024 * 1024;

export const homebrew: Collector = {
  id: 'homebrew',
  platforms: ['linux', 'darwin'],
  collect(system): Collected {
    const prefixes = system.platform === 'darwin' ? PREFIXES.darwin : PREFIXES.linux;
    const kegs = prefixes.filter(
      (prefix) => system.list(`${prefix}/Cellar`).ok || system.list(`${prefix}/Caskroom`).ok,
    );
    if (kegs.length === 0) return notApplicable;
    const software = kegs.flatMap((prefix) => [...formulas(system, prefix), ...casks(system, prefix)]);
    return { facts: { software, packageOrigins: countOrigins(software) } };
  },
};

/** Folders of the Cellar: a formula, then its versions; the last is the one in use. */
function formulas(system: System, prefix: string): SoftwareItem[] {
  return newest(system, `${prefix}/Cellar`).map(({ name, version }) => {
    const reading = system.read(`${prefix}/Cellar/${name}/${version}/INSTALL_RECEIPT.json`, RECEIPT_BYTES);
    return describeFormula(name, version, reading.ok ? reading.bytes.toString('utf8') : '');
  });
}

export function describeFormula(name: string, version: string, receipt: string): SoftwareItem {
  const stated = parseJson(receipt);
  const dependency = textAt(stated, 'installed_on_request') === 'false';
  return {
    name,
    version,
    kind: 'package',
    scope: 'machine',
    foundBy: 'homebrew',
    origin: textAt(stated, 'source', 'tap'),
    systemComponent: dependency ? true : undefined,
  };
}

function casks(system: System, prefix: string): SoftwareItem[] {
  return newest(system, `${prefix}/Caskroom`).map(({ name, version }) => ({
    name,
    // "143.0.1,abc123": the version, then what the address of the download needs.
    version: version.split(',')[0],
    kind: 'package',
    scope: 'machine',
    foundBy: 'homebrew',
    origin: 'homebrew/cask',
  }));
}

function newest(system: System, folder: string): { name: string; version: string }[] {
  const listing = system.list(folder);
  return (listing.ok ? listing.names : []).flatMap((name) => {
    const versions = name.startsWith('.') ? undefined : system.list(`${folder}/${name}`);
    const version = versions?.ok === true ? versions.names.filter((entry) => !entry.startsWith('.')).at(-1) : undefined;
    return version === undefined ? [] : [{ name, version }];
  });
}

function countOrigins(software: readonly SoftwareItem[]): PackageOrigin[] {
  const counts = new Map<string, number>();
  for (const { origin } of software) if (origin !== undefined) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  return [...counts].map(([name, packages]) => ({ name, packages }));
}
