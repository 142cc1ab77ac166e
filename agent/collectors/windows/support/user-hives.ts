/**
 * What is kept for each person in the registry: hives that are loaded, and by policy those that are not.
 *
 * In: the machine. Out: the keys the collectors want, of people's accounts only, with no e-mail address in them. Loaded hives come from
 * PowerShell, or where it is silent from one export of HKEY_USERS; a hive that is not loaded is read from a copy in memory of
 * NTUSER.DAT, opened for reading and closed at once: mounting it would give a person who logs on meanwhile a temporary profile.
 */
import { parseRegistryExport, type RegistryKey } from '../../../../src/inventory/registry-export.ts';
import { openHive } from '../../../formats/registry-hive.ts';
import type { System } from '../../../system.ts';
import { machinePrograms } from './machine-programs.ts';
import { isFailure, keysOf, type Management, management, rowsOf, text } from './management.ts';
import { HANDLED_EXTENSIONS, HANDLED_SCHEMES } from './management-script.ts';
import { once } from './once.ts';

export type UserHives = {
  keys: RegistryKey[];
  /** Whether the loaded hives could be read at all. */
  read: boolean;
  /** Profiles of people whose hive is not loaded, and where each of them is. */
  unloaded: Profile[];
  warnings: string[];
};

export type Profile = { sid: string; folder: string | undefined };

/** People's accounts: local or domain (21), Entra ID (12-1). Services have other SIDs. */
const PERSON = /^S-1-(?:5-21|12-1)-[\d-]+$/;
/** Of a people's key: the account, then the path in its hive. */
const PERSONAL_PATH = /^HKEY_USERS\\(S-1-(?:5-21|12-1)-[\d-]+)\\(.+)$/i;
const NTUSER_BYTES = 128 * 1024 * 1024;

const WINDOWS = ['Software', 'Microsoft', 'Windows', 'CurrentVersion'];
const CHOICES = [['UserChoice'], ['UserChoiceLatest', 'ProgId']];
/** Every place of a person's hive that a collector reads. */
const WANTED: readonly (readonly string[])[] = [
  [...WINDOWS, 'Uninstall', '*'],
  ['Software', 'WOW6432Node', ...WINDOWS.slice(1), 'Uninstall', '*'],
  ...HANDLED_SCHEMES.flatMap((scheme) =>
    CHOICES.map((choice) => [
      ...['Software', 'Microsoft', 'Windows', 'Shell', 'Associations', 'UrlAssociations', scheme, ...choice],
    ]),
  ),
  ...HANDLED_EXTENSIONS.flatMap((extension) =>
    CHOICES.map((choice) => [...WINDOWS, 'Explorer', 'FileExts', extension, ...choice]),
  ),
  [...WINDOWS, 'Internet Settings'],
  ['Software', 'Microsoft', 'OneDrive', 'Accounts', '*'],
  ['Software', 'Microsoft', 'Office', '*', 'Outlook', 'Profiles', '*', '9375CFF0413111d3B88A00104B2A6676', '*'],
];
const PARTS = ['user-programs', 'default-programs', 'proxies'];

export const userHives = once(async (system, signal): Promise<UserHives> => {
  const answer = await management(system, signal);
  return answer.parts.has('user-programs') ? fromManagement(answer) : fromExport(system, answer, signal);
});

