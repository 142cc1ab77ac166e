/**
 * Zone files and the output of dig → records.
 *
 * In: text. Out: records of the types that tell where mail and sites are; the lines that are none of them are counted. One pass over the characters:
 * comments, quoted texts and parentheses that go over several lines, as RFC 1035 writes them. It resolves nothing.
 */
import { type DnsRecord, plainName, type RecordType, recordTypes, type SavedRecords } from './record.ts';

/** Most records kept, and longest value. */
const MOST_RECORDS = 50_000;
const LONGEST_VALUE = 4096;

const types = new Set<string>(recordTypes);
const CLASSES = new Set(['IN', 'CH', 'HS', 'ANY']);

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

/** The fields of one record, over as many lines as its parentheses take; `inherits` when its first line begins with space. */
interface Entry {
  readonly inherits: boolean;
  readonly tokens: Token[];
}

/** What begins at a place: a comment, a text in quotes or a word, and where it ends. */
function pieceAt(text: string, at: number): { readonly token?: Token; readonly end: number } {
  const character = text[at] as string;
  if (character === ';') {
    const end = text.indexOf('\n', at);
    return { end: end === -1 ? text.length : end };
  }
  if (character === '"') {
    const end = closing(text, at + 1);
    return {
      token: { text: text.slice(at + 1, end).replace(/\\(["\\;])/g, '$1'), quoted: true },
      end: text[end] === '"' ? end + 1 : end,
    };
  }
  let end = at;
  while (end < text.length && !/[\s;"()]/.test(text[end] as string)) end += 1;
  return { token: { text: text.slice(at, end), quoted: false }, end };
}

function* entriesOf(text: string): Generator<Entry> {
  let entry: Entry | undefined;
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const character = text[at] as string;
    if (depth === 0 && (character === '\n' || character === '\r')) {
      if (entry && entry.tokens.length > 0) yield entry;
      entry = undefined;
      at += 1;
      continue;
    }
    entry ??= { inherits: character === ' ' || character === '\t', tokens: [] };
    if (character === '(' || character === ')') depth = Math.max(0, depth + (character === '(' ? 1 : -1));
    if (/[\s()]/.test(character)) {
      at += 1;
      continue;
    }
    const { token, end } = pieceAt(text, at);
    if (token) entry.tokens.push(token);
    at = end;
  }
  if (entry && entry.tokens.length > 0) yield entry;
}

/** The quote that closes a text, or the end of its line: a quote that was lost costs one line. */
function closing(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"' || character === '\n') return at;
  }
  return text.length;
}

function isTime(text: string): boolean {
  return /^\d{1,10}[smhdw]?$/i.test(text);
}

/** Zone at hand, and the owner of the line before. */
interface Place {
  origin: string;
  owner: string | undefined;
}

function nameIn({ origin }: Place, name: string): string {
  if (name === '@') return plainName(origin);
  if (name.endsWith('.') || origin === '') return plainName(name);
  return plainName(`${name}.${origin}`);
}

const NAMED_AT: Partial<Record<RecordType, number>> = { CNAME: 0, NS: 0, MX: 1, SRV: 3, SOA: 0 };

function rdataOf(type: RecordType, data: readonly Token[], place: Place): string | undefined {
  if (data.length === 0) return undefined;
  if (type === 'TXT')
    return data
      .map(({ text }) => text)
      .join('')
      .slice(0, LONGEST_VALUE);
  const named = NAMED_AT[type];
  // A name is never in quotes: what is may hold anything.
  if (named !== undefined && data[named]?.quoted !== false) return undefined;
  const words = data.map(({ text }, index) => (index === named ? nameIn(place, text) : text));
  return words.join(' ').slice(0, LONGEST_VALUE);
}

function recordOf({ inherits, tokens }: Entry, place: Place): DnsRecord | undefined {
  const rest = [...tokens];
  const first = inherits ? undefined : rest.shift();
  const owner = first === undefined ? place.owner : nameIn(place, first.text);
  if (owner === undefined || first?.quoted) return undefined;
  while (rest[0] && (CLASSES.has(rest[0].text.toUpperCase()) || isTime(rest[0].text))) rest.shift();
  const type = rest.shift()?.text.toUpperCase() ?? '';
  place.owner = owner;
  if (!types.has(type)) return undefined;
  const value = rdataOf(type as RecordType, rest, place);
  return value === undefined ? undefined : { name: owner, type: type as RecordType, value };
}

export function readZone(text: string): SavedRecords & { readonly other: number } {
  const place: Place = { origin: '', owner: undefined };
  const records: DnsRecord[] = [];
  let other = 0;
  for (const entry of entriesOf(text)) {
    const [first, second] = entry.tokens;
    if (first?.text.toUpperCase() === '$ORIGIN') place.origin = second?.quoted === false ? second.text : '';
    else if (first?.text.startsWith('$') !== true) {
      const record = recordOf(entry, place);
      if (record === undefined || records.length >= MOST_RECORDS) other += 1;
      else records.push(record);
    }
  }
  return { records, other, whole: !isDig(text) && records.some(({ type }) => type === 'SOA') };
}

/** Whether a text is what dig prints: only what was asked is in it. */
export function isDig(text: string): boolean {
  return /^; <<>> DiG |^;; (?:ANSWER|QUESTION) SECTION:/m.test(text);
}

/** Whether a text begins as a zone file or the output of dig does. */
export function looksLikeZone(text: string): boolean {
  if (/^\s*[{[<]/.test(text) || text.includes('\0')) return false;
  return (
    isDig(text) ||
    /^\$(?:ORIGIN|TTL)[ \t]+\S/im.test(text) ||
    /^\S*[ \t][^\n;"]{0,80}\bSOA[ \t]+\S+[ \t]+\S+/m.test(text)
  );
}

/** Domains that records tell of: those that have mail or are the head of a zone. */
export function domainsIn(records: readonly DnsRecord[]): string[] {
  return [...new Set(records.filter(({ type }) => type === 'SOA' || type === 'MX').map(({ name }) => name))].sort();
}
