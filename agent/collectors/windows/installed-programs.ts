/**
 * The programs Windows lists for removal: the Uninstall keys, both views of the machine and the hive of every person.
 *
 * The machine's are read with `reg export`, never Win32_Product (which repairs what it lists). Hives of people who are not logged on are
 * left alone, and counted, unless the policy asks for them. Nothing of a hive's owner goes out: not the SID, not the name.
 */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { giveHandBack } from '../../limits.ts';
import type { RegistryView } from '../../system.ts';
import { machinePrograms } from './support/machine-programs.ts';
import { readUnloadedHive, userHives } from './support/user-hives.ts';

const UNINSTALL_KEY = /^(.*)\\SOFTWARE\\(?:(WOW6432Node)\\)?Microsoft\\Windows\\CurrentVersion\\Uninstall\\([^\\]+)$/i;
const MACHINE_ROOT = /^(?:HKEY_LOCAL_MACHINE|HKLM)$/i;
const PATCH = /^(?:hotfix|security update|software update|update|update rollup|service pack|servicepack)$/i;
/** "O365ProPlusRetail - fr-fr": one product, listed once for each of its languages. */
const LANGUAGE_KEY = /^(.+?) - [a-z]{2,3}-[a-z]{2,4}(?:-[a-z]{2,4})?$/i;

export const installedPrograms: Collector = {
  id: 'installed-programs',
  platforms: ['windows'],
  async collect(system, signal, wishes): Promise<Collected> {
    const [machine, people] = await Promise.all([machinePrograms(system, signal), userHives(system, signal)]);
    const warnings = [...machine.failures, ...people.warnings];
    let partial = !people.read || warnings.length > 0;
    const lists = machine.views.map(({ view, keys }) => parseInstalledPrograms(keys, view));
    lists.push(parseInstalledPrograms(people.keys, '64'));

    let unread = people.unloaded.length;
    let dirty = 0;
    for (const profile of wishes?.readProfiles === true ? people.unloaded : []) {
      await giveHandBack(signal);
      const hive = readUnloadedHive(system, profile);
      if (hive === undefined) continue;
      lists.push(parseInstalledPrograms(hive.keys, '64'));
      unread--;
      if (hive.dirty) dirty++;
    }
    if (dirty > 0) {
      partial = true;
      warnings.push(`programs of ${countOf(dirty)}: the last changes, not yet in the hive, may be missing`);
    }
    if (unread > 0) {
      partial = true;
      const why = wishes?.readProfiles === true ? 'could not be read' : 'not loaded, left alone (policy readProfiles)';
      warnings.push(`programs of ${countOf(unread)}: ${why}`);
    }
    if (machine.views.length === 0 && !people.read) return { facts: {}, status: 'failed', warnings };
    const software = withoutDuplicates(lists.flat());
    return { facts: { software }, warnings, ...(partial ? { status: 'partial' as const } : {}) };
  },
};

function countOf(profiles: number): string {
  return profiles === 1 ? '1 profile' : `${profiles} profiles`;
}

/** Programs of the Uninstall keys among these. A key without a display name is a remnant of Windows' own, not a program. */
export function parseInstalledPrograms(keys: readonly RegistryKey[], view?: RegistryView): SoftwareItem[] {
  return keys.flatMap(({ path, values }) => {
    const [, root = '', wow, key = ''] = UNINSTALL_KEY.exec(path) ?? [];
    const name = key === '' ? undefined : displayName(values, key);
    if (name === undefined) return [];
    return [
      {
        name,
        publisher: text(values, 'publisher'),
        version: text(values, 'displayversion'),
        architecture: architectureOf(wow === undefined ? view : '32'),
        kind: 'program',
        scope: MACHINE_ROOT.test(root) ? 'machine' : 'user',
        foundBy: 'installed-programs',
        // A product code identifies one build of one installer; a readable key often names the product better than its title.
        id: /^\{[0-9a-f-]{36}\}/i.test(key) || key === name ? undefined : key,
        installedOn: installDay(values),
        systemComponent: isHidden(values) ? true : undefined,
      } satisfies SoftwareItem,
    ];
  });
}

function displayName(values: RegistryKey['values'], key: string): string | undefined {
  const name = text(values, 'displayname');
  // Packaged applications sometimes leave the template of their installer, "${{arpDisplayName}}", or of a resource, "@{…}".
  return name !== undefined && /^(?:\$\{\{.*\}\}|@\{.*\})$/.test(name) ? key : name;
}

/** Trimmed of every kind of space: some installers pad their name with one that does not break. */
function text(values: RegistryKey['values'], name: string): string | undefined {
  const value = values.get(name);
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

/** Both views export the same path on a 32-bit Windows, so the architecture is known from the view alone only on 64-bit ones. */
function architectureOf(view: RegistryView | undefined): string | undefined {
  if (view === undefined) return undefined;
  return view === '64' ? 'x86_64' : 'x86';
}

function installDay(values: RegistryKey['values']): string | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(text(values, 'installdate') ?? '');
  if (parts === null) return undefined;
  const day = `${parts[1]}-${parts[2]}-${parts[3]}`;
  return Number.isNaN(Date.parse(day)) ? undefined : day;
}

/** What Windows itself leaves out of its list: system components, patches of another program. */
function isHidden(values: RegistryKey['values']): boolean {
  const flag = values.get('systemcomponent');
  return (
    flag === 1 ||
    flag === '1' ||
    text(values, 'parentkeyname') !== undefined ||
    PATCH.test(text(values, 'releasetype') ?? '')
  );
}

/** The same program listed by both views, by several users, or once for each of its languages, is one: the first is kept. */
export function withoutDuplicates(items: readonly SoftwareItem[]): SoftwareItem[] {
  const seen = new Set<string>();
  return items.filter(({ name, publisher, version, scope, id }) => {
    const key = [LANGUAGE_KEY.exec(id ?? '')?.[1] ?? name, publisher, version, scope].join('\0');
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
