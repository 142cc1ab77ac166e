/**
 * What a process asks of the disk, in the order the kernel did it: strace → operations on one folder.
 *
 * In: the arguments of Node, the folder watched. Out: operations, with the bytes; paths are those inside the folder. A `mark` is what the
 * process wrote to the file of marks: what it told the world so far. Only what changes names or bytes is kept; a process it starts is not followed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Operation =
  | { do: 'open'; file: number; path: string; create: boolean; truncate: boolean }
  /** Without `at`, where the last write ended. */
  | { do: 'write'; file: number; bytes: Buffer; at: number | undefined }
  | { do: 'cut'; file: number; length: number }
  /** A flush keeps what was there when it was asked, and promises it when it is done. */
  | { do: 'flush-asked'; file: number; flush: number }
  | { do: 'flush-done'; flush: number }
  | { do: 'rename' | 'link'; from: string; to: string }
  | { do: 'make-folder' | 'remove'; path: string }
  | { do: 'mark'; text: string };

const CALLS = [
  'openat,open,creat,close,dup,dup2,dup3,fcntl',
  'write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,copy_file_range,sendfile',
  'fsync,fdatasync,sync,syncfs,sync_file_range,rename,renameat,renameat2,link,linkat,symlink,symlinkat',
  'unlink,unlinkat,mkdir,mkdirat,rmdir,clone,clone3,fork,vfork',
].join(',');

export const canTrace = spawnSync('strace', ['-qq', '-f', '-e', 'trace=write', 'true']).status === 0;

