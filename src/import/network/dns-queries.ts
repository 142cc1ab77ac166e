/** Lines of resolvers: which name a client asked for. What a resolver itself asks of others is no line of a client. */
import { endOfWord, find, findLetters, hasAt, isDigit, skipBlanks } from './bytes.ts';
import type { Span } from './span.ts';
import { messageStart } from './syslog.ts';
import { AGAIN, type LineParser, NOT_UNDERSTOOD, OTHER, type Verdict, VISIT, type Visit } from './visit.ts';

const AT = 0x40;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const DASH = 0x2d;
const HASH = 0x23;
const OPEN_BRACKET = 0x5b;
const SLASH = 0x2f;
const SPACE = 0x20;

function takeRequest(visit: Visit, client: number, clientEnd: number, name: number, nameEnd: number): void {
  visit.clientStart = client;
  visit.clientEnd = clientEnd;
  visit.hostStart = name;
  visit.hostEnd = nameEnd;
}

/** After "28-Nov-2024 15:26:27.359 ", which BIND puts before what it says; where it was when there is none. */
function afterBindDate(bytes: Buffer, start: number, end: number, span: Span): number {
  if (bytes[start + 2] !== DASH || bytes[start + 6] !== DASH || !isDigit(bytes[start])) return start;
  const time = skipBlanks(bytes, endOfWord(bytes, start, end), end);
  const timeEnd = endOfWord(bytes, time, end);
  span.note(bytes, start, timeEnd);
  return skipBlanks(bytes, timeEnd, end);
}

const bindWords = [
  'client ',
  'queries: ',
  'zone ',
  'transfer of ',
  'resolving ',
  'query-errors: ',
  'dhcp',
  'option 82',
];

/**
 * BIND, and the appliances that are made of it: "client @0x7f 192.0.2.1#57980 (name): query: name IN A + (192.0.2.53)".
 * Lines with the answer tell of a request once more.
 */
export const parseBind: LineParser = (bytes, start, end, visit, span) => {
  const message = afterBindDate(bytes, messageStart(bytes, start, end, span), end, span);
  const hash = find(bytes, HASH, message, end);
  const query = hash === -1 ? -1 : findLetters(bytes, ': query: ', hash, end);
  const answer = hash === -1 || query !== -1 ? -1 : findLetters(bytes, ': answer: ', hash, end);
  if (query === -1 && answer === -1) {
    return bindWords.some((word) => findLetters(bytes, word, message, Math.min(end, message + 200)) !== -1)
      ? OTHER
      : NOT_UNDERSTOOD;
  }
  let client = hash;
  while (client > message && bytes[client - 1] !== SPACE) client--;
  const name = query === -1 ? answer + 10 : query + 9;
  const nameEnd = endOfWord(bytes, name, end);
  takeRequest(visit, client, hash, name, nameEnd);
  return answer !== -1 || findLetters(bytes, ' response: ', nameEnd, end) !== -1 ? AGAIN : VISIT;
};

/** dnsmasq and Pi-hole: "query[A] name from 192.0.2.50", with a number and the client before it in some. */
export const parseDnsmasq: LineParser = (bytes, start, end, visit, span) => {
  const message = messageStart(bytes, start, end, span);
  const isOwn = findLetters(bytes, 'dnsmasq', start, message) !== -1;
  if (!isOwn) return NOT_UNDERSTOOD;
  let query = message;
  // "12 192.0.2.50/53124 query[A] …"
  if (isDigit(bytes[query])) {
    query = skipBlanks(bytes, endOfWord(bytes, query, end), end);
    const word = endOfWord(bytes, query, end);
    if (find(bytes, SLASH, query, word) !== -1) query = skipBlanks(bytes, word, end);
  }
  if (!hasAt(bytes, query, end, 'query[')) return OTHER;
  const name = skipBlanks(bytes, endOfWord(bytes, query, end), end);
  const nameEnd = endOfWord(bytes, name, end);
  const from = skipBlanks(bytes, nameEnd, end);
  if (!hasAt(bytes, from, end, 'from ')) return NOT_UNDERSTOOD;
  takeRequest(visit, from + 5, endOfWord(bytes, from + 5, end), name, nameEnd);
  return VISIT;
};

