/**
 * What `tiebreak.cmd` runs: it tells apart a double-click, inventories dropped on it, and the tiebreak command.
 *
 * In: the arguments cmd passed, and the whole line it was started with. Out: the command line, run as a program, then the page it wrote, opened
 * with whatever opens pages. It assesses nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, win32 } from 'node:path';

export type Choice = {
  args: string[];
  /** The page to open once it is written. */
  page?: string;
  /** Whether cmd holds a rest of the line, which it would run as a command. */
  cut: boolean;
};

/** Added to the exit code of a line that was cut: tiebreak.cmd then leaves cmd itself. */
const CUT = 100;
/** Done, but a part failed and was named: there is a page. */
const DONE_IN_PART = 1;
const SCRIPT = 'tiebreak.cmd"';
const LONGEST_NAME = 80;

export function choose(
  args: readonly string[],
  line: string,
  reports: string,
  exists: (path: string) => boolean,
): Choice {
  const isThere = (path: string) => win32.isAbsolute(path) && exists(path);
  const whole = pathsOf(line);
  // A sign that cmd takes for its own can only be there because Explorer did not quote it.
  const cut = whole.some((path) => path.includes('&'));
  const dropped = whole.length > 0 && whole.every(isThere) ? whole : args;
  if (dropped.length === 0) return { ...reportIn(win32.join(reports, 'tiebreak-report'), []), cut };
  if (!dropped.every(isThere)) return { args: [...args], cut };
  const [only = ''] = dropped.length === 1 ? dropped : [];
  const folder = win32.join(reports, `tiebreak-report${only === '' ? '' : `-${plainName(only)}`}`);
  return { ...reportIn(folder, ['report', ...dropped]), cut };
}

function reportIn(folder: string, args: readonly string[]): { args: string[]; page: string } {
  return { args: [...args, '--output', folder], page: win32.join(folder, 'index.html') };
}

/** `cmd.exe /c ""C:\x\tiebreak.cmd" C:\R&D "C:\Mes postes""` → the two paths. Any other line holds none. */
function pathsOf(line: string): string[] {
  const at = line.toLowerCase().lastIndexOf(SCRIPT);
  if (at === -1) return [];
  const rest = line.slice(at + SCRIPT.length).trim();
  const inside = rest.endsWith('"') ? rest.slice(0, -1) : rest;
  return (inside.match(/"[^"]*"|[^"\s]+/g) ?? []).map((path) => path.replaceAll('"', ''));
}

/** A name that neither a folder nor a command line of Windows takes for anything else. */
function plainName(path: string): string {
  const name = win32.basename(path) || win32.parse(path).root;
  const plain = name.replace(/[^\p{L}\p{M}\p{N} ._()-]/gu, '-').slice(0, LONGEST_NAME);
  return plain.replace(/[ .]+$/, '') || 'inventaires';
}

export function launch(): void {
  const { env, argv, execArgv, execPath } = process;
  const home = env.USERPROFILE ?? homedir();
  const documents = win32.join(home, 'Documents');
  const reports = existsSync(documents) ? documents : home;
  const { args, page, cut } = choose(argv.slice(2), env.TIEBREAK_LINE ?? '', reports, existsSync);
  const program = join(argv[1] ?? '', '..', 'lib', 'cli', 'main.js');
  const { status } = spawnSync(execPath, [...execArgv, program, ...args], { stdio: 'inherit' });
  const code = status ?? DONE_IN_PART;
  if (page !== undefined) {
    if (code <= DONE_IN_PART && existsSync(page)) command(`start "" "${page}"`);
    // The window closes with the program: what went wrong must be read first.
    if (code !== 0) command('pause');
  }
  process.exitCode = code + (cut ? CUT : 0);
}

/** A command of cmd itself, which alone knows what opens a page. */
function command(text: string): void {
  const cmd = win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'cmd.exe');
  spawnSync(cmd, ['/d', '/s', '/c', `"${text}"`], { stdio: 'inherit', windowsVerbatimArguments: true });
}
