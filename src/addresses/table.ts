/**
 * From an address to a number: the last range that begins at or before it, in typed arrays.
 *
 * In: ranges, sorted, that cover everything (0 where nothing is known). Out: a value. It knows neither files nor vendors.
 */
import { halvesOf, NO_ADDRESS, parseIpv4, parseIpv6Groups } from './parse.ts';

/** Columns of a table: range i begins at start[i] and ends where the next begins. */
export interface AddressColumns {
  readonly v4Start: Uint32Array;
  readonly v4Value: Uint32Array;
  readonly v6High: Uint32Array;
  readonly v6Low: Uint32Array;
  readonly v6Value: Uint32Array;
}

/** Buckets by the first 16 bits, so that a search touches a few neighbours only. */
function bucketsOf(start: Uint32Array): Uint32Array {
  const buckets = new Uint32Array(65_537);
  let at = 0;
  for (let bucket = 0; bucket < 65_536; bucket++) {
    while (at < start.length && (start[at] as number) < bucket * 65_536) at += 1;
    buckets[bucket] = at;
  }
  buckets[65_536] = start.length;
  return buckets;
}

export class AddressTable {
  readonly columns: AddressColumns;
  readonly #buckets: Uint32Array;

  constructor(columns: AddressColumns) {
    this.columns = columns;
    this.#buckets = bucketsOf(columns.v4Start);
  }

  /** Value of the range an address is in; 0 when none is known, or when the text is no address. */
  lookUp(address: string): number {
    const v4 = parseIpv4(address);
    if (v4 !== NO_ADDRESS) return this.lookUpV4(v4);
    const groups = parseIpv6Groups(address);
    if (groups === null) return 0;
    // An IPv4 address written as IPv6 (::ffff:192.0.2.1).
    if (groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0))
      return this.lookUpV4((groups[6] as number) * 65_536 + (groups[7] as number));
    const { high, low } = halvesOf(groups);
    return this.#lookUpV6(high, low);
  }

  lookUpV4(address: number): number {
    const { v4Start, v4Value } = this.columns;
    const bucket = address >>> 16;
    // First range that begins after the address, in the bucket or at the head of the next one.
    let low = this.#buckets[bucket] as number;
    let high = this.#buckets[bucket + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((v4Start[middle] as number) <= address) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : (v4Value[low - 1] as number);
  }

  #lookUpV6(addressHigh: number, addressLow: number): number {
    const { v6High, v6Low, v6Value } = this.columns;
    let low = 0;
    let high = v6High.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = v6High[middle] as number;
      if (start < addressHigh || (start === addressHigh && (v6Low[middle] as number) <= addressLow)) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : (v6Value[low - 1] as number);
  }
}

/** One range of either family, as its first and last address; IPv6 counted in networks of 64 bits. */
export interface Span {
  readonly first: bigint;
  readonly last: bigint;
  readonly value: number;
}

/**
 * Spans that nest or stand apart, as a list without overlap: the narrowest wins, and of equals the later. Adjacent pieces of one value are one.
 */
function flatten(spans: readonly Span[]): { start: bigint; value: number }[] {
  const sorted = spans
    .map((span, order) => ({ ...span, order }))
    .sort((a, b) =>
      a.first < b.first ? -1 : a.first > b.first ? 1 : a.last > b.last ? -1 : a.last < b.last ? 1 : a.order - b.order,
    );
  const pieces: { start: bigint; value: number }[] = [{ start: 0n, value: 0 }];
  const put = (start: bigint, value: number): void => {
    const last = pieces.at(-1);
    if (last?.start === start) pieces.pop();
    if (pieces.at(-1)?.value !== value) pieces.push({ start, value });
  };
  const open: Span[] = [];
  const closeBefore = (first: bigint | null): void => {
    for (let top = open.at(-1); top && (first === null || top.last < first); top = open.at(-1)) {
      open.pop();
      while (open.length > 0 && (open.at(-1) as Span).last <= top.last) open.pop();
      put(top.last + 1n, open.at(-1)?.value ?? 0);
    }
  };
  for (const span of sorted) {
    closeBefore(span.first);
    put(span.first, span.value);
    open.push(span);
  }
  closeBefore(null);
  return pieces;
}

const V4_END = 1n << 32n;
const V6_END = 1n << 64n;

export function columnsOf(v4: readonly Span[], v6: readonly Span[]): AddressColumns {
  const four = flatten(v4).filter(({ start }) => start < V4_END);
  const six = flatten(v6).filter(({ start }) => start < V6_END);
  return {
    v4Start: Uint32Array.from(four, ({ start }) => Number(start)),
    v4Value: Uint32Array.from(four, ({ value }) => value),
    v6High: Uint32Array.from(six, ({ start }) => Number(start >> 32n)),
    v6Low: Uint32Array.from(six, ({ start }) => Number(start & 0xffffffffn)),
    v6Value: Uint32Array.from(six, ({ value }) => value),
  };
}

function groupsToBig(groups: readonly number[]): bigint {
  const { high, low } = halvesOf(groups);
  return (BigInt(high) << 32n) | BigInt(low);
}

/** The span of "192.0.2.0/24", "2001:db8::/32" or one address, with its family; null when it is none, or narrower than an IPv6 network. */
export function spanOf(cidr: string, value: number): { family: 4 | 6; span: Span } | null {
  const slash = cidr.indexOf('/');
  const text = slash < 0 ? cidr : cidr.slice(0, slash);
  const asked = slash < 0 ? undefined : Number(cidr.slice(slash + 1));
  const v4 = parseIpv4(text);
  if (v4 !== NO_ADDRESS) {
    const length = asked ?? 32;
    if (!Number.isInteger(length) || length < 0 || length > 32) return null;
    const size = 1n << BigInt(32 - length);
    const first = (BigInt(v4) / size) * size;
    return { family: 4, span: { first, last: first + size - 1n, value } };
  }
  const groups = parseIpv6Groups(text);
  const length = asked ?? 128;
  if (groups === null || !Number.isInteger(length) || length < 0 || length > 128) return null;
  const size = 1n << BigInt(64 - Math.min(length, 64));
  const first = (groupsToBig(groups) / size) * size;
  return { family: 6, span: { first, last: first + size - 1n, value } };
}

/** The span between two addresses of one family; null when they are not that. */
export function spanBetween(first: string, last: string, value: number): { family: 4 | 6; span: Span } | null {
  const from = spanOf(first, value);
  const to = spanOf(last, value);
  if (from === null || to === null || from.family !== to.family || to.span.last < from.span.first) return null;
  return { family: from.family, span: { first: from.span.first, last: to.span.last, value } };
}
