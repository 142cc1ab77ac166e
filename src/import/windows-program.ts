/**
 * One entry of the Uninstall keys of the registry, whoever exported it → a software item.
 *
 * Left out, because personal or useless: folders, commands, sizes, and the identifier of the account in its path.
 */
import type { SoftwareItem } from '../inventory/schema.ts';
import { dayOf, defined, textOf } from './values.ts';

export type WindowsProgram = {
  readonly displayName: unknown;
  readonly publisher?: unknown;
  readonly displayVersion?: unknown;
  readonly installDate?: unknown;
  readonly systemComponent?: unknown;
  readonly parentKeyName?: unknown;
  readonly releaseType?: unknown;
  /** Path of the key. */
  readonly path?: unknown;
};

const PATCH = /^(?:hotfix|security update|software update|update|update rollup|service pack|servicepack)$/i;
const USER = /\bHKEY_(?:CURRENT_USER|USERS)\b|\bHKCU\b|\bHKU\b/i;
const MACHINE = /\bHKEY_LOCAL_MACHINE\b|\bHKLM\b/i;

function scopeOf(path: string): SoftwareItem['scope'] {
  if (USER.test(path)) return 'user';
  return MACHINE.test(path) ? 'machine' : undefined;
}

/** The key of a program often names it better than its title; a product code only identifies one build of it. */
function idOf(path: string, name: string): string | undefined {
  const key = /\\Uninstall\\([^\\]+)$/i.exec(path)?.[1];
  return key === undefined || key === name || /^\{[0-9a-f-]{36}\}/i.test(key) ? undefined : textOf(key);
}

/** What Windows itself leaves out of its list. */
export function isHidden({
  systemComponent,
  parentKeyName,
  releaseType,
}: Omit<WindowsProgram, 'displayName'>): boolean {
  return (
    textOf(systemComponent) === '1' ||
    systemComponent === true ||
    textOf(parentKeyName) !== undefined ||
    PATCH.test(textOf(releaseType) ?? '')
  );
}

/** The item; undefined without a name, which remnants of Windows' own do not have. */
export function windowsProgram(program: WindowsProgram, foundBy: string): SoftwareItem | undefined {
  const name = textOf(program.displayName);
  if (name === undefined) return undefined;
  const path = textOf(program.path) ?? '';
  return defined({
    name,
    publisher: textOf(program.publisher),
    version: textOf(program.displayVersion),
    architecture: /\\WOW6432Node\\/i.test(path) ? 'x86' : undefined,
    kind: 'program' as const,
    scope: scopeOf(path),
    foundBy,
    id: idOf(path, name),
    installedOn: dayOf(program.installDate),
    systemComponent: isHidden(program) || undefined,
  });
}
