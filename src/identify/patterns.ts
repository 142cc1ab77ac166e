/**
 * The matching language, compiled: many globs looked up at once in time linear in the name, never backtracking.
 *
 * In: globs with a value each. Out: an index that lists every value whose glob matches a text.
 * Globs without wildcard are a map; globs with a literal beginning hang in a radix tree; globs that begin with a wildcard are found by an
 * Aho–Corasick automaton on their longest literal part. What is left of a glob is checked part by part, each found once, from left to right.
 */

/** One glob: its literal parts; the first is anchored at the beginning, the last at the end, and either may be empty. */
export interface Glob<T> {
  readonly parts: readonly string[];
  /** Number of literal characters: how specific the glob is. */
  readonly literal: number;
  readonly value: T;
}

function toGlob<T>(pattern: string, value: T): Glob<T> {
  const parts = pattern.split('*');
  return { parts, literal: parts.reduce((sum, part) => sum + part.length, 0), value };
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

interface RadixNode<T> {
  label: string;
  readonly globs: Glob<T>[];
  readonly children: Map<number, RadixNode<T>>;
}

function radixInsert<T>(root: RadixNode<T>, key: string, glob: Glob<T>): void {
  let node = root;
  let at = 0;
  while (at < key.length) {
    const child = node.children.get(key.charCodeAt(at));
    if (child === undefined) {
      node.children.set(key.charCodeAt(at), { label: key.slice(at), globs: [glob], children: new Map() });
      return;
    }
    let common = 0;
    while (common < child.label.length && child.label.charCodeAt(common) === key.charCodeAt(at + common)) common += 1;
    if (common < child.label.length) {
      const upper: RadixNode<T> = { label: child.label.slice(0, common), globs: [], children: new Map() };
      child.label = child.label.slice(common);
      upper.children.set(child.label.charCodeAt(0), child);
      node.children.set(key.charCodeAt(at), upper);
      node = upper;
    } else {
      node = child;
    }
    at += common;
  }
  node.globs.push(glob);
}

interface Automaton<T> {
  /** Next state by state and character, a map a state; missing means fall back. */
  readonly next: Map<number, number>[];
  readonly fail: number[];
  readonly output: Glob<T>[][];
  /** Next state by state and ASCII character, those of the states to fall back to included: one look-up for most characters. */
  readonly ascii: Int32Array;
}

const ASCII = 128;

function buildAutomaton<T>(keyed: readonly { key: string; glob: Glob<T> }[]): Automaton<T> {
  const next: Map<number, number>[] = [new Map()];
  const fail = [0];
  const output: Glob<T>[][] = [[]];
  for (const { key, glob } of keyed) {
    let state = 0;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      let to = next[state]?.get(code);
      if (to === undefined) {
        to = next.push(new Map()) - 1;
        fail.push(0);
        output.push([]);
        next[state]?.set(code, to);
      }
      state = to;
    }
    output[state]?.push(glob);
  }
  const ascii = new Int32Array(next.length * ASCII);
  const queue = [0];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] as number;
    const to = next[state] as Map<number, number>;
    const back = fail[state] as number;
    if (state !== 0) ascii.copyWithin(state * ASCII, back * ASCII, (back + 1) * ASCII);
    for (const [code, child] of to) {
      if (code < ASCII) ascii[state * ASCII + code] = child;
      fail[child] = state === 0 ? 0 : step({ next, fail }, back, code);
      output[child]?.push(...(output[fail[child] as number] as Glob<T>[]));
      queue.push(child);
    }
  }
  return { next, fail, output, ascii };
}

/** The state after a character, from one state or from those it falls back to. */
function step({ next, fail }: Pick<Automaton<unknown>, 'next' | 'fail'>, from: number, code: number): number {
  let state = from;
  let to = next[state]?.get(code);
  while (to === undefined && state !== 0) {
    state = fail[state] as number;
    to = next[state]?.get(code);
  }
  return to ?? 0;
}

/** An index of globs. `search` visits every glob that matches; exact ones can be asked alone. */
export class PatternIndex<T> {
  readonly #exact = new Map<string, Glob<T>[]>();
  readonly #root: RadixNode<T> = { label: '', globs: [], children: new Map() };
  readonly #floating: Automaton<T> | null;

  constructor(patterns: Iterable<readonly [pattern: string, value: T]>) {
    const floating: { key: string; glob: Glob<T> }[] = [];
    for (const [pattern, value] of patterns) {
      const glob = toGlob(pattern, value);
      const first = glob.parts[0] as string;
      if (glob.parts.length === 1) {
        const same = this.#exact.get(pattern);
        if (same) same.push(glob);
        else this.#exact.set(pattern, [glob]);
      } else if (first !== '') {
        radixInsert(this.#root, first, glob);
      } else {
        const key = glob.parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
        if (key === '') this.#root.globs.push(glob);
        else floating.push({ key, glob });
      }
    }
    this.#floating = floating.length > 0 ? buildAutomaton(floating) : null;
  }

  /** Globs without wildcard equal to the text. */
  exact(text: string): readonly Glob<T>[] | undefined {
    return this.#exact.get(text);
  }

  /** Adds to `found` every glob with a wildcard that matches the text. */
  search(text: string, found: Glob<T>[]): void {
    let node: RadixNode<T> | undefined = this.#root;
    let at = 0;
    while (node !== undefined) {
      for (const glob of node.globs) if (globMatches(glob.parts, text)) found.push(glob);
      const child: RadixNode<T> | undefined = node.children.get(text.charCodeAt(at));
      if (child === undefined || !text.startsWith(child.label, at)) break;
      at += child.label.length;
      node = child;
    }
    if (this.#floating !== null) this.#searchFloating(this.#floating, text, found);
  }

  #searchFloating(automaton: Automaton<T>, text: string, found: Glob<T>[]): void {
    const { ascii, output } = automaton;
    let state = 0;
    let seen: Set<Glob<T>> | null = null;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      state = code < ASCII ? (ascii[state * ASCII + code] as number) : step(automaton, state, code);
      if (state === 0) continue;
      for (const glob of output[state] as Glob<T>[]) {
        if (seen?.has(glob)) continue;
        seen ??= new Set();
        seen.add(glob);
        if (globMatches(glob.parts, text)) found.push(glob);
      }
    }
  }
}
