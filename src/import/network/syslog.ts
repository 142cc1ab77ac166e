/** Headers of syslog (RFC 3164 and 5424, and as files have them, without priority or host) → where the message begins. */
import { endOfWord, isBlank, isDigit, skipBlanks } from './bytes.ts';
import type { Span } from './span.ts';

const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const DASH = 0x2d;
const GREATER = 0x3e;
const LESS = 0x3c;
const OPEN_BRACKET = 0x5b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function isUpper(code: number | undefined): boolean {
  return code !== undefined && code >= 0x41 && code <= 0x5a;
}

/** After "<134>", or where it was. */
function afterPriority(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] !== LESS) return start;
  let at = start + 1;
  while (at < end && at < start + 4 && isDigit(bytes[at])) at++;
  return bytes[at] === GREATER ? at + 1 : start;
}

/** End of "May  8 01:57:00", with a year after the day in some; -1 when it is none. */
function endOfMonthDate(bytes: Buffer, start: number, end: number): number {
  if (!isUpper(bytes[start]) || !isBlank(bytes[start + 3] ?? 0)) return -1;
  let at = skipBlanks(bytes, start + 3, end);
  for (let part = 0; part < 3; part++) {
    if (!isDigit(bytes[at])) return -1;
    const word = endOfWord(bytes, at, end);
    if (bytes[at + 2] === COLON) return word;
    at = skipBlanks(bytes, word, end);
  }
  return -1;
}

/** End of "2025-10-14T17:20:41+02:00"; -1 when it is none. */
function endOfIsoDate(bytes: Buffer, start: number, end: number): number {
  const isDate = isDigit(bytes[start]) && bytes[start + 4] === DASH && bytes[start + 7] === DASH;
  if (!isDate || bytes[start + 10] !== 0x54 || bytes[start + 13] !== COLON) return -1;
  return endOfWord(bytes, start, end);
}

/** After the structured data of RFC 5424: "-", or elements in brackets. */
function afterStructured(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] === DASH) return skipBlanks(bytes, start + 1, end);
  let at = start;
  while (bytes[at] === OPEN_BRACKET && at < end) {
    let quoted = false;
    for (at++; at < end; at++) {
      const code = bytes[at];
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) quoted = !quoted;
      else if (code === CLOSE_BRACKET && !quoted) break;
    }
    at++;
  }
  return skipBlanks(bytes, Math.min(at, end), end);
}

/** After "host tag[123]:", "host tag:", "tag[123]:" or "host". */
function afterTag(bytes: Buffer, start: number, end: number): number {
  const first = endOfWord(bytes, start, end);
  const second = skipBlanks(bytes, first, end);
  if (bytes[first - 1] === COLON) return second;
  const last = endOfWord(bytes, second, end);
  return bytes[last - 1] === COLON ? skipBlanks(bytes, last, end) : second;
}

/** Where the message of a line begins; notes the date of the header in `span`, for messages that have none of their own. */
export function messageStart(bytes: Buffer, start: number, end: number, span?: Span): number {
  const first = bytes[start];
  if (first !== LESS && !isUpper(first) && !isDigit(first)) return start;
  let at = afterPriority(bytes, start, end);
  // RFC 5424 has its version before the date, and five words after it.
  const isVersioned = at > start && isDigit(bytes[at]) && bytes[at + 1] === 0x20;
  if (isVersioned) at += 2;
  const iso = endOfIsoDate(bytes, at, end);
  const after = iso === -1 ? endOfMonthDate(bytes, at, end) : iso;
  if (after === -1) return at;
  span?.note(bytes, at, after);
  at = skipBlanks(bytes, after, end);
  if (!isVersioned) return afterTag(bytes, at, end);
  for (let word = 0; word < 4; word++) at = skipBlanks(bytes, endOfWord(bytes, at, end), end);
  return afterStructured(bytes, at, end);
}
