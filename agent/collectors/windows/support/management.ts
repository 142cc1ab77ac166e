/**
 * The answer of the one PowerShell of a run, shared by the collectors that need a part of it.
 *
 * In: the machine. Out: its parts by name. Where PowerShell is missing, forbidden, silent or late, parts are missing and it says why:
 * a collector that misses its part reports it and never takes it for "nothing there".
 */
import type { RegistryKey } from '../../../../src/inventory/registry-export.ts';
import { decodeText } from '../../../../src/inventory/text-encoding.ts';
import type { Collected, Facts } from '../../../collector.ts';
import type { System } from '../../../system.ts';
import { managementScript } from './management-script.ts';
import { once } from './once.ts';
import { planOf } from './plan.ts';

export type Row = Record<string, unknown>;

export type Part = { rows: Row[]; problems: string[] };

export type Management = {
  parts: ReadonlyMap<string, Part>;
  /** Why parts may be missing; nothing when PowerShell answered and ended well. */
  silence: string | undefined;
};

/** Below the time limit of a collector, so that what was said before a hang still counts. */
const TIMEOUT_MS = 40_000;
/** What an answer without one part in it is: nothing to read for a program that is not installed. */
const NOT_THERE = new Set(['ObjectNotFound', 'InvalidArgument']);

export const management = once(async (system, signal): Promise<Management> => {
  const script = managementScript(planOf(system));
  const run = await system.run('powershell', argumentsFor(script), { timeoutMs: TIMEOUT_MS, signal });
  const parts = parseManagement(run.stdout ?? Buffer.alloc(0));
  return { parts, silence: silenceOf(run, parts.size) };
});

export function argumentsFor(script: string): string[] {
  return ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', script];
}

function silenceOf(run: Awaited<ReturnType<System['run']>>, parts: number): string | undefined {
  if (!run.ok) return `PowerShell: ${run.detail}`;
  if (run.status !== 0) return `PowerShell ended with ${run.status}`;
  return parts === 0 ? 'PowerShell ended well and printed nothing' : undefined;
}

/** A line that is not whole, or not of this script, is passed over. */
export function parseManagement(bytes: Uint8Array): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const line of decodeText(bytes).text.split('\n')) {
    const said = line.startsWith('{') ? parseObject(line) : undefined;
    if (said === undefined || typeof said.part !== 'string') continue;
    parts.set(said.part, {
      rows: listOf(said.rows).filter(isRow),
      problems: listOf(said.problems).filter((problem) => typeof problem === 'string'),
    });
  }
  return parts;
}

function parseObject(line: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRow(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** PowerShell 5 writes some lists as { value: […], Count: n }, and older ones a list of one as its element. */
function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (isRow(value) && Array.isArray(value.value) && 'Count' in value) return value.value;
  return value === undefined || value === null ? [] : [value];
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const PROVIDER = /^(?:Microsoft\.PowerShell\.Core\\)?Registry::/i;

/** Rows that are keys of the registry, in the shape that every other source of keys gives. */
export function keysOf(rows: readonly Row[]): RegistryKey[] {
  return rows.flatMap(({ key, ...values }) => {
    if (typeof key !== 'string') return [];
    const entries = Object.entries(values).flatMap(([name, value]): [string, string | number][] =>
      typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), value]] : [],
    );
    return [{ path: key.replace(PROVIDER, ''), values: new Map(entries) }];
  });
}

export function text(row: Row, name: string): string | undefined {
  const value = row[name];
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

/** What a collector whose facts all come from some parts returns: with the status that missing or refused parts make. */
export function collectedFrom({ parts, silence }: Management, names: readonly string[], facts: Facts): Collected {
  const missing = names.filter((name) => !parts.has(name));
  const refused = names.filter((name) => parts.get(name)?.problems.includes('PermissionDenied'));
  const failed = names.filter((name) => parts.get(name)?.problems.some(isFailure));
  const warnings = [
    ...(missing.length > 0 ? [`not answered: ${missing.join(', ')} (${silence ?? 'PowerShell left it out'})`] : []),
    ...(refused.length > 0 ? [`access denied to a part of: ${refused.join(', ')}`] : []),
    ...(failed.length > 0 ? [`not given by this system: ${failed.join(', ')}`] : []),
  ];
  if (missing.length === names.length) {
    return { facts, warnings, status: silence?.endsWith('printed nothing') === true ? 'empty' : 'failed' };
  }
  if (refused.length === names.length) return { facts, warnings, status: 'denied' };
  if (failed.length === names.length && names.every((name) => parts.get(name)?.rows.length === 0)) {
    return { facts, warnings, status: 'failed' };
  }
  return { facts, warnings, ...(missing.length + refused.length + failed.length > 0 ? { status: 'partial' } : {}) };
}

/** Neither a refusal nor an absence. */
export function isFailure(problem: string): boolean {
  return problem !== 'PermissionDenied' && !NOT_THERE.has(problem);
}

export function rowsOf({ parts }: Management, name: string): Row[] {
  return parts.get(name)?.rows ?? [];
}
