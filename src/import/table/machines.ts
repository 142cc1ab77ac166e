/**
 * Rows of a table → the machines they describe, in the order in which each first appears.
 *
 * Rows of one machine may be anywhere, so all of them are held; but a title is held once for all the machines that have
 * it, and a row is then one number. Beyond a limit on all that is held, the table is refused.
 */
import { keyId, pseudonym } from '../../inventory/identity.ts';
import { MAX_LIST } from '../../inventory/read.ts';
import type { Machine, SoftwareItem, SoftwareKind } from '../../inventory/schema.ts';
import { Problem } from '../../problem.ts';
import { openAccount, refuse } from '../account.ts';
import { documentOf, type Origin, reportOf } from '../document.ts';
import type { Imported, Outcome } from '../importer.ts';
import { decideKind } from '../kind.ts';
import { systemNamed, usualKind } from '../operating-system.ts';
import { osqueryKind } from '../osquery/row.ts';
import { dayOf, defined, textOf } from '../values.ts';
import { isHidden, windowsProgram } from '../windows-program.ts';
import type { Columns, Role } from './columns.ts';

/** About the bytes held for a title, a machine, a row; and the most for all. */
const TITLE_WEIGHT = 600;
const MACHINE_WEIGHT = 1200;
const ROW_WEIGHT = 8;
const MAX_WEIGHT = 250 * 1024 * 1024;

type Row = readonly string[];

/** What is held of one machine. */
type Held = { readonly line: number; readonly first: Row; readonly titles: number[]; nameless: number };

export type Machines = {
  readonly columns: Columns;
  readonly held: Map<string, Held>;
  readonly titles: Map<string, number>;
  readonly items: SoftwareItem[];
  /** Rows that say nothing of their machine, in a table where others do. */
  orphans: number;
  weight: number;
};

export function openMachines(columns: Columns): Machines {
  return { columns, held: new Map(), titles: new Map(), items: [], orphans: 0, weight: 0 };
}

function cell({ columns }: Machines, row: Row, role: Role): string | undefined {
  const column = columns.get(role);
  return column === undefined ? undefined : textOf(row[column]);
}

/** What tells a machine from the others: the surest of its identities. */
function identityOf(machines: Machines, row: Row): string | undefined {
  for (const role of ['machine', 'serial', 'uuid', 'resource'] as const) {
    const value = cell(machines, row, role);
    if (value !== undefined) return `${role} ${value.toLowerCase()}`;
  }
  return undefined;
}

function namesMachines({ columns }: Machines): boolean {
  return (['machine', 'serial', 'uuid', 'resource'] as const).some((role) => columns.has(role));
}

function systemOf(machines: Machines, row: Row): Machine['operatingSystem'] {
  return systemNamed(cell(machines, row, 'system'), { version: cell(machines, row, 'systemVersion') });
}

/** Form in which the row says that it is installed; lists without systems are of Windows machines, most of them. */
function kindOf(machines: Machines, row: Row): SoftwareKind {
  return osqueryKind(cell(machines, row, 'source')) ?? usualKind(systemOf(machines, row)?.family);
}

function versionOf(machines: Machines, row: Row): string | undefined {
  const version = cell(machines, row, 'version');
  const revision = cell(machines, row, 'revision');
  return version === undefined || revision === undefined ? version : `${version}-${revision}`;
}

function itemOf(machines: Machines, row: Row, format: string): SoftwareItem | undefined {
  const program = {
    displayName: cell(machines, row, 'name'),
    publisher: cell(machines, row, 'publisher'),
    displayVersion: versionOf(machines, row),
    installDate: cell(machines, row, 'installedOn'),
    systemComponent: cell(machines, row, 'hidden'),
    parentKeyName: cell(machines, row, 'parent'),
    releaseType: cell(machines, row, 'release'),
    path: cell(machines, row, 'path'),
  };
  const kind = kindOf(machines, row);
  if (program.displayName === undefined || kind === 'program') {
    const item = windowsProgram(program, format);
    return item && defined({ ...item, architecture: item.architecture ?? cell(machines, row, 'architecture') });
  }
  return defined({
    name: program.displayName,
    publisher: program.publisher,
    version: program.displayVersion,
    architecture: cell(machines, row, 'architecture'),
    kind,
    foundBy: format,
    id: cell(machines, row, 'id'),
    installedOn: dayOf(program.installDate),
    systemComponent: isHidden(program) || undefined,
  });
}

