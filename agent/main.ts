/**
 * The agent, run once: arguments → collect → minimise → deliver.
 *
 * In: the command line. Out: one Inventory as JSON, and an exit code (0 done, 1 done but a part failed, 2 bad usage).
 * It leaves nothing running, opens no network connection, and writes nothing but its document and, at its first run without an
 * organisation's key, a key of its own.
 */
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { collect } from './collect.ts';
import { collectors } from './collectors/index.ts';
import { writeAll, writeDocument } from './deliver/file.ts';
import { serialise } from './document.ts';
import { ownKey, readKey } from './key.ts';
import type { Options } from './options.ts';
import { HELP, languageOf, parseOptions } from './options.ts';
import { namesOfPeople } from './people.ts';
import { minimise } from './privacy.ts';
import type { System } from './system.ts';
import { machineSystem } from './system.ts';
import { AGENT_VERSION } from './version.ts';

const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;
const BELOW_NORMAL = 10;

export async function main(args: readonly string[]): Promise<number> {
  const system = machineSystem();
  const options = parseOptions(args);
  if ('problem' in options) return complain(options.problem);
  if (options.action === 'help') return print(HELP[languageOf(system.environment)]);
  if (options.action === 'version') return print(`tiebreak-agent ${AGENT_VERSION}\n`);
  return takeInventory(system, options);
}

async function takeInventory(system: System, options: Options): Promise<number> {
  const key = options.key === undefined ? ownKey(options.state ?? stateFolder(system)) : readKey(options.key);
  if (key === undefined && options.key !== undefined) {
    return complain(`--key: ${options.key} cannot be read, or is too short: give a file of 64 hexadecimal digits`);
  }
  yieldToOthers();
  const gathered = await collect(system, {
    collectors: collectors.filter(({ id }) => options.connections || id !== 'connections'),
    agentVersion: AGENT_VERSION,
    now: new Date().toISOString(),
    key,
    site: options.site,
    unit: options.unit,
    timeoutMs: options.timeoutMs,
  });
  const inventory = minimise(gathered, { people: namesOfPeople(system) });
  try {
    deliver(options.output, serialise(inventory));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return complain(`--output: ${options.output} cannot be written (${code})`);
  }
  const lost = inventory.collectors.filter(({ status }) => status === 'failed' || status === 'denied');
  for (const { id, status, warnings } of lost) say(`${id}: ${status} (${warnings.join('; ')})`);
  if (key === undefined)
    say('no key could be kept: this inventory bears no pseudonym. Give --key or a writable --state');
  return lost.length > 0 || key === undefined ? 1 : 0;
}

function deliver(output: string, text: string): void {
  if (output === '-') writeAll(STANDARD_OUTPUT, text);
  else writeDocument(output, text);
}

function stateFolder(system: System): string {
  if (system.platform === 'windows') return join(system.environment('ProgramData') ?? 'C:\\ProgramData', 'tiebreak');
  const home = system.environment('HOME') ?? '/root';
  return join(system.environment('XDG_STATE_HOME') || join(home, '.local', 'state'), 'tiebreak');
}

/** Whoever is working on this machine comes first. */
function yieldToOthers(): void {
  try {
    setPriority(BELOW_NORMAL);
  } catch {
    // Some sandboxes refuse it: the agent is short anyway.
  }
}

function print(text: string): number {
  writeAll(STANDARD_OUTPUT, text);
  return 0;
}

function say(line: string): void {
  writeAll(STANDARD_ERROR, `tiebreak-agent: ${line}\n`);
}

function complain(problem: string): number {
  say(problem);
  return 2;
}
