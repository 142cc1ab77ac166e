/**
 * Debug log of the DNS server of Windows: "13/01/2026 23:00:16 0FE0 PACKET 0000… UDP Rcv 192.0.2.31 c049 Q [0001 D
 * NOERROR] A (3)www(7)example(3)org(0)", its date as the server's region writes it.
 *
 * Only what clients ask is a visit: a request received. What is sent, to them or upstream, and what comes back from
 * upstream is something else.
 */
import { endOfWord, find, findLetters, hasAt, isDigit, skipBlanks } from './bytes.ts';
import { type LineParser, NOT_UNDERSTOOD, OTHER, VISIT } from './visit.ts';

const CLOSE_BRACKET = 0x5d;
const CLOSE_PARENTHESIS = 0x29;
const COLON = 0x3a;
const DOT = 0x2e;
const OPEN_PARENTHESIS = 0x28;
/** Names have 253 characters at most; a longer one is cut, and then no name. */
const LONGEST_NAME = 260;

/** "(3)www(7)example(3)org(0)" → "www.example.org", written over what it was read from: lengths take more room than dots. */
function plainName(bytes: Buffer, start: number, end: number): number {
  let to = start;
  for (let at = start; at < end && bytes[at] === OPEN_PARENTHESIS; ) {
    let length = 0;
    for (at++; at < end && isDigit(bytes[at]); at++) length = length * 10 + (bytes[at] as number) - 0x30;
    if (bytes[at] !== CLOSE_PARENTHESIS || length > 63) return -1;
    at++;
    if (length === 0) return to;
    if (at + length > end || to - start > LONGEST_NAME) return -1;
    if (to > start) bytes[to++] = DOT;
    bytes.copyWithin(to, at, at + length);
    to += length;
    at += length;
  }
  return -1;
}

/** Lines that the server writes beside packets: a date, with the half of the day in some, a thread, and something else. */
function isOther(bytes: Buffer, start: number, end: number): boolean {
  if (!isDigit(bytes[start])) return false;
  let at = skipBlanks(bytes, endOfWord(bytes, start, end), end);
  if (!isDigit(bytes[at]) || (bytes[at + 2] !== COLON && bytes[at + 1] !== COLON)) return false;
  at = skipBlanks(bytes, endOfWord(bytes, at, end), end);
  const second = skipBlanks(bytes, endOfWord(bytes, at, end), end);
  return isThread(bytes, at, end) || isThread(bytes, second, end);
}

/** Three to five digits of hexadecimal. */
function isThread(bytes: Buffer, start: number, end: number): boolean {
  const last = endOfWord(bytes, start, end);
  return last - start >= 3 && last - start <= 5 && /^[0-9A-F]+$/.test(bytes.toString('latin1', start, last));
}

export const parseWindowsDns: LineParser = (bytes, start, end, visit, span) => {
  const packet = findLetters(bytes, ' packet ', start, Math.min(end, start + 80));
  if (packet === -1) return isOther(bytes, start, end) ? OTHER : NOT_UNDERSTOOD;
  let at = skipBlanks(bytes, packet + 8, end);
  // Identifier of the packet, in servers since 2008.
  if (!hasAt(bytes, at, end, 'udp') && !hasAt(bytes, at, end, 'tcp'))
    at = skipBlanks(bytes, endOfWord(bytes, at, end), end);
  if (!hasAt(bytes, at, end, 'udp ') && !hasAt(bytes, at, end, 'tcp ')) return NOT_UNDERSTOOD;
  span.note(bytes, start, packet);
  at = skipBlanks(bytes, at + 4, end);
  if (!hasAt(bytes, at, end, 'rcv ')) return OTHER;
  const client = skipBlanks(bytes, at + 4, end);
  const clientEnd = endOfWord(bytes, client, end);
  const identifier = skipBlanks(bytes, clientEnd, end);
  // An "R" before the kind of request makes it an answer.
  const kind = skipBlanks(bytes, endOfWord(bytes, identifier, end), end);
  if (!hasAt(bytes, kind, end, 'q ')) return OTHER;
  const flags = find(bytes, CLOSE_BRACKET, kind, end);
  const name = flags === -1 ? -1 : find(bytes, OPEN_PARENTHESIS, flags, end);
  if (name === -1) return NOT_UNDERSTOOD;
  const nameEnd = plainName(bytes, name, end);
  if (nameEnd === -1) return NOT_UNDERSTOOD;
  visit.clientStart = client;
  visit.clientEnd = clientEnd;
  visit.hostStart = name;
  visit.hostEnd = nameEnd;
  return VISIT;
};
