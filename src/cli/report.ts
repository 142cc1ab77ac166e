/** `tiebreak report PATHS…`: inventories → Assessment → report; also what `tiebreak` and `tiebreak demo` end with. */
import { existsSync, opendirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import type { UnitPopulation } from '../assess/sampling.ts';
import { settingsOf } from '../assess/settings.ts';
import { assess } from '../assess.ts';
import type { Assessment } from '../assessment.ts';
import { readPark } from '../import/declared/park.ts';
import { decode } from '../import/decode.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { renderers, renderTerminal } from '../report/index.ts';
import { type CommonOptions, languageOf, loadKnowledge, print, Stop, toolVersion } from './context.ts';
import { makeFolder } from './make-folder.ts';
import { type Observed, observePaths } from './observe.ts';
import { KEY_FILE, organisationKey } from './organisation-key.ts';
import { completeRegister, readRegister, registerFile } from './signatures.ts';
import { texts } from './texts.ts';

export interface ReportOptions extends CommonOptions {
  readonly output: string;
  readonly format: readonly string[];
  readonly perimeter?: string | undefined;
  readonly profile?: string | undefined;
  readonly population?: string | undefined;
  readonly organisation?: string | undefined;
  readonly key?: string | undefined;
  readonly buyer?: string | undefined;
}

export const DEFAULT_OUTPUT = 'tiebreak-report';

/** Options of every command that ends with a report. */
export function reportOptions(cli: Argv<CommonOptions>, language: Language): Argv<ReportOptions> {
  const text = texts[language];
  return cli
    .option('output', { alias: 'o', type: 'string', default: DEFAULT_OUTPUT, describe: text.optionOutput })
    .option('format', {
      type: 'string',
      default: 'html',
      describe: text.optionFormatReport,
      coerce: (value: string) => value.split(','),
    })
    .option('perimeter', { type: 'string', describe: text.optionPerimeter })
    .option('profile', { type: 'string', describe: text.optionProfile })
    .option('population', { type: 'string', describe: text.optionPopulation })
    .option('organisation', { type: 'string', describe: text.optionOrganisation })
    .option('buyer', { type: 'string', describe: text.optionBuyer })
    .option('key', { type: 'string', describe: text.optionKey }) as unknown as Argv<ReportOptions>;
}

/** Key beside the results, not among them: the folder of the report is handed on. */
export function keyOf(options: CommonOptions & { key?: string | undefined; output: string }): Uint8Array {
  return organisationKey(options.key, join(dirname(resolve(options.output)), KEY_FILE), (problem) => {
    process.stderr.write(`tiebreak: ${problem.in(languageOf(options))}\n`);
  });
}

/** The same for a command that writes there: where not even the key can be, it stops before reading thousands of files. */
export function keyForReport(options: ReportOptions): Uint8Array {
  const folder = resolve(options.output);
  if (!existsSync(folder)) makeOutput(dirname(folder), options.output);
  return keyOf(options);
}

function makeOutput(folder: string, asked: string): void {
  try {
    makeFolder(folder);
    // Where a file stands in its place.
    opendirSync(folder).closeSync();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem('output-unwritable', { file: asked, detail: code ?? String(error) });
  }
}

function readPopulation(file: string, units: readonly string[]): UnitPopulation[] {
  let content: string;
  try {
    content = decode(readFileSync(file)).text.replace(/^\ufeff/, '');
  } catch (error) {
    throw new Problem('file-unreadable', { file, detail: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
  const park = readPark(content, file, units);
  if (park !== undefined) return park;
  return content.split(/\r?\n/).flatMap((line, index): UnitPopulation[] => {
    const cells = line.split(/[;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (line.trim() === '') return [];
    const machines = Number(cells.at(-1));
    const scope = cells.length > 2 ? cells[1] : 'workstations';
    const valid =
      Number.isInteger(machines) &&
      machines >= 0 &&
      cells.length >= 2 &&
      (scope === 'workstations' || scope === 'servers');
    if (valid) return [{ unit: cells[0] ?? '', scope, machines }];
    // The first line may be a header.
    if (index === 0) return [];
    throw new Problem('population-invalid', { file, line: index + 1 });
  });
}

/** Refuses a setting or a format that does not exist, before anything is read. */
export function checkOptions(base: KnowledgeBase, options: ReportOptions): void {
  const { perimeters, classes } = base.rules;
  const known = { perimeter: perimeters.perimeters, profile: classes.profiles, format: renderers };
  for (const option of ['perimeter', 'profile', 'format'] as const) {
    const value = [options[option] ?? []].flat().find((id) => !known[option].some((entry) => entry.id === id));
    if (value === undefined) continue;
    throw new Problem('option-unknown-value', {
      option,
      value,
      known: known[option].map((entry) => entry.id).join(', '),
    });
  }
}

/** Assesses what was observed, with the settings of the command. */
export function assessObserved(
  observed: Observed,
  base: KnowledgeBase,
  options: ReportOptions,
  demonstration = false,
): Assessment {
  const settings = settingsOf(base, options.perimeter, options.profile);
  if (settings === undefined) throw new Error('the default settings are not in the rules');
  return assess(observed.observation, base, {
    now: new Date().toISOString(),
    toolVersion: toolVersion(),
    settings,
    organisation: options.organisation,
    demonstration,
    population:
      options.population === undefined
        ? undefined
        : readPopulation(
            options.population,
            observed.observation.machines.map(({ unit }) => unit),
          ),
    files: observed.files,
    logs: observed.logs,
    signatures: observed.signatures.counts(new Set(readRegister(registerFile(options)).keys())),
    problems: observed.problems.map(({ file, problem }) => ({ file, message: problem.label() })),
  });
}

/** Writes the report in every format asked; answers the file to open first. Each file appears whole or not at all. */
function writeReport(assessment: Assessment, options: ReportOptions): string {
  const language = languageOf(options);
  const folder = resolve(options.output);
  const written: string[] = [];
  for (const renderer of renderers.filter(({ id }) => options.format.includes(id))) {
    for (const { name, content } of renderer.files(assessment, language)) {
      const path = join(folder, name);
      try {
        makeFolder(folder);
        writeFileSync(`${path}.part`, content);
        renameSync(`${path}.part`, path);
      } catch (error) {
        throw new Problem('output-unwritable', {
          file: path,
          detail: (error as NodeJS.ErrnoException).code ?? String(error),
        });
      }
      written.push(path);
    }
  }
  return written.find((path) => path.endsWith('.html')) ?? written[0] ?? folder;
}

/** Writes the report, prints the summary, and says what failed. The report is written before a non-zero exit. */
export function finishReport(observed: Observed, assessment: Assessment, options: ReportOptions): void {
  const language = languageOf(options);
  const report = writeReport(assessment, options);
  completeRegister(registerFile(options), observed.signatures.signers, assessment.generatedAt.slice(0, 10));
  if (options.json) print(JSON.stringify(assessment, null, 2));
  else {
    const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
    print(renderTerminal(assessment, { language, colour, width: process.stdout.columns ?? 80, report }));
  }
  if (observed.problems.length === 0) return;
  const lines = observed.problems.map(({ problem }) => problem.in(language));
  throw new Stop([...lines, texts[language].partial({ count: observed.problems.length })], 1);
}

export async function report(paths: readonly string[], options: ReportOptions): Promise<void> {
  const base = await loadKnowledge(options);
  checkOptions(base, options);
  const observed = await observePaths(paths, base, { ...options, format: undefined, key: keyForReport(options) });
  finishReport(observed, assessObserved(observed, base, options), options);
}

export function reportCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command(
    'report <paths..>',
    text.commandReport,
    (sub) =>
      reportOptions(sub, language).positional('paths', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: text.argPaths,
      }),
    (argv) => report(argv.paths, argv),
  );
}
