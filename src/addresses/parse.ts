/**
 * Addresses as numbers: IPv4 as one, IPv6 as the two halves of its first 64 bits (no network is announced longer than that).
 *
 * In: text of any origin. Out: numbers, or a mark that it is no address. One walk over the text, no regular expression.
 */

/** The address of a text that holds none. */
export const NO_ADDRESS = -1;

const ZERO = 48;
const DOT = 46;

/** The number of an IPv4 address; NO_ADDRESS when the text is not one. */
export function parseIpv4(text: string): number {
  if (text.length < 7 || text.length > 15) return NO_ADDRESS;
  let address = 0;
  let part = -1;
  let dots = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (part < 0 || dots === 3) return NO_ADDRESS;
      address = address * 256 + part;
      part = -1;
      digits = 0;
      dots += 1;
    } else {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9) return NO_ADDRESS;
      digits += 1;
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255 || digits > 3) return NO_ADDRESS;
    }
  }
  return dots === 3 && part >= 0 ? address * 256 + part : NO_ADDRESS;
}

/** One group of up to four hexadecimal digits; NO_ADDRESS for anything else. */
function parseGroup(text: string): number {
  if (text.length === 0 || text.length > 4) return NO_ADDRESS;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const lower = code | 32;
    const digit = code >= ZERO && code <= 57 ? code - ZERO : lower >= 97 && lower <= 102 ? lower - 87 : NO_ADDRESS;
    if (digit === NO_ADDRESS) return NO_ADDRESS;
    value = value * 16 + digit;
  }
  return value;
}

/** The groups on one side of "::"; an IPv4 address may stand for the last two. */
function parseSide(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const written = text.split(':');
  for (const [index, group] of written.entries()) {
    const address = index === written.length - 1 ? parseIpv4(group) : NO_ADDRESS;
    if (address !== NO_ADDRESS) {
      groups.push(Math.floor(address / 65_536), address % 65_536);
      continue;
    }
    const value = parseGroup(group);
    if (value === NO_ADDRESS) return null;
    groups.push(value);
  }
  return groups;
}

/** The eight groups of an IPv6 address, or null when the text is none. */
export function parseIpv6Groups(text: string): number[] | null {
  if (text.length < 2 || text.length > 45) return null;
  const [left = '', right, ...more] = text.split('::');
  const before = parseSide(left);
  const after = parseSide(right ?? '');
  if (more.length > 0 || before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (right === undefined) return missing === 0 ? before : null;
  return missing < 1 ? null : [...before, ...new Array<number>(missing).fill(0), ...after];
}

/** First and second 32 bits of eight groups. */
export function halvesOf(groups: readonly number[]): { high: number; low: number } {
  const [a = 0, b = 0, c = 0, d = 0] = groups;
  return { high: a * 65536 + b, low: c * 65536 + d };
}
