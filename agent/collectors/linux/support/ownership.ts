/** Which paths belong to a package, as the package manager of the machine answers; asked once, for all of them. */
import type { System } from '../../../system.ts';

/** A command line holds 128 kB at least; a machine with more programs of its own than this is not an ordinary one. */
const MOST_PATHS = 500;

/** Of these paths, those no package owns; undefined when there is nobody to ask. */
export async function unowned(
  system: System,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Set<string> | undefined> {
  const asked = paths.filter((path) => !/[\n*?[\\]/.test(path)).slice(0, MOST_PATHS);
  if (asked.length === 0) return new Set();
  if (system.list('/var/lib/dpkg').ok) return askDpkg(system, asked, signal);
  if (system.list('/var/lib/rpm').ok || system.list('/usr/lib/sysimage/rpm').ok) return askRpm(system, asked, signal);
  return undefined;
}

/** "package, other: /path" for each owned one; those that nobody owns are on standard error. */
async function askDpkg(
  system: System,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Set<string> | undefined> {
  const run = await system.run('dpkg-query', ['--search', '--', ...paths], { signal });
  // 1 says that some are of no package.
  if (!run.ok || (run.status !== 0 && run.status !== 1)) return undefined;
  const lines = run.stdout.toString('utf8').split('\n');
  const owned = new Set(lines.map((line) => line.slice(line.indexOf(': ') + 2)));
  return new Set(paths.filter((path) => !owned.has(path)));
}

async function askRpm(system: System, paths: readonly string[], signal: AbortSignal): Promise<Set<string> | undefined> {
  const run = await system.run('rpm', ['-qf', '--queryformat', '%{NAME}\\n', '--', ...paths], { signal });
  if (!run.ok) return undefined;
  const text = run.stdout.toString('utf8');
  return new Set(paths.filter((path) => text.includes(`file ${path} is not owned by any package`)));
}
