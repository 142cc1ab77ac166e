/** `tiebreak demo`: the report on an invented commune, so that anybody sees in a minute what a real one would get. */
import { basename, join } from 'node:path';
import type { Argv } from 'yargs';
import type { Label, Language } from '../language.ts';
import { type CommonOptions, languageOf, loadKnowledge, packageRoot, print } from './context.ts';
import { observePaths } from './observe.ts';
import { assessObserved, checkOptions, finishReport, keyOf, type ReportOptions, reportOptions } from './report.ts';
import { texts } from './texts.ts';

/** What the demonstration is made of; the golden test assesses the same. */
export const demonstration = {
  folder: 'data/demonstration',
  organisation: 'Commune de Val-Fictif',
  /** Public on purpose: it protects nobody, and lets the native and the GLPI documents of one machine be recognised. */
  key: Buffer.from('Commune de Val-Fictif, 8400 hab.'),
  /** A document cut on purpose, to show that one bad file costs that file only. */
  brokenFile: 'eti-classe-2.json',
} as const;

const broken: Label = {
  fr: `${demonstration.brokenFile} est coupé exprès : un mauvais fichier est nommé,\nles autres sont évalués.`,
  en: `${demonstration.brokenFile} is cut on purpose: a bad file is named,\nthe others are assessed.`,
};

async function demo(options: ReportOptions): Promise<void> {
  const base = await loadKnowledge(options);
  checkOptions(base, options);
  const key = options.key === undefined ? demonstration.key : keyOf(options);
  const folder = join(packageRoot, demonstration.folder);
  const observed = await observePaths([folder], base, { ...options, format: undefined, key });
  const named = { ...options, organisation: options.organisation ?? demonstration.organisation };
  const assessment = assessObserved(observed, base, named, true);
  const unexpected = observed.problems.filter(({ file }) => basename(file) !== demonstration.brokenFile);
  finishReport({ ...observed, problems: unexpected }, assessment, named);
  if (!options.json) print(broken[languageOf(options)]);
}

export function demoCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  return cli.command(
    'demo',
    texts[language].commandDemo,
    (sub: Argv<CommonOptions>) => reportOptions(sub, language),
    (argv) => demo(argv),
  );
}
