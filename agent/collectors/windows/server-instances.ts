/** Databases and mail servers that are set up here, not only installed: instances of SQL Server, Exchange, Oracle homes. */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { collectedFrom, keysOf, management, rowsOf } from './support/management.ts';

const PARTS = ['sql-server', 'exchange', 'oracle'];

export const serverInstances: Collector = {
  id: 'server-instances',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const answer = await management(system, signal);
    const keys = PARTS.flatMap((part) => keysOf(rowsOf(answer, part)));
    return collectedFrom(answer, PARTS, { software: describeInstances(keys) });
  },
};

export function describeInstances(keys: readonly RegistryKey[]): SoftwareItem[] {
  return keys.flatMap((key) => sqlServer(key) ?? exchange(key) ?? oracle(key) ?? []);
}

/** "MSSQL15.SQLEXPRESS": an engine. Analysis and reporting services ("MSAS15.…") come with one and are not databases. */
function sqlServer({ path, values }: RegistryKey): SoftwareItem | undefined {
  const id = /\\Microsoft SQL Server\\(MSSQL[\d_]*\.[^\\]+)\\Setup$/i.exec(path)?.[1];
  const version = values.get('patchlevel') ?? values.get('version');
  if (id === undefined || typeof version !== 'string') return undefined;
  return instance('Microsoft SQL Server', version, id);
}

function exchange({ path, values }: RegistryKey): SoftwareItem | undefined {
  if (!/\\ExchangeServer\\v\d+\\Setup$/i.test(path)) return undefined;
  const parts = ['msiproductmajor', 'msiproductminor', 'msibuildmajor', 'msibuildminor'].map((name) =>
    values.get(name),
  );
  return parts.some((part) => typeof part !== 'number')
    ? undefined
    : instance('Microsoft Exchange', parts.join('.'), undefined);
}

/** A home without an identifier of database (SID) is a client's. */
function oracle({ path, values }: RegistryKey): SoftwareItem | undefined {
  const key = /\\ORACLE\\(KEY_[^\\]+)$/i.exec(path)?.[1];
  const sid = values.get('oracle_sid');
  if (key === undefined || typeof sid !== 'string' || sid === '') return undefined;
  const home = String(values.get('oracle_home_name') || key);
  return instance(`Oracle Database ${home}`, undefined, key);
}

function instance(name: string, version: string | undefined, id: string | undefined): SoftwareItem {
  return { name, version, kind: 'instance', scope: 'machine', foundBy: 'server-instances', id };
}
