/**
 * Lines made of named or numbered fields → visits. Scanners note where the fields that matter are; what a field is called
 * is the only thing that differs from one product to the next.
 */
import { ByteTable } from './byte-table.ts';
import { hasAt, skipBlanks, takeHost } from './bytes.ts';
import type { Span } from './span.ts';
import { DENIED, NOT_UNDERSTOOD, OTHER, type Verdict, VISIT, type Visit } from './visit.ts';

/** What a field can be: of several that are the same, the first named is the best. */
export const roles = [
  /** Address of the client. */
  'client',
  /** Name of the client's machine. */
  'machine',
  /** Name of what was asked for. */
  'host',
  'url',
  /** Name of what was asked for, in lines whose host is the client. */
  'remote',
  /** Address of what was asked for. */
  'address',
  'date',
  /** Time of day, where it is apart from the date. */
  'time',
  /** What was decided. */
  'action',
  /** What only lines of this format have: one without it is of another, where a format has such a field. */
  'mark',
] as const;
export type Role = (typeof roles)[number];
export type RoleKeys = Partial<Record<Role, readonly string[]>>;

const CLIENT = roles.indexOf('client');
const MACHINE = roles.indexOf('machine');
const HOST = roles.indexOf('host');
const URL = roles.indexOf('url');
const REMOTE = roles.indexOf('remote');
const ADDRESS = roles.indexOf('address');
const DATE = roles.indexOf('date');
const TIME = roles.indexOf('time');
const ACTION = roles.indexOf('action');
const MARK = roles.indexOf('mark');

const RANKS = 16;
const SLASH = 0x2f;
const LONGEST_DATE = 40;

/** Beginnings of what is decided when a request does not go through. */
const REFUSALS = ['block', 'den', 'drop', 'reset', 'sinkhole'];
/** What stands for nothing. */
const NOTHING = ['-', 'none', 'na', 'n/a', 'null', 'unknown'];

/** Fields of the line at hand. */
export class Fields {
  readonly #keys = new ByteTable(1024, 64 * 1024);
  readonly #starts = new Int32Array(roles.length);
  readonly #ends = new Int32Array(roles.length);
  readonly #ranks = new Int8Array(roles.length);
  readonly #scratch = Buffer.alloc(2 * LONGEST_DATE);
  readonly #isMarked: boolean;
  #noted = 0;

  constructor(keys: RoleKeys) {
    this.#isMarked = keys.mark !== undefined;
    for (const [index, role] of roles.entries()) {
      for (const [rank, name] of (keys[role] ?? []).entries()) {
        const bytes = Buffer.from(name);
        this.#keys.put(bytes, 0, bytes.length, index * RANKS + rank);
      }
    }
  }

  reset(): void {
    this.#noted = 0;
    this.#ends.fill(0);
    this.#starts.fill(0);
    this.#ranks.fill(RANKS);
  }

  /** What the field of this name is, as noteAs takes it; -1 for one that does not matter. */
  roleOf(bytes: Buffer, start: number, end: number): number {
    return this.#keys.get(bytes, start, end);
  }

  /** Notes a field as the first choice for a role. */
  noteRole(role: Role, bytes: Buffer, start: number, end: number): void {
    this.noteAs(roles.indexOf(role) * RANKS, bytes, start, end);
  }

  noteAs(role: number, bytes: Buffer, start: number, end: number): void {
    if (role === -1 || isNothing(bytes, start, end)) return;
    const index = Math.trunc(role / RANKS);
    const rank = role % RANKS;
    if (rank >= (this.#ranks[index] as number)) return;
    this.#ranks[index] = rank;
    this.#noted++;
    this.#starts[index] = start;
    this.#ends[index] = end;
  }

  /** Notes the field of a name. */
  note(bytes: Buffer, keyStart: number, keyEnd: number, start: number, end: number): void {
    this.noteAs(this.roleOf(bytes, keyStart, keyEnd), bytes, start, end);
  }

  /** Whether these roles, as roleOf gives them, can make a visit: one of a client, and one of what it asks for. */
  areEnough(found: readonly number[]): boolean {
    const has = (...wanted: number[]): boolean =>
      found.some((role) => role !== -1 && wanted.includes(Math.trunc(role / RANKS)));
    return has(CLIENT, MACHINE) && has(HOST, URL, REMOTE);
  }

  /** What the fields say together. */
  finish(bytes: Buffer, visit: Visit, span: Span): Verdict {
    if (this.#isMarked ? !this.#has(MARK) : this.#noted === 0) return NOT_UNDERSTOOD;
    this.#noteDate(bytes, span);
    if (!this.#has(CLIENT) && !this.#has(MACHINE)) return OTHER;
    if (!this.#takeHost(bytes, visit)) return OTHER;
    const action = this.#starts[ACTION] as number;
    if (REFUSALS.some((word) => hasAt(bytes, action, this.#ends[ACTION] as number, word))) return DENIED;
    visit.clientStart = this.#starts[CLIENT] as number;
    visit.clientEnd = this.#ends[CLIENT] as number;
    const machine = this.#has(REMOTE) && this.#has(HOST) ? HOST : MACHINE;
    visit.nameStart = this.#starts[machine] as number;
    visit.nameEnd = this.#ends[machine] as number;
    return VISIT;
  }

  #has(role: number): boolean {
    return (this.#ends[role] as number) > (this.#starts[role] as number);
  }

  #takeHost(bytes: Buffer, visit: Visit): boolean {
    for (const role of this.#has(REMOTE) ? [REMOTE] : [HOST, URL, ADDRESS]) {
      const [start, end] = [this.#starts[role] as number, this.#ends[role] as number];
      // A path alone names nothing.
      if (end <= start || bytes[start] === SLASH) continue;
      takeHost(bytes, start, end, visit);
      if (visit.hostEnd > visit.hostStart) return true;
    }
    return false;
  }

  #noteDate(bytes: Buffer, span: Span): void {
    const [start, end] = [this.#starts[DATE] as number, this.#ends[DATE] as number];
    if (!this.#has(DATE)) return;
    if (!this.#has(TIME)) {
      span.note(bytes, start, end);
      return;
    }
    const time = this.#starts[TIME] as number;
    const length = bytes.copy(this.#scratch, 0, start, Math.min(end, start + LONGEST_DATE - 1));
    this.#scratch[length] = 0x20;
    const timeEnd = Math.min(this.#ends[TIME] as number, time + LONGEST_DATE);
    span.note(this.#scratch, 0, length + 1 + bytes.copy(this.#scratch, length + 1, time, timeEnd));
  }
}

function isNothing(bytes: Buffer, start: number, end: number): boolean {
  const from = skipBlanks(bytes, start, end);
  if (from >= end) return true;
  return end - from < 8 && NOTHING.some((word) => word.length === end - from && hasAt(bytes, from, end, word));
}
