/**
 * The matching language, compiled: many globs looked up at once in time linear in the name, never backtracking.
 *
 * In: a table of globs in order. Out: an index that lists every value whose glob matches a text.
 * Globs with a literal beginning are found by it, in their order; globs that begin with a wildcard by an Aho–Corasick automaton on their longest
 * literal part. What is left of a glob is checked part by part, each found once, from left to right.
 */
import type { PatternTable } from '../knowledge/compiled.ts';

/** One glob, with the number of what it stands for. Most are never asked for: what they are made of is worked out when they are. */
export class Glob<T> {
  readonly #pattern: string;
  readonly #number: number;
  readonly #valueAt: (number: number) => T;
  #parts: readonly string[] | null = null;

  constructor(pattern: string, number: number, valueAt: (number: number) => T) {
    this.#pattern = pattern;
    this.#number = number;
    this.#valueAt = valueAt;
  }

  get value(): T {
    return this.#valueAt(this.#number);
  }

  /** Its literal parts; the first is anchored at the beginning, the last at the end, and either may be empty. */
  get parts(): readonly string[] {
    this.#parts ??= this.#pattern.split('*');
    return this.#parts;
  }

  /** Number of literal characters: how specific the glob is. */
  get literal(): number {
    return this.#pattern.length - this.parts.length + 1;
  }
}

function longestOf(parts: readonly string[]): string {
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** Whether the parts of a glob occur in order in the text, the first at its beginning and the last at its end. */
export function globMatches(parts: readonly string[], text: string): boolean {
  const first = parts[0] as string;
  if (parts.length === 1) return text === first;
  const last = parts[parts.length - 1] as string;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] as string;
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** Aho–Corasick, made deterministic: the states to fall back to are already in the table, which is one look-up for each character. */
interface Automaton<T> {
  /** Column of a character; column 0 is for those of no key. A table as wide as ASCII would not stay in the processor's cache. */
  readonly columns: Uint8Array;
  readonly wideColumns: ReadonlyMap<number, number>;
  readonly width: number;
  /** Next state, by state and column. */
  readonly table: Uint16Array | Uint32Array;
  /** Globs whose key ends in a state. */
  readonly output: readonly (readonly Glob<T>[] | undefined)[];
}

type Keyed<T> = { readonly key: string; readonly glob: Glob<T> };

const ASCII = 128;

function columnsOf(keyed: readonly Keyed<unknown>[]) {
  const columns = new Uint8Array(ASCII);
  const wideColumns = new Map<number, number>();
  let width = 1;
  let characters = 1;
  for (const { key } of keyed) {
    characters += key.length;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      if (code >= ASCII) {
        if (!wideColumns.has(code)) wideColumns.set(code, width++);
      } else if (columns[code] === 0) columns[code] = width++;
    }
  }
  return { columns, wideColumns, width, characters };
}

function buildAutomaton<T>(keyed: readonly Keyed<T>[]): Automaton<T> {
  const { columns, wideColumns, width, characters } = columnsOf(keyed);
  const table = characters < 0x10000 ? new Uint16Array(characters * width) : new Uint32Array(characters * width);
  const output: Glob<T>[][] = [];
  let states = 1;
  for (const { key, glob } of keyed) {
    let state = 0;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      const cell = state * width + (code < ASCII ? (columns[code] as number) : (wideColumns.get(code) as number));
      if (table[cell] === 0) table[cell] = states++;
      state = table[cell] as number;
    }
    const same = output[state];
    if (same) same.push(glob);
    else output[state] = [glob];
  }
  fallBack(table, width, states, output);
  return { columns, wideColumns, width, table: table.slice(0, states * width), output };
}

/** Fills the cells without a next state with those of the longest end of what was read that begins a key. */
function fallBack<T>(table: Uint16Array | Uint32Array, width: number, states: number, output: Glob<T>[][]): void {
  const fail = new Uint32Array(states);
  const queue = new Uint32Array(states);
  let length = 1;
  for (let head = 0; head < length; head++) {
    const state = queue[head] as number;
    const back = (fail[state] as number) * width;
    for (let column = 1; column < width; column++) {
      const cell = state * width + column;
      const child = table[cell] as number;
      const behind = state === 0 ? 0 : (table[back + column] as number);
      if (child === 0) {
        table[cell] = behind;
        continue;
      }
      fail[child] = behind;
      const ends = output[behind];
      if (ends !== undefined) output[child] = [...(output[child] ?? []), ...ends];
      queue[length++] = child;
    }
  }
}

/** Fewer beginnings than these are found as fast without a table of where each pair of letters starts. */
const FEW = 256;

/** For each pair of ASCII characters, where the beginnings that have it first start and end in their order; nothing where none has it. */
function rangesOf(beginnings: readonly string[]): Uint32Array {
  const ranges = new Uint32Array(2 * ASCII * ASCII);
  let last = -1;
  for (let at = 0; at < beginnings.length; at++) {
    const pair = pairOf(beginnings[at] as string);
    if (pair < 0) continue;
    if (pair !== last) ranges[2 * pair] = at;
    ranges[2 * pair + 1] = at + 1;
    last = pair;
  }
  return ranges;
}

/** Number of the two first characters of a text; −1 when it has not two, or they are not of ASCII. */
function pairOf(text: string): number {
  if (text.length < 2) return -1;
  const first = text.charCodeAt(0);
  const second = text.charCodeAt(1);
  return first < ASCII && second < ASCII ? first * ASCII + second : -1;
}

