/** Lines of Squid in its own format: "seconds elapsed client result/status bytes method URL user hierarchy type". */
import { hasAt, isDigit, SPACE, skipBlanks, takeHost } from './bytes.ts';
import type { Span } from './span.ts';
import { messageStart } from './syslog.ts';
import { DENIED, NOT_UNDERSTOOD, OTHER, type Verdict, VISIT, type Visit } from './visit.ts';

const DOT = 0x2e;
const LETTER_D = 0x44;
const SLASH = 0x2f;
/** Bytes of the date and of the elapsed time, with the spaces after them. */
const SHORTEST = 22;

/** After a word and the spaces that follow it. */
function nextWord(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SPACE) at++;
  while (at < end && bytes[at] === SPACE) at++;
  return at;
}

/** Seconds since 1970, written in ten digits and a dot; NaN when they are not. */
export function secondsAt(bytes: Buffer, start: number): number {
  let seconds = 0;
  for (let at = start; at < start + 10; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    seconds = seconds * 10 + digit;
  }
  return bytes[start + 10] === DOT ? seconds : Number.NaN;
}

/** Where "TCP_MISS/200" is parted; -1 when it is not. */
function slashOf(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SLASH && bytes[at] !== SPACE) at++;
  return bytes[at] === SLASH ? at : -1;
}

/** Reads any line. */
export function parseSquid(bytes: Buffer, start: number, end: number, visit: Visit, span: Span): Verdict {
  const first = isDigit(bytes[start]) ? start : skipBlanks(bytes, messageStart(bytes, start, end), end);
  const seconds = secondsAt(bytes, first);
  if (Number.isNaN(seconds) || first + SHORTEST >= end) return NOT_UNDERSTOOD;
  span.noteSeconds(seconds);
  const client = nextWord(bytes, nextWord(bytes, first, end), end);
  let clientEnd = client;
  while (clientEnd < end && bytes[clientEnd] !== SPACE) clientEnd++;
  const result = nextWord(bytes, client, end);
  const slash = slashOf(bytes, result, end);
  // "TCP_MISS/200" is what no other log has there.
  if (slash === -1) return NOT_UNDERSTOOD;
  const method = nextWord(bytes, nextWord(bytes, slash, end), end);
  const url = nextWord(bytes, method, end);
  if (url >= end) return NOT_UNDERSTOOD;
  if (bytes[result + 4] === LETTER_D && hasAt(bytes, result + 4, end, 'denied')) return DENIED;
  if (hasAt(bytes, url, end, 'error:')) return OTHER;
  visit.clientStart = client;
  visit.clientEnd = clientEnd;
  takeHost(bytes, url, end, visit);
  return VISIT;
}
