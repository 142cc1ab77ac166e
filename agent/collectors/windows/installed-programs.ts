/**
 * The programs Windows lists for removal: the Uninstall keys, both views of the machine and every user hive that is loaded.
 *
 * Read with `reg export`, never Win32_Product (which repairs what it lists). Hives of users who are not logged on are left alone.
 * Nothing of a hive's owner goes out: not the SID, not the name, not the values that hold them.
 */
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import type { RegistryKey } from '../../formats/registry-export.ts';
import { parseRegistryExport } from '../../formats/registry-export.ts';
import type { RegistryView, System } from '../../system.ts';

const UNINSTALL = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const UNINSTALL_KEY = /^(.*)\\SOFTWARE\\(?:(WOW6432Node)\\)?Microsoft\\Windows\\CurrentVersion\\Uninstall\\([^\\]+)$/i;
/** People's accounts: local or domain (21), Entra ID (12-1). Services have other SIDs. */
const PERSON = /^S-1-(?:5-21|12-1)-[\d-]+$/;
const MACHINE_ROOT = /^(?:HKEY_LOCAL_MACHINE|HKLM)$/i;
const PATCH = /^(?:hotfix|security update|software update|update|update rollup|service pack|servicepack)$/i;

export const installedPrograms: Collector = {
  id: 'installed-programs',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const warnings: string[] = [];
    const exports: RegistryKey[][] = [];
    let refusals = 0;

    async function read(key: string, view: RegistryView, required: boolean): Promise<SoftwareItem[]> {
      const reading = await system.registry(key, view, { signal });
      if (reading.ok) {
        const keys = parseRegistryExport(reading.bytes);
        exports.push(keys);
        return parseInstalledPrograms(keys, view);
      }
      if (reading.reason !== 'absent' || required) {
        refusals++;
        warnings.push(
          `${required ? 'programs of the machine' : 'programs of a user'}, ${view}-bit view: ${reading.detail}`,
        );
      }
      return [];
    }

    const people = await loadedProfiles(system, signal);
    if (people === undefined) warnings.push('the loaded user hives could not be listed');
    const lists = await Promise.all([
      read(`HKLM\\${UNINSTALL}`, '64', true),
      read(`HKLM\\${UNINSTALL}`, '32', true),
      ...(people ?? []).map((sid) => read(`HKU\\${sid}\\${UNINSTALL}`, '64', false)),
    ]);
    const software = withoutDuplicates(lists.flat());
    if (exports.length === 0) return { facts: {}, status: 'failed', warnings };
    return {
      facts: { software },
      warnings,
      ...(refusals > 0 || people === undefined ? { status: 'partial' as const } : {}),
    };
  },
};

async function loadedProfiles(system: System, signal: AbortSignal): Promise<string[] | undefined> {
  const run = await system.run('reg', ['query', 'HKU'], { signal });
  if (!run.ok || run.status !== 0) return undefined;
  const names = run.stdout
    .toString('latin1')
    .split(/\r?\n/)
    .map((line) => line.trim().split('\\').at(-1) ?? '');
  return names.filter((name) => PERSON.test(name));
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
  // Packaged applications sometimes leave the template of their installer: "${{arpDisplayName}}".
  return name !== undefined && /^\$\{\{.*\}\}$/.test(name) ? key : name;
}

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

/** The same program listed by both views, or by several users, is one: the first is kept. */
export function withoutDuplicates(items: readonly SoftwareItem[]): SoftwareItem[] {
  const seen = new Set<string>();
  return items.filter(({ name, publisher, version, scope }) => {
    const key = [name, publisher, version, scope].join('\0');
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
