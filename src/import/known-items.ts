/**
 * The software list of a native document, from its bytes: an item that earlier documents had too is recognised, not
 * parsed again.
 *
 * Most of an inventory is that list, and most of its items are on many machines, the same to the byte but for their
 * version and their day of installation. The bytes of each new item are kept with what was parsed from them; one whose
 * bytes are the same around those two values is that item with other values, and is only made when it is asked for.
 * Nothing is taken for granted of bytes that were not parsed once: whatever is unusual is left to the plain way, which
 * gives the same.
 */
import { isUtf8 } from 'node:buffer';
import { isSoftware } from '../inventory/checks.ts';
import type { Repeats } from '../inventory/repeats.ts';
import type { SoftwareItem } from '../inventory/schema.ts';
import { type Gap, KnownList, type ListNumbers, type Shape, valueAround } from './known-list.ts';
import { BLOCK_BYTES } from './source.ts';

/** Bytes of items that are kept: some 40,000 items. Those that come later are parsed each time. */
const KEPT_BYTES = 8 * 1024 * 1024;

const BUCKETS = 1 << 15;

/** Most forms looked at for one item, so that a list made to fall in one bucket costs no more than to be parsed. */
const FORMS_IN_BUCKET = 16;

/** Longest version or day taken over. */
const LONGEST_VALUE = 40;

const LIST_KEY = Buffer.from('"software":');

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * A form is the bytes that items have in common, in one, two or three pieces, and between them the values that vary. Forms are kept one behind
 * the other, each as five numbers of 32 bits and then its bytes, so that looking at one visits one place in memory: the next form of the
 * bucket (0 for none), its number, and the lengths of its pieces (NO_PIECE for one it does not have).
 */
const NEXT = 0;
const NUMBER = 1;
const FIRST_LENGTH = 2;
const SECOND_LENGTH = 3;
const THIRD_LENGTH = 4;
const HEADER_BYTES = 20;
const NO_PIECE = -1;

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function afterSpace(bytes: Buffer, at: number): number {
  let next = at;
  for (let code = bytes[next]; code === 0x20 || (code !== undefined && code >= 9 && code <= 13); code = bytes[next]) {
    // Only these are white space in JSON.
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) break;
    next++;
  }
  return next;
}

/** The end of an object that holds neither objects nor lists, or -1. */
function endOfObject(bytes: Buffer, start: number): number {
  let quoted = false;
  for (let at = start + 1; at < bytes.length; at++) {
    const code = bytes[at];
    if (code === QUOTE) quoted = !quoted;
    else if (quoted) at += code === BACKSLASH ? 1 : 0;
    else if (code === CLOSE_OBJECT) return at + 1;
    else if (code === OPEN_OBJECT || code === OPEN_LIST) return -1;
  }
  return -1;
}

/** Where a string that begins at `start` ends: the place of its closing quote. Only of bytes that were parsed. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** The field of the key between two places, when its values vary. */
function gapNamed(bytes: Buffer, from: number, to: number): Gap | undefined {
  if (to - from !== 'version'.length && to - from !== 'installedOn'.length) return undefined;
  const key = bytes.toString('latin1', from, to);
  return key === 'version' || key === 'installedOn' ? key : undefined;
}

/** The values of an item that vary, each with its place; undefined when a key is there twice. Its bytes were parsed, and gave this item. */
function gapsOf(
  bytes: Buffer,
  start: number,
  end: number,
  item: SoftwareItem,
): { gap: Gap; from: number; to: number }[] | undefined {
  const gaps: { gap: Gap; from: number; to: number }[] = [];
  let fields = 0;
  for (let at = bytes.indexOf(QUOTE, start); at !== -1 && at < end; at = bytes.indexOf(QUOTE, at)) {
    const keyEnd = endOfString(bytes, at);
    const value = afterSpace(bytes, bytes.indexOf(COLON, keyEnd) + 1);
    const isString = bytes[value] === QUOTE;
    const valueEnd = isString ? endOfString(bytes, value) : value;
    const gap = gapNamed(bytes, at + 1, keyEnd);
    if (gap !== undefined && isString) gaps.push({ gap, from: value + 1, to: valueEnd });
    fields++;
    at = valueEnd + 1;
  }
  return fields === Object.keys(item).length ? gaps : undefined;
}

/** A list found in the bytes of a document. */
export type ScannedList = ListNumbers & {
  /** Where the list begins and ends. */
  readonly start: number;
  readonly end: number;
  /** The values of all items, with the quotes that close them: good until the next list is read. */
  readonly values: Buffer;
};

