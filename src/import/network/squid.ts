/** Lines of Squid in its own format: "seconds elapsed client result/status bytes method URL user hierarchy type". */
import { hasAt, isDigit, SPACE, skipBlanks, takeHost } from './bytes.ts';
import type { Span } from './span.ts';
import { messageStart } from './syslog.ts';
import { DENIED, NOT_UNDERSTOOD, OTHER, type Verdict, VISIT, type Visit } from './visit.ts';

const DOT = 0x2e;
const LETTER_D = 0x44;
const SLASH = 0x2f;

/** Where the client is when the date has ten digits and three, and the elapsed time its six columns: nearly always. */
const USUAL_CLIENT = 22;

const USUAL_RESULTS = [10, 8] as const;

/** After a word and the spaces that follow it. */
function nextWord(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SPACE) at++;
  while (at < end && bytes[at] === SPACE) at++;
  return at;
}

/** Seconds since 1970, written in ten digits and a dot; NaN when they are not. */
function secondsAt(bytes: Buffer, start: number): number {
  let seconds = 0;
  for (let at = start; at < start + 10; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    seconds = seconds * 10 + digit;
  }
  return bytes[start + 10] === DOT ? seconds : Number.NaN;
}

/** Where "TCP_TUNNEL/200" or "TCP_MISS/200" is parted, as those two nearly always are; -1 when it is not. */
function slashOf(bytes: Buffer, start: number, end: number): number {
  for (const length of USUAL_RESULTS) {
    if (bytes[start + length] === SLASH && bytes[start + length + 4] === SPACE) return start + length;
  }
  let at = start;
  while (at < end && bytes[at] !== SLASH && bytes[at] !== SPACE) at++;
  return bytes[at] === SLASH ? at : -1;
}

/** Reads what follows the date, the client being at `client`; undefined when something is not where it should be. */
function parseFrom(bytes: Buffer, client: number, end: number, visit: Visit): Verdict | undefined {
  let at = client;
  while (at < end && bytes[at] !== SPACE) at++;
  visit.clientStart = client;
  visit.clientEnd = at;
  while (at < end && bytes[at] === SPACE) at++;
  const result = at;
  const slash = slashOf(bytes, result, end);
  // "TCP_MISS/200" is what no other log has there.
  if (slash === -1) return undefined;
  const method = nextWord(bytes, nextWord(bytes, slash, end), end);
  const url = nextWord(bytes, method, end);
  if (url >= end) return undefined;
  if (bytes[result + 4] === LETTER_D && hasAt(bytes, result + 4, end, 'denied')) return DENIED;
  if (hasAt(bytes, url, end, 'error:')) return OTHER;
  takeHost(bytes, url, end, visit);
  return VISIT;
}

export function parseSquid(bytes: Buffer, start: number, end: number, visit: Visit, span: Span): Verdict {
  const first = isDigit(bytes[start]) ? start : skipBlanks(bytes, messageStart(bytes, start, end), end);
  const seconds = secondsAt(bytes, first);
  if (Number.isNaN(seconds) || first + USUAL_CLIENT >= end) return NOT_UNDERSTOOD;
  span.noteSeconds(seconds);
  const usual = first + USUAL_CLIENT;
  if (
    bytes[first + 14] === SPACE &&
    bytes[usual - 1] === SPACE &&
    bytes[usual - 2] !== SPACE &&
    bytes[usual] !== SPACE
  ) {
    const verdict = parseFrom(bytes, usual, end, visit);
    if (verdict !== undefined) return verdict;
  }
  const client = nextWord(bytes, nextWord(bytes, first, end), end);
  return parseFrom(bytes, client, end, visit) ?? NOT_UNDERSTOOD;
}
