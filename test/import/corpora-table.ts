/**
 * `node test/import/corpora-table.ts`: a table, file by file, of the documents that nobody on this project wrote: items in the
 * source, counted without any importer, against what the importers read, kept, merged and refused. It fails when the two
 * counts differ.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { importPaths } from '../../src/import/index.ts';
import { corpora } from './corpora.ts';
import { key } from './events.ts';

/** Lists of titles, which other tests are for. */
const LISTS = /(?:windows_titles|macos_apps)\.csv$/;

type Counter = (text: string) => number;

function matches(pattern: RegExp): Counter {
  return (text) => text.match(pattern)?.length ?? 0;
}

/** Of a cache, names are counted, not their records. */
function distinct(pattern: RegExp): Counter {
  return (text) => new Set(Array.from(text.matchAll(pattern), ([, name]) => name)).size;
}

/** Entries of the arrays of these names, wherever they are, but under what is left out. */
function entries(names: readonly string[], leftOut: readonly string[] = []): Counter {
  const count = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 0;
    return Object.entries(value).reduce((sum, [name, inner]) => {
      if (leftOut.includes(name)) return sum;
      return sum + (names.includes(name) && Array.isArray(inner) ? inner.length : 0) + count(inner);
    }, 0);
  };
  return (text) => count(JSON.parse(text));
}

function tags(...names: readonly string[]): Counter {
  return (text) => names.reduce((sum, name) => sum + text.split(`<${name}>`).length - 1, 0);
}

const lines = matches(/^[^\S\n]*\S.*$/gm);

/** Sockets of the Internet: a line each, which has a protocol or, where ss shows none, a state. */
const sockets = matches(
  /^\s*(?:[0-9a-f]+ +){0,2}(?:(?:tcp|udp)[46]*\s.*|(?:ESTAB|LISTEN|UNCONN|SYN-SENT|TIME-WAIT|CLOSE-WAIT)\s+\d+\s+\d+\s+\S+:\S+\s+\S+:.*)$/gim,
);

/** By format. */
const counters: Readonly<Record<string, Counter>> = {
  bind: lines,
  cloudflare: matches(/^\{/gm),
  // What the document is about is one more, which comes in its metadata.
  'cyclonedx-json': (text) =>
    entries(['components', 'services'], ['metadata', 'pedigree'])(text) +
    (JSON.parse(text).metadata?.component === undefined ? 0 : 1),
  'cyclonedx-xml': (text) => {
    const [before = '', after = ''] = text.split('</metadata>');
    return matches(/<(?:component|service)[ >]/g)(after) + (before.includes('<component ') ? 1 : 0);
  },
  displaydns: distinct(/^ +(\S+)\r?\n +-+\r?$/gm),
  'dns-client-cache': distinct(/^(\S+) .*(?:Success|NoRecords)/gm),
  dnsmasq: lines,
  dpkg: matches(/^[a-z][a-z]?[a-z]? +\S+ +\S+ .*$/gm),
  fortinet: lines,
  'glpi-json': entries([
    'softwares',
    'databases_services',
    'remote_mgmt',
    'antivirus',
    'licenseinfos',
    'virtualmachines',
  ]),
  'glpi-xml': tags('SOFTWARES', 'ANTIVIRUS', 'LICENSEINFOS', 'REMOTE_MGMT', 'DATABASES_SERVICES', 'VIRTUALMACHINES'),
  netskope: matches(/^\d{4}-.*$/gm),
  netstat: sockets,
  'ocs-json': entries(['SOFTWARES', 'VIRTUAL MACHINES']),
  olfeo: lines,
  'reg-export': matches(/^\[HKEY_[^\]]*\\Uninstall\\[^\\\n]+\]\r?$/gim),
  rpm: matches(/^Name +: \S+\r?$/gm),
  skyhigh: matches(/(?:requested|destination)_host=/g),
  'software-json': (text) => {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? found.length : entries(['software'])(text);
  },
  'spdx-json': entries(['packages']),
  'spdx-tags': matches(/^PackageName:/gm),
  squid: lines,
  stormshield: lines,
  symantec: matches(/"cs-host"/g),
  umbrella: matches(/^ ?"\d{4}-/gm),
  unbound: lines,
  'wazuh-json': matches(/"package"\s*:\s*\{/g),
  'windows-dns': lines,
  zscaler: matches(/^\{/gm),
};

type Row = {
  readonly file: string;
  readonly format: string;
  readonly counted: number | undefined;
  readonly read: number;
  readonly kept: number;
  readonly merged: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
};

/** The text of a file as far as it is ASCII, whichever of the encodings it is in. */
function asciiOf(file: string): string {
  const bytes = readFileSync(file);
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return isUtf16 ? bytes.toString('utf16le', 2) : bytes.toString('latin1');
}

async function rowOf(file: string): Promise<Row> {
  const row = { format: '-', read: 0, kept: 0, merged: 0, refused: {} as Record<string, number> };
  const problems: string[] = [];
  for await (const event of importPaths([file], { key })) {
    if ('problem' in event) problems.push(event.problem.code);
    else if (
      event.merges === undefined &&
      (event.log !== undefined || event.inventory.observedFrom !== 'network' || row.format === '-')
    ) {
      const { kept, merged, read, refused } = event.log ?? event.account;
      row.format = event.format;
      row.read += read;
      row.kept += kept;
      row.merged += merged;
      for (const [reason, count] of Object.entries(refused)) row.refused[reason] = (row.refused[reason] ?? 0) + count;
    }
  }
  const counted = row.format === '-' ? undefined : counters[row.format]?.(asciiOf(file));
  return { file: relative(corpora, file), counted, problems, ...row };
}

function told({ counted, file, format, kept, merged, problems, read, refused }: Row): string {
  const reasons = [...Object.entries(refused).map(([reason, count]) => `${reason} ${count}`), ...problems];
  return `| ${[file, format, counted ?? '', read, kept, merged, reasons.join(', ')].join(' | ')} |`;
}

const files = readdirSync(corpora, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !LISTS.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const rows: Row[] = [];
for (const file of files) rows.push(await rowOf(file));
console.log('| file | format | counted | read | kept | merged | why not kept |\n|---|---|---:|---:|---:|---:|---|');
for (const row of rows) console.log(told(row));
const wrong = rows.filter(({ counted, format, read }) => format !== '-' && counted !== read);
const imported = rows.filter(({ format }) => format !== '-');
console.log(`\n${imported.length} files imported of ${rows.length}; ${wrong.length} counted otherwise`);
for (const { counted, file, read } of wrong) console.error(`${file}: ${counted} counted, ${read} read`);
if (wrong.length > 0) process.exitCode = 1;
