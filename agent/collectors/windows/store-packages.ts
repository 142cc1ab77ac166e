/**
 * Packaged applications (MSIX, Store), from the registry's list of them and the manifest each has on disk.
 *
 * Names in the registry are often references to resources, which take Windows to resolve: the manifest, else the name of the package
 * ("Microsoft.WindowsCalculator"), stands for them. What comes with the system, and parts of other packages, are marked so.
 */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import { decodeText } from '../../../src/inventory/text-encoding.ts';
import type { Collected, Collector } from '../../collector.ts';
import { type AppManifest, parseAppManifest } from '../../formats/app-manifest.ts';
import { giveHandBack } from '../../limits.ts';
import type { System } from '../../system.ts';
import { collectedFrom, keysOf, management, rowsOf } from './support/management.ts';

const PARTS = ['store-packages', 'store-repository'];
const MANIFEST_BYTES = 512 * 1024;
const MOST_PACKAGES = 2000;
const STORE = 'Program Files\\WindowsApps';
/** A person writes this folder in his own hive: a share or a device of his would be opened, and told who opens it, by the system. */
const ON_A_DISK = /^[A-Za-z]:\\/;
/** Lists of what is or was offered to new accounts, not of what is there. */
const NOT_INSTALLED =
  /\\AppxAllUserStore\\(?:Deprovisioned|EndOfLife|Staged|Config|UpdatedApplications|Downlevel[^\\]*)\\/i;
/** Name_Version_Architecture_Resource_Publisher. */
const FULL_NAME =
  /\\(?:Packages|AppxAllUserStore\\[^\\]+)\\([A-Za-z0-9.-]+)_(\d+(?:\.\d+){1,3})_([A-Za-z0-9]+)_([^_\\]*)_([a-z0-9]{13})$/;

export const storePackages: Collector = {
  id: 'store-packages',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const answer = await management(system, signal);
    const keys = PARTS.flatMap((part) => keysOf(rowsOf(answer, part)));
    const software: SoftwareItem[] = [];
    for (const found of parseStorePackages(keys).slice(0, MOST_PACKAGES)) {
      await giveHandBack(signal);
      software.push(describePackage(found, readManifest(system, found)));
    }
    return collectedFrom(answer, PARTS, { software });
  },
};

export type StorePackage = {
  fullName: string;
  name: string;
  version: string;
  architecture: string;
  displayName: string | undefined;
  folder: string | undefined;
};

/** Each package once, whoever has it; parts of a package for one language or screen are the package. */
export function parseStorePackages(keys: readonly RegistryKey[]): StorePackage[] {
  const found = new Map<string, StorePackage>();
  for (const { path, values } of keys) {
    const parts = NOT_INSTALLED.test(path) ? null : FULL_NAME.exec(path);
    if (parts === null) continue;
    const [, name = '', version = '', architecture = '', resource = ''] = parts;
    if (resource !== '' && resource !== 'neutral') continue;
    const fullName = path.slice(path.lastIndexOf('\\') + 1);
    const [displayName, folder] = ['displayname', 'packagerootfolder'].map((value) => values.get(value));
    const known = found.get(fullName);
    found.set(fullName, {
      ...{ fullName, name, version, architecture },
      displayName: known?.displayName ?? (typeof displayName === 'string' ? displayName : undefined),
      folder: known?.folder ?? (typeof folder === 'string' && folder !== '' ? folder : undefined),
    });
  }
  return [...found.values()];
}

function readManifest(system: System, { fullName, folder }: StorePackage): AppManifest | undefined {
  const drive = system.environment('SystemDrive') ?? 'C:';
  // The list of this folder is Windows' own, but any account may open a file in it by its path.
  const place = folder !== undefined && ON_A_DISK.test(folder) ? folder : `${drive}\\${STORE}\\${fullName}`;
  const reading = system.read(`${place}\\AppxManifest.xml`, MANIFEST_BYTES);
  return reading.ok ? parseAppManifest(decodeText(reading.bytes).text) : undefined;
}

export function describePackage(found: StorePackage, manifest: AppManifest | undefined): SoftwareItem {
  const { displayName, name, version, architecture, folder } = found;
  const plain = displayName !== undefined && !/^(?:@\{|ms-resource:)/i.test(displayName) ? displayName.trim() : '';
  const ofSystem =
    manifest?.framework === true || /\\(?:SystemApps|ImmersiveControlPanel|PrintDialog)(?:\\|$)/i.test(folder ?? '');
  return {
    name: plain || manifest?.name || name,
    publisher: manifest?.publisher,
    version,
    architecture: ARCHITECTURES[architecture.toLowerCase()],
    kind: 'store',
    foundBy: 'store-packages',
    id: name,
    systemComponent: ofSystem ? true : undefined,
  };
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64', x86: 'x86', arm64: 'arm64', arm: 'arm' };