/** Items read by one run of the import. */
export class KnownItems {
  readonly #kept = Buffer.alloc(KEPT_BYTES);
  readonly #keptView = viewOf(this.#kept);
  readonly #headers = new Int32Array(this.#kept.buffer, this.#kept.byteOffset, KEPT_BYTES >> 2);
  /** The first form is not at 0, which stands for none. */
  #used = HEADER_BYTES;
  #count = 0;
  /** What was parsed from each form kept, in the order of their numbers: whoever makes items elsewhere may take them away from here. */
  readonly shapes: Shape[] = [];
  /** Values of the items of the document at hand: never more bytes than the document has. */
  readonly #values = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #place = 0;
  /** By bucket: where its last form is. */
  readonly #forms = new Int32Array(BUCKETS);

  /**
   * A document with an empty software list, and the list; undefined when anything in it is unusual: then nothing is
   * known of it, not even whether it is a document. The bytes may change afterwards.
   */
  read(bytes: Buffer): { value: unknown; software: Repeats } | undefined {
    const list = this.scan(bytes);
    if (list === undefined) return undefined;
    const { start, end, values, ...numbers } = list;
    const value = valueAround(bytes.toString('utf8', 0, start), bytes.toString('utf8', end));
    if (value === undefined) return undefined;
    return { value, software: new KnownList(this, this.shapes, numbers, values.toString('latin1')) };
  }

  /** The software list in the bytes of a document; undefined when anything in it is unusual. Nothing is known of the bytes around it. */
  scan(bytes: Buffer): ScannedList | undefined {
    const key = bytes.indexOf(LIST_KEY);
    if (key === -1 || bytes[0] !== OPEN_OBJECT || bytes.length > BLOCK_BYTES || !isUtf8(bytes)) return undefined;
    const start = afterSpace(bytes, key + LIST_KEY.length);
    const list = { numbers: [], places: [], others: new Map() };
    this.#place = 0;
    const end = this.#readList(bytes, start, list);
    return end === -1 ? undefined : { ...list, start, end, values: this.#values.subarray(0, this.#place) };
  }

  /** Adds the items of the list that begins at `start`, and answers where it ends; -1 when it is unusual. */
  #readList(bytes: Buffer, start: number, list: ListNumbers): number {
    if (bytes[start] !== OPEN_LIST) return -1;
    const view = viewOf(bytes);
    let at = afterSpace(bytes, start + 1);
    if (bytes[at] === CLOSE_LIST) return at + 1;
    for (;;) {
      if (bytes[at] !== OPEN_OBJECT) return -1;
      const end = this.#readItem(bytes, view, at, list);
      if (end === -1) return -1;
      at = afterSpace(bytes, end);
      if (bytes[at] === CLOSE_LIST) return at + 1;
      if (bytes[at] !== COMMA) return -1;
      at = afterSpace(bytes, at + 1);
    }
  }

