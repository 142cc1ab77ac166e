/**
 * The agent, run once: arguments and policy → collect → minimise → sign → deliver.
 *
 * In: the command line and what the administrator set. Out: one signed Inventory, and an exit code (0 done, 1 done in part, 2 bad usage).
 * It leaves nothing running, contacts nothing but the collector or share it was told to deliver to, and writes nothing but its document
 * and, in its state folder, its own keys and what is not delivered yet.
 */
import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import type { Inventory } from '../src/inventory/schema.ts';
import { fingerprint, rawPublicKey, sign } from '../src/inventory/signature.ts';
import { collect } from './collect.ts';
import { collectors } from './collectors/index.ts';
import type { Withheld } from './contacts.ts';
import { deliver } from './deliver/deliver.ts';
import { codeOf, writeDocument } from './deliver/file.ts';
import { openDestination } from './deliver/open.ts';
import { serialise } from './document.ts';
import { explainDocument } from './explain.ts';
import { placesTrusted, verdictOn } from './hardening.ts';
import { ownKey, readKey } from './key.ts';
import type { Options } from './options.ts';
import { HELP, languageOf, parseFlags, settle } from './options.ts';
import { outgoingContacts } from './outgoing-contacts.ts';
import { namesOfPeople } from './people.ts';
import { readPolicy } from './policy.ts';
import { CONTACTS, minimise } from './privacy.ts';
import { machineKey } from './signing.ts';
import { writeStandard } from './standard-streams.ts';
import { openState, stateFolder } from './state.ts';
import type { System } from './system.ts';
import { machineSystem } from './system.ts';
import { AGENT_VERSION } from './version.ts';

const BELOW_NORMAL = 10;

export async function main(args: readonly string[]): Promise<number> {
  const system = machineSystem();
  const flags = parseFlags(args);
  if ('problem' in flags) return complain(flags.problem);
  const language = flags.language ?? languageOf(system.environment);
  if (flags.action === 'help') return print(HELP[language]);
  if (flags.action === 'version') return print(`tiebreak-agent ${AGENT_VERSION}\n`);
  const reading = await readPolicy(system, flags.policyFile);
  if ('problem' in reading) return complain(reading.problem);
  for (const warning of reading.warnings) say(warning);
  const options = settle(reading.policy, flags, language);
  if ('problem' in options) return complain(options.problem);
  if (options.maxDelayMs > 0 && options.explain === undefined) {
    const { setTimeout: wait } = await import('node:timers/promises');
    await wait(Math.random() * options.maxDelayMs);
  }
  return run(system, options);
}

async function run(system: System, options: Options): Promise<number> {
  const state = openState(options.state ?? stateFolder(system));
  const folder = 'folder' in state ? state.folder : undefined;
  const verdict = await verdictOn(system, placesTrusted(options, folder));
  if (verdict !== undefined && 'problem' in verdict) return complain(verdict.problem);
  if (verdict !== undefined) say(verdict.warning);
  const key = options.key !== undefined ? readKey(options.key) : folder === undefined ? undefined : ownKey(folder);
  if (key === undefined && options.key !== undefined) {
    return complain(`--key: ${options.key} cannot be read, or is too short: give a file of 64 hexadecimal digits`);
  }
  yieldToOthers();
  const { inventory, withheld, lost } = await takeInventory(system, options, key, folder);
  for (const { id, status, warnings } of lost) say(`${id}: ${status} (${warnings.join('; ')})`);
  if (key === undefined)
    say(`no key could be kept: this inventory bears no pseudonym. Give --key or a writable --state`);
  if (options.explain !== undefined) {
    const machine = folder === undefined ? undefined : machineKey(folder);
    const text = serialise(inventory);
    return print(explainDocument(machine === undefined ? text : sign(text, machine), withheld, options.explain));
  }
  const code = await handOver(
    system,
    options,
    inventory,
    folder,
    'problem' in state ? state.problem : 'key unreadable',
  );
  return code === 0 && (lost.length > 0 || key === undefined) ? 1 : code;
}

async function takeInventory(
  system: System,
  options: Options,
  key: Uint8Array | undefined,
  folder: string | undefined,
): Promise<{ inventory: Inventory; withheld: Withheld; lost: Inventory['collectors'] }> {
  const gathered = await collect(system, {
    collectors: collectors.filter(({ id }) => options.connections || !CONTACTS.has(id)),
    agentVersion: AGENT_VERSION,
    now: new Date().toISOString(),
    key,
    site: options.site,
    unit: options.unit,
    timeoutMs: options.timeoutMs,
    wishes: { readProfiles: options.readProfiles },
    keepNames: options.keepNames,
  });
  const { contacts, list, warnings } = await outgoingContacts(system, gathered, { options, key, folder });
  for (const warning of warnings) say(warning);
  const inventory = minimise(
    { ...gathered, documentId: randomUUID() },
    { people: namesOfPeople(system), contacts, list, keepNames: options.keepNames },
  );
  const lost = inventory.collectors.filter(({ status }) => status === 'failed' || status === 'denied');
  return { inventory, withheld: contacts.withheld, lost };
}

/** Writes the document or delivers it, signed; answers the exit code. */
async function handOver(
  system: System,
  options: Options,
  inventory: Inventory,
  folder: string | undefined,
  whyNoState: string,
): Promise<number> {
  const key = folder === undefined ? undefined : machineKey(folder);
  const { target } = options;
  if (target.kind === 'output') {
    if (key === undefined) say(`this inventory is not signed: ${whyNoState}`);
    const text = serialise(inventory);
    return output(target.path, key === undefined ? text : sign(text, key));
  }
  if (folder === undefined || key === undefined) return complain(`nothing is delivered unsigned: ${whyNoState}`);
  const destination = await openDestination(target, options, system, fingerprint(rawPublicKey(key)));
  if ('problem' in destination) return complain(destination.problem);
  const { fullEveryDays } = options;
  const report = await deliver({ inventory, key, stateFolder: folder, destination, fullEveryDays });
  await destination.close();
  for (const problem of report.problems) say(problem);
  if (report.waiting > 0) say(`${report.waiting} document(s) kept for the next run, in ${folder}`);
  return report.problems.length > 0 || report.waiting > 0 ? 1 : 0;
}

function output(path: string, text: string): number {
  try {
    if (path === '-') writeStandard('output', text);
    else writeDocument(path, text);
    return 0;
  } catch (error) {
    return complain(`--output: ${path} cannot be written (${codeOf(error)})`);
  }
}

/** Whoever is working on this machine comes first: for the processor, and for the disk, whose priority Linux derives from it (the unit lowers it further). */
function yieldToOthers(): void {
  try {
    setPriority(BELOW_NORMAL);
  } catch {
    // Some sandboxes refuse it: the agent is short anyway.
  }
}

function print(text: string): number {
  try {
    writeStandard('output', text);
  } catch (error) {
    // Who reads it has read enough.
    if (codeOf(error) !== 'EPIPE') throw error;
  }
  return 0;
}

function say(line: string): void {
  writeStandard('error', `tiebreak-agent: ${line}\n`);
}

function complain(problem: string): number {
  say(problem);
  return 2;
}
