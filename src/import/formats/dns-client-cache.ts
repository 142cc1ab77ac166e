/** `Get-DnsClientCache` of PowerShell: as a table, as a list, through ConvertTo-Json, or through Export-Csv. */
import { parse } from 'csv-parse/sync';
import { Problem } from '../../problem.ts';
import { decodeForeign } from '../decode.ts';
import { type Origin, originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { parseJson, readWhole } from '../json.ts';
import { type CacheRecord, cacheDocument } from '../network/dns-cache.ts';
import type { Source } from '../source.ts';
import { fieldsOf, listOf, textOf } from '../values.ts';

/** Types of records, as numbers or as PowerShell names them. */
const CNAME = /^(?:5|CNAME)$/i;

/** Longest text read, in UTF-16 units: a cache holds some thousands of names, and its rows are all held. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

type Row = ReadonlyMap<string, string>;
type Found = { records: CacheRecord[]; entries: Set<string> };

function isTable(text: string): boolean {
  return /^Entry +RecordName\b/m.test(text);
}

function isList(text: string): boolean {
  return /^Entry +: /m.test(text) && /^(?:RecordName|TimeToLive) +: /m.test(text);
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text) && /"Entry"\s*:/.test(text) && /"(?:RecordName|TimeToLive)"\s*:/.test(text);
}

function isCsv(text: string): boolean {
  return /^(?:#TYPE [^\r\n]*\r?\n)?(?=[^\r\n]*\bEntry\b)[^\r\n]*\b(?:RecordName|TimeToLive)\b/.test(text);
}

function detect({ text }: Head): boolean {
  return isTable(text) || isList(text) || isJson(text) || isCsv(text);
}

/** Cells under each title of a table, whose columns its rule draws: "-----  ----------". Titles may take several lines. */
function tableRows(text: string): Row[] {
  const lines = text.split(/\r?\n/);
  const rule = lines.findIndex((line) => /^-+(?: +-+)+\s*$/.test(line));
  const columns = [...(lines[rule] ?? '').matchAll(/-+/g)].map(({ index }) => index);
  const titles = lines.slice(0, Math.max(0, rule));
  const names = columns.map((start, column) =>
    titles.map((line) => line.slice(start, columns[column + 1]).trim()).join(''),
  );
  return lines.slice(rule + 1).map((line) => {
    const cells = columns.map((start, column) => line.slice(start, columns[column + 1]).trim());
    return new Map(names.map((name, column) => [name, cells[column] ?? '']));
  });
}

function listRows(text: string): Row[] {
  return text.split(/\r?\n\s*\r?\n/).map((block) => {
    const pairs = block.split(/\r?\n/).flatMap((line): [string, string][] => {
      const colon = line.indexOf(' : ');
      return colon === -1 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 3).trim()]];
    });
    return new Map(pairs);
  });
}

function jsonRows(text: string, file: string): Row[] {
  return listOf(parseJson(text, file)).map(
    (row) => new Map(Object.entries(fieldsOf(row)).map(([name, value]) => [name, textOf(value) ?? ''])),
  );
}

function csvRows(text: string, file: string): Row[] {
  try {
    const rows = parse(text.replace(/^#TYPE [^\r\n]*\r?\n/, ''), {
      bom: true,
      columns: true,
      delimiter: [',', ';', '\t'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as Record<string, string>[];
    return rows.map((row) => new Map(Object.entries(row)));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Problem('table-damaged', { file, line: 0, detail: 'code' in error ? String(error.code) : error.name });
  }
}

function rowsOf(text: string, file: string): Row[] {
  if (isJson(text)) return jsonRows(text, file);
  if (isTable(text)) return tableRows(text);
  return isList(text) ? listRows(text) : csvRows(text, file);
}

function recordsOf(rows: readonly Row[]): Found {
  const found: Found = { records: [], entries: new Set() };
  for (const row of rows) {
    const entry = row.get('Entry') ?? '';
    const name = row.get('RecordName') || row.get('Name') || '';
    if (entry === '') continue;
    found.entries.add(entry);
    if (name === '') continue;
    const isAlias = CNAME.test(row.get('RecordType') || row.get('Type') || '');
    found.records.push({ entry, name, alias: isAlias ? row.get('Data') || undefined : undefined });
  }
  return found;
}

async function* read(source: Source, { key, knownName }: ImportContext): AsyncGenerator<Outcome> {
  const { text, note } = decodeForeign(await readWhole(source));
  if (text.length > MAX_CHARACTERS)
    throw new Problem('document-too-large', { file: source.file, limit: MAX_CHARACTERS / 2 ** 20 });
  const origin: Origin = originOf(source, dnsClientCache.id, key, note === undefined ? [] : [note]);
  const { records, entries } = recordsOf(rowsOf(text.replace(/^\ufeff/, ''), source.file));
  yield cacheDocument(records, entries, origin, (await knownName?.()) ?? (() => null));
}

export const dnsClientCache: Importer = { id: 'dns-client-cache', detect, read };
