/**
 * Which client asked for what, and how often. Memory grows with distinct clients, names and pairs of them, within
 * limits; what a limit turns away is counted.
 */
import { isIP } from 'node:net';
import type { Refusal } from '../account.ts';
import { ByteTable } from './byte-table.ts';
import { Counts } from './counts.ts';
import { MOST_NAMES } from './entry.ts';
import { type KnownName, targetOf } from './names.ts';
import type { Visit } from './visit.ts';
import { MOST_AT_ONCE, Visits } from './visits.ts';
import { LastView } from './words.ts';

const MIB = 1024 * 1024;
const MOST_CLIENTS = 200_000;
const MOST_TARGETS = Math.min(400_000, MOST_NAMES);
const MOST_PAIRS = 12_000_000;
/** Bytes of names and clients met before, which need no second look. */
const CACHED_ENTRIES = 300_000;
const CACHED_BYTES = 12 * MIB;
/** Longest host and client that are decoded: longer ones are no names. */
const LONGEST_HOST = 512;
const LONGEST_CLIENT = 255;

/** Reasons as values of a table, below those of every host and client. */
const reasons = ['address-only', 'internal-name', 'no-client', 'no-name', 'too-many'] as const satisfies Refusal[];
type Reason = (typeof reasons)[number];
const FIRST = reasons.length;

export type Client = { readonly kind: 'address' | 'name'; readonly value: string };

export class Tally {
  readonly #knownName: KnownName;
  readonly #hosts = new ByteTable(CACHED_ENTRIES, CACHED_BYTES);
  readonly #clients = new ByteTable(CACHED_ENTRIES, CACHED_BYTES / 4);
  readonly #targetNumbers = new Map<string, number>();
  readonly #domains: string[] = [];
  readonly #clientNumbers = new Map<string, number>();
  readonly #clientList: Client[] = [];
  readonly #counts = new Counts(MOST_PAIRS);
  /** Visits counted, by their weight, and not counted, by reason. */
  readonly taken: [again: number, once: number] = [0, 0];
  readonly refused = new Map<Reason, number>();
  /** Those that wait for the next flush, and the bytes they are in. */
  readonly #visits = new Visits();
  #bytes: Buffer | undefined;
  readonly #views = new LastView();
  readonly #hostValues = new Int32Array(MOST_AT_ONCE);
  readonly #clientValues = new Int32Array(MOST_AT_ONCE);

  constructor(knownName: KnownName) {
    this.#knownName = knownName;
  }

  get clients(): number {
    return this.#clientList.length;
  }

  /** Counts what waits to be. */
  settle(): void {
    this.flush();
    this.#counts.settle();
  }

  /** Visits that were taken, and of which the limit of pairs then kept nothing. */
  get turnedAway(): number {
    return this.#counts.turnedAway;
  }