function fromManagement(answer: Management): UserHives {
  const keys = PARTS.flatMap((part) => keysOf(rowsOf(answer, part)));
  const accounts = rowsOf(answer, 'accounts').flatMap((row) => {
    const domain = text(row, 'domain');
    const product = text(row, 'product');
    return domain === undefined || product === undefined
      ? []
      : [{ path: `accounts\\${product}`, values: new Map([['domain', domain.toLowerCase()]]) }];
  });
  const problems = PARTS.flatMap((part) => answer.parts.get(part)?.problems ?? []);
  const loaded = new Set(keysOf(rowsOf(answer, 'loaded-profiles')).map(({ path }) => path.split('\\').at(-1) ?? ''));
  const profiles = keysOf(rowsOf(answer, 'profiles')).flatMap(({ path, values }) => {
    const folder = values.get('profileimagepath');
    return [{ sid: path.split('\\').at(-1) ?? '', folder: typeof folder === 'string' ? folder : undefined }];
  });
  return {
    keys: [...personal(keys), ...accounts],
    read: answer.parts.has('loaded-profiles'),
    unloaded: profiles.filter(({ sid }) => PERSON.test(sid) && !loaded.has(sid)),
    warnings: [
      ...(problems.includes('PermissionDenied') ? ['a part of a loaded user hive refused access'] : []),
      ...(problems.some(isFailure) ? ['a part of a loaded user hive could not be read'] : []),
    ],
  };
}

/** Tens of megabytes for each person, of which little is kept: only where nothing lighter answers. */
async function fromExport(system: System, { silence }: Management, signal: AbortSignal): Promise<UserHives> {
  // The programs of the machine come first, when processes are counted.
  await machinePrograms(system, signal);
  const reading = await system.registry('HKU', '64', { signal, keep: isWanted });
  if (!reading.ok) {
    const why = `loaded user hives were not read: ${silence ?? 'PowerShell left them out'}; ${reading.detail}`;
    return { keys: [], read: false, unloaded: [], warnings: [why] };
  }
  return {
    keys: personal(parseRegistryExport(reading.bytes)),
    read: true,
    unloaded: [],
    warnings: [
      'user hives that are not loaded could not be counted: it takes PowerShell',
      ...(reading.truncated ? ['the loaded user hives were too large to be read whole'] : []),
    ],
  };
}

/** What is kept for one person who is not logged on; undefined when the hive cannot be read. `dirty`: its last changes are still in its logs. */
export function readUnloadedHive(
  system: System,
  { sid, folder }: Profile,
): { keys: RegistryKey[]; dirty: boolean } | undefined {
  if (folder === undefined) return undefined;
  const reading = system.read(`${folder}\\NTUSER.DAT`, NTUSER_BYTES);
  const hive = reading.ok && !reading.truncated ? openHive(reading.bytes) : undefined;
  if (hive === undefined) return undefined;
  const keys = personal(WANTED.flatMap((pattern) => hive.keys(pattern, `HKEY_USERS\\${sid}`)));
  return { keys, dirty: hive.dirty };
}

const PATTERNS = WANTED.map((names) => names.map((name) => name.toLowerCase()));

export function isWanted(path: string): boolean {
  const inside = PERSONAL_PATH.exec(path)?.[2]?.toLowerCase().split('\\');
  if (inside === undefined) return false;
  return PATTERNS.some(
    (names) => names.length === inside.length && names.every((name, level) => name === '*' || name === inside[level]),
  );
}

/** Only what belongs to people; of an account, its domain. */
function personal(keys: readonly RegistryKey[]): RegistryKey[] {
  return keys
    .filter(({ path }) => isWanted(path))
    .map(({ path, values }) => {
      const product = /\\OneDrive\\Accounts\\[^\\]+$/i.test(path)
        ? 'OneDrive'
        : /\\Outlook\\Profiles\\/i.test(path)
          ? 'Outlook'
          : undefined;
      return product === undefined ? { path, values } : accountKey(product, values);
    });
}

function accountKey(product: string, values: RegistryKey['values']): RegistryKey {
  const domains = ['useremail', 'email', 'account name'].flatMap((name) => domainOf(values.get(name)) ?? []);
  const [domain] = domains;
  return { path: `accounts\\${product}`, values: new Map(domain === undefined ? [] : [['domain', domain]]) };
}

/** What follows the last @; nothing of what stands before it. */
function domainOf(address: string | number | undefined): string | undefined {
  if (typeof address !== 'string' || !address.includes('@')) return undefined;
  return (
    address
      .slice(address.lastIndexOf('@') + 1)
      .trim()
      .toLowerCase() || undefined
  );
}
