/** `tiebreak` alone and `tiebreak inventory`: this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { readInventory } from '../inventory/read.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { runAgent } from './agent.ts';
import { type CommonOptions, languageOf, loadKnowledge, print, restoreDash, Stop } from './context.ts';
import { observePaths } from './observe.ts';
import {
  assessObserved,
  checkOptions,
  finishReport,
  keyForReport,
  type ReportOptions,
  reportOptions,
} from './report.ts';
import { texts } from './texts.ts';
import { whyNoService } from './unseen-services.ts';

async function here(options: ReportOptions): Promise<void> {
  const base = await loadKnowledge(options);
  checkOptions(base, options);
  const keyArgs = options.key === undefined ? [] : ['--key', options.key];
  const { output: document } = runAgent(keyArgs, base);
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-'));
  try {
    const file = join(folder, 'this-machine.inventory.json');
    writeFileSync(file, document);
    const observed = await observePaths([file], base, { ...options, format: undefined, key: keyForReport(options) });
    finishReport(observed, assessObserved(observed, base, options), options);
    const why = whyNoService(readInventory(JSON.parse(document), file));
    if (why !== undefined && !options.json) print(why[languageOf(options)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface InventoryOptions extends CommonOptions {
  readonly explain: boolean;
  readonly output: string;
  readonly key?: string | undefined;
  readonly site?: string | undefined;
  readonly unit?: string | undefined;
}

async function inventory(options: InventoryOptions): Promise<void> {
  const args = (['key', 'site', 'unit'] as const).flatMap((name) =>
    options[name] === undefined ? [] : [`--${name}`, options[name]],
  );
  const explain = options.explain ? ['--explain', '--lang', languageOf(options)] : [];
  const { output: document, warnings } = runAgent([...args, ...explain], await loadKnowledge(options));
  const output = restoreDash(options.output);
  if (output === '-') print(document);
  else {
    try {
      writeFileSync(output, document);
    } catch (error) {
      throw new Problem('output-unwritable', {
        file: output,
        detail: (error as NodeJS.ErrnoException).code ?? String(error),
      });
    }
  }
  if (warnings.length > 0)
    throw new Stop([...warnings, texts[languageOf(options)].partial({ count: warnings.length })], 1);
}

export function hereCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  return cli.command(
    '$0',
    texts[language].commandHere,
    (sub: Argv<CommonOptions>) => reportOptions(sub, language),
    (argv) => here(argv),
  );
}

export function inventoryCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command(
    'inventory',
    text.commandInventory,
    (sub: Argv<CommonOptions>) =>
      sub
        .option('output', { alias: 'o', type: 'string', default: '-', describe: text.optionOutputFile })
        .option('key', { type: 'string', describe: text.optionKey })
        .option('site', { type: 'string', describe: text.optionSite })
        .option('unit', { type: 'string', describe: text.optionUnit })
        .option('explain', { type: 'boolean', default: false, describe: text.optionExplain }),
    (argv) => inventory(argv),
  );
}
