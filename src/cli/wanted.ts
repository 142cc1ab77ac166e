/**
 * `tiebreak wanted PATHS…`: the hashes of unknown domains that enough machines share, for agents in discover mode to tell their names.
 *
 * In: inventories. Out: `wanted.txt`, a hash a line. Machines cannot know how many they are: the organisation can, and asks.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Argv } from 'yargs';
import { importPaths } from '../import/index.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { type CommonOptions, languageOf, print, restoreDash, Stop } from './context.ts';
import { texts } from './texts.ts';

interface WantedOptions extends CommonOptions {
  readonly machines: number;
  readonly output: string;
}

/** Under it, a domain tells who goes there. */
const FEWEST_MACHINES = 5;
const USUAL_MACHINES = 10;
/** Of the pseudonyms of foreign documents, which hash no domain: they are only told apart. */
const KEY_BYTES = 32;

async function wanted(paths: readonly string[], options: WantedOptions): Promise<void> {
  const language = languageOf(options);
  if (!Number.isInteger(options.machines) || options.machines < FEWEST_MACHINES)
    throw new Problem('wanted-too-few', { least: FEWEST_MACHINES });
  const byMachine = new Map<string, ReadonlySet<string>>();
  const keys = new Set<string>();
  const problems: string[] = [];
  for await (const event of importPaths(paths.map(restoreDash), { key: randomBytes(KEY_BYTES) })) {
    if ('problem' in event) {
      problems.push(event.problem.in(language));
      continue;
    }
    for (const key of event.merges ?? []) byMachine.delete(key);
    const { unknownDomains = [], machine } = event.inventory;
    if (unknownDomains.length === 0) continue;
    keys.add(machine.identifiers.keyId ?? '');
    byMachine.set(event.machine, new Set(unknownDomains.map(({ hash }) => hash)));
  }
  // Under two keys one domain has two hashes, and neither count is that of the machines.
  if (keys.size > 1) throw new Problem('wanted-two-keys', { keys: [...keys].sort().join(', ') });
  const hashes = sharedBy(byMachine.values(), options.machines);
  write(restoreDash(options.output), hashes, options.json === true);
  const line = texts[language].wanted({ hashes: hashes.length, machines: options.machines, seen: byMachine.size });
  process.stderr.write(`tiebreak: ${line}\n`);
  if (problems.length > 0) throw new Stop(problems, 1);
}

function sharedBy(machines: Iterable<ReadonlySet<string>>, enough: number): string[] {
  const counts = new Map<string, number>();
  for (const hashes of machines) for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return [...counts].flatMap(([hash, count]) => (count >= enough ? [hash] : [])).sort();
}

function write(file: string, hashes: readonly string[], json: boolean): void {
  const text = json ? `${JSON.stringify(hashes, null, 2)}\n` : hashes.map((hash) => `${hash}\n`).join('');
  if (file === '-') {
    if (text !== '') print(text);
    return;
  }
  try {
    writeFileSync(file, text, { mode: 0o644 });
  } catch (error) {
    throw new Problem('output-unwritable', { file, detail: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
}

export function wantedCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command(
    'wanted <paths..>',
    text.commandWanted,
    (sub: Argv<CommonOptions>) =>
      sub
        .positional('paths', { type: 'string', array: true, demandOption: true, describe: text.argPaths })
        .option('machines', { type: 'number', default: USUAL_MACHINES, describe: text.optionMachines })
        .option('output', { alias: 'o', type: 'string', default: '-', describe: text.optionOutputFile }),
    (argv) => wanted(argv.paths, argv),
  );
}
