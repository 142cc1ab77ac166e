/**
 * The lines that Squid writes nearly always, read four bytes at a time: a date in ten digits and three, the elapsed time
 * in six columns, a request for a host's port 443 or for the address of a page. Of any other line it says nothing, and
 * parseSquid reads it: of those it reads, both say the same.
 */
import { SPACE } from './bytes.ts';
import type { Span } from './span.ts';
import { secondsAt } from './squid.ts';
import type { Visit } from './visit.ts';
import { firstMark, firstSpace, LastView } from './words.ts';

const CLIENT = 22;
/** Fewest bytes of a line up to its method. */
const SHORTEST = 48;
/** Bytes that are looked at beyond the end of a line. */
const BEYOND = 8;
const COLON = 0x3a;
const LETTER_D = 0x44;
const SLASH = 0x2f;

function wordOf(letters: string): number {
  return Buffer.from(letters, 'latin1').readInt32LE(0);
}

const CONN = wordOf('CONN');
const ECT = wordOf('ECT ');
const HTTP = wordOf('http');
const AFTER_HTTP = wordOf('p://');
const AFTER_HTTPS = wordOf('s://');
const PORT_443 = wordOf('443 ');

/** Where the size begins, after "TCP_TUNNEL/200 " or "TCP_MISS/200 "; -1 after another result, or one that may be a refusal. */
function sizeAfter(bytes: Buffer, result: number): number {
  if (bytes[result + 4] === LETTER_D) return -1;
  if (bytes[result + 10] === SLASH && bytes[result + 14] === SPACE) return result + 15;
  return bytes[result + 8] === SLASH && bytes[result + 12] === SPACE ? result + 13 : -1;
}

/** Where the host begins, after "CONNECT ", or after a method and "http://" or "https://"; -1 when it is neither. */
function hostAfter(view: DataView, method: number, end: number): number {
  if (view.getInt32(method, true) === CONN && view.getInt32(method + 4, true) === ECT) return method + 8;
  const url = firstSpace(view, method, end) + 1;
  if (url + BEYOND > end || view.getInt32(url, true) !== HTTP) return -1;
  if (view.getInt32(url + 3, true) === AFTER_HTTP) return url + 7;
  return view.getInt32(url + 4, true) === AFTER_HTTPS ? url + 8 : -1;
}

export class UsualSquid {
  readonly #views = new LastView();
  // The ten digits of the last date and their dot: many lines have the same.
  #first = 0;
  #second = 0;
  #third = 0;

  /** Whether it reads the line: then it is a visit. */
  read(bytes: Buffer, start: number, end: number, visit: Visit, span: Span): boolean {
    const view = this.#views.of(bytes);
    if (end - start < SHORTEST || end + BEYOND > view.byteLength) return false;
    const client = start + CLIENT;
    const isUsual =
      bytes[start + 14] === SPACE &&
      bytes[client - 1] === SPACE &&
      bytes[client - 2] !== SPACE &&
      bytes[client] !== SPACE;
    if (!isUsual) return false;
    const clientEnd = firstSpace(view, client, end);
    const size = clientEnd + 16 > end ? -1 : sizeAfter(bytes, clientEnd + 1);
    if (size === -1) return false;
    const method = firstSpace(view, size, end) + 1;
    if (method + BEYOND > end) return false;
    const host = hostAfter(view, method, end);
    if (host === -1) return false;
    const hostEnd = firstMark(view, host, end);
    if (hostEnd === host || hostEnd + 4 >= end) return false;
    const mark = bytes[hostEnd];
    if (mark === COLON ? view.getInt32(hostEnd + 1, true) !== PORT_443 : mark !== SLASH && mark !== SPACE) return false;
    if (!this.#noteDate(bytes, view, start, span)) return false;
    visit.clientStart = client;
    visit.clientEnd = clientEnd;
    visit.hostStart = host;
    visit.hostEnd = hostEnd;
    return true;
  }

  /** Whether there is one. */
  #noteDate(bytes: Buffer, view: DataView, start: number, span: Span): boolean {
    const first = view.getInt32(start, true);
    const second = view.getInt32(start + 4, true);
    const third = view.getInt32(start + 7, true);
    if (first === this.#first && second === this.#second && third === this.#third) return true;
    const seconds = secondsAt(bytes, start);
    if (Number.isNaN(seconds)) return false;
    this.#first = first;
    this.#second = second;
    this.#third = third;
    span.noteSeconds(seconds);
    return true;
  }
}
