/**
 * Reads what is known of addresses: the published ranges of data/ranges/, and the networks of @ip-location-db/asn.
 *
 * In: the folder of the package and one for a cache. Out: Operators. The networks come as CSV and take seconds to read: they are kept as typed arrays,
 * in the release (networks.bin) or in the cache of an earlier run, and loaded in a few tens of milliseconds.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Problem } from '../problem.ts';
import { Operators, type RangeList, type RangePlace } from './operators.ts';
import { type AddressColumns, AddressTable, columnsOf, type Span, spanBetween, spanOf } from './table.ts';

export interface AddressSources {
  /** Folder that holds data/ranges/, and networks.bin in a release. */
  readonly root: string;
  /** Folder for the cache; none when absent. */
  readonly cache?: string;
}

/** Names of autonomous systems, by number. */
type Names = Map<number, string>;

interface NetworkColumns {
  readonly columns: AddressColumns;
  readonly names: Names;
  readonly date: string;
}

/** Changes when what is written changes. */
const FORMAT = 'tiebreak networks 2';

export function readOperators(sources: AddressSources): Operators {
  const { table, places } = readRanges(join(sources.root, 'data', 'ranges'));
  const { columns, names, date } = readNetworks(sources);
  return new Operators(table, places, { table: new AddressTable(columns), names, date });
}

function rangeFile(path: string, file: string): { list: RangeList; lines: string[] } {
  const head = new Map<string, string>();
  const lines: string[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    if (!line.startsWith('#')) lines.push(line);
    else {
      const colon = line.indexOf(': ');
      head.set(line.slice(1, colon).trim(), line.slice(colon + 2).trim());
    }
  }
  const [vendor, layer, title, url, basis, date] = ['vendor', 'layer', 'title', 'url', 'basis', 'date'].map((key) =>
    head.get(key),
  );
  const known = (layer === 'hosting' || layer === 'cdn') && (basis === 'read' || basis === 'unverified');
  if (!known || vendor === undefined || title === undefined || date === undefined)
    throw new Problem('ranges-invalid', { file, line: 1 });
  return { list: { vendor, layer, title, url: url === 'none' ? null : (url ?? null), basis, date }, lines };
}

interface RangeSpan extends Span {
  readonly family: 4 | 6;
  readonly place: RangePlace;
}

/** The ranges of a list, each with the value of its place: its rank among all places, from 1. */
function spansOf(name: string, { list, lines }: ReturnType<typeof rangeFile>, places: RangePlace[]): RangeSpan[] {
  const known = new Map<string, number>();
  return lines.map((line, index) => {
    const [cidr = '', country = null, region = null] = line.split(' ');
    const key = `${country} ${region}`;
    const place: RangePlace = { list, country, region };
    const value = known.get(key) ?? places.push(place);
    known.set(key, value);
    const found = spanOf(cidr, value);
    if (found === null) throw new Problem('ranges-invalid', { file: name, line: index + 1 });
    return { ...found.span, family: found.family, place };
  });
}

/** Without the ranges that only say again, with no place, what a range of the same operator says with one. */
function withoutPoorer(spans: readonly RangeSpan[]): RangeSpan[] {
  const kept: RangeSpan[] = [];
  const open = new Map<string, RangeSpan>();
  const sorted = spans.toSorted((a, b) => {
    if (a.family !== b.family) return a.family - b.family;
    if (a.first !== b.first) return a.first < b.first ? -1 : 1;
    if (a.last !== b.last) return a.last > b.last ? -1 : 1;
    return Number(a.place.country === null) - Number(b.place.country === null);
  });
  for (const span of sorted) {
    const key = `${span.family} ${span.place.list.vendor}`;
    const holder = open.get(key);
    if (span.place.country === null && holder !== undefined && span.last <= holder.last) continue;
    if (span.place.country !== null && (holder === undefined || span.last > holder.last)) open.set(key, span);
    kept.push(span);
  }
  return kept;
}

function readRanges(folder: string): { table: AddressTable; places: RangePlace[] } {
  const places: RangePlace[] = [];
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => ({ name, file: rangeFile(join(folder, name), name) }));
  const of = (layer: RangeList['layer']): RangeSpan[] =>
    files.filter(({ file }) => file.list.layer === layer).flatMap(({ name, file }) => spansOf(name, file, places));
  // Of two equal ranges the later wins: a delivery network is more precise than the cloud that runs it.
  const spans = [...withoutPoorer(of('hosting')), ...of('cdn')];
  const family = (version: 4 | 6): RangeSpan[] => spans.filter((span) => span.family === version);
  return { table: new AddressTable(columnsOf(family(4), family(6))), places };
}

