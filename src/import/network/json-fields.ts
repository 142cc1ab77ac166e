/** Objects of JSON → fields, whatever the object they are in: keys are looked at, nothing is built. */
import { QUOTE } from './bytes.ts';
import { Fields, type RoleKeys } from './fields.ts';
import type { LineParser } from './visit.ts';

const BACKSLASH = 0x5c;
const COLON = 0x3a;

function isSpace(code: number | undefined): boolean {
  return code === 0x20 || (code !== undefined && code >= 9 && code <= 13);
}

function skipSpace(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(bytes[at])) at++;
  return at;
}

/** Where the string that began before `start` ends. */
function endOfString(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at, end);
}

/** Where a number or a word ends. */
function endOfScalar(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && !isSpace(bytes[at]) && bytes[at] !== 0x2c && bytes[at] !== 0x7d && bytes[at] !== 0x5d) at++;
  return at;
}

export function jsonParser(keys: RoleKeys): LineParser {
  const fields = new Fields(keys);
  return (bytes, start, end, visit, span) => {
    fields.reset();
    for (let at = start; at < end; ) {
      if (bytes[at] !== QUOTE) {
        at++;
        continue;
      }
      const keyEnd = endOfString(bytes, at + 1, end);
      const colon = skipSpace(bytes, keyEnd + 1, end);
      if (bytes[colon] !== COLON || colon >= end) {
        at = keyEnd + 1;
        continue;
      }
      const value = skipSpace(bytes, colon + 1, end);
      const isText = bytes[value] === QUOTE;
      const valueEnd = isText ? endOfString(bytes, value + 1, end) : endOfScalar(bytes, value, end);
      fields.note(bytes, at + 1, keyEnd, isText ? value + 1 : value, valueEnd);
      at = isText ? valueEnd + 1 : value;
      // An object or a list: what is inside comes next.
      if (!isText && valueEnd === value) at = value + 1;
    }
    return fields.finish(bytes, visit, span);
  };
}
