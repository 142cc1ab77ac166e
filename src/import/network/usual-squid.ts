/**
 * The lines that Squid writes nearly always, one after another, read four bytes at a time: a date in ten digits and
 * three, the elapsed time, a client, a result, a size, a request for a host's port 443 or for the address of a page. At any
 * other line it stops, and parseSquid reads that one: of those it reads, both say the same.
 *
 * Nothing is made for a line and no byte is looked at twice but those of its end: the end of a line is only looked for
 * behind the host, every field before being known to hold no end of a line.
 */
import { SPACE } from './bytes.ts';
import type { Span } from './span.ts';
import { secondsAt } from './squid.ts';
import type { Visits } from './visits.ts';
import { Field, firstBlank, firstNewline, LastView } from './words.ts';

/** Bytes of a date up to the point, which is one of them, and all of them. */
const WHOLE_SECONDS = 11;
const DATE = 14;
/** Fewest bytes of "x/200". */
const SHORTEST_RESULT = 5;
/** Fewest bytes of a line. */
const SHORTEST = 40;
/** Bytes that are looked at beyond the place where something is looked for. */
const BEYOND = 16;
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

/** Where the host begins, after "CONNECT ", or after a method and "http://" or "https://"; -1 when it is neither. */
function hostAfter(bytes: Buffer, view: DataView, method: number, limit: number): number {
  if (view.getInt32(method, true) === CONN && view.getInt32(method + 4, true) === ECT) return method + 8;
  const methodEnd = firstBlank(view, method, limit);
  const url = methodEnd + 1;
  if (methodEnd === method || bytes[methodEnd] !== SPACE || view.getInt32(url, true) !== HTTP) return -1;
  if (view.getInt32(url + 3, true) === AFTER_HTTP) return url + 7;
  return view.getInt32(url + 4, true) === AFTER_HTTPS ? url + 8 : -1;
}

/** Whether what follows the host ends it for parseSquid too, which takes "error:" for the message of a client that failed. */
function isEndOfHost(bytes: Buffer, view: DataView, host: number, hostEnd: number): boolean {
  const mark = bytes[hostEnd];
  if (mark === COLON) return hostEnd - host !== 5 && view.getInt32(hostEnd + 1, true) === PORT_443;
  return mark === SLASH || mark === SPACE;
}

export class UsualSquid {
  readonly #span: Span;
  readonly #views = new LastView();
  readonly #client = new Field();
  readonly #host = new Field();
  // The ten digits of the last date and their dot: many lines have the same.
  #first = 0;
  #second = 0;
  #third = 0;

  constructor(span: Span) {
    this.#span = span;
  }

  /** Reads lines from the one that begins at `start` on, as many as there is room for; answers where it stopped: at the beginning of a line. */
  read(bytes: Buffer, start: number, visits: Visits): number {
    const view = this.#views.of(bytes);
    const limit = view.byteLength - BEYOND;
    let at = start;
    while (!visits.isFull) {
      const next = this.#readLine(bytes, view, at, limit, visits);
      if (next === -1) break;
      at = next;
    }
    return at;
  }

  /** Where the next line begins; -1 when this one is not usual. */
  #readLine(bytes: Buffer, view: DataView, start: number, limit: number, visits: Visits): number {
    if (start + SHORTEST > limit || firstBlank(view, start + WHOLE_SECONDS, limit) !== start + DATE) return -1;
    let elapsed = start + DATE;
    while (bytes[elapsed] === SPACE) elapsed++;
    const elapsedEnd = firstBlank(view, elapsed, limit);
    const client = elapsedEnd + 1;
    const clientEnd = this.#client.endOfWord(view, client, limit);
    const result = clientEnd + 1;
    const resultEnd = firstBlank(view, result, limit);
    const size = resultEnd + 1;
    const sizeEnd = firstBlank(view, size, limit);
    const method = sizeEnd + 1;
    const areFields =
      bytes[elapsedEnd] === SPACE &&
      bytes[clientEnd] === SPACE &&
      bytes[resultEnd] === SPACE &&
      bytes[sizeEnd] === SPACE &&
      clientEnd > client &&
      resultEnd - result >= SHORTEST_RESULT &&
      sizeEnd > size;
    // One that may be a refusal is no usual one.
    if (!areFields || method >= limit || bytes[resultEnd - 4] !== SLASH || bytes[result + 4] === LETTER_D) return -1;
    const host = hostAfter(bytes, view, method, limit);
    if (host === -1 || host >= limit) return -1;
    const hostEnd = this.#host.endOfHost(view, host, limit);
    if (hostEnd === host || hostEnd >= limit || !isEndOfHost(bytes, view, host, hostEnd)) return -1;
    const newline = firstNewline(view, hostEnd, limit);
    if (newline >= limit || !this.#noteDate(bytes, view, start)) return -1;
    const index = visits.size++;
    visits.hosts.set(index, host, hostEnd, this.#host.hash);
    visits.clients.set(index, client, clientEnd, this.#client.hash);
    visits.otherStarts[index] = client;
    visits.otherEnds[index] = clientEnd;
    visits.weights[index] = 1;
    return newline + 1;
  }

  /** Whether there is one. */
  #noteDate(bytes: Buffer, view: DataView, start: number): boolean {
    const first = view.getInt32(start, true);
    const second = view.getInt32(start + 4, true);
    const third = view.getInt32(start + 7, true);
    if (first === this.#first && second === this.#second && third === this.#third) return true;
    const seconds = secondsAt(bytes, start);
    if (Number.isNaN(seconds)) return false;
    this.#first = first;
    this.#second = second;
    this.#third = third;
    this.#span.noteSeconds(seconds);
    return true;
  }
}
