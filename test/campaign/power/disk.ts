/**
 * A journalling disk that keeps only what was flushed: operations → what may be found on it after a power cut.
 *
 * Until its folder is flushed, each creation, renaming or removal may have reached the disk or not, whatever became of the others; until a
 * file is flushed, what was written since may be there, absent, cut short or zeros. A renaming reaches the disk whole or not at all. This is harsher than ext4 or xfs, which keep the order of names.
 */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from '../random.ts';
import type { Operation } from './trace.ts';

/** Paths to bytes; `undefined` is a folder. */
export type Tree = Map<string, Buffer | undefined>;

type Content = { current: Buffer; flushed: Buffer };
type Node = { names: Map<string, Node> } | { content: Content };
type Change = { folder: Folder; name: string; node: Node | undefined; also?: { folder: Folder; name: string } };
type Folder = { names: Map<string, Node> };
type Flush = { node: Node; until: number; bytes: Buffer | undefined };

const NOTHING = Buffer.alloc(0);

export class Disk {
  /** What the processes see. */
  readonly #seen: Folder;
  /** The same nodes, under the names that were flushed. */
  readonly #kept = new Map<Folder, Map<string, Node>>();
  #pending: { number: number; change: Change }[] = [];
  readonly #files = new Map<number, { node: Node; position: number }>();
  readonly #flushes = new Map<number, Flush>();
  #changes = 0;
  readonly marks: string[] = [];

  /** What is there, and flushed, before anything happens; a folder comes before what it holds. */
  constructor(tree: Tree = new Map()) {
    this.#seen = this.#newFolder();
    for (const [path, bytes] of tree) {
      const { folder, name } = this.#place(path);
      const node = bytes === undefined ? this.#newFolder() : { content: { current: bytes, flushed: bytes } };
      folder.names.set(name, node);
      this.#keep(folder, name, node);
    }
  }

  apply(operation: Operation): void {
    switch (operation.do) {
      case 'open':
        this.#open(operation);
        break;
      case 'write':
        this.#write(operation);
        break;
      case 'cut': {
        const { content } = this.#opened(operation.file);
        content.current = resized(content.current, operation.length);
        break;
      }
      case 'flush-asked': {
        const node = this.#files.get(operation.file)?.node;
        if (node === undefined) throw new Error('a file that was not opened is flushed');
        const bytes = 'content' in node ? node.content.current : undefined;
        this.#flushes.set(operation.flush, { node, until: this.#changes, bytes });
        break;
      }
      case 'flush-done':
        this.#flushed(operation.flush);
        break;
      case 'rename':
      case 'link': {
        const { node, ...from } = this.#place(operation.from);
        if (node === undefined) throw new Error(`${operation.from} is not there`);
        this.#change(operation.to, node, operation.do === 'rename' ? from : undefined);
        break;
      }
      case 'make-folder':
        this.#change(operation.path, this.#newFolder());
        break;
      case 'remove':
        this.#change(operation.path, undefined);
        break;
      case 'mark':
        this.marks.push(operation.text);
    }
  }

  /** Processes end, by kill or by themselves: their files are closed, nothing else changes. */
  endProcesses(): void {
    this.#files.clear();
    this.#flushes.clear();
  }

  /** What processes see now. */
  tree(): Tree {
    return treeOf(
      this.#seen,
      (folder) => folder.names,
      ({ current }) => current,
    );
  }

