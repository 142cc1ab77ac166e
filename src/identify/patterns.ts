/**
 * The matching language, compiled: many globs looked up at once in time linear in the name, never backtracking.
 *
 * In: globs with a value each. Out: an index that lists every value whose glob matches a text.
 * Globs without wildcard are a map; globs with a literal beginning hang in a radix tree; globs that begin with a wildcard are found by an
 * Aho–Corasick automaton on their longest literal part. What is left of a glob is checked part by part, each found once, from left to right.
 */

/** One glob. Most are never asked for: what they are made of is worked out when they are. */
export class Glob<T> {
  readonly value: T;
  readonly #pattern: string;
  #parts: readonly string[] | null = null;

  constructor(pattern: string, value: T) {
    this.#pattern = pattern;
    this.value = value;
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

  /** What is before the first wildcard. */
  get beginning(): string {
    return this.#pattern.slice(0, this.#pattern.indexOf('*'));
  }
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

/** Most nodes are leaves: lists are made when something is put in them. */
interface RadixNode<T> {
  label: string;
  globs: Glob<T>[] | null;
  children: Map<number, RadixNode<T>> | null;
}

function hang<T>(node: RadixNode<T>, code: number, child: RadixNode<T>): void {
  node.children ??= new Map();
  node.children.set(code, child);
}

function radixInsert<T>(root: RadixNode<T>, key: string, glob: Glob<T>): void {
  let node = root;
  let at = 0;
  while (at < key.length) {
    const child = node.children?.get(key.charCodeAt(at));
    if (child === undefined) {
      hang(node, key.charCodeAt(at), { label: key.slice(at), globs: [glob], children: null });
      return;
    }
    let common = 0;
    while (common < child.label.length && child.label.charCodeAt(common) === key.charCodeAt(at + common)) common += 1;
    if (common < child.label.length) {
      const upper: RadixNode<T> = { label: child.label.slice(0, common), globs: null, children: null };
      child.label = child.label.slice(common);
      hang(upper, child.label.charCodeAt(0), child);
      hang(node, key.charCodeAt(at), upper);
      node = upper;
    } else {
      node = child;
    }
    at += common;
  }
  node.globs ??= [];
  node.globs.push(glob);
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

/** An index of globs. `search` visits every glob that matches; exact ones can be asked alone. */
export class PatternIndex<T> {
  readonly #exact = new Map<string, T[]>();
  readonly #root: RadixNode<T> = { label: '', globs: null, children: null };
  readonly #floating: Automaton<T> | null;

  constructor(patterns: Iterable<readonly [pattern: string, value: T]>) {
    const floating: Keyed<T>[] = [];
    for (const [pattern, value] of patterns) {
      if (!pattern.includes('*')) {
        const same = this.#exact.get(pattern);
        if (same) same.push(value);
        else this.#exact.set(pattern, [value]);
        continue;
      }
      const glob = new Glob(pattern, value);
      const { beginning } = glob;
      if (beginning !== '') {
        radixInsert(this.#root, beginning, glob);
      } else {
        const key = glob.parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
        if (key === '') radixInsert(this.#root, '', glob);
        else floating.push({ key, glob });
      }
    }
    this.#floating = floating.length > 0 ? buildAutomaton(floating) : null;
  }

  /** Values of the globs without wildcard that are the text. */
  exact(text: string): readonly T[] | undefined {
    return this.#exact.get(text);
  }

  /** Adds to `found` every glob with a wildcard that matches the text. */
  search(text: string, found: Glob<T>[]): void {
    let node: RadixNode<T> | undefined = this.#root;
    let at = 0;
    while (node !== undefined) {
      if (node.globs !== null) for (const glob of node.globs) if (globMatches(glob.parts, text)) found.push(glob);
      const child: RadixNode<T> | undefined = node.children?.get(text.charCodeAt(at));
      if (child === undefined || !text.startsWith(child.label, at)) break;
      at += child.label.length;
      node = child;
    }
    if (this.#floating !== null) this.#searchFloating(this.#floating, text, found);
  }

  #searchFloating({ columns, wideColumns, width, table, output }: Automaton<T>, text: string, found: Glob<T>[]): void {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const column = code < ASCII ? (columns[code] as number) : (wideColumns.get(code) ?? 0);
      state = table[state * width + column] as number;
      const globs = state === 0 ? undefined : output[state];
      // A key may stand twice in the text.
      if (globs !== undefined)
        for (const glob of globs) if (!found.includes(glob) && globMatches(glob.parts, text)) found.push(glob);
    }
  }
}
