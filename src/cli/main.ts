/**
 * The command line: which command runs, and the exit code.
 *
 * Exit codes: 0 done; 1 done, but a threshold was not met or a part failed (said on stderr); 2 bad usage or unusable input, one line.
 * Known errors print their lines; unknown ones keep their stack.
 */
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { Problem } from '../problem.ts';
import { blastRadiusCommand } from './blast-radius.ts';
import { collectCommand } from './collect.ts';
import { type CommonOptions, hideDash, languageOf, Stop, toolVersion } from './context.ts';
import { demoCommand } from './demo.ts';
import { domainsCommand } from './domains.ts';
import { explainCommand } from './explain.ts';
import { hereCommand, inventoryCommand } from './here.ts';
import { identifyCommand } from './identify.ts';
import { importCommand } from './import.ts';
import { knowledgeCommand } from './knowledge.ts';
import { boundMemory } from './memory.ts';
import { organisationCommand } from './organisation.ts';
import { purgeCommand } from './purge.ts';
import { reportCommand } from './report.ts';
import { texts } from './texts.ts';
import { wantedCommand } from './wanted.ts';

/** The language must be known before the options are parsed, for help and usage errors. */
function languageOfArguments(args: readonly string[]): 'fr' | 'en' {
  const at = args.indexOf('--lang');
  const inline = args.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length);
  return languageOf({ lang: inline ?? (at >= 0 ? args[at + 1] : undefined) });
}

/** Of what completion offers, what can be typed: not the name of the command that has none, nor a letter after two hyphens. */
function onlyTyped(
  _current: string,
  _argv: unknown,
  usual: (onCompleted: (error: Error | null, found: string[] | undefined) => void) => void,
  done: (completions: string[]) => void,
): void {
  usual((_, found = []) => done(found.filter((word) => !word.startsWith('$0') && !/^--\w(?::|$)/.test(word))));
}

async function main(args: string[]): Promise<void> {
  const language = languageOfArguments(args);
  const text = texts[language];
  const common = yargs(hideDash(args))
    .scriptName('tiebreak')
    .usage(text.usage)
    .locale(language)
    .version(toolVersion())
    .strict()
    .option('json', { type: 'boolean', describe: text.optionJson, global: true })
    .option('lang', { choices: ['fr', 'en'] as const, describe: text.optionLang, global: true })
    .option('knowledge', { type: 'string', array: true, nargs: 1, describe: text.optionKnowledge, global: true })
    .completion('completion', text.commandCompletion, onlyTyped)
    .fail((message, error) => {
      if (error) throw error;
      const line = message.replace(/\s*\n\s*/g, ' ');
      throw new Stop([line === text.needCommand ? line : text.badUsage({ message: line })], 2);
    }) as unknown as Argv<CommonOptions>;
  const commands = [
    blastRadiusCommand,
    collectCommand,
    demoCommand,
    domainsCommand,
    explainCommand,
    hereCommand,
    importCommand,
    inventoryCommand,
    identifyCommand,
    knowledgeCommand,
    organisationCommand,
    purgeCommand,
    reportCommand,
    wantedCommand,
  ];
  await commands.reduce((cli, add) => add(cli, language), common).parseAsync();
}

boundMemory();
// A reader that has seen enough (`| head`) closes the pipe: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
const args = hideBin(process.argv);
try {
  await main(args);
} catch (error) {
  if (error instanceof Stop) {
    for (const line of error.lines) process.stderr.write(`tiebreak: ${line}\n`);
    process.exitCode = error.exitCode;
  } else if (error instanceof Problem) {
    process.stderr.write(`tiebreak: ${error.in(languageOfArguments(args))}\n`);
    process.exitCode = 2;
  } else {
    process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
    process.exitCode = 1;
  }
}
