/**
 * What `reg export` and regedit write: keys in brackets, values as "name"=data.
 *
 * In: the bytes of one file. Out: its keys in order, with the values that are text or numbers; other types (hex:, hex(7): lists
 * excepted) are passed over. A damaged line costs that line.
 */
import { decodeText } from './text-encoding.ts';

export type RegistryKey = { path: string; values: Map<string, string | number> };

/** Names of values are case-insensitive on Windows: they are in lower case here. The default value's name is ''. */
export function parseRegistryExport(bytes: Uint8Array): RegistryKey[] {
  const lines = decodeText(bytes).text.split('\n');
  const keys: RegistryKey[] = [];
  let key: RegistryKey | undefined;
  let index = 0;
  while (index < lines.length) {
    const line = trimEnd(lines[index] ?? '');
    index++;
    if (line.startsWith('[')) {
      key = keyOf(line);
      if (key !== undefined) keys.push(key);
      continue;
    }
    const parts = splitValue(line);
    if (key === undefined || parts === undefined) continue;
    const whole = gatherData(parts.data, lines, index);
    index = whole.next;
    const value = readData(whole.data);
    if (value !== undefined) key.values.set(parts.name.toLowerCase(), value);
  }
  return keys;
}

function keyOf(line: string): RegistryKey | undefined {
  const close = line.lastIndexOf(']');
  const path = line.slice(1, close === -1 ? undefined : close);
  // "[-HKEY…]" orders a deletion: it says nothing of what is there.
  return path.startsWith('-') || path === '' ? undefined : { path, values: new Map() };
}

function splitValue(line: string): { name: string; data: string } | undefined {
  if (line.startsWith('@=')) return { name: '', data: line.slice(2) };
  if (!line.startsWith('"')) return undefined;
  const close = closingQuote(line, 1);
  if (close === -1 || line[close + 1] !== '=') return undefined;
  return { name: withoutEscapes(line.slice(1, close)), data: line.slice(close + 2) };
}

/** A text may hold line breaks, and hexadecimal data continues over lines that end in a backslash. */
function gatherData(first: string, lines: readonly string[], next: number): { data: string; next: number } {
  const pieces = [first];
  let index = next;
  if (first.startsWith('"')) {
    while (closingQuote(pieces.length === 1 ? first : (pieces.at(-1) ?? ''), pieces.length === 1 ? 1 : 0) === -1) {
      const line = lines[index];
      // A quote that was lost must not swallow the keys that follow.
      if (line === undefined || line.startsWith('[HKEY_') || splitValue(trimEnd(line)) !== undefined) break;
      pieces.push(trimEnd(line));
      index++;
    }
    return { data: pieces.join('\n'), next: index };
  }
  while ((pieces.at(-1) ?? '').endsWith('\\')) {
    const line = lines[index];
    if (line === undefined || !/^\s*[0-9a-fA-F]{2}(?:,|\s*$|\\)/.test(line)) break;
    pieces.push(trimEnd(line).trimStart());
    index++;
  }
  return { data: pieces.map((piece) => (piece.endsWith('\\') ? piece.slice(0, -1) : piece)).join(''), next: index };
}

function readData(data: string): string | number | undefined {
  if (data.startsWith('"')) {
    const close = closingQuote(data, 1);
    return withoutEscapes(data.slice(1, close === -1 ? undefined : close));
  }
  if (/^dword:[0-9a-fA-F]{1,8}$/.test(data)) return Number.parseInt(data.slice(6), 16);
  const hex = /^hex\(([127])\):/.exec(data);
  if (hex === null) return undefined;
  const bytes = Buffer.from(data.slice(hex[0].length).replace(/[^0-9a-fA-F]/g, ''), 'hex');
  const text = bytes.toString('utf16le').toWellFormed();
  return hex[1] === '7' ? text.split('\0').filter(Boolean).join('\n') : (text.split('\0')[0] ?? '');
}

function closingQuote(text: string, from: number): number {
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (character === '\\') index++;
    else if (character === '"') return index;
  }
  return -1;
}

function withoutEscapes(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\s\S])/g, '$1') : text;
}

function trimEnd(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
