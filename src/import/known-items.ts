/**
 * The software list of a native document, from its bytes: an item that earlier documents had too is recognised, not
 * parsed again.
 *
 * Most of an inventory is that list, and most of its items are on many machines, the same to the byte but for their
 * version and their day of installation. The bytes of each new item are kept with what was parsed from them; an item
 * whose bytes are the same, around those two values, is a copy of it, whose texts are shared. Nothing is taken for
 * granted of bytes that were not parsed once: whatever is unusual is left to the plain way, which gives the same.
 */
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { isSoftware } from '../inventory/read.ts';
import type { SoftwareItem } from '../inventory/schema.ts';

/** Bytes of items that are kept: some 40,000 items. Those that come later are parsed each time. */
const KEPT_BYTES = 8 * 1024 * 1024;

const BUCKETS = 1 << 15;

/** Most forms looked at for one item, so that a list made to fall in one bucket costs no more than to be parsed. */
const FORMS_IN_BUCKET = 16;

/** Longest version or day taken over. */
const LONGEST_VALUE = 40;

/** A field of an item, with its value last; an item holds neither objects nor lists. */
const FIELD = /[{,]\s*"([^"\\]*)"\s*:\s*("(?:[^"\\]|\\.)*"|true|false)\s*/y;

const LIST_KEY = Buffer.from('"software":');

/** Stands for the list while the rest of the document is parsed: no document can hold it by chance or on purpose. */
const STAND_IN = randomUUID();

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

type Gap = 'version' | 'installedOn';

/** What items have in common: bytes in one, two or three pieces, and between them the values that vary. */
type Form = {
  /** Where the pieces are kept, one behind the other, and how long each is. */
  readonly at: number;
  readonly pieces: readonly number[];
  readonly gaps: readonly Gap[];
  readonly item: SoftwareItem;
  readonly next: Form | undefined;
};

/** The document at hand: its bytes, the same as whole numbers, and the same as text, a character a byte. */
type Bytes = { readonly bytes: Buffer; readonly view: DataView; readonly text: string };

function afterSpace(bytes: Buffer, at: number): number {
  let next = at;
  for (let code = bytes[next]; code === 0x20 || (code !== undefined && code >= 9 && code <= 13); code = bytes[next]) {
    // Only these are white space in JSON.
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) break;
    next++;
  }
  return next;
}

