/**
 * Commands, the second half of the door to the machine; loaded only when a collector runs one.
 *
 * A command is found in fixed directories (never through PATH), started without a shell, in a minimal environment, in its own
 * process group, and killed with all its children when it takes too long or says too much.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import type { Failure, Reading } from './files.ts';
import { readRegularFile, refusal } from './files.ts';
import { readRegistryExcerpt } from './registry-excerpt.ts';

/** A command that was stopped may have said something before: it is kept. */
export type Run = { ok: true; status: number; stdout: Buffer } | (Failure & { stdout?: Buffer });
export type RegistryView = '64' | '32';
export type RunOptions = { timeoutMs?: number; maxBytes?: number; signal?: AbortSignal | undefined };
/** `keep` chooses keys by their path while the export is read, so that a whole hive never has to be held. */
export type RegistryOptions = RunOptions & { keep?: (path: string) => boolean };

const SYSTEM_32 = 'System32';
const POWERSHELL = join(SYSTEM_32, 'WindowsPowerShell', 'v1.0');
const UNIX_DIRECTORIES = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/lib/apt'];
const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

export async function runCommand(name: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const path = findCommand(name);
  if (path === undefined) return { ok: false, reason: 'absent', detail: `${name} is not installed` };
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES, signal } = options;
  return new Promise((resolve) => {
    const unix = process.platform !== 'win32';
    const child = spawn(path, args, {
      env: minimalEnvironment(),
      cwd: unix ? '/' : windowsDirectory(),
      stdio: ['ignore', 'pipe', 'ignore'],
      // Its own group: a grandchild that keeps the pipe open must die with it.
      detached: unix,
    });
    const chunks: Buffer[] = [];
    let length = 0;
    let settled = false;

    function settle(run: Run): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(run);
    }
    function giveUp(detail: string): void {
      killGroup(child.pid);
      child.kill('SIGKILL');
      child.stdout.destroy();
      settle({ ok: false, reason: 'failed', detail: `${name} ${detail}`, stdout: Buffer.concat(chunks) });
    }
    function onAbort(): void {
      giveUp('was stopped at the time limit of its collector');
    }

    const timer = setTimeout(() => giveUp(`was stopped after ${timeoutMs} ms`), timeoutMs);
    signal?.addEventListener('abort', onAbort);
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) giveUp(`printed more than ${maxBytes} bytes`);
      else chunks.push(chunk);
    });
    child.on('error', (error) => settle(refusal(error)));
    child.on('close', (status) => settle({ ok: true, status: status ?? -1, stdout: Buffer.concat(chunks) }));
    if (signal?.aborted === true) onAbort();
  });
}

/** `reg export` and not `reg query`: it alone keeps accents, and is five times faster. It only writes to a file. */
export async function exportRegistry(key: string, view: RegistryView, options: RegistryOptions = {}): Promise<Reading> {
  return throughFile(async (file) => {
    const run = await runCommand('reg', ['export', key, file, '/y', `/reg:${view}`], options);
    if (!run.ok) return run;
    // reg.exe answers 1 for a missing key and for a refused one; a key that is there and refused is the rarer.
    if (run.status !== 0) return { ok: false, reason: 'absent', detail: `reg export answered ${run.status}` };
    return options.keep === undefined ? readRegularFile(file) : readRegistryExcerpt(file, options.keep);
  });
}

/** `icacls /save` and not its answer on the screen, whose words and names change with the language. It too only writes to a file. */
export async function exportPermissions(path: string): Promise<Reading> {
  return throughFile(async (file) => {
    const run = await runCommand('icacls', [path, '/save', file, '/t', '/c', '/q']);
    if (!run.ok) return run;
    // With a status other than 0 something was left out: what is not listed is not known.
    if (run.status !== 0) return { ok: false, reason: 'failed', detail: `icacls answered ${run.status}` };
    return readRegularFile(file);
  });
}

/** The answer of a command that only writes to a file, in a folder nobody could have prepared. */
async function throughFile(read: (file: string) => Promise<Reading>): Promise<Reading> {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'tiebreak-'));
    return await read(join(folder, 'answer'));
  } catch (error) {
    return refusal(error);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function findCommand(name: string): string | undefined {
  if (!/^[\w-]+$/.test(name)) return undefined;
  const candidates =
    process.platform === 'win32'
      ? [SYSTEM_32, POWERSHELL].map((directory) => join(windowsDirectory(), directory, `${name}.exe`))
      : UNIX_DIRECTORIES.map((directory) => `${directory}/${name}`);
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function windowsDirectory(): string {
  const declared = process.env.SystemRoot ?? '';
  return /^[A-Za-z]:\\[^\\/]+$/.test(declared) ? declared : 'C:\\Windows';
}

function minimalEnvironment(): NodeJS.ProcessEnv {
  if (process.platform !== 'win32') return { LC_ALL: 'C', PATH: '/usr/bin:/usr/sbin:/bin:/sbin' };
  return windowsEnvironment(windowsDirectory(), tmpdir());
}

/** What programs of Windows need, said here: nothing of it is taken from the environment of the agent. */
export function windowsEnvironment(root: string, temporary: string): Record<string, string> {
  const drive = root.slice(0, 2);
  return {
    SystemRoot: root,
    windir: root,
    PATH: win32.join(root, SYSTEM_32),
    // Only the modules of Windows itself: none that somebody left in a folder of theirs.
    PSModulePath: win32.join(root, POWERSHELL, 'Modules'),
    // Paths that the registry keeps ("%ProgramFiles%\\…") are read through these.
    SystemDrive: drive,
    ProgramFiles: win32.join(drive, 'Program Files'),
    'ProgramFiles(x86)': win32.join(drive, 'Program Files (x86)'),
    TEMP: temporary,
    TMP: temporary,
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined || process.platform === 'win32') return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone: that is what was wanted.
  }
}