  /** What a cut may leave now: all of it, or `most` drawn at random, the two extremes always among them. */
  afterCut(most: number, random: Random): Tree[] {
    const pending = this.#pending.map(({ change }) => change);
    const dirty = [...this.#dirty()];
    const choices = [
      ...pending.map((change) => (change.also === undefined || change.also.folder === change.folder ? 2 : 3)),
      ...dirty.map((content) => variantsOf(content).length),
    ];
    const all = choices.reduce((product, count) => product * count, 1);
    const pick = (choose: (count: number, index: number) => number): Tree =>
      this.#cut(pending, dirty, choices.map(choose));
    if (all <= most) {
      return Array.from({ length: all }, (_, state) => {
        let rest = state;
        return pick((count) => {
          const chosen = rest % count;
          rest = Math.floor(rest / count);
          return chosen;
        });
      });
    }
    const extremes = [pick(() => 0), pick((count) => count - 1), pick((_, index) => (index < pending.length ? 1 : 0))];
    return [...extremes, ...Array.from({ length: Math.max(0, most - 3) }, () => pick((count) => random.below(count)))];
  }

  #cut(pending: readonly Change[], dirty: readonly Content[], chosen: readonly number[]): Tree {
    const names = new Map([...this.#kept].map(([folder, kept]) => [folder, new Map(kept)]));
    const set = (folder: Folder, name: string, node: Node | undefined): void => {
      if (node === undefined) names.get(folder)?.delete(name);
      else names.get(folder)?.set(name, node);
    };
    pending.forEach(({ folder, name, node, also }, index) => {
      const choice = chosen[index] ?? 0;
      if (choice === 0) return;
      set(folder, name, node);
      // Of two folders, the one it left may not have been told.
      if (also !== undefined && choice === 1) set(also.folder, also.name, undefined);
    });
    const bytes = new Map(
      dirty.map((content, index) => [content, variantsOf(content)[chosen[pending.length + index] ?? 0]]),
    );
    return treeOf(
      this.#seen,
      (folder) => names.get(folder) ?? new Map(),
      (content) => bytes.get(content) ?? content.current,
    );
  }

  *#dirty(): Iterable<Content> {
    const found = new Set<Content>();
    const walk = (names: Iterable<Node>): void => {
      for (const node of names) {
        if ('names' in node) walk([...node.names.values(), ...(this.#kept.get(node)?.values() ?? [])]);
        else if (!node.content.current.equals(node.content.flushed)) found.add(node.content);
      }
    };
    walk([this.#seen, ...this.#pending.flatMap(({ change: { node } }) => (node === undefined ? [] : [node]))]);
    yield* found;
  }

  #open({ file, path, create, truncate }: Extract<Operation, { do: 'open' }>): void {
    let { node } = this.#place(path);
    if (node === undefined) {
      if (!create) throw new Error(`${path} is opened and not there`);
      node = { content: { current: NOTHING, flushed: NOTHING } };
      this.#change(path, node);
    } else if (truncate && 'content' in node) node.content.current = NOTHING;
    this.#files.set(file, { node, position: 0 });
  }

  #opened(file: number): { content: Content; opened: { position: number } } {
    const opened = this.#files.get(file);
    if (opened === undefined || !('content' in opened.node)) throw new Error('a file that was not opened is written');
    return { content: opened.node.content, opened };
  }

  #write({ file, bytes, at }: Extract<Operation, { do: 'write' }>): void {
    const { content, opened } = this.#opened(file);
    const position = at ?? opened.position;
    const end = position + bytes.length;
    const current = resized(content.current, Math.max(content.current.length, end));
    bytes.copy(current, position);
    content.current = current;
    if (at === undefined) opened.position = end;
  }

  #flushed(flush: number): void {
    const asked = this.#flushes.get(flush);
    if (asked === undefined) return;
    const { node, until, bytes } = asked;
    if ('content' in node) {
      node.content.flushed = bytes ?? NOTHING;
      return;
    }
    // A renaming is settled where it leads; a name it left in another folder is settled with it, as a journal writes both.
    const settled = this.#pending.filter(({ number, change }) => number < until && change.folder === node);
    for (const { change } of settled) {
      this.#keep(change.folder, change.name, change.node);
      if (change.also !== undefined) this.#keep(change.also.folder, change.also.name, undefined);
    }
    this.#pending = this.#pending.filter((one) => !settled.includes(one));
  }

  #keep(folder: Folder, name: string, node: Node | undefined): void {
    const kept = this.#kept.get(folder);
    if (node === undefined) kept?.delete(name);
    else kept?.set(name, node);
  }

  #change(path: string, node: Node | undefined, also?: { folder: Folder; name: string }): void {
    const { folder, name } = this.#place(path);
    if (node === undefined) folder.names.delete(name);
    else folder.names.set(name, node);
    also?.folder.names.delete(also.name);
    this.#pending.push({ number: this.#changes++, change: { folder, name, node, ...(also && { also }) } });
  }

  #place(path: string): { folder: Folder; name: string; node: Node | undefined } {
    if (path === '') return { folder: this.#seen, name: '', node: this.#seen };
    const names = path.split('/');
    const name = names.pop() ?? '';
    let folder = this.#seen;
    for (const step of names) {
      const next = folder.names.get(step);
      if (next === undefined || !('names' in next)) throw new Error(`${path}: no such folder`);
      folder = next;
    }
    return { folder, name, node: folder.names.get(name) };
  }

  #newFolder(): Folder {
    const folder = { names: new Map<string, Node>() };
    this.#kept.set(folder, new Map());
    return folder;
  }
}

/** Writes a tree into an empty folder, each file a little younger than the one before: the agent goes by the clock of the disk. */
export function lay(tree: Tree, root: string): void {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  let time = Date.now() - 10 * tree.size;
  for (const [path, bytes] of tree) {
    const target = join(root, path);
    if (bytes === undefined) mkdirSync(target, { recursive: true, mode: 0o700 });
    else {
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      writeFileSync(target, bytes, { mode: 0o600 });
      time += 10;
      utimesSync(target, time / 1000, time / 1000);
    }
  }
}

function treeOf(
  root: Folder,
  namesOf: (folder: Folder) => Map<string, Node>,
  bytesOf: (content: Content) => Buffer,
): Tree {
  const tree: Tree = new Map();
  const walk = (folder: Folder, path: string): void => {
    for (const [name, node] of namesOf(folder)) {
      const inside = path === '' ? name : `${path}/${name}`;
      tree.set(inside, 'names' in node ? undefined : bytesOf(node.content));
      if ('names' in node) walk(node, inside);
    }
  };
  walk(root, '');
  return tree;
}

function resized(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes.subarray(0, length), Buffer.alloc(Math.max(0, length - bytes.length))]);
}

/** What a file may hold that was written since it was flushed: the two ends of what may have happened, and what lies between. */
function variantsOf({ current, flushed }: Content): Buffer[] {
  let same = 0;
  while (same < current.length && same < flushed.length && current[same] === flushed[same]) same++;
  const half = same + Math.ceil((current.length - same) / 2);
  const zeros = resized(current.subarray(0, same), current.length);
  const variants = [
    flushed,
    zeros,
    current.subarray(0, half),
    resized(current.subarray(0, half), current.length),
    current,
  ];
  return variants.filter((one, index) => variants.findIndex((other) => other.equals(one)) === index);
}