/** Runs Node on these arguments and says what it did under `root`; throws when it fails. `marks` is the file of marks. */
export function record(root: string, marks: string, args: readonly string[]): Operation[] {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-trace-'));
  const output = join(folder, 'trace');
  try {
    const tracing = ['-f', '-qq', '-xx', '-s', '100000000', '-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', output];
    const run = spawnSync('strace', [...tracing, process.execPath, ...args], { maxBuffer: 1e8 });
    if (run.status !== 0) throw new Error(`the process ended with ${run.status}: ${run.stderr}`);
    return new Reader(root, marks).read(readFileSync(output, 'latin1'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Call = { name: string; args: string; result: number };

class Reader {
  readonly #root: string;
  readonly #marks: string;
  readonly #operations: Operation[] = [];
  /** Descriptors of files of the folder, and of the marks. */
  readonly #open = new Map<number, number | 'marks'>();
  readonly #unfinished = new Map<string, { text: string; flush: number | undefined }>();
  readonly #children = new Set<string>();
  #files = 0;
  #flushes = 0;

  constructor(root: string, marks: string) {
    this.#root = root;
    this.#marks = marks;
  }

  read(trace: string): Operation[] {
    for (const line of trace.split('\n')) this.#line(line);
    return this.#operations;
  }

  #line(line: string): void {
    const space = line.indexOf(' ');
    const thread = line.slice(0, space);
    if (space === -1 || this.#children.has(thread)) return;
    const text = line.slice(space).trimStart();
    if (text.endsWith('<unfinished ...>')) {
      const begun = text.slice(0, -'<unfinished ...>'.length).trimEnd();
      this.#unfinished.set(thread, { text: begun, flush: this.#flushAsked(begun) });
      return;
    }
    const resumed = /^<\.\.\. \w+ resumed>/.exec(text);
    const begun = resumed === null ? undefined : this.#unfinished.get(thread);
    if (resumed !== null && begun === undefined) throw new Error(`ends without a beginning: ${text.slice(0, 200)}`);
    const whole = resumed === null ? text : `${begun?.text ?? ''}${text.slice(resumed[0].length)}`;
    const flush = begun === undefined ? this.#flushAsked(whole) : begun.flush;
    const call = callOf(whole);
    // Refused calls change nothing.
    if (call === undefined || call.result < 0) return;
    if (flush !== undefined) this.#operations.push({ do: 'flush-done', flush });
    else this.#take(call);
  }

  #flushAsked(text: string): number | undefined {
    const descriptor = /^f(?:data)?sync\((\d+)/.exec(text)?.[1];
    const file = descriptor === undefined ? undefined : this.#open.get(Number(descriptor));
    if (file === undefined || file === 'marks') return undefined;
    const flush = this.#flushes++;
    this.#operations.push({ do: 'flush-asked', file, flush });
    return flush;
  }

  #take({ name, args, result }: Call): void {
    const [path, second] = quoted(args).map((bytes) => this.#inside(bytes.toString('utf8')));
    const descriptor = Number(/^\d+/.exec(args)?.[0] ?? -1);
    const file = this.#open.get(descriptor);
    if (name === 'openat' || name === 'open') this.#opened(result, path, quoted(args)[0]?.toString('utf8') ?? '', args);
    else if (name === 'close') this.#open.delete(descriptor);
    else if (/^(?:write|pwrite64)$/.test(name)) this.#wrote({ name, args, result }, file);
    else if (name === 'ftruncate' && typeof file === 'number')
      this.#operations.push({ do: 'cut', file, length: lastNumber(args) });
    else if (/^rename/.test(name)) this.#between('rename', path, second);
    else if (/^link/.test(name)) this.#between('link', path, second);
    else if (/^(?:unlink(?:at)?|rmdir)$/.test(name)) this.#alone('remove', path);
    else if (/^mkdir/.test(name)) this.#alone('make-folder', path);
    else if (/^(?:clone3?|v?fork)$/.test(name)) {
      if (!args.includes('CLONE_THREAD')) this.#children.add(String(result));
    } else if (
      /^(?:dup\d?|fcntl)$/.test(name) ? /DUPFD|^dup/.test(`${name}${args}`) && file !== undefined : concerns(file, path)
    )
      throw new Error(`not understood, and it concerns the folder: ${name}(${args.slice(0, 200)})`);
  }

  #opened(descriptor: number, path: string | undefined, full: string, args: string): void {
    this.#open.delete(descriptor);
    if (full === this.#marks) this.#open.set(descriptor, 'marks');
    if (path === undefined) return;
    this.#open.set(descriptor, this.#files);
    const [create, truncate] = [args.includes('O_CREAT'), args.includes('O_TRUNC')];
    this.#operations.push({ do: 'open', file: this.#files++, path, create, truncate });
  }

  #wrote({ name, args, result }: Call, file: number | 'marks' | undefined): void {
    if (file === undefined) return;
    const bytes = (quoted(args)[0] ?? Buffer.alloc(0)).subarray(0, result);
    if (file === 'marks') {
      for (const text of bytes.toString('utf8').trimEnd().split('\n')) this.#operations.push({ do: 'mark', text });
    } else this.#operations.push({ do: 'write', file, bytes, at: name === 'pwrite64' ? lastNumber(args) : undefined });
  }

  #between(what: 'rename' | 'link', from: string | undefined, to: string | undefined): void {
    if (from === undefined && to === undefined) return;
    if (from === undefined || to === undefined) throw new Error(`a ${what} in or out of the folder`);
    this.#operations.push({ do: what, from, to });
  }

  #alone(what: 'remove' | 'make-folder', path: string | undefined): void {
    if (path !== undefined) this.#operations.push({ do: what, path });
  }

  #inside(path: string): string | undefined {
    if (path === this.#root) return '';
    return path.startsWith(`${this.#root}/`) ? path.slice(this.#root.length + 1) : undefined;
  }
}

function concerns(file: number | 'marks' | undefined, path: string | undefined): boolean {
  return typeof file === 'number' || path !== undefined;
}

function callOf(text: string): Call | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(') ');
  const result = /= (-?\d+)/.exec(text.slice(close + 1));
  if (open === -1 || close === -1 || result === null) return undefined;
  return { name: text.slice(0, open), args: text.slice(open + 1, close), result: Number(result[1]) };
}

/** Strings are printed as `"\x2f\x74"`. */
function quoted(args: string): Buffer[] {
  return [...args.matchAll(/"([^"]*)"/g)].map(([, hex = '']) => Buffer.from(hex.replaceAll('\\x', ''), 'hex'));
}

function lastNumber(args: string): number {
  return Number(/(\d+)$/.exec(args)?.[1]);
}
