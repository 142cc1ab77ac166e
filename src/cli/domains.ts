/** `tiebreak domains NAMES…`: the domains of an organisation → who keeps its mail, filters it, sends for it, serves its names and its site. */
import { renameSync, writeFileSync } from 'node:fs';
import type { Argv } from 'yargs';
import { liveLookup } from '../domains/lookup.ts';
import { domainsInventory, readDomains, savedDomains } from '../domains/read.ts';
import { importPaths } from '../import/index.ts';
import type { Inventory } from '../inventory/schema.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { visible } from '../report/visible.ts';
import { type CommonOptions, languageOf, loadKnowledge, print, restoreDash, Stop, toolVersion } from './context.ts';
import { loadOperators } from './observe.ts';
import { texts } from './texts.ts';

interface DomainsOptions extends CommonOptions {
  readonly resolver?: string | undefined;
  readonly from?: string | undefined;
  readonly output?: string | undefined;
}

const words = {
  fr: {
    uses: {
      mailbox: 'boîtes aux lettres',
      'mail-gateway': 'filtre devant les boîtes',
      'mail-sending': 'envoi au nom du domaine',
      web: 'site',
      dns: 'serveurs de noms',
    },
    confidences: { high: 'sûr', medium: 'probable', low: 'possible, jamais compté' },
    unknown: 'hébergeur non identifié',
    nothing: 'rien d’identifié',
    notKnown: 'sans réponse',
    written: (file: string) => `écrit dans ${file} : donnez-le à tiebreak report avec vos inventaires`,
    partial: 'une partie des enregistrements n’a pas pu être lue : ce qui est montré est incomplet',
  },
  en: {
    uses: {
      mailbox: 'mailboxes',
      'mail-gateway': 'filter before the mailboxes',
      'mail-sending': 'sends for the domain',
      web: 'site',
      dns: 'name servers',
    },
    confidences: { high: 'sure', medium: 'likely', low: 'possible, never counted' },
    unknown: 'host not identified',
    nothing: 'nothing identified',
    notKnown: 'no answer',
    written: (file: string) => `written to ${file}: give it to tiebreak report with your inventories`,
    partial: 'some records could not be read: what is shown is incomplete',
  },
} as const;

function summary({ services, collectors }: Inventory, language: Language): string[] {
  const w = words[language];
  const colon = language === 'fr' ? '\u00a0:' : ':';
  return collectors.flatMap(({ id, warnings }) => {
    const domain = id.replace(/^dns /, '');
    const lines = services
      .filter((service) => service.domain === domain)
      .flatMap(({ use = 'web', product, name, confidence, evidence = [] }) => {
        const who = product === undefined && use === 'mailbox' ? w.unknown : visible(name);
        const sure = confidence === undefined ? '' : ` (${w.confidences[confidence]})`;
        return [`  ${w.uses[use]}${colon} ${who}${sure}`, ...evidence.map((line) => `    ${visible(line)}`)];
      });
    const known = lines.length > 0 ? lines : [`  ${w.nothing}`];
    return [domain, ...known, ...warnings.map((line) => `  ${w.notKnown}${colon} ${visible(line)}`)];
  });
}

function write(file: string, inventory: Inventory): void {
  try {
    writeFileSync(`${file}.part`, `${JSON.stringify(inventory, null, 1)}\n`);
    renameSync(`${file}.part`, file);
  } catch (error) {
    throw new Problem('output-unwritable', { file, detail: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
}

/** The records of a saved file, as `tiebreak import` reads it. */
async function readSaved(
  file: string,
  options: DomainsOptions,
  problems: { file: string; problem: Problem }[],
): Promise<Inventory[]> {
  const base = await loadKnowledge(options);
  const read: Inventory[] = [];
  const domainServices = savedDomains(base, () => loadOperators(problems));
  // Records hold no identity: no pseudonym is made, and none of the organisation's keys is needed.
  for await (const event of importPaths([restoreDash(file)], {
    key: new Uint8Array(32),
    format: 'zone',
    domainServices,
  })) {
    if ('problem' in event) throw event.problem;
    read.push(event.inventory);
  }
  return read;
}

async function domains(names: readonly string[], options: DomainsOptions): Promise<void> {
  const language = languageOf(options);
  const problems: { file: string; problem: Problem }[] = [];
  const now = new Date().toISOString();
  let read: Pick<Inventory, 'services' | 'collectors'>;
  if (options.from === undefined) {
    if (names.length === 0) throw new Stop([texts[language].needDomains], 2);
    const lookup = liveLookup(options.resolver);
    read = await readDomains(names, lookup, await loadKnowledge(options), () => loadOperators(problems));
  } else {
    const saved = await readSaved(options.from, options, problems);
    const wanted = new Set(names.map((name) => name.toLowerCase()));
    const isWanted = (domain: string | undefined): boolean => wanted.size === 0 || wanted.has(domain ?? '');
    read = {
      services: saved.flatMap(({ services }) => services).filter(({ domain }) => isWanted(domain)),
      collectors: saved.flatMap(({ collectors }) => collectors).filter(({ id }) => isWanted(id.replace(/^dns /, ''))),
    };
  }
  const failed = read.collectors.filter(({ status }) => status === 'failed');
  if (failed.length === read.collectors.length && failed.length > 0 && options.from === undefined) {
    const detail = failed[0]?.warnings[0]?.split(': ').at(-1) ?? '';
    throw new Problem('domains-unanswered', { names: names.join(' '), detail });
  }
  const inventory = domainsInventory(read, now, toolVersion());
  if (options.output !== undefined) write(options.output, inventory);
  if (options.json) print(JSON.stringify(inventory, null, 2));
  else {
    const end = options.output === undefined ? [] : ['', words[language].written(visible(options.output))];
    print([...summary(inventory, language), ...end].join('\n'));
  }
  const lines = problems.map(({ problem }) => problem.in(language));
  const isPartial =
    options.from === undefined &&
    inventory.collectors.some(({ status }) => status === 'failed' || status === 'partial');
  if (isPartial) lines.push(words[language].partial);
  if (lines.length > 0) throw new Stop(lines, 1);
}

export function domainsCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command(
    'domains [names..]',
    text.commandDomains,
    (sub) =>
      sub
        .positional('names', { type: 'string', array: true, default: [], describe: text.argDomains })
        .option('resolver', { type: 'string', describe: text.optionResolver })
        .option('from', { type: 'string', describe: text.optionFrom })
        .option('output', { alias: 'o', type: 'string', describe: text.optionOutputFile }),
    (argv) => domains(argv.names, argv),
  );
}
