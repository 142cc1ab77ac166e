/** `tiebreak import PATHS… -o DIR`: other tools' documents → one native inventory a machine. */
import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { savedDomains } from '../domains/read.ts';
import { knownNames } from '../identify/domains.ts';
import { type Apart, importPaths } from '../import/index.ts';
import { knownFormats } from '../import/read-file.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { buyerOf, type CommonOptions, languageOf, loadKnowledge, print, restoreDash, Stop } from './context.ts';
import { fileName, ImportFolder, isClient } from './import-folder.ts';
import { logLines } from './logs.ts';
import { makeFolder } from './make-folder.ts';
import { apartLine, mergedLines } from './merged.ts';
import { loadOperators, progressLine } from './observe.ts';
import { keyOf } from './report.ts';
import { texts } from './texts.ts';

interface ImportOptions extends CommonOptions {
  readonly output: string;
  readonly format?: string | undefined;
  readonly key?: string | undefined;
  readonly buyer?: string | undefined;
}

/** Look-alikes that are named; --json gives them all. */
const MOST_APARTS = 10;

async function importAll(paths: readonly string[], options: ImportOptions): Promise<void> {
  const language = languageOf(options);
  const folder = resolve(options.output);
  const accounts: object[] = [];
  const lines: string[] = [];
  const problems: string[] = [];
  const merges: object[] = [];
  const aparts: Apart[] = [];
  const unreadable: { file: string; problem: Problem }[] = [];
  const written = new ImportFolder(folder);
  const progress = progressLine(options);
  const format = options.format === undefined ? {} : { format: options.format };
  try {
    makeFolder(folder);
    for await (const event of importPaths(paths.map(restoreDash), {
      key: keyOf(options),
      onApart: (apart) => aparts.push(apart),
      onProgress: progress.show,
      onBytes: progress.showBytes,
      ...buyerOf(options),
      knownName: async () => knownNames(await loadKnowledge(options)),
      domainServices: async (names, saved) =>
        savedDomains(await loadKnowledge(options), () => loadOperators(unreadable))(names, saved),
      ...format,
    })) {
      if ('problem' in event) {
        problems.push(event.problem.in(language));
        continue;
      }
      written.write(event);
      if (event.merges !== undefined) {
        const { mergedFrom = [] } = event.inventory;
        merges.push({ machine: fileName(event.machine), mergedFrom });
        lines.push(...mergedLines(mergedFrom, language));
        continue;
      }
      if (event.log !== undefined) {
        accounts.push({ file: event.file, format: event.format, ...event.log });
        lines.push(...logLines(event, language));
      }
      if (isClient(event)) continue;
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
  problems.push(...unreadable.map(({ problem }) => problem.in(language)));
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
        .option('format', { type: 'string', describe: `${text.optionFormatImport} (${knownFormats()})` })
        .option('buyer', { type: 'string', describe: text.optionBuyer })
        .option('key', { type: 'string', describe: text.optionKey }),
    (argv) => importAll(argv.paths, argv),
  );
}