/** End of a value of plain characters: where its closing quote is, or -1 when it is anything else. */
function endOfPlain(bytes: Buffer, start: number): number {
  const last = Math.min(bytes.length, start + LONGEST_VALUE + 1);
  for (let at = start; at < last; at++) {
    const code = bytes[at] as number;
    if (code === QUOTE) return at;
    if (code < 0x20 || code > 0x7e || code === BACKSLASH) return -1;
  }
  return -1;
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

/** A text of its own: a slice would hold the whole document. */
function ownText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** Shortest text that the engine makes a slice of another; a shorter one is a copy. */
const SHORTEST_SLICE = 13;

/** The values of an item that vary, where they are plain: each with its place; undefined when its bytes are unusual. */
function gapsOf(text: string, item: SoftwareItem): { gap: Gap; from: number; to: number }[] | undefined {
  const gaps: { gap: Gap; from: number; to: number }[] = [];
  let fields = 0;
  FIELD.lastIndex = 0;
  for (let field = FIELD.exec(text); field !== null; field = FIELD.exec(text)) {
    const [all, key, value] = field as unknown as [string, string, string];
    fields++;
    if (key !== 'version' && key !== 'installedOn') continue;
    const from = field.index + all.lastIndexOf(value) + 1;
    gaps.push({ gap: key, from, to: from + value.length - 2 });
  }
  // A key that is there twice, or spelt otherwise, would be one field too many.
  return fields === Object.keys(item).length ? gaps : undefined;
}

/** Items read by one run of the import. */
export class KnownItems {
  readonly #kept = Buffer.alloc(KEPT_BYTES);
  readonly #keptView = new DataView(this.#kept.buffer, this.#kept.byteOffset, KEPT_BYTES);
  #used = 0;
  readonly #forms: (Form | undefined)[] = new Array(BUCKETS).fill(undefined);
  // Where the list, or the item at hand, ends; and where its values are.
  #end = 0;
  readonly #from = [0, 0];
  readonly #to = [0, 0];

  /**
   * A document, with `software` in the place of its software list; undefined when anything in it is unusual: then
   * nothing is known of it, not even whether it is a document.
   */
  read(bytes: Buffer): { value: Record<string, unknown>; software: SoftwareItem[] } | undefined {
    const key = bytes.indexOf(LIST_KEY);
    if (key === -1 || bytes[0] !== OPEN_OBJECT || !isUtf8(bytes)) return undefined;
    const start = afterSpace(bytes, key + LIST_KEY.length);
    const software = this.#list(bytes, start);
    if (software === undefined) return undefined;
    const rest = `${bytes.toString('utf8', 0, start)}"${STAND_IN}"${bytes.toString('utf8', this.#end)}`;
    try {
      const value = JSON.parse(rest) as Record<string, unknown>;
      // Elsewhere than there, or followed by another of the same name, it was not the list of the document.
      if (value.software !== STAND_IN) return undefined;
      value.software = software;
      return { value, software };
    } catch {
      return undefined;
    }
  }

  #list(bytes: Buffer, start: number): SoftwareItem[] | undefined {
    if (bytes[start] !== OPEN_LIST) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const document: Bytes = { bytes, view, text: bytes.toString('latin1') };
    const items: SoftwareItem[] = [];
    let at = afterSpace(bytes, start + 1);
    if (bytes[at] === CLOSE_LIST) {
      this.#end = at + 1;
      return items;
    }
    for (;;) {
      if (bytes[at] !== OPEN_OBJECT) return undefined;
      const item = this.#item(document, at);
      if (item === undefined) return undefined;
      items.push(item);
      at = afterSpace(bytes, this.#end);
      if (bytes[at] === CLOSE_LIST) break;
      if (bytes[at] !== COMMA) return undefined;
      at = afterSpace(bytes, at + 1);
    }
    this.#end = at + 1;
    return items;
  }

  #item(document: Bytes, at: number): SoftwareItem | undefined {
    const bucket = bucketOf(document.bytes, at);
    let length = 0;
    for (let form = this.#forms[bucket]; form !== undefined; form = form.next) {
      if (this.#matches(form, document, at)) return this.#copy(form, document.text);
      length++;
    }
    return this.#parse(document.bytes, at, length < FORMS_IN_BUCKET ? bucket : undefined);
  }

  /** Whether the item has this form; if so, leaves where it ends and where its values are. */
  #matches({ at: kept, pieces, gaps }: Form, { bytes, view }: Bytes, start: number): boolean {
    let at = start;
    let piece = kept;
    for (let index = 0; index < pieces.length; index++) {
      const length = pieces[index] as number;
      if (at + length > bytes.length || !this.#isSame(view, at, piece, length)) return false;
      at += length;
      piece += length;
      if (index === gaps.length) break;
      const end = endOfPlain(bytes, at);
      if (end === -1) return false;
      this.#from[index] = at;
      this.#to[index] = end;
      at = end;
    }
    this.#end = at;
    return true;
  }

  /** Compares four bytes at a time. */
  #isSame(view: DataView, at: number, kept: number, length: number): boolean {
    const keptView = this.#keptView;
    let index = 0;
    for (; index + 4 <= length; index += 4) {
      if (view.getInt32(at + index) !== keptView.getInt32(kept + index)) return false;
    }
    for (; index < length; index++) if (view.getUint8(at + index) !== keptView.getUint8(kept + index)) return false;
    return true;
  }

  #copy({ item, gaps }: Form, text: string): SoftwareItem {
    const copy = { ...item };
    for (let index = 0; index < gaps.length; index++) {
      const slice = text.slice(this.#from[index], this.#to[index]);
      const value = slice.length < SHORTEST_SLICE ? slice : ownText(slice);
      if (gaps[index] === 'version') copy.version = value;
      else copy.installedOn = value;
    }
    return copy;
  }

  /** Parses an item, and keeps its form in `bucket`. */
  #parse(bytes: Buffer, start: number, bucket: number | undefined): SoftwareItem | undefined {
    const end = endOfObject(bytes, start);
    if (end === -1) return undefined;
    try {
      const item: unknown = JSON.parse(bytes.toString('utf8', start, end));
      if (!isSoftware(item)) return undefined;
      if (bucket !== undefined && this.#used + end - start <= KEPT_BYTES) this.#keep(bytes, start, end, item, bucket);
      this.#end = end;
      return item;
    } catch {
      return undefined;
    }
  }

  #keep(bytes: Buffer, start: number, end: number, item: SoftwareItem, bucket: number): void {
    const gaps = gapsOf(bytes.toString('latin1', start, end), item);
    if (gaps === undefined || gaps.some(({ from, to }) => endOfPlain(bytes, start + from) !== start + to)) return;
    const at = this.#used;
    const pieces: number[] = [];
    let from = start;
    for (const to of [...gaps.map((gap) => start + gap.from), end]) {
      pieces.push(to - from);
      this.#used += bytes.copy(this.#kept, this.#used, from, to);
      from = start + (gaps[pieces.length - 1]?.to ?? 0);
    }
    this.#forms[bucket] = { at, pieces, gaps: gaps.map(({ gap }) => gap), item, next: this.#forms[bucket] };
  }
}

/** Bucket of an item: by its bytes up to the end of its first value, most often its name. */
function bucketOf(bytes: Buffer, start: number): number {
  let hash = 0;
  let quotes = 0;
  for (let at = start + 1; quotes < 4 && at < bytes.length; at++) {
    const code = bytes[at] as number;
    if (code === QUOTE) quotes++;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}
