/**
 * Lines in the common and combined formats of web servers, as proxies write them: 'client ident user [date] "METHOD URL
 * HTTP/1.1" status …'. The user is passed over. A request for a path only was made to a web server, not to a proxy.
 */
import { endOfWord, find, findLetters, hasAt, isBlank, QUOTE, skipBlanks, takeHost } from './bytes.ts';
import type { Span } from './span.ts';
import { messageStart } from './syslog.ts';
import { DENIED, NOT_UNDERSTOOD, OTHER, type Verdict, VISIT, type Visit } from './visit.ts';

const CLOSE_BRACKET = 0x5d;
const OPEN_BRACKET = 0x5b;
const SLASH = 0x2f;

/** Where the date begins: two words after the client, and the user may be several words long. */
function dateStart(bytes: Buffer, start: number, end: number): number {
  const bracket = find(bytes, OPEN_BRACKET, start, end);
  return bracket !== -1 && isBlank(bytes[bracket - 1] as number) ? bracket : -1;
}

export function parseCommon(bytes: Buffer, start: number, end: number, visit: Visit, span: Span): Verdict {
  const client = skipBlanks(bytes, messageStart(bytes, start, end), end);
  const clientEnd = endOfWord(bytes, client, end);
  const open = dateStart(bytes, clientEnd, end);
  if (open === -1) return NOT_UNDERSTOOD;
  const close = find(bytes, CLOSE_BRACKET, open, end);
  const quote = close === -1 ? -1 : skipBlanks(bytes, close + 1, end);
  if (quote === -1 || bytes[quote] !== QUOTE) return NOT_UNDERSTOOD;
  const method = quote + 1;
  const url = skipBlanks(bytes, endOfWord(bytes, method, end), end);
  const requestEnd = find(bytes, QUOTE, method, end);
  if (requestEnd === -1) return NOT_UNDERSTOOD;
  span.note(bytes, open + 1, close);
  // Squid adds its own result to the combined format.
  if (findLetters(bytes, 'tcp_denied', requestEnd, end) !== -1) return DENIED;
  if (url >= requestEnd || bytes[url] === SLASH || hasAt(bytes, url, end, 'error:')) return OTHER;
  visit.clientStart = client;
  visit.clientEnd = clientEnd;
  takeHost(bytes, url, Math.min(endOfWord(bytes, url, end), requestEnd), visit);
  return VISIT;
}
