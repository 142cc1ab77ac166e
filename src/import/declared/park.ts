/**
 * A list of machines, of Active Directory or of GLPI → the size of the park by unit.
 *
 * In: the text of a CSV or of a JSON, and the units of the machines that were observed. Out: counts; no name of a machine goes further. Of the
 * organisational units a machine is under, its unit is the nearest that was observed, else the outermost. Disabled accounts are left out.
 */
import { parse } from 'csv-parse/sync';
import { parseJson } from '../json.ts';
import { canBeTitles, rolesAmong } from '../table/columns.ts';
import { dialectOf } from '../table/dialect.ts';
import { booleanOf, fieldsOf, textOf } from '../values.ts';

export interface ParkUnit {
  readonly unit: string;
  readonly scope: 'workstations' | 'servers';
  readonly machines: number;
}

const names = {
  path: 'distinguishedname canonicalname cheminldap',
  system: 'operatingsystem systemedexploitation systemedexploitationnom systemeexploitation os osname',
  enabled: 'enabled active actif',
  type: 'type typedordinateur typeordinateur chassis',
  unit: 'unite entite entity service direction departement department site lieu location',
  machine:
    'name nom cn computername nomdelordinateur nomduposte machine ordinateur hostname dnshostname samaccountname',
} as const;

type Role = keyof typeof names;
type ParkColumns = ReadonlyMap<Role, number>;

const roles = Object.entries(names) as [Role, string][];

/** Most machines of a park. */
const MOST_MACHINES = 1_000_000;

function parkColumns(titles: readonly string[]): ParkColumns | undefined {
  if (!canBeTitles(titles)) return undefined;
  const columns = rolesAmong(titles, roles);
  const told = columns.has('path') || columns.has('system') || columns.has('type');
  return columns.has('machine') && told ? columns : undefined;
}

/** Organisational units, the outermost first: "CN=PC,OU=Postes,OU=Mairie,DC=x" or "x/Mairie/Postes/PC". */
function unitsOf(path: string): string[] {
  if (path.includes('=')) {
    const found = path
      .split(/(?<!\\),/)
      .flatMap((part) => /^\s*OU=(.+)$/i.exec(part)?.[1]?.replace(/\\(.)/g, '$1') ?? []);
    return found.reverse();
  }
  return path.split('/').slice(1, -1);
}

/** "Root > Mairie > École" of GLPI: each name, the outermost first. */
function chosen(candidates: readonly string[], observed: ReadonlyMap<string, string>): string {
  const known = candidates.findLast((name) => observed.has(name.toLowerCase()));
  return known === undefined ? (candidates[0] ?? '') : (observed.get(known.toLowerCase()) ?? known);
}

function rowsOf(text: string, file: string): { columns: ParkColumns; rows: string[][] } | undefined {
  if (/^\s*[[{]/.test(text)) {
    const value = parseJson(text, file);
    const list = Array.isArray(value) ? value : [value];
    const keys = [...new Set(list.slice(0, 100).flatMap((entry) => Object.keys(fieldsOf(entry))))].slice(0, 500);
    const columns = parkColumns(keys);
    return columns && { columns, rows: list.map((entry) => keys.map((name) => String(fieldsOf(entry)[name] ?? ''))) };
  }
  const dialect = dialectOf(text.slice(0, 16 * 1024), parkColumns);
  if (dialect === undefined) return undefined;
  const rows = parse(text, {
    bom: true,
    delimiter: dialect.separator,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 256 * 1024,
    to: MOST_MACHINES,
  });
  const at = rows.findIndex((row) => parkColumns(row)?.size === dialect.columns.size);
  return { columns: dialect.columns, rows: rows.slice(at + 1) };
}

/** The park, when the text is a list of machines; undefined for any other. */
export function readPark(text: string, file: string, observedUnits: Iterable<string>): ParkUnit[] | undefined {
  const list = rowsOf(text, file);
  if (list === undefined) return undefined;
  const observed = new Map([...observedUnits].map((unit) => [unit.toLowerCase(), unit]));
  const counts = new Map<string, ParkUnit>();
  for (const row of list.rows) {
    const cell = (role: Role): string => {
      const column = list.columns.get(role);
      return (column === undefined ? undefined : textOf(row[column])) ?? '';
    };
    if (cell('machine') === '' || booleanOf(cell('enabled')) === false) continue;
    const path = cell('path') === '' ? cell('unit').split(/\s*>\s*/) : unitsOf(cell('path'));
    const unit = chosen(
      path.filter((name) => name !== ''),
      observed,
    );
    const isServer = /server|serveur/i.test(`${cell('system')} ${cell('type')}`);
    const scope = isServer ? 'servers' : 'workstations';
    const key = `${scope} ${unit}`;
    counts.set(key, { unit, scope, machines: (counts.get(key)?.machines ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0));
}
