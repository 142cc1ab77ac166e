/** A Windows of sorts: Wine, without a screen, one fresh prefix for each test, copied from one that is prepared once. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In continuous integration a missing tool is a failure; on the machine of a newcomer, a test skipped by name. */
export function missing(...tools: string[]): boolean {
  const absent = tools.filter((tool) => !existsSync(`/usr/bin/${tool}`));
  if (absent.length > 0 && process.env.CI === 'true') throw new Error(`not installed: ${absent.join(', ')}`);
  return absent.length > 0;
}

export const PACKAGING_TOOLS = ['wixl', 'msibuild', 'msiinfo'];
export const WINE_TOOLS = [...PACKAGING_TOOLS, 'wine', 'osslsigncode'];

/** About once in a thousand times, on a loaded machine, Wine does not start a program that is there: nothing of ours was tried. */
export class NotStarted extends Error {
  constructor(what: string) {
    super(`Wine did not start ${what}`);
  }
}

export const AGAIN_IF_NOT_STARTED = { count: 3, condition: /^Wine did not start / };

type Ended = { status: number | null; stdout: string; stderr: string };

export class Wine {
  readonly folder = mkdtempSync(join(tmpdir(), 'tiebreak-wine-'));
  readonly prefix = join(this.folder, 'prefix');

  /** `from` is a prefix to start from; without it, a new one is made, which takes ten seconds. */
  constructor(from?: Wine) {
    if (from !== undefined) {
      spawnSync('cp', ['-a', from.prefix, this.prefix]);
      return;
    }
    this.run('wineboot', ['-i']);
    // Wine says Windows 7 by default, which Node refuses.
    this.run('wine', ['winecfg', '-v', 'win10']);
    this.settle();
  }

  /** Where a Windows path is on this machine. */
  path(windows: string): string {
    return join(this.prefix, 'drive_c', ...windows.replace(/^C:\\/i, '').split('\\'));
  }

  write(windows: string, content: string | Buffer): void {
    const path = this.path(windows);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }

  copy(from: string, windows: string): void {
    cpSync(from, this.path(windows), { recursive: true });
  }

  read(windows: string): string {
    return readFileSync(this.path(windows), 'utf8');
  }

  /** Runs a batch of commands in one session: what Wine keeps only in memory, the hives of users, lasts as long. */
  batch(lines: readonly string[], environment: Record<string, string> = {}): Ended {
    this.write('C:\\batch.cmd', ['@echo off', ...lines, ''].join('\r\n'));
    return this.run('wine', ['cmd', '/d', '/c', 'C:\\batch.cmd'], environment);
  }

  /** What a person would read: Wine makes a console of a terminal, with a code page of its own. */
  onConsole(lines: readonly string[]): string {
    this.write('C:\\console.cmd', ['@echo off', ...lines, ''].join('\r\n'));
    const { stdout } = spawnSync('script', ['-qec', "wine cmd /d /c 'C:\\console.cmd'", '/dev/null'], {
      ...this.#options({ TERM: 'xterm' }),
      encoding: 'utf8',
    });
    return stdout;
  }

  /** The values of a key as `reg export` writes them, or undefined when there is no such key. */
  registry(key: string): string | undefined {
    this.run('wine', ['reg', 'export', key, 'C:\\export.reg', '/y']);
    const file = this.path('C:\\export.reg');
    if (!existsSync(file)) return undefined;
    const text = readFileSync(file, 'utf16le').replace(/^\ufeff/, '');
    rmSync(file);
    return text;
  }

  run(command: string, args: readonly string[], environment: Record<string, string> = {}): Ended {
    return this.#toFiles((stdio) => {
      const { status, error } = spawnSync(command, args, { ...this.#options(environment), stdio });
      if (error !== undefined) throw error;
      return status;
    });
  }

  /** The same while this process does something else: answers as a server. */
  async runBeside(command: string, args: readonly string[]): Promise<Ended> {
    const files = this.#open();
    const child = spawn(command, args, { ...this.#options({}), stdio: ['ignore', ...files] });
    await once(child, 'exit');
    return this.#ended(files, child.exitCode);
  }

  #toFiles(run: (stdio: ['ignore', number, number]) => number | null): Ended {
    const files = this.#open();
    return this.#ended(files, run(['ignore', ...files]));
  }

  /** Files, because under Wine a program that writes on a Unix pipe is refused. */
  #open(): [number, number] {
    return [openSync(join(this.folder, 'stdout'), 'w'), openSync(join(this.folder, 'stderr'), 'w')];
  }

  #ended(files: readonly number[], status: number | null): Ended {
    for (const file of files) closeSync(file);
    const read = (name: string) => readFileSync(join(this.folder, name), 'utf8');
    const stderr = read('stderr');
    const [, refused] = /^Can't recognize '([^']*)'/m.exec(stderr) ?? [];
    if (refused !== undefined) throw new NotStarted(refused);
    return { status, stdout: read('stdout'), stderr };
  }

  #options(environment: Record<string, string>) {
    return { cwd: this.folder, timeout: 120_000, env: { ...this.environment(), ...environment } };
  }

  environment(): Record<string, string> {
    return {
      PATH: '/usr/bin:/bin',
      HOME: this.folder,
      LC_ALL: 'C.UTF-8',
      WINEPREFIX: this.prefix,
      WINEARCH: 'win64',
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree=;mshtml=',
    };
  }

  /** Waits until the registry is on disk and nothing runs any more. */
  settle(): void {
    this.run('wineserver', ['-w']);
  }

  remove(): void {
    this.run('wineserver', ['-k']);
    this.settle();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