  /** Takes a visit that counts `weight` times. Its bytes must stay as they are until the next flush. */
  add(bytes: Buffer, visit: Visit, weight: 0 | 1): void {
    this.visitsIn(bytes).add(this.#views.of(bytes), visit, weight);
  }

  /** Where visits of these bytes are to be put: there is room for one or more. The bytes must stay as they are until the next flush. */
  visitsIn(bytes: Buffer): Visits {
    if (this.#visits.isFull || bytes !== this.#bytes) this.flush();
    this.#bytes = bytes;
    return this.#visits;
  }

  /** Counts the visits that were taken since the last time. */
  flush(): void {
    const visits = this.#visits;
    const { size, weights } = visits;
    const bytes = this.#bytes;
    if (bytes === undefined || size === 0) return;
    const { hosts } = visits;
    this.#hosts.getAll(bytes, hosts, size, this.#hostValues);
    this.#clients.getAll(bytes, visits.clients, size, this.#clientValues);
    for (let index = 0; index < size; index++) {
      let target = this.#hostValues[index] as number;
      let client = this.#clientValues[index] as number;
      if (target === -1) target = this.#hostAt(bytes, hosts.starts[index] as number, hosts.ends[index] as number);
      if (client < FIRST && target >= FIRST) client = this.#clientOf(bytes, index);
      this.#count(target, client, weights[index] as 0 | 1);
    }
    visits.size = 0;
  }

  #count(target: number, client: number, weight: 0 | 1): void {
    if (target >= FIRST && client >= FIRST) {
      this.#counts.add(client - FIRST, target - FIRST, weight);
      this.taken[weight]++;
    } else {
      const reason = reasons[target < FIRST ? target : client] as Reason;
      this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
    }
  }

  /** Every client with what it asked for, most often first, then by name; `make` says what of. */
  *results<T>(make: (domain: string, count: number) => T): Generator<{ client: Client; requests: T[] }> {
    const domains = this.#domains;
    const order = domains.map((_, number) => number);
    order.sort((left, right) => ((domains[left] as string) < (domains[right] as string) ? -1 : 1));
    const ranks = new Uint32Array(order.length);
    for (const [rank, number] of order.entries()) ranks[number] = rank;
    const sorted = order.map((number) => domains[number] as string);
    for (const [index, client] of this.#clientList.entries()) {
      const requests: T[] = [];
      this.#counts.give(index, ranks, (rank, count) => requests.push(make(sorted[rank] as string, count)));
      yield { client, requests };
    }
  }

  #hostAt(bytes: Buffer, start: number, end: number): number {
    const known = this.#hosts.get(bytes, start, end);
    if (known !== -1) return known;
    const target =
      end - start > LONGEST_HOST
        ? { refused: 'no-name' as const }
        : targetOf(textAt(bytes, start, end), this.#knownName);
    const number = 'refused' in target ? reasons.indexOf(target.refused) : this.#targetNumber(target.domain);
    this.#hosts.put(bytes, start, end, number);
    return number;
  }

  #targetNumber(domain: string): number {
    const known = this.#targetNumbers.get(domain);
    if (known !== undefined) return known + FIRST;
    if (this.#domains.length >= MOST_TARGETS) return reasons.indexOf('too-many');
    const number = this.#domains.push(domain) - 1;
    this.#targetNumbers.set(domain, number);
    return number + FIRST;
  }

  #clientOf(bytes: Buffer, index: number): number {
    const { clients, otherEnds, otherStarts } = this.#visits;
    const named = this.#clientAt(bytes, clients.starts[index] as number, clients.ends[index] as number);
    if (named >= FIRST) return named;
    return this.#clientAt(bytes, otherStarts[index] as number, otherEnds[index] as number);
  }

  #clientAt(bytes: Buffer, start: number, end: number): number {
    const known = this.#clients.get(bytes, start, end);
    if (known !== -1) return known;
    const client = end - start > LONGEST_CLIENT ? undefined : clientOf(textAt(bytes, start, end));
    const number = client === undefined ? reasons.indexOf('no-client') : this.#clientNumber(client);
    this.#clients.put(bytes, start, end, number);
    return number;
  }

  #clientNumber(client: Client): number {
    const key = `${client.kind} ${client.value}`;
    const known = this.#clientNumbers.get(key);
    if (known !== undefined) return known + FIRST;
    if (this.#clientList.length >= MOST_CLIENTS) return reasons.indexOf('too-many');
    const number = this.#counts.open();
    this.#clientList.push(client);
    this.#clientNumbers.set(key, number);
    return number + FIRST;
  }
}

/** A text of its own, UTF-8 or, where that is unsound, as Windows writes it. */
function textAt(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  return text.includes('\ufffd') ? bytes.toString('latin1', start, end) : text;
}

/** An address, or the name of a machine as far as its first dot. */
function clientOf(raw: string): Client | undefined {
  const value = raw
    .trim()
    .toLowerCase()
    .replace(/%[^%]*$/, '');
  if (isIP(value) !== 0) return { kind: 'address', value: value.replace(/^::ffff:(?=\d+\.)/, '') };
  // A firewall names the objects that it does not know by their addresses.
  if (/^host_\d/.test(value)) return clientOf(value.slice('host_'.length));
  // What machine names hold: no space and no "@", which people's names do.
  if (!/^[\p{L}\p{N}_.$-]{1,255}$/u.test(value)) return undefined;
  const short = value.split('.')[0] ?? '';
  return short === '' || /^-+$/.test(short) ? undefined : { kind: 'name', value: short };
}