/** A copy that lets go of the block of text that its cells were cut from. */
function detached(row: Row): Row {
  return JSON.parse(JSON.stringify(row.map((value) => value.slice(0, 1000))));
}

function heldFor(machines: Machines, identity: string, row: Row, line: number): Held {
  const known = machines.held.get(identity);
  if (known !== undefined) return known;
  const held = { line, first: detached(row), titles: [], nameless: 0 };
  machines.weight += MACHINE_WEIGHT + 2 * (identity.length + held.first.reduce((sum, { length }) => sum + length, 0));
  machines.held.set(identity, held);
  return held;
}

/** Takes one row in; throws a Problem when too much is held. */
export function takeRow(machines: Machines, row: Row, line: number, { file, format }: Origin): void {
  const identity = namesMachines(machines) ? identityOf(machines, row) : '';
  if (identity === undefined) {
    machines.orphans++;
    return;
  }
  const held = heldFor(machines, identity, row, line);
  const item = itemOf(machines, row, format);
  machines.weight += ROW_WEIGHT;
  if (item === undefined) held.nameless++;
  else {
    const words = JSON.stringify(item);
    let title = machines.titles.get(words);
    if (title === undefined) {
      title = machines.items.push(item) - 1;
      machines.titles.set(words, title);
      machines.weight += TITLE_WEIGHT + 4 * words.length;
    }
    held.titles.push(title);
  }
  if (machines.weight > MAX_WEIGHT) throw new Problem('table-too-large', { file, line });
}

function machineOf(machines: Machines, row: Row, key: Uint8Array): Machine {
  const resource = cell(machines, row, 'resource');
  const name = cell(machines, row, 'machine') ?? (resource === undefined ? undefined : `resource ${resource}`);
  const operatingSystem = systemOf(machines, row);
  return defined({
    identifiers: defined({
      serial: pseudonym(key, 'serial', cell(machines, row, 'serial')),
      uuid: pseudonym(key, 'uuid', cell(machines, row, 'uuid')),
      name: pseudonym(key, 'name', name),
      keyId: keyId(key),
    }),
    ...decideKind({
      family: operatingSystem?.family,
      operatingSystem: operatingSystem?.name,
      chassis: cell(machines, row, 'chassis'),
    }),
    site: cell(machines, row, 'site'),
    unit: cell(machines, row, 'unit'),
    operatingSystem,
  });
}

function documentFor(machines: Machines, held: Held, origin: Origin): Imported {
  const { first, line, nameless, titles } = held;
  const account = openAccount();
  const distinct = new Set(titles);
  account.read = titles.length + nameless;
  account.kept = distinct.size;
  account.merged = titles.length - distinct.size;
  if (nameless > 0) refuse(account, 'no-name', nameless);
  account.notes.push(...origin.notes);
  const whole = !namesMachines(machines);
  if (whole) account.notes.push('machines-not-named');
  const software = [...distinct].flatMap((title) => machines.items[title] ?? []);
  const warnings = whole ? ['the table does not say which machine has what: it is read as one'] : [];
  return documentOf(
    origin,
    account,
    {
      machine: machineOf(machines, whole ? [] : first, origin.key),
      software,
      collectors: [reportOf(origin.format, software.length, warnings)],
    },
    { line },
  );
}

/** Every machine, then what is to be known of the whole table. */
export function* outcomesOf(machines: Machines, origin: Origin): Generator<Outcome> {
  for (const held of machines.held.values()) {
    const { file } = origin;
    if (held.titles.length <= MAX_LIST) yield documentFor(machines, held, origin);
    else
      yield {
        problem: new Problem('document-list-too-long', { file: `${file}:${held.line}`, list: 'csv', limit: MAX_LIST }),
      };
  }
  if (machines.orphans > 0)
    yield { problem: new Problem('table-orphans', { file: origin.file, rows: machines.orphans }) };
}
