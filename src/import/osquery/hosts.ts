/** Results of osquery, put together machine by machine: rows that list software, and those that describe the machine. */
import { Problem } from '../../problem.ts';
import { openAccount, refuse } from '../account.ts';
import { documentOf, gather, type Origin, reportOf } from '../document.ts';
import { identifiersFrom } from '../identifiers.ts';
import type { Imported } from '../importer.ts';
import { decideKind } from '../kind.ts';
import { systemNamed } from '../operating-system.ts';
import { defined, type Fields, fieldsOf, listOf, textOf } from '../values.ts';
import { extensionOf, osqueryItem } from './row.ts';

/** About the bytes held for a row, and the most for all. */
const ROW_WEIGHT = 500;
const MAX_WEIGHT = 200 * 1024 * 1024;

type Host = {
  readonly line: number;
  /** Rows of each query, by their words, so that a difference can take one away. */
  readonly rows: Map<string, Map<string, Fields>>;
  removed: number;
  /** Rows read, those taken away apart. */
  read: number;
  again: number;
  readonly about: { system: Fields; hardware: Fields; agent: Fields };
  latest: number;
};

export type Hosts = { readonly byName: Map<string, Host>; weight: number };

/** A row of software has a name and a version; the tables that describe the machine have them too, or columns of theirs. */
function takeAbout(host: Host, row: Fields): boolean {
  if ('platform_like' in row || ('codename' in row && 'platform' in row)) host.about.system = row;
  else if ('hardware_serial' in row || 'hardware_model' in row) host.about.hardware = row;
  else if ('config_hash' in row || 'build_platform' in row) host.about.agent = row;
  else return false;
  return true;
}

function isSoftware(row: Fields): boolean {
  return textOf(row.name) !== undefined && row.version !== undefined && !('pid' in row);
}

function add(hosts: Hosts, host: Host, query: string, row: Fields): void {
  if (takeAbout(host, row) || !isSoftware(row)) return;
  host.read++;
  const rows = host.rows.get(query) ?? new Map<string, Fields>();
  host.rows.set(query, rows);
  const words = JSON.stringify(row);
  if (rows.has(words)) host.again++;
  else {
    rows.set(words, row);
    hosts.weight += ROW_WEIGHT + 3 * words.length;
  }
}

function remove(host: Host, query: string, row: Fields): void {
  if (host.rows.get(query)?.delete(JSON.stringify(row))) host.removed++;
}

function clear(host: Host, query: string): void {
  host.removed += host.rows.get(query)?.size ?? 0;
  host.rows.delete(query);
}

/** Takes one line of the log; throws a Problem when too much is held. */
export function takeResult(hosts: Hosts, result: Fields, line: number, file: string): void {
  const name = textOf(result.hostIdentifier) ?? textOf(result.host_identifier);
  if (name === undefined) throw new Problem('document-not-inventory', { file: `${file}:${line}`, what: 'osquery' });
  const host = hosts.byName.get(name) ?? {
    line,
    rows: new Map(),
    removed: 0,
    read: 0,
    again: 0,
    about: { system: {}, hardware: {}, agent: {} },
    latest: 0,
  };
  hosts.byName.set(name, host);
  host.latest = Math.max(host.latest, Number(textOf(result.unixTime) ?? 0) || 0);
  const query = textOf(result.name) ?? '';
  const { added, removed } = fieldsOf(result.diffResults);
  if (result.snapshot !== undefined) {
    clear(host, query);
    for (const row of listOf(result.snapshot)) add(hosts, host, query, fieldsOf(row));
  }
  for (const row of listOf(removed)) remove(host, query, fieldsOf(row));
  for (const row of listOf(added)) add(hosts, host, query, fieldsOf(row));
  if (textOf(result.action) === 'removed') remove(host, query, fieldsOf(result.columns));
  else if (result.columns !== undefined) add(hosts, host, query, fieldsOf(result.columns));
  if (hosts.weight > MAX_WEIGHT) throw new Problem('table-too-large', { file, line });
}

/** What is known of one machine at the end of the log. */
export function documentFor(name: string, host: Host, origin: Origin): Imported {
  const { system, hardware, agent } = host.about;
  const account = { ...openAccount(), notes: [...origin.notes] };
  const operatingSystem = systemNamed(system.name, {
    version: system.version,
    build: system.build,
    architecture: system.arch,
    hint: system.platform,
  });
  const reading = { file: origin.file, account };
  const rows = [...host.rows.values()].flatMap((found) => [...found.values()]);
  const isExtension = (row: Fields) => extensionOf(row) !== undefined;
  const software = gather(
    reading,
    'software',
    rows.filter((row) => !isExtension(row)),
    (row) => osqueryItem(row, operatingSystem?.family, origin.format),
  );
  const browserExtensions = gather(reading, 'extensions', rows.filter(isExtension), extensionOf);
  account.read += host.removed + host.again;
  account.merged += host.again;
  if (host.removed > 0) refuse(account, 'not-installed', host.removed);
  const known = defined({ vendor: textOf(hardware.hardware_vendor), model: textOf(hardware.hardware_model) });
  const findings = defined({
    agent: { name: 'osquery', version: textOf(agent.version) ?? '' },
    // Beyond the year 9999, a date is an error of the source.
    collectedAt: host.latest > 0 && host.latest < 253e9 ? new Date(host.latest * 1000).toISOString() : undefined,
    machine: defined({
      identifiers: identifiersFrom(origin.key, {
        serial: hardware.hardware_serial,
        uuid: hardware.uuid ?? name,
        names: [hardware.hostname, hardware.computer_name, name],
      }),
      ...decideKind({
        family: operatingSystem?.family,
        operatingSystem: operatingSystem?.name,
        model: known.model,
      }),
      operatingSystem,
      hardware: Object.keys(known).length === 0 ? undefined : known,
    }),
    software,
    browserExtensions,
    collectors: [reportOf(origin.format, software.length + browserExtensions.length)],
  });
  return documentOf(origin, account, findings, { line: host.line });
}
