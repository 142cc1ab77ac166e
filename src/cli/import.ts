/** `tiebreak import PATHS… -o DIR`: other tools' documents → one native inventory a machine. */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { type Apart, importPaths } from '../import/index.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { type CommonOptions, languageOf, print, restoreDash, Stop } from './context.ts';
import { apartLine, mergedLines } from './merged.ts';
import { progressLine } from './observe.ts';
import { keyOf } from './report.ts';
import { texts } from './texts.ts';

interface ImportOptions extends CommonOptions {
  readonly output: string;
  readonly format?: string | undefined;
  readonly key?: string | undefined;
}

/** Look-alikes that are named; --json gives them all. */
const MOST_APARTS = 10;

/** A name of our own: what a machine or a file is called never becomes a path. */
function fileName(machine: string): string {
  return `${createHash('sha256').update(machine).digest('hex').slice(0, 24)}.inventory.json`;
}

async function importAll(paths: readonly string[], options: ImportOptions): Promise<void> {
  const language = languageOf(options);
  const folder = resolve(options.output);
  const accounts: object[] = [];
  const lines: string[] = [];
  const problems: string[] = [];
  const merges: object[] = [];
  const aparts: Apart[] = [];
  /** Files written, with the moment each is of. */
  const written = new Map<string, string>();
  const progress = progressLine(options);
  const format = options.format === undefined ? {} : { format: options.format };
  try {
    mkdirSync(folder, { recursive: true });
    for await (const event of importPaths(paths.map(restoreDash), {
      key: keyOf(options),
      onApart: (apart) => aparts.push(apart),
      onProgress: progress.show,
      ...format,
    })) {
      if ('problem' in event) {
        problems.push(event.problem.in(language));
        continue;
      }
      const replaced = event.merges ?? (event.replaces === undefined ? [] : [event.replaces]);
      for (const earlier of replaced) {
        const path = join(folder, fileName(earlier));
        rmSync(path, { force: true });
        written.delete(path);
      }
      const path = join(folder, fileName(event.machine));
      // Of two documents of one machine, whichever comes last, the later one stays.
      if ((written.get(path) ?? '') <= event.inventory.collectedAt) {
        writeFileSync(`${path}.part`, `${JSON.stringify(event.inventory, null, 1)}\n`);
        renameSync(`${path}.part`, path);
        written.set(path, event.inventory.collectedAt);
      }
      if (event.merges !== undefined) {
        const { mergedFrom = [] } = event.inventory;
        merges.push({ machine: fileName(event.machine), mergedFrom });
        lines.push(...mergedLines(mergedFrom, language));
        continue;
      }
      const { read, kept, merged, refused } = event.account;
      const total = Object.values(refused).reduce((sum, count) => sum + count, 0);
      accounts.push({ file: event.file, format: event.format, ...event.account });
      lines.push(texts[language].account({ file: event.file, read, kept, merged, refused: total }));
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Problem('output-unwritable', { file: path ?? folder, detail: code });
  } finally {
    progress.clear();
  }
  lines.push(...aparts.slice(0, MOST_APARTS).map((apart) => apartLine(apart, language)));
  const summary = texts[language].written({ count: written.size, folder: options.output });
  print(
    options.json
      ? JSON.stringify({ written: written.size, accounts, merges, aparts, problems }, null, 2)
      : [...lines, summary].join('\n'),
  );
  if (problems.length > 0) throw new Stop(problems, written.size === 0 ? 2 : 1);
}

export function importCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command(
    'import <paths..>',
    text.commandImport,
    (sub) =>
      sub
        .positional('paths', { type: 'string', array: true, demandOption: true, describe: text.argPaths })
        .option('output', { alias: 'o', type: 'string', demandOption: true, describe: text.optionOutput })
        .option('format', { type: 'string', describe: text.optionFormatImport })
        .option('key', { type: 'string', describe: text.optionKey }),
    (argv) => importAll(argv.paths, argv),
  );
}
