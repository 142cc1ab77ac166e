/**
 * What a whole run may take of the machine: a time and a memory, beside the time limit of each collector.
 *
 * Asked before each collector starts, and watched while some are waited for. Code that never gives the hand back (a file on a share that
 * no longer answers) can be stopped by the service manager alone: its unit or task has a limit of its own.
 */

export type RunLimits = { totalMs: number; memoryBytes: number };

export const DEFAULT_LIMITS: RunLimits = { totalMs: 300_000, memoryBytes: 384 * 1024 * 1024 };

/** `exceeded` says which limit is passed, if any; those that wait are told the same words when one is. (Not an AbortSignal: to listen to one costs a tenth of the run.) */
export type Watch = { exceeded(): string | undefined; tell(stop: (reason: string) => void): void; end(): void };

const WATCH_MS = 100;
/** Twenty collectors start in the time of one: the kernel is not asked for each. */
const MEMORY_MS = 10;

/** Milliseconds since the start of the process. (Not `performance`: to load it is a twentieth of the run.) */
export function now(): number {
  return process.uptime() * 1000;
}

/** What reads many files gives the hand back between two of them: the end of its time is noticed there, and stops it. */
export async function giveHandBack(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

export function watchRun({ totalMs, memoryBytes }: RunLimits): Watch {
  const started = now();
  let asked = Number.NEGATIVE_INFINITY;
  const waiting: ((reason: string) => void)[] = [];

  function exceeded(): string | undefined {
    const at = now();
    if (at - started > totalMs) return `the time limit of the whole run, ${totalMs} ms, is passed`;
    if (at - asked < MEMORY_MS) return undefined;
    asked = at;
    // The peak, which the kernel keeps: to ask for the size of now is to read a file.
    if (process.resourceUsage().maxRSS * 1024 > memoryBytes) return `the memory limit, ${memoryBytes} bytes, is passed`;
    return undefined;
  }

  const timer = setInterval(() => {
    const reason = exceeded();
    if (reason !== undefined) for (const stop of waiting.splice(0)) stop(reason);
  }, WATCH_MS);
  return { exceeded, tell: (stop) => waiting.push(stop), end: () => clearInterval(timer) };
}