/** "first,last,number,name", the name in quotes when it holds a comma. */
function readCsv(path: string, spans: Span[], names: Names): void {
  for (const line of readFileSync(path, 'latin1').split('\n')) {
    if (line === '') continue;
    const one = line.indexOf(',');
    const two = line.indexOf(',', one + 1);
    const three = line.indexOf(',', two + 1);
    const asn = Number(line.slice(two + 1, three));
    const found = spanBetween(line.slice(0, one), line.slice(one + 1, two), asn);
    if (found === null || !Number.isInteger(asn) || asn <= 0) continue;
    spans.push(found.span);
    if (!names.has(asn)) {
      const name = line.slice(three + 1).trim();
      const bare = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
      names.set(asn, Buffer.from(bare, 'latin1').toString('utf8'));
    }
  }
}

/** The day of a list, which its version ends with ("2.3.2026061719"). */
function dayOf(version: string): string {
  const [, year, month, day] = /\.(\d{4})(\d{2})(\d{2})\d{2}$/.exec(version) ?? [];
  return year === undefined ? version : `${year}-${month}-${day}`;
}

/** The networks of the package, read whole: a few seconds. */
export function buildNetworks(folder: string): NetworkColumns {
  const names: Names = new Map();
  const v4: Span[] = [];
  const v6: Span[] = [];
  readCsv(join(folder, 'asn-ipv4.csv'), v4, names);
  readCsv(join(folder, 'asn-ipv6.csv'), v6, names);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { columns: columnsOf(v4, v6), names, date: dayOf(version) };
}

/** The columns and names as one buffer: a line of JSON with the lengths, the numbers, the names. */
export function encodeNetworks({ columns, names, date }: NetworkColumns): Buffer {
  const { v4Start, v4Value, v6High, v6Low, v6Value } = columns;
  const text = Buffer.from(JSON.stringify([...names]));
  const head = JSON.stringify({ format: FORMAT, date, v4: v4Start.length, v6: v6High.length, names: text.length });
  const padded = Buffer.from(`${head.padEnd(252)}\n`.padStart(256));
  const arrays = [v4Start, v4Value, v6High, v6Low, v6Value].map((array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength),
  );
  return Buffer.concat([padded, ...arrays, text]);
}

function decodeNetworks(buffer: Buffer): NetworkColumns | null {
  const head = JSON.parse(buffer.toString('latin1', 0, 256)) as {
    format: string;
    date: string;
    v4: number;
    v6: number;
  };
  if (head.format !== FORMAT) return null;
  let at = 256;
  const next = (length: number): Uint32Array => {
    // Copied, so that the alignment is right whatever the buffer is a part of.
    const array = new Uint32Array(buffer.buffer.slice(buffer.byteOffset + at, buffer.byteOffset + at + length * 4));
    at += length * 4;
    return array;
  };
  const columns = {
    v4Start: next(head.v4),
    v4Value: next(head.v4),
    v6High: next(head.v6),
    v6Low: next(head.v6),
    v6Value: next(head.v6),
  };
  return { columns, names: new Map(JSON.parse(buffer.toString('utf8', at)) as [number, string][]), date: head.date };
}

function readKept(file: string): NetworkColumns | null {
  try {
    return decodeNetworks(readFileSync(file));
  } catch {
    // None, or one that another version left: the package is the truth.
    return null;
  }
}

/** Folder of the package of networks, wherever npm put it. */
export function networksPackage(): string {
  const require = createRequire(import.meta.url);
  return dirname(require.resolve('@ip-location-db/asn/asn-ipv4.csv'));
}

function readNetworks({ root, cache }: AddressSources): NetworkColumns {
  const released = readKept(join(root, 'networks.bin'));
  if (released) return released;
  const folder = networksPackage();
  const mark = statSync(join(folder, 'asn-ipv4.csv'));
  const name = `networks-${mark.size}-${Math.floor(mark.mtimeMs)}.bin`;
  const kept = cache === undefined ? null : readKept(join(cache, name));
  if (kept) return kept;
  const networks = buildNetworks(folder);
  if (cache !== undefined) keep(cache, name, encodeNetworks(networks));
  return networks;
}

function keep(folder: string, name: string, content: Buffer): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const other of readdirSync(folder))
      if (/^networks-[\d-]+\.bin$/.test(other)) rmSync(join(folder, other), { force: true });
    const file = join(folder, name);
    writeFileSync(`${file}.${process.pid}`, content);
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A folder that cannot be written costs time, never the result.
  }
}
