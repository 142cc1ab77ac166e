/**
 * What the administrator decided for this machine, before the command line has its say.
 *
 * In: a JSON file, and on Windows two registry keys; later ones win: the file (`agent.json`), what the installer wrote
 * (Software\tiebreak\Agent), what group policy imposes (Software\Policies\tiebreak\Agent). Out: one set of settings, and a line for
 * each value that was left aside. A setting this version does not know, or cannot read, never stops a collection.
 */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseRegistryExport } from '../src/inventory/registry-export.ts';
import type { System } from './system.ts';

type Kind = 'text' | 'yes-no' | { atLeast: number; atMost: number } | { oneOf: readonly string[] };

/** Every setting: camelCase in the file, PascalCase in the registry, kebab-case on the command line. */
export const settings = {
  server: 'text',
  share: 'text',
  token: 'text',
  tokenFile: 'text',
  ca: 'text',
  caFingerprint: 'text',
  proxy: 'text',
  tag: 'text',
  site: 'text',
  unit: 'text',
  key: 'text',
  privacy: { oneOf: ['strict', 'discover', 'full'] },
  domains: 'text',
  wanted: 'text',
  keepNames: 'yes-no',
  state: 'text',
  connections: 'yes-no',
  readProfiles: 'yes-no',
  maxDelaySeconds: { atLeast: 0, atMost: 86_400 },
  timeoutSeconds: { atLeast: 1, atMost: 3600 },
  deliverySeconds: { atLeast: 1, atMost: 3600 },
  fullEveryDays: { atLeast: 0, atMost: 90 },
} as const satisfies Record<string, Kind>;

export type Setting = keyof typeof settings;
type ValueOf<K> = K extends 'text'
  ? string
  : K extends 'yes-no'
    ? boolean
    : K extends { oneOf: readonly (infer Choice)[] }
      ? Choice
      : number;
export type Policy = { [Name in Setting]?: ValueOf<(typeof settings)[Name]> };
export type PolicyReading = { policy: Policy; warnings: string[] } | { problem: string };

const LARGEST_FILE = 64 * 1024;
const WRITABLE_BY_OTHERS = 0o022;

export async function readPolicy(system: System, file: string | undefined): Promise<PolicyReading> {
  const fromFile = readPolicyFile(system, file);
  if ('problem' in fromFile) return fromFile;
  const layers = [fromFile];
  if (system.platform === 'windows') {
    const keys = ['HKLM\\SOFTWARE\\tiebreak\\Agent', 'HKLM\\SOFTWARE\\Policies\\tiebreak\\Agent'];
    layers.push(...(await Promise.all(keys.map((key) => readPolicyKey(system, key)))));
  }
  return {
    policy: layers.map(({ policy }) => policy).reduce(over),
    warnings: layers.flatMap(({ warnings }) => warnings),
  };
}

/** Both together; where documents go is one choice, so a destination takes the place of another kind too. */
export function over(lower: Policy, higher: Policy): Policy {
  const { server, share, ...rest } = lower;
  const chosen = higher.server !== undefined || higher.share !== undefined;
  return { ...(chosen ? rest : lower), ...higher };
}

/** The value of a setting, from whatever its source writes it as; undefined when it is none. */
export function readSetting(name: Setting, value: unknown): string | boolean | number | undefined {
  const kind: Kind = settings[name];
  if (kind === 'text') return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  const words = String(value).trim().toLowerCase();
  if (kind === 'yes-no') return YES.has(words) ? true : NO.has(words) ? false : undefined;
  if ('oneOf' in kind) return kind.oneOf.includes(words) ? words : undefined;
  const number = /^\d{1,9}(?:\.\d{1,3})?$/.test(words) ? Number(words) : Number.NaN;
  return number >= kind.atLeast && number <= kind.atMost ? number : undefined;
}

const YES = new Set(['1', 'true', 'yes', 'oui']);
const NO = new Set(['0', 'false', 'no', 'non']);

type Layer = { policy: Policy; warnings: string[] };

function readPolicyFile(system: System, given: string | undefined): Layer | { problem: string } {
  const path = given ?? defaultFile(system);
  const reading = system.read(path, LARGEST_FILE);
  if (!reading.ok && reading.reason === 'absent' && given === undefined) return { policy: {}, warnings: [] };
  // It may hold a token, which is root's: somebody who runs the agent for himself decides for himself.
  if (!reading.ok && reading.reason === 'denied' && given === undefined && !isRoot())
    return { policy: {}, warnings: [`${path}: not for this account, left aside`] };
  if (!reading.ok)
    return { problem: `${path}: cannot be read (${reading.detail}); check the path and the permissions` };
  if (canBeWrittenByOthers(path))
    return { problem: `${path}: others may write it, so it is not obeyed; chmod go-w it` };
  try {
    const value: unknown = JSON.parse(reading.bytes.toString('utf8').replace(/^\ufeff/, ''));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return layerOf(Object.entries(value), path);
  } catch {
    // The same remedy as for anything else that is not an object.
  }
  return { problem: `${path}: not a JSON object; for example {"share": "/mnt/inventaires"}` };
}

async function readPolicyKey(system: System, key: string): Promise<Layer> {
  const reading = await system.registry(key, '64');
  // Most machines have no such key. One that is there and refused cannot be told from it (see exportRegistry).
  if (!reading.ok) return { policy: {}, warnings: [] };
  const values = parseRegistryExport(reading.bytes)[0]?.values ?? new Map<string, string | number>();
  return layerOf(
    [...values].filter(([name]) => name !== ''),
    key,
  );
}

function layerOf(entries: readonly (readonly [string, unknown])[], origin: string): Layer {
  const policy: Record<string, unknown> = {};
  const warnings: string[] = [];
  for (const [written, value] of entries) {
    const name = names.get(written.toLowerCase());
    if (name === undefined) {
      warnings.push(`${origin}: ${written.slice(0, 40)} is no setting of this version, left aside`);
      continue;
    }
    const read = readSetting(name, value);
    if (read === undefined) warnings.push(`${origin}: ${name} has no valid value, left aside`);
    else policy[name] = read;
  }
  if (policy.server !== undefined && policy.share !== undefined) {
    delete policy.share;
    warnings.push(`${origin}: server and share exclude each other, share left aside`);
  }
  return { policy, warnings };
}

/** Windows does not tell upper from lower case in the registry, and neither do people in a file. */
const names = new Map(Object.keys(settings).map((name) => [name.toLowerCase(), name as Setting]));

function defaultFile(system: System): string {
  // Beside the program, where only administrators write: in ProgramData every user may put one first.
  if (system.platform === 'windows') return join(dirname(process.execPath), 'agent.json');
  return system.platform === 'darwin' ? '/Library/Application Support/tiebreak/agent.json' : '/etc/tiebreak/agent.json';
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Whoever writes it decides where the inventory of this machine goes. Rights under Windows are lists: the installer sets them. */
function canBeWrittenByOthers(path: string): boolean {
  if (process.platform === 'win32') return false;
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  return mode !== undefined && (mode & WRITABLE_BY_OTHERS) !== 0;
}
