/** From paths to a fleet observed: reads every document, with progress, and keeps what could not be read by name. */
import { basename } from 'node:path';
import { getDomain } from 'tldts';
import type { Operators } from '../addresses/operators.ts';
import { readOperators } from '../addresses/read.ts';
import type { Assessment } from '../assessment.ts';
import { savedDomains } from '../domains/read.ts';
import { knownNames } from '../identify/domains.ts';
import { type FleetObservation, FleetObserver } from '../identify/observe.ts';
import { importPaths } from '../import/index.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import { Problem } from '../problem.ts';
import { buyerOf, type CommonOptions, cacheFolder, languageOf, packageRoot, restoreDash } from './context.ts';
import { type LogSummary, logSummary } from './logs.ts';
import { SignatureTally } from './signatures.ts';
import { texts } from './texts.ts';

export interface Observed {
  readonly signatures: SignatureTally;
  readonly observation: FleetObservation;
  readonly files: Assessment['sources']['formats'];
  readonly logs: LogSummary[];
  readonly problems: readonly { readonly file: string; readonly problem: Problem }[];
}

export interface ObserveOptions extends CommonOptions {
  readonly key: Uint8Array;
  readonly format?: string | undefined;
  readonly buyer?: string | undefined;
}

/** A line that is rewritten in place while long work goes on, only where a person watches. */
export function progressLine(options: CommonOptions): {
  show: (done: number, total: number) => void;
  showBytes: (file: string, read: number, size: number | undefined) => void;
  clear: () => void;
} {
  if (!process.stderr.isTTY) return { show: () => {}, showBytes: () => {}, clear: () => {} };
  let shown = 0;
  function write(line: () => string): void {
    if (Date.now() - shown < 100) return;
    shown = Date.now();
    process.stderr.write(`\r\u001b[K${line()}`);
  }
  const words = texts[languageOf(options)];
  return {
    show: (done, total) => write(() => words.reading({ done, total })),
    showBytes: (file, read, size) =>
      write(() => {
        const megabytes = Math.round(read / 1_000_000);
        const percent = size === undefined || size === 0 ? undefined : Math.min(100, Math.floor((100 * read) / size));
        return words.readingLog({ file: displayName(file), megabytes, percent });
      }),
    clear: () => {
      process.stderr.write('\r\u001b[K');
    },
  };
}

/** Name of a file without its folders, fit for a terminal. */
function displayName(file: string): string {
  return basename(file)
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, 60);
}

/** Who operates addresses; without it the rest is assessed all the same, and the report says what was missing. */
export function loadOperators(problems: { file: string; problem: Problem }[]): Operators | null {
  try {
    return readOperators({ root: packageRoot, cache: cacheFolder });
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    const problem = error instanceof Problem ? error : new Problem('networks-unreadable', { detail });
    problems.push({ file: 'networks', problem });
    return null;
  }
}

/** Reads and identifies every document of the paths. Throws a Problem only when nothing at all could be read. */
export async function observePaths(
  paths: readonly string[],
  base: KnowledgeBase,
  options: ObserveOptions,
): Promise<Observed> {
  const problems: { file: string; problem: Problem }[] = [];
  const observer = new FleetObserver(base, () => loadOperators(problems));
  const formats = new Map<string, { files: Set<string>; machines: Set<string> }>();
  const logs: LogSummary[] = [];
  const signatures = new SignatureTally();
  const progress = progressLine(options);
  const format = options.format === undefined ? {} : { format: options.format };
  for await (const event of importPaths(paths.map(restoreDash), {
    key: options.key,
    onProgress: progress.show,
    onBytes: progress.showBytes,
    knownName: () => knownNames(base),
    ...buyerOf(options),
    domainServices: savedDomains(base, () => loadOperators(problems)),
    ...format,
  })) {
    signatures.add(event);
    if ('problem' in event) {
      problems.push(event);
      continue;
    }
    const log = logSummary(event);
    if (log !== undefined) logs.push(log);
    for (const key of event.merges ?? []) observer.forget(key);
    observer.add(event.inventory, event.machine, getDomain, event.replaces);
    const seen = formats.get(event.format) ?? { files: new Set(), machines: new Set() };
    // A machine that several sources saw is one of each, under the key it had there.
    for (const key of event.merges ?? []) seen.machines.delete(key);
    seen.files.add(event.file);
    seen.machines.add(event.machine);
    formats.set(event.format, seen);
  }
  progress.clear();
  const observation = observer.finish();
  const { machines, clients, declared, contracts } = observation;
  if (machines.length + clients.length + declared.length + contracts.length === 0) {
    throw problems[0]?.problem ?? new Problem('no-machine', { paths: paths.join(' ') });
  }
  const files = [...formats]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, seen]) => ({ format: id, files: seen.files.size, machines: seen.machines.size }));
  return { observation, files, logs, problems, signatures };
}
