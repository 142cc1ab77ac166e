/**
 * GLPI sections softwares, databases_services and remote_mgmt → software items.
 *
 * Left out, because personal or useless: comments, user names and identifiers, folders, uninstall commands, sizes,
 * keys, the identifier by which a remote-control program is called.
 */
import type { Machine, SoftwareItem, SoftwareKind } from '../../inventory/schema.ts';
import { distributionOf, usualKind } from '../operating-system.ts';
import { dayOf, defined, type Fields, textOf } from '../values.ts';

/** `from` of the agent, in lower case. Other sources (deb, rpm, pacman, ebuild, nix…) are archives of packages. */
const kinds: ReadonlyMap<string, SoftwareKind> = new Map([
  ['android', 'store'],
  ['appimage', 'appimage'],
  ['flatpak', 'flatpak'],
  ['msstore', 'store'],
  ['registry', 'program'],
  ['snap', 'snap'],
  ['uwp', 'store'],
  ['wmi', 'program'],
]);

const SYSTEM_CATEGORY = /^(?:system_component|update|security_update|hotfix)$/;
const PATCH = /^(?:security update|update rollup|update|hotfix|service pack)$/i;

function kindOf(from: string, system: Machine['operatingSystem']): SoftwareKind {
  if (from !== '') return kinds.get(from) ?? 'package';
  return usualKind(system?.family);
}

/** Identifiers that the agent hides in a comment or in the name of a folder. */
function idOf(from: string, entry: Fields, name: string): string | undefined {
  const comment = textOf(entry.comments) ?? '';
  if (from === 'android') return /^[a-z]\w*(?:\.\w+)+$/i.test(comment) ? comment : undefined;
  if (from === 'flatpak') return /^AppID: (\S+)/.exec(comment)?.[1];
  if (from === 'snap') return name;
  // C:\Program Files\WindowsApps\Name_1.2.3.0_x64__publisher: the name of the MSIX package.
  if (from === 'uwp' || from === 'msstore') return /([^\\/_]+)_[^\\/]+$/.exec(textOf(entry.folder) ?? '')?.[1];
  return undefined;
}

function scopeOf(from: string, entry: Fields): SoftwareItem['scope'] {
  if (from === 'flatpak') return textOf(entry.system_category) === 'user' ? 'user' : 'machine';
  // On Android userid numbers the program itself.
  return from !== 'android' && textOf(entry.username) !== undefined ? 'user' : undefined;
}

/**
 * Who the source says published or distributed the item. The agent writes the distribution as publisher of every deb,
 * whoever made it, so that says nothing; the publisher of a flatpak is the archive it came from; that of an rpm is its
 * Vendor, which is both.
 */
function publisherOf(from: string, entry: Fields): Pick<SoftwareItem, 'publisher' | 'origin'> {
  const publisher = textOf(entry.publisher);
  if (publisher === undefined) return {};
  if (from === 'flatpak') return { origin: publisher };
  if (from === 'rpm') return { publisher, origin: publisher };
  return from === 'deb' && distributionOf(publisher) !== undefined ? {} : { publisher };
}

function isSystemComponent(from: string, entry: Fields): boolean {
  const category = textOf(entry.system_category) ?? '';
  return (
    SYSTEM_CATEGORY.test(category) ||
    (from === 'uwp' && category === 'system') ||
    PATCH.test(textOf(entry.release_type) ?? '')
  );
}

/** One entry of softwares; undefined without a name. */
export function softwareItem(entry: Fields, system: Machine['operatingSystem']): SoftwareItem | undefined {
  const name = textOf(entry.name);
  if (name === undefined) return undefined;
  const from = textOf(entry.from)?.toLowerCase() ?? '';
  return defined({
    name,
    ...publisherOf(from, entry),
    version: textOf(entry.version),
    architecture: textOf(entry.arch) ?? textOf(entry.architecture),
    kind: kindOf(from, system),
    scope: scopeOf(from, entry),
    foundBy: 'glpi:softwares',
    id: idOf(from, entry, name),
    installedOn: dayOf(entry.install_date) ?? dayOf(entry.installdate),
    systemComponent: isSystemComponent(from, entry) || undefined,
  });
}

/** One entry of databases_services: a running instance, whatever package it came from. */
export function databaseItem(entry: Fields): SoftwareItem | undefined {
  const name = textOf(entry.name);
  if (name === undefined) return undefined;
  return defined({
    name,
    publisher: textOf(entry.manufacturer),
    version: textOf(entry.version),
    kind: 'instance' as const,
    foundBy: 'glpi:databases_services',
  });
}

/** One entry of remote_mgmt: the program, never the identifier by which this machine is called. */
export function remoteControlItem(entry: Fields): SoftwareItem | undefined {
  const name = textOf(entry.type);
  if (name === undefined) return undefined;
  return defined({ name, version: textOf(entry.version), kind: 'application' as const, foundBy: 'glpi:remote_mgmt' });
}
