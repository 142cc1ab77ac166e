/** Small steps through the bytes of a line. Each stops at `end` at the latest. */
export const SPACE = 0x20;
export const QUOTE = 0x22;
const AT = 0x40;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const HASH = 0x23;
const OPEN_BRACKET = 0x5b;
const QUESTION = 0x3f;
const SLASH = 0x2f;
const TAB = 0x09;

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

export function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39;
}

export function skipBlanks(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at] as number)) at++;
  return at;
}

/** Where the word that begins at `start` ends. */
export function endOfWord(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && !isBlank(bytes[at] as number)) at++;
  return at;
}

/** Where a byte comes first, or -1. */
export function find(bytes: Buffer, code: number, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === code) return at;
  return -1;
}

/** Whether the bytes at `start` are these letters, in either case. `letters` is in lower case. */
export function hasAt(bytes: Buffer, start: number, end: number, letters: string): boolean {
  if (start + letters.length > end) return false;
  for (let index = 0; index < letters.length; index++) {
    const code = bytes[start + index] as number;
    if ((code >= 0x41 && code <= 0x5a ? code | 0x20 : code) !== letters.charCodeAt(index)) return false;
  }
  return true;
}

/** Where these letters come first, in either case, or -1; `letters` is short and in lower case. */
export function findLetters(bytes: Buffer, letters: string, start: number, end: number): number {
  for (let at = start; at + letters.length <= end; at++) if (hasAt(bytes, at, end, letters)) return at;
  return -1;
}

/** After "scheme:" and the slashes that follow it; where it was when there is none. JSON may write "http:\/\/". */
function afterScheme(bytes: Buffer, colon: number, start: number, end: number): number {
  let at = colon + 1;
  while (at < end && (bytes[at] === SLASH || bytes[at] === BACKSLASH)) at++;
  return at - colon > 2 ? at : start;
}

/** Bytes at which a host has to be looked at more closely: the others are of its name. */
const MARKS = new Uint8Array(256);
for (const code of [COLON, AT, SLASH, QUESTION, HASH, BACKSLASH, OPEN_BRACKET]) MARKS[code] = 1;
MARKS.fill(1, 0, SPACE + 1);

/** Sets the host of a visit from "scheme://user@host:port/path", "host:port", "host/path" or "[address]:port". */
export function takeHost(bytes: Buffer, start: number, end: number, visit: HostPlace): void {
  let from = start;
  let colons = 0;
  let port = end;
  let at = start;
  for (; at < end; at++) {
    const code = bytes[at] as number;
    if (MARKS[code] === 0) continue;
    if (code === COLON) {
      const next = colons === 0 && from === start ? afterScheme(bytes, at, start, end) : start;
      if (next > start) {
        from = next;
        at = next - 1;
      } else if (colons++ === 0) port = at;
    } else if (code === AT) {
      from = at + 1;
      colons = 0;
    } else if (code === OPEN_BRACKET) {
      if (at !== from) continue;
      takeBracketed(bytes, at, end, visit);
      return;
    } else break;
  }
  visit.hostStart = from;
  // Two colons make an address of version 6 without its brackets.
  visit.hostEnd = colons === 1 ? port : at;
}

type HostPlace = { hostStart: number; hostEnd: number };

function takeBracketed(bytes: Buffer, open: number, end: number, visit: HostPlace): void {
  const close = find(bytes, CLOSE_BRACKET, open, end);
  visit.hostStart = open + 1;
  visit.hostEnd = close === -1 ? open + 1 : close;
}
