/** Lines of "key=value" and 'key="some value"', in any order, behind any header. */
import { isBlank, QUOTE } from './bytes.ts';
import { Fields, type RoleKeys } from './fields.ts';
import type { LineParser } from './visit.ts';

const COMMA = 0x2c;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

function isKey(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f
  );
}

/** End of a value between quotes, which `start` follows. */
function endOfQuoted(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH && bytes[at + 1] === QUOTE ? 2 : 1;
  return Math.min(at, end);
}

function endOfPlain(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && !isBlank(bytes[at] as number) && bytes[at] !== COMMA) at++;
  return at;
}

export function keyValueParser(keys: RoleKeys): LineParser {
  const fields = new Fields(keys);
  return (bytes, start, end, visit, span) => {
    fields.reset();
    let key = start;
    for (let at = start; at < end; ) {
      const code = bytes[at] as number;
      if (code !== EQUALS || at === key) {
        at++;
        if (!isKey(code)) key = at;
        continue;
      }
      const role = fields.roleOf(bytes, key, at);
      let value = at + 1;
      // Inside of a cell of CSV quotes are doubled.
      const isDoubled = bytes[value] === QUOTE && bytes[value + 1] === QUOTE && isKeyOrSign(bytes[value + 2]);
      const isQuoted = bytes[value] === QUOTE;
      if (isQuoted) value += isDoubled ? 2 : 1;
      const valueEnd = isQuoted ? endOfQuoted(bytes, value, end) : endOfPlain(bytes, value, end);
      fields.noteAs(role, bytes, value, valueEnd);
      at = valueEnd + 1;
      key = at;
    }
    return fields.finish(bytes, visit, span);
  };
}

/** What the value begins with that two quotes open, where two quotes alone are an empty one. */
function isKeyOrSign(code: number | undefined): boolean {
  return code !== undefined && !isBlank(code) && code !== COMMA && code !== QUOTE;
}
