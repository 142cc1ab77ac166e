/** `tiebreak knowledge …`: checks the base, measures it, and starts new records. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { listUnknown } from '../assess/lists.ts';
import { countTitles } from '../assess/products.ts';
import { runExamples } from '../authoring/examples.ts';
import { lint } from '../authoring/lint.ts';
import { knowledgeStats } from '../authoring/stats.ts';
import { suggestRecords } from '../authoring/suggest.ts';
import { vendorTemplate } from '../authoring/template.ts';
import { describeIssue, type LintIssue } from '../authoring/texts.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { visible } from '../report/visible.ts';
import { type CommonOptions, languageOf, loadKnowledge, print, Stop } from './context.ts';
import { showCommand } from './knowledge-show.ts';
import { makeFolder } from './make-folder.ts';
import { observePaths } from './observe.ts';
import { keyOf } from './report.ts';
import { texts } from './texts.ts';

/** Unattributed titles, and products without alternative, printed by `knowledge stats`; --json gives them all. */
const MOST_LINES = 50;

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function reportIssues(options: CommonOptions, issues: readonly LintIssue[], summary: string, counts: object): void {
  const language = languageOf(options);
  const lines = issues.map((issue) => describeIssue(issue, language));
  if (options.json)
    print(JSON.stringify({ ...counts, issues: issues.map((issue, i) => ({ ...issue, message: lines[i] })) }, null, 2));
  else print(summary);
  if (issues.length > 0) throw new Stop(options.json ? [] : lines, 1);
}

async function lintCommand(options: CommonOptions): Promise<void> {
  const base = await loadKnowledge(options);
  const issues = [...lint(base), ...runExamples(base).issues];
  const counts = { vendors: base.vendors.size, products: base.products.length };
  reportIssues(options, issues, texts[languageOf(options)].lintDone({ ...counts, issues: issues.length }), counts);
}

async function testCommand(options: CommonOptions): Promise<void> {
  const { run, issues } = runExamples(await loadKnowledge(options));
  reportIssues(options, issues, texts[languageOf(options)].testDone({ run, failed: issues.length }), { run });
}

async function statsCommand(paths: readonly string[], options: CommonOptions): Promise<void> {
  const base = await loadKnowledge(options);
  const stats = knowledgeStats(base, today());
  let unknown: { name: string; machines: number; vendor?: string | undefined }[] = [];
  if (paths.length > 0) {
    const { observation } = await observePaths(paths, base, {
      ...options,
      key: keyOf({ ...options, output: 'tiebreak-report' }),
    });
    unknown = listUnknown(observation, countTitles(observation)).unknown.titles;
  }
  if (options.json) {
    print(JSON.stringify({ ...stats, unknown }, null, 2));
    return;
  }
  const text = texts[languageOf(options)];
  const share = stats.factsRead / Math.max(1, stats.factsRead + stats.factsUnverified);
  const lines = text.stats({
    ...stats,
    readShare: Math.round(share * 100),
    oldest: stats.oldestReview === null ? '–' : `${stats.oldestReview.on} (${stats.oldestReview.vendor})`,
    overdueRecords: stats.overdue.length,
    without: stats.withoutAlternative.length,
  });
  const titles = unknown
    .slice(0, MOST_LINES)
    .map(
      ({ name, machines, vendor }) => `  ${machines}  ${visible(name)}${vendor === undefined ? '' : ` (${vendor})`}`,
    );
  const without = stats.withoutAlternative.slice(0, MOST_LINES).map((id) => `  ${id}`);
  const more = (count: number): string[] => (count > MOST_LINES ? [text.statsMore({ count: count - MOST_LINES })] : []);
  print(
    [
      ...lines,
      ...without,
      ...more(stats.withoutAlternative.length),
      ...(titles.length > 0 ? [text.statsUnknown, ...titles, ...more(unknown.length)] : []),
    ].join('\n'),
  );
}

function newCommand(id: string, folder: string, options: CommonOptions): void {
  const language = languageOf(options);
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) throw new Problem('knowledge-file-name', { file: id });
  const file = join(folder, `${id}.yml`);
  try {
    makeFolder(folder);
    writeFileSync(file, vendorTemplate(id, today(), language), { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new Stop([texts[language].templateExists({ file })], 2);
    throw new Problem('output-unwritable', { file, detail: code ?? String(error) });
  }
  print(file);
}

async function suggestCommand(paths: readonly string[], folder: string, options: CommonOptions): Promise<void> {
  const language = languageOf(options);
  const base = await loadKnowledge(options);
  const { observation } = await observePaths(paths, base, {
    ...options,
    key: keyOf({ ...options, output: 'tiebreak-report' }),
  });
  const { unknown } = listUnknown(observation, countTitles(observation));
  // A vendor the base knows needs a product in its own record, not a second record: `knowledge stats` lists those titles.
  const titles = unknown.titles.filter((title) => title.vendor === undefined);
  const drafts = suggestRecords(titles, today(), language);
  const written: string[] = [];
  for (const { id, yaml } of drafts) {
    const file = join(folder, `${id}.yml`);
    try {
      makeFolder(folder);
      writeFileSync(file, yaml, { flag: 'wx' });
      written.push(file);
    } catch (error) {
      // A draft somebody began to complete is never written over.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw new Problem('output-unwritable', { file, detail: code ?? String(error) });
    }
  }
  if (options.json) {
    print(JSON.stringify(written, null, 2));
    return;
  }
  const nobody = titles.filter((title) => !title.publisher).length;
  const known = unknown.titles.length - titles.length;
  print(
    [texts[language].written({ count: written.length, folder }), texts[language].suggestLeft({ nobody, known })].join(
      '\n',
    ),
  );
}

export function knowledgeCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command('knowledge', text.commandKnowledge, (sub: Argv<CommonOptions>) =>
    sub
      .command('lint', text.commandLint, {}, (argv) => lintCommand(argv as CommonOptions))
      .command(
        'new <id>',
        text.commandNew,
        (own: Argv<CommonOptions>) =>
          own
            .positional('id', { type: 'string', demandOption: true, describe: text.argVendorId })
            .option('output', { alias: 'o', type: 'string', default: '.', describe: text.optionOutput }),
        (argv) => newCommand(argv.id, argv.output, argv),
      )
      .command(
        'show <what>',
        text.commandShow,
        (own: Argv<CommonOptions>) =>
          own.positional('what', { type: 'string', demandOption: true, describe: text.argRecord }),
        (argv) => showCommand(argv.what, argv),
      )
      .command(
        'stats [paths..]',
        text.commandStats,
        (own: Argv<CommonOptions>) =>
          own.positional('paths', { type: 'string', array: true, default: [] as string[], describe: text.argPaths }),
        (argv) => statsCommand(argv.paths, argv),
      )
      .command(
        'suggest <paths..>',
        text.commandSuggest,
        (own: Argv<CommonOptions>) =>
          own
            .positional('paths', { type: 'string', array: true, demandOption: true, describe: text.argPaths })
            .option('output', { alias: 'o', type: 'string', demandOption: true, describe: text.optionOutput }),
        (argv) => suggestCommand(argv.paths, argv.output, argv),
      )
      .command('test', text.commandTest, {}, (argv) => testCommand(argv as CommonOptions))
      .demandCommand(1, text.needCommand),
  );
}