/** An index of globs. `search` visits every glob that matches; exact ones can be asked alone. */
export class PatternIndex<T> {
  readonly #table: PatternTable;
  readonly #valueAt: (number: number) => T;
  /** Made when something is found. */
  readonly #globs: (Glob<T> | undefined)[] = [];
  readonly #floating: Automaton<T> | null;
  /** Where to look for a text, by its two first characters; null where the list is short. */
  readonly #ranges: Uint32Array | null;
  #lastText: string | undefined;
  #lastBeginning = -1;
  /** Of the last text searched for what floats: the globs whose key it holds, and where each key ends. */
  #lastFloating = '';
  readonly #hits: Glob<T>[] = [];
  readonly #ends: number[] = [];

  /** Of the values, which are asked for by their number, only those of globs that are found. */
  constructor(table: PatternTable, valueAt: (number: number) => T) {
    this.#table = table;
    this.#valueAt = valueAt;
    const floating = table.floating.map((pattern, at): Keyed<T> => {
      const glob = new Glob(pattern, table.floatingValues[at] as number, valueAt);
      return { key: longestOf(glob.parts), glob };
    });
    this.#floating = floating.length > 0 ? buildAutomaton(floating) : null;
    this.#ranges = table.beginnings.length < FEW ? null : rangesOf(table.beginnings);
  }

  /** Values of the globs without wildcard that are the text. */
  exact(text: string): readonly T[] | undefined {
    const { beginnings, starts, rests, values } = this.#table;
    const beginning = this.#beginningOf(text);
    if (beginning < 0 || beginnings[beginning] !== text) return undefined;
    const found: T[] = [];
    for (let at = starts[beginning] as number; at < (starts[beginning + 1] as number); at++)
      if (rests[at] === '') found.push(this.#valueAt(values[at] as number));
    return found.length > 0 ? found : undefined;
  }

  /** Adds to `found` every glob with a wildcard that matches the text. */
  search(text: string, found: Glob<T>[]): void {
    const { shorter, starts, rests } = this.#table;
    for (let beginning = this.#beginningOf(text); beginning >= 0; beginning = shorter[beginning] as number) {
      for (let at = starts[beginning] as number; at < (starts[beginning + 1] as number); at++) {
        if (rests[at] === '') continue;
        const glob = this.#globAt(beginning, at);
        if (globMatches(glob.parts, text)) found.push(glob);
      }
    }
    if (this.#floating !== null) this.#searchFloating(this.#floating, text, found);
  }

  #globAt(beginning: number, at: number): Glob<T> {
    const { beginnings, rests, values } = this.#table;
    this.#globs[at] ??= new Glob(`${beginnings[beginning]}${rests[at]}`, values[at] as number, this.#valueAt);
    return this.#globs[at];
  }

  /** The longest beginning that the text has; −1 when it has none. */
  #beginningOf(text: string): number {
    if (text === this.#lastText) return this.#lastBeginning;
    const { beginnings, shorter } = this.#table;
    // A title is most often the name that was just asked, without its end: it begins with nothing that the name does not.
    const isOfLast = this.#lastText?.startsWith(text) === true;
    // What begins a text comes before it in order, and begins all that stands between them: the last before it leads to every one.
    let found = isOfLast ? this.#lastBeginning : this.#lastBefore(text);
    while (found >= 0 && !text.startsWith(beginnings[found] as string)) found = shorter[found] as number;
    this.#lastText = text;
    this.#lastBeginning = found;
    return found;
  }

  /** The last beginning that is not after the text, in order; −1 when all are. */
  #lastBefore(text: string): number {
    const { beginnings } = this.#table;
    let low = 0;
    let high = beginnings.length;
    const pair = this.#ranges === null ? -1 : pairOf(text);
    const end = pair < 0 ? 0 : ((this.#ranges as Uint32Array)[2 * pair + 1] as number);
    // Those of the same two characters stand together: the last before the text is among them, or the one before them all.
    if (end > 0) {
      low = (this.#ranges as Uint32Array)[2 * pair] as number;
      high = end;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((beginnings[middle] as string) <= text) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #searchFloating(automaton: Automaton<T>, text: string, found: Glob<T>[]): void {
    // What is in the beginning of the last text was met on the way to its end.
    if (!this.#lastFloating.startsWith(text)) this.#noteKeys(automaton, text);
    for (let hit = 0; hit < this.#hits.length && (this.#ends[hit] as number) <= text.length; hit++) {
      const glob = this.#hits[hit] as Glob<T>;
      // A key may stand twice in the text.
      if (!found.includes(glob) && globMatches(glob.parts, text)) found.push(glob);
    }
  }

  /** Notes the globs whose key is in the text, and where each key ends. */
  #noteKeys({ columns, wideColumns, width, table, output }: Automaton<T>, text: string): void {
    this.#lastFloating = text;
    this.#hits.length = 0;
    this.#ends.length = 0;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const column = code < ASCII ? (columns[code] as number) : (wideColumns.get(code) ?? 0);
      state = table[state * width + column] as number;
      const globs = state === 0 ? undefined : output[state];
      if (globs === undefined) continue;
      for (const glob of globs) {
        this.#hits.push(glob);
        this.#ends.push(i + 1);
      }
    }
  }
}