/** After "[1488985706] unbound[2888:0] ", "unbound: [2888:0] " or "[2888:0] "; -1 when there is no such thing. */
function afterUnboundHeader(bytes: Buffer, start: number, end: number, span: Span): number {
  let at = messageStart(bytes, start, end, span);
  const isOwn = findLetters(bytes, 'unbound', start, Math.min(end, start + 200)) !== -1;
  if (bytes[at] === OPEN_BRACKET && isDigit(bytes[at + 10])) {
    const close = find(bytes, CLOSE_BRACKET, at, end);
    if (close === -1) return -1;
    span.note(bytes, at + 1, close);
    at = skipBlanks(bytes, close + 1, end);
  }
  // "[2888:0]", alone or behind the name of the program, which may hold spaces.
  const colon = findLetters(bytes, '] ', at, Math.min(end, at + 200));
  if (colon === -1) return -1;
  const isThread = bytes[at] === OPEN_BRACKET;
  return isThread || isOwn ? skipBlanks(bytes, colon + 2, end) : -1;
}

/**
 * Unbound: "info: 192.0.2.1 name. A IN", "query: …"; "reply: …" and what it says of its own zones ("transparent
 * 192.0.2.1@53433 name. A IN") tell of a request once more.
 */
export const parseUnbound: LineParser = (bytes, start, end, visit, span) => {
  let at = afterUnboundHeader(bytes, start, end, span);
  if (at === -1) return NOT_UNDERSTOOD;
  const level = endOfWord(bytes, at, end);
  if (bytes[level - 1] !== COLON) return OTHER;
  const isReply = hasAt(bytes, at, end, 'reply:');
  if (!isReply && !hasAt(bytes, at, end, 'info:') && !hasAt(bytes, at, end, 'query:')) return OTHER;
  at = skipBlanks(bytes, level, end);
  return takeUnboundRequest(bytes, at, end, visit, isReply);
};

function takeUnboundRequest(bytes: Buffer, start: number, end: number, visit: Visit, isReply: boolean): Verdict {
  let client = start;
  let clientEnd = endOfWord(bytes, client, end);
  let isAgain = isReply;
  // What it does with the names of its own zones comes before the client, whose port is behind a sign.
  for (
    let words = 0;
    words < 2 && find(bytes, AT, client, clientEnd) === -1 && !isAddress(bytes, client, clientEnd);
    words++
  ) {
    client = skipBlanks(bytes, clientEnd, end);
    clientEnd = endOfWord(bytes, client, end);
    isAgain = true;
  }
  const name = skipBlanks(bytes, clientEnd, end);
  const nameEnd = endOfWord(bytes, name, end);
  const type = skipBlanks(bytes, nameEnd, end);
  const kind = skipBlanks(bytes, endOfWord(bytes, type, end), end);
  const port = find(bytes, AT, client, clientEnd);
  const last = port === -1 ? clientEnd : port;
  if (!isAddress(bytes, client, last) || !hasAt(bytes, kind, end, 'in')) return OTHER;
  takeRequest(visit, client, last, name, nameEnd);
  return isAgain ? AGAIN : VISIT;
}

/** Digits and dots, or hexadecimal and at least two colons. */
function isAddress(bytes: Buffer, start: number, end: number): boolean {
  let [dots, colons] = [0, 0];
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number;
    if (code === 0x2e) dots++;
    else if (code === COLON) colons++;
    else if (!isDigit(code) && ((code | 0x20) < 0x61 || (code | 0x20) > 0x66)) return false;
  }
  return (dots === 3 && colons === 0) || colons >= 2;
}
