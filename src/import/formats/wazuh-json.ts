/**
 * Syscollector of Wazuh: packages of its API (`/syscollector/…/packages`), documents of its indexer
 * (`wazuh-states-inventory-packages`), and messages by which an agent synchronises them.
 */
import { Problem } from '../../problem.ts';
import { openAccount, refuse } from '../account.ts';
import { documentOf, gather, type Origin, originOf, reportOf } from '../document.ts';
import { identifiersFrom } from '../identifiers.ts';
import type { Head, ImportContext, Imported, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import { decideKind } from '../kind.ts';
import { systemNamed } from '../operating-system.ts';
import type { Source } from '../source.ts';
import { defined, type Fields, fieldsOf, listOf, textOf } from '../values.ts';
import { type Agent, type Agents, addState, agentFor } from '../wazuh/agents.ts';
import { wazuhItem } from '../wazuh/package.ts';

function detect({ keys, text }: Head): boolean {
  if (keys.has('Start') && keys.has('Start.agentid')) return true;
  if (keys.has('data') && keys.has('data.affected_items')) return /"(?:scan|agent_id|format)"\s*:/.test(text);
  return keys.has('hits') && /wazuh-states-inventory|"_source"[\s\S]{0,2000}"package"\s*:/.test(text);
}

function readSync(message: Fields, agents: Agents): void {
  const start = fieldsOf(message.Start);
  const agent = agentFor(agents, { id: start.agentid, name: start.agentname ?? start.hostname });
  agent.system = {
    name: start.osname,
    version: start.osversion,
    platform: start.osplatform,
    architecture: start.architecture,
  };
  agent.version = start.agentversion;
  if (textOf(start.mode) === 'delta') agent.warnings.add('the message holds changes only: the list is incomplete');
  for (const context of listOf(message.data_context)) addState(agent, fieldsOf(fieldsOf(context).payload));
  for (const entry of listOf(message.data_values)) {
    const { operation, payload } = fieldsOf(entry);
    addState(agent, fieldsOf(payload), textOf(operation)?.toLowerCase() === 'delete');
  }
}

function readAnswer(answer: Fields, agents: Agents): void {
  const items = listOf(fieldsOf(answer.data).affected_items);
  const total = fieldsOf(answer.data).total_affected_items;
  for (const item of items) {
    const fields = fieldsOf(item);
    const agent = agentFor(agents, { id: fields.agent_id ?? '', name: undefined });
    if (typeof total === 'number' && total > items.length)
      agent.warnings.add(`list truncated: ${items.length} of ${total}, ask for more with limit and offset`);
    addState(agent, fields.os === undefined ? { package: fields } : { host: fields });
  }
}

function readHits(answer: Fields, agents: Agents): void {
  for (const hit of listOf(fieldsOf(answer.hits).hits)) {
    const state = fieldsOf(fieldsOf(hit)._source);
    const { id, name, version } = fieldsOf(state.agent);
    const agent = agentFor(agents, { id, name });
    agent.version ??= version;
    addState(agent, state);
  }
}

function documentFor(agent: Agent, line: number, origin: Origin): Imported {
  const account = { ...openAccount(), notes: [...origin.notes] };
  const { host, name, removed, system, version, warnings } = agent;
  const os = fieldsOf(host.os);
  const operatingSystem = systemNamed(os.full_name ?? os.name ?? system.name, {
    version: os.version ?? system.version,
    build: os.build,
    architecture: host.architecture ?? system.architecture,
    hint: os.platform ?? system.platform,
  });
  const software = gather({ file: origin.file, account }, 'packages', agent.packages, (entry) =>
    wazuhItem(entry, operatingSystem?.family, origin.format),
  );
  account.read += removed;
  if (removed > 0) refuse(account, 'not-installed', removed);
  return documentOf(
    origin,
    account,
    {
      agent: { name: 'wazuh', version: textOf(version) ?? '' },
      machine: defined({
        identifiers: identifiersFrom(origin.key, { names: [host.hostname, name] }),
        ...decideKind({ family: operatingSystem?.family, operatingSystem: operatingSystem?.name }),
        operatingSystem,
      }),
      software,
      collectors: [reportOf(origin.format, software.length, [...warnings])],
    },
    { line },
  );
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  const agents: Agents = new Map();
  const document = fieldsOf(value);
  if (document.Start !== undefined) readSync(document, agents);
  else if (document.hits !== undefined) readHits(document, agents);
  else readAnswer(document, agents);
  if (agents.size === 0) throw new Problem('document-not-inventory', { file: source.file, what: 'Wazuh' });
  const origin = originOf(source, wazuhJson.id, key, notes);
  let line = 1;
  for (const agent of agents.values()) yield documentFor(agent, line++, origin);
}

export const wazuhJson: Importer = { id: 'wazuh-json', detect, read };
