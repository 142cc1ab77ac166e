/** What the names that sources give to operating systems say of them. */
import type { Machine, Platform, SoftwareKind } from '../inventory/schema.ts';
import { defined, textOf } from './values.ts';

const families: readonly (readonly [RegExp, Platform])[] = [
  [/\bandroid\b/i, 'android'],
  [/^(?:iOS|iPadOS|iPhone OS)\b/, 'ios'],
  [/windows|win32|^win\b/i, 'windows'],
  [/\bmac ?os\b|\bos x\b|\bdarwin\b/i, 'darwin'],
  [/linux|debian|ubuntu|fedora|centos|red ?hat|rhel|suse|sles|rocky|alma/i, 'linux'],
];

/** ID of os-release for what lsb_release calls a distribution. */
const distributions: readonly (readonly [RegExp, string])[] = [
  [/^almalinux/i, 'almalinux'],
  [/^alpine/i, 'alpine'],
  [/^arch/i, 'arch'],
  [/^centos/i, 'centos'],
  [/^debian/i, 'debian'],
  [/^fedora/i, 'fedora'],
  [/^kali/i, 'kali'],
  [/^(?:linux ?)?mint/i, 'linuxmint'],
  [/^opensuse.*tumbleweed/i, 'opensuse-tumbleweed'],
  [/^opensuse/i, 'opensuse-leap'],
  [/^oracle linux/i, 'ol'],
  [/^raspbian/i, 'raspbian'],
  [/^(?:red ?hat|rhel)/i, 'rhel'],
  [/^rocky/i, 'rocky'],
  [/^(?:suse|sles)/i, 'sles'],
  [/^ubuntu/i, 'ubuntu'],
];

/** Where a source does not say how an item is installed, each system has one usual form. */
const usualKinds: Readonly<Record<Platform, SoftwareKind>> = {
  android: 'store',
  darwin: 'application',
  ios: 'store',
  linux: 'package',
  other: 'package',
  windows: 'program',
};

function lookUp<T>(table: readonly (readonly [RegExp, T])[], value: string): T | undefined {
  return table.find(([pattern]) => pattern.test(value))?.[1];
}

/** Family of a system by its name. */
export function familyOf(name: string): Platform | undefined {
  return lookUp(families, name);
}

/** Identifier of a distribution by the name that the source gives it. */
export function distributionOf(name: string): string | undefined {
  return lookUp(distributions, name);
}

/** Form in which software is installed on a system, where nothing else says it; most lists are of Windows machines. */
export function usualKind(family: Platform | undefined): SoftwareKind {
  return usualKinds[family ?? 'windows'];
}

/** The system that a flat source names, with its version; undefined without a name. */
export function systemNamed(
  value: unknown,
  details: { version?: unknown; build?: unknown; architecture?: unknown; hint?: unknown } = {},
): Machine['operatingSystem'] {
  const name = textOf(value);
  if (name === undefined) return undefined;
  const family = familyOf(name) ?? familyOf(textOf(details.hint) ?? '') ?? 'other';
  return defined({
    family,
    name,
    version: textOf(details.version),
    build: textOf(details.build),
    architecture: textOf(details.architecture),
    distribution: family === 'linux' ? distributionOf(name) : undefined,
  });
}
