/**
 * The body of a request → its bytes → a JSON value, within limits checked before anything is decompressed, while it is, and before
 * anything is parsed. What was sent is never quoted in an answer.
 */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parseJson } from '../import/json.ts';
import { Problem } from '../problem.ts';
import { Refusal } from './refusal.ts';

const MIB = 1024 * 1024;

export type BodyLimits = {
  /** Bytes as they travel. */
  readonly sent: number;
  /** Bytes once decompressed. */
  readonly held: number;
};

/** Real inventories, with every package of a development server, are under 5 MiB, and under 0.5 once compressed. */
export const INVENTORY_LIMITS: BodyLimits = { sent: 4 * MIB, held: 32 * MIB };
export const SEEN_LIMITS: BodyLimits = { sent: 4096, held: 4096 };

/** JSON of an inventory shrinks 5 to 40 times; a bomb, 1,000. */
const LARGEST_RATIO = 200;
/** Small documents may be all repetition. */
const FREE_OF_RATIO = 64 * 1024;
/** An inventory has 5 levels. */
const DEEPEST = 32;

/** Memory that all the requests under way may hold together. */
export class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): void {
    if (bytes > this.#left) throw new Refusal('busy', { retryAfter: 10 });
    this.#left -= bytes;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}

/** What one request holds of the budget, given back all at once. */
export class Share {
  readonly #budget: Budget;
  #taken = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  take(bytes: number): void {
    this.#budget.take(bytes);
    this.#taken += bytes;
  }

  release(): void {
    this.#budget.give(this.#taken);
    this.#taken = 0;
  }
}

const TYPES = new Set([
  'application/json',
  'application/vnd.tiebreak.inventory+json',
  'application/vnd.tiebreak.seen+json',
]);

/** Refuses by its headers what need not be read. */
function checkHeaders({ headers }: IncomingMessage, limits: BodyLimits): void {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!TYPES.has(type)) throw new Refusal('media-type');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') throw new Refusal('encoding');
  if (Number(headers['content-length'] ?? 0) > limits.sent) throw new Refusal('too-large');
}

async function readSent(request: IncomingMessage, limit: number, share: Share): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  // Left open when it is refused, for the answer to reach who sends.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > limit) throw new Refusal('too-large');
    share.take(piece.length);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const gunzipWithin = promisify(gunzip) as (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

async function decompress(sent: Buffer, limit: number): Promise<Buffer> {
  const maxOutputLength = Math.min(limit, Math.max(FREE_OF_RATIO, sent.length * LARGEST_RATIO));
  try {
    return await gunzipWithin(sent, { maxOutputLength });
  } catch (error) {
    throw new Refusal((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'bomb' : 'not-gzip');
  }
}

/** The bytes that a request carries, decompressed. Throws a Refusal. */
export async function readBody(request: IncomingMessage, limits: BodyLimits, share: Share): Promise<Buffer> {
  checkHeaders(request, limits);
  const sent = await readSent(request, limits.sent, share);
  if (request.headers['content-encoding']?.trim().toLowerCase() !== 'gzip') return sent;
  const bytes = await decompress(sent, limits.held);
  share.take(bytes.length);
  return bytes;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Whether JSON is nested deeper than an inventory ever is: one pass over its bytes, before it is parsed. */
export function isTooDeep(bytes: Uint8Array, deepest: number = DEEPEST): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (quoted) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > deepest) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}

/** The object that bytes say. Throws a Refusal. */
export function parseBody(bytes: Buffer): Record<string, unknown> {
  if (isTooDeep(bytes)) throw new Refusal('too-deep');
  let value: unknown;
  try {
    value = parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), 'body');
  } catch (error) {
    if (error instanceof Problem && error.code === 'document-too-complex') throw new Refusal('too-deep');
    throw new Refusal('json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('json');
  return value as Record<string, unknown>;
}
