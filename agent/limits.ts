/**
 * What a whole run may take of the machine: a time and a memory, beside the time limit of each collector.
 *
 * Asked before each collector starts, and watched while some are waited for. Code that never gives the hand back (a file on a share that
 * no longer answers) can be stopped by the service manager alone: its unit or task has a limit of its own.
 */

export type RunLimits = { totalMs: number; memoryBytes: number };

export const DEFAULT_LIMITS: RunLimits = { totalMs: 300_000, memoryBytes: 384 * 1024 * 1024 };

/** `exceeded` says which limit is passed, if any; `signal` is aborted, with the same words, when one is. */
export type Watch = { exceeded(): string | undefined; signal: AbortSignal; end(): void };

const WATCH_MS = 100;

export function watchRun({ totalMs, memoryBytes }: RunLimits): Watch {
  const started = performance.now();
  const control = new AbortController();

  function exceeded(): string | undefined {
    if (performance.now() - started > totalMs) return `the time limit of the whole run, ${totalMs} ms, is passed`;
    if (process.memoryUsage.rss() > memoryBytes) return `the memory limit, ${memoryBytes} bytes, is passed`;
    return undefined;
  }

  const timer = setInterval(() => {
    const reason = exceeded();
    if (reason !== undefined) control.abort(reason);
  }, WATCH_MS);
  return { exceeded, signal: control.signal, end: () => clearInterval(timer) };
}
