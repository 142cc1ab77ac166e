/** `tiebreak knowledge …`: checks the base. */
import type { Argv } from 'yargs';
import { runExamples } from '../authoring/examples.ts';
import { lint } from '../authoring/lint.ts';
import { describeIssue, type LintIssue } from '../authoring/texts.ts';
import { type CommonOptions, languageOf, loadKnowledge, print, Stop } from './context.ts';
import { texts } from './texts.ts';

function report(options: CommonOptions, issues: readonly LintIssue[], summary: string, extra: object): void {
  const language = languageOf(options);
  const lines = issues.map((issue) => describeIssue(issue, language));
  if (options.json)
    print(JSON.stringify({ ...extra, issues: issues.map((issue, i) => ({ ...issue, message: lines[i] })) }, null, 2));
  else print(summary);
  if (issues.length > 0) throw new Stop(options.json ? [] : lines, 1);
}

function lintCommand(options: CommonOptions): void {
  const base = loadKnowledge(options);
  const issues = lint(base);
  const counts = { vendors: base.vendors.size, products: base.products.length, issues: issues.length };
  report(options, issues, texts[languageOf(options)].lintDone(counts), counts);
}

function testCommand(options: CommonOptions): void {
  const { run, issues } = runExamples(loadKnowledge(options));
  const counts = { run, failed: issues.length };
  report(options, issues, texts[languageOf(options)].testDone(counts), counts);
}

export function knowledgeCommand(cli: Argv<CommonOptions>, language: 'fr' | 'en'): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command('knowledge', text.commandKnowledge, (sub) =>
    sub
      .command('lint', text.commandLint, {}, (argv) => lintCommand(argv as CommonOptions))
      .command('test', text.commandTest, {}, (argv) => testCommand(argv as CommonOptions))
      .demandCommand(1, text.needCommand),
  );
}