  #readItem(bytes: Buffer, view: DataView, start: number, list: ListNumbers): number {
    const bucket = bucketOf(view, start);
    const place = this.#place;
    const headers = this.#headers;
    let length = 0;
    for (let form = this.#forms[bucket] as number; form !== 0; form = headers[(form >> 2) + NEXT] as number) {
      const end = this.#endAs(form, bytes, view, start);
      if (end !== -1) {
        addItem(list, headers[(form >> 2) + NUMBER] as number, place);
        return end;
      }
      this.#place = place;
      length++;
    }
    return this.#parse(bytes, start, list, length < FORMS_IN_BUCKET ? bucket : -1);
  }

  /** Where the item ends if it has this form; else -1. */
  #endAs(form: number, bytes: Buffer, view: DataView, start: number): number {
    const headers = this.#headers;
    const header = form >> 2;
    const firstLength = headers[header + FIRST_LENGTH] as number;
    let piece = form + HEADER_BYTES;
    if (!this.#isSame(view, start, piece, firstLength)) return -1;
    const first = start + firstLength;
    const secondLength = headers[header + SECOND_LENGTH] as number;
    if (secondLength === NO_PIECE) return first;
    const firstEnd = this.#endOfPlain(bytes, first);
    piece += firstLength;
    if (firstEnd === -1 || !this.#isSame(view, firstEnd, piece, secondLength)) return -1;
    const second = firstEnd + secondLength;
    const thirdLength = headers[header + THIRD_LENGTH] as number;
    if (thirdLength === NO_PIECE) return second;
    const secondEnd = this.#endOfPlain(bytes, second);
    if (secondEnd === -1 || !this.#isSame(view, secondEnd, piece + secondLength, thirdLength)) return -1;
    return secondEnd + thirdLength;
  }

  /**
   * End of a value of plain characters: where its closing quote is, or -1 when it is anything else. Notes the value
   * behind those of the items before.
   */
  #endOfPlain(bytes: Buffer, start: number): number {
    const last = Math.min(bytes.length, start + LONGEST_VALUE + 1);
    const values = this.#values;
    let place = this.#place;
    for (let at = start; at < last; at++) {
      const code = bytes[at] as number;
      values[place++] = code;
      if (code === QUOTE) {
        this.#place = place;
        return at;
      }
      if (code < 0x20 || code > 0x7e || code === BACKSLASH) return -1;
    }
    return -1;
  }

  /**
   * Compares eight bytes at a time, the last eight again where they do not fall in step: as numbers, they differ where the bytes do, but for
   * zeros, which no JSON holds.
   */
  #isSame(view: DataView, at: number, kept: number, length: number): boolean {
    if (at + length > view.byteLength) return false;
    const keptView = this.#keptView;
    const last = length - 8;
    if (last < 0) {
      for (let index = 0; index < length; index++) {
        if (view.getUint8(at + index) !== keptView.getUint8(kept + index)) return false;
      }
      return true;
    }
    for (let index = 0; index < last; index += 8) {
      if (view.getFloat64(at + index, true) !== keptView.getFloat64(kept + index, true)) return false;
    }
    return view.getFloat64(at + last, true) === keptView.getFloat64(kept + last, true);
  }

  /** Parses an item, keeps its form in `bucket` unless that is -1, and answers where it ends. */
  #parse(bytes: Buffer, start: number, list: ListNumbers, bucket: number): number {
    const end = endOfObject(bytes, start);
    if (end === -1) return -1;
    try {
      const item: unknown = JSON.parse(bytes.toString('utf8', start, end));
      if (!isSoftware(item)) return -1;
      const place = this.#place;
      const number = bucket === -1 ? -1 : this.#keep(bytes, start, end, item, bucket);
      if (number === -1) list.others.set(list.numbers.length, item);
      addItem(list, number, place);
      return end;
    } catch {
      return -1;
    }
  }

  /** Keeps the form of an item and answers its number; -1 when it is unusual or there is no place left. */
  #keep(bytes: Buffer, start: number, end: number, item: SoftwareItem, bucket: number): number {
    if (this.#used + HEADER_BYTES + end - start > KEPT_BYTES) return -1;
    const gaps = gapsOf(bytes, start, end, item);
    if (gaps === undefined || gaps.some(({ from, to }) => this.#endOfPlain(bytes, from) !== to)) return -1;
    const [first, second] = gaps;
    const form = this.#used;
    let used = form + HEADER_BYTES;
    let from = start;
    const lengths = [...gaps, { from: end, to: end }].map((gap) => {
      const length = bytes.copy(this.#kept, used, from, gap.from);
      used += length;
      from = gap.to;
      return length;
    });
    const number = this.#count++;
    // What varies is not kept: every item has its own.
    const common = { ...item };
    for (const { gap } of gaps) common[gap] = '';
    this.shapes.push({ item: common, firstGap: first?.gap, secondGap: second?.gap });
    const [firstLength = 0, secondLength = NO_PIECE, thirdLength = NO_PIECE] = lengths;
    this.#headers.set([this.#forms[bucket] as number, number, firstLength, secondLength, thirdLength], form >> 2);
    // Numbers of 32 bits begin at multiples of four.
    this.#used = (used + 3) & ~3;
    this.#forms[bucket] = form;
    return number;
  }
}

function addItem({ numbers, places }: ListNumbers, number: number, place: number): void {
  numbers.push(number);
  places.push(place);
}

/**
 * Bucket of an item: by its bytes up to the end of its first value, most often its name. Four bytes at a time, as one number: a quote among them is
 * the zero that the bytes less a quote have.
 */
function bucketOf(view: DataView, start: number): number {
  let hash = 0;
  let quotes = 0;
  let at = start + 1;
  const last = view.byteLength - 4;
  while (quotes < 4 && at <= last) {
    const four = view.getInt32(at, true);
    const unquoted = four ^ 0x22222222;
    const zeros = (unquoted - 0x01010101) & ~unquoted & 0x80808080;
    const taken = zeros === 0 ? 4 : ((31 - Math.clz32(zeros & -zeros)) >> 3) + 1;
    if (zeros !== 0) quotes++;
    hash = Math.imul(hash ^ (taken === 4 ? four : four & ((1 << (taken << 3)) - 1)), 0x9e3779b1);
    hash ^= hash >>> 15;
    at += taken;
  }
  return hash & (BUCKETS - 1);
}
