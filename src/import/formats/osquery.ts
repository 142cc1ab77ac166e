/**
 * Result logs of osquery: one result a line, of any number of machines. Snapshots replace what the same query gave
 * before, differences change it; what is left at the end is what is installed.
 */
import { Problem } from '../../problem.ts';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { parseJson, readLines } from '../json.ts';
import { documentFor, type Hosts, takeResult } from '../osquery/hosts.ts';
import type { Source } from '../source.ts';
import { fieldsOf } from '../values.ts';

function detect({ keys }: Head): boolean {
  if (!keys.has('hostIdentifier') && !keys.has('host_identifier')) return false;
  return ['columns', 'snapshot', 'diffResults', 'action'].some((key) => keys.has(key));
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const hosts: Hosts = { byName: new Map(), weight: 0 };
  for await (const line of readLines(source)) {
    if ('problem' in line) {
      yield line;
      continue;
    }
    const file = `${source.file}:${line.number}`;
    try {
      takeResult(hosts, fieldsOf(parseJson(line.text, file)), line.number, source.file);
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'table-too-large') throw error;
      yield { problem: error };
    }
  }
  if (hosts.byName.size === 0) throw new Problem('document-not-inventory', { file: source.file, what: 'osquery' });
  const origin = originOf(source, osquery.id, key, []);
  for (const [name, host] of hosts.byName) yield documentFor(name, host, origin);
}

export const osquery: Importer = { id: 'osquery', detect, read };
