/** `tiebreak import PATHS… -o DIR`: other tools' documents → one native inventory a machine. */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { importPaths } from '../import/index.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { type CommonOptions, languageOf, print, restoreDash, Stop } from './context.ts';
import { progressLine } from './observe.ts';
import { keyOf } from './report.ts';
import { texts } from './texts.ts';

interface ImportOptions extends CommonOptions {
  readonly output: string;
  readonly format?: string | undefined;
  readonly key?: string | undefined;
}

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
  const written = new Set<string>();
  const progress = progressLine(options);
  const format = options.format === undefined ? {} : { format: options.format };
  try {
    mkdirSync(folder, { recursive: true });
    for await (const event of importPaths(paths.map(restoreDash), {
      key: keyOf(options),
      onProgress: progress.show,
      ...format,
    })) {
      if ('problem' in event) {
        problems.push(event.problem.in(language));
        continue;
      }
      const path = join(folder, fileName(event.machine));
      writeFileSync(`${path}.part`, `${JSON.stringify(event.inventory, null, 1)}\n`);
      renameSync(`${path}.part`, path);
      written.add(path);
      if (event.replaces !== undefined && event.replaces !== event.machine) {
        const earlier = join(folder, fileName(event.replaces));
        rmSync(earlier, { force: true });
        written.delete(earlier);
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
  const summary = texts[language].written({ count: written.size, folder: options.output });
  print(
    options.json
      ? JSON.stringify({ written: written.size, accounts, problems }, null, 2)
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
