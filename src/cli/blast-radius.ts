/** `tiebreak blast-radius WHAT PATHS…`: what stops, and what could lawfully be read, if a vendor, a country, or all who play a part were missing. */
import type { Argv } from 'yargs';
import { type BlastRadius, blastRadius, type Through } from '../assess/blast-radius.ts';
import { weightsOf } from '../assess/concentration.ts';
import { buildFleet } from '../assess/fleet.ts';
import { Scorings, settingsOf } from '../assess/settings.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { visible } from '../report/visible.ts';
import { type CommonOptions, languageOf, loadKnowledge, print } from './context.ts';
import { observePaths } from './observe.ts';
import { assessObserved, checkOptions, keyOf, type ReportOptions, reportOptions } from './report.ts';
import { texts } from './texts.ts';

/** Products listed; --json gives them all. */
const MOST_PRODUCTS = 25;

const through: Record<Language, Record<Through, string>> = {
  fr: {
    vendor: 'éditeur',
    control: 'contrôle',
    technology: 'technologie',
    hosting: 'hébergement',
    front: 'relais placé devant',
  },
  en: { vendor: 'vendor', control: 'control', technology: 'technology', hosting: 'hosting', front: 'relay in front' },
};

const words = {
  fr: {
    cut: (what: string) => `Sans ${what} :`,
    share: (percent: string) =>
      `  ${percent} des fonctions pondérées reposent dessus (poste moyen, serveurs et services).`,
    machines: (struck: number, all: number, stopped: number) =>
      `  ${struck} machine(s) sur ${all} ont au moins un produit touché ; sur ${stopped}, une fonction s’arrête aussitôt.`,
    functions: 'Fonctions dont tout ce qui les remplit est atteint (arrêt, fin de contrat ou fin des mises à jour) :',
    line: (label: string, hit: number, present: number, stopped: number) =>
      `  ${label} : ${hit} machine(s) sur ${present}, dont ${stopped} à l’arrêt aussitôt`,
    services: (struck: number, all: number) => ` ; services en ligne touchés : ${struck} sur ${all}`,
    products: 'Produits touchés :',
    product: (title: string, vendor: string, how: string, machines: number) =>
      `  ${title} (${vendor}), par ${how}, ${machines} machine(s)`,
    readable: 'Données qui pourraient légalement être lues, contenu compris :',
    contacts: 'Contacté aussi, hors de tout usage :',
    contact: (purpose: string, machines: number) => `  ${purpose} : ${machines} machine(s)`,
    none: '  rien',
    more: (count: number) => `  … ${count} autres (--json les donne tous)`,
    note: 'Ceci compte ce qui repose sur qui ; la probabilité d’une coupure n’est pas estimée. Un logiciel installé sans service continue de fonctionner.',
  },
  en: {
    cut: (what: string) => `Without ${what}:`,
    share: (percent: string) =>
      `  ${percent} of the weighted functions rest on it (average machine, servers and services).`,
    machines: (struck: number, all: number, stopped: number) =>
      `  ${struck} machine(s) of ${all} have at least one product struck; on ${stopped}, a function stops at once.`,
    functions: 'Functions of which everything is hit (stop, end of contract or end of updates):',
    line: (label: string, hit: number, present: number, stopped: number) =>
      `  ${label}: ${hit} machine(s) of ${present}, stopped at once on ${stopped}`,
    services: (struck: number, all: number) => `; on-line services struck: ${struck} of ${all}`,
    products: 'Products struck:',
    product: (title: string, vendor: string, how: string, machines: number) =>
      `  ${title} (${vendor}), through ${how}, ${machines} machine(s)`,
    readable: 'Data that could lawfully be read, content included:',
    contacts: 'Also contacted, apart from any use:',
    contact: (purpose: string, machines: number) => `  ${purpose}: ${machines} machine(s)`,
    none: '  nothing',
    more: (count: number) => `  … ${count} more (--json gives them all)`,
    note: 'This counts what rests on whom; how likely a cut is, is not estimated. Installed software without a service goes on working.',
  },
};

function lines(radius: BlastRadius, language: Language): string[] {
  const w = words[language];
  const percent = radius.share.toLocaleString(language, { style: 'percent', maximumFractionDigits: 0 });
  const { all, struck, stopped } = radius.machines;
  const readable = radius.products.filter(({ lawfulAccess }) => lawfulAccess === 'content');
  const listed = (items: readonly string[]): string[] => {
    if (items.length === 0) return [w.none];
    const rest = items.length - MOST_PRODUCTS;
    return rest > 0 ? [...items.slice(0, MOST_PRODUCTS), w.more(rest)] : [...items];
  };
  const functions = radius.functions.map(
    (entry) =>
      w.line(entry.label[language], entry.hit, entry.present, entry.stopped) +
      (entry.services.all > 0 ? w.services(entry.services.struck, entry.services.all) : ''),
  );
  const products = radius.products.map((entry) =>
    w.product(entry.title, entry.vendor, through[language][entry.through], entry.machines),
  );
  const contacts = radius.contacts.map(({ purpose, machines }) => w.contact(purpose, machines));
  return [
    w.cut(radius.what[language]),
    w.share(percent),
    w.machines(struck, all, stopped),
    '',
    w.functions,
    ...listed(functions),
    '',
    w.products,
    ...listed(products),
    '',
    w.readable,
    ...listed(readable.map(({ title, vendor }) => `  ${title} (${vendor})`)),
    ...(contacts.length > 0 ? ['', w.contacts, ...contacts] : []),
    '',
    w.note,
  ];
}

async function run(what: string, paths: readonly string[], options: ReportOptions): Promise<void> {
  const language = languageOf(options);
  const base = loadKnowledge(options);
  checkOptions(base, options);
  const { observation, ...observed } = await observePaths(paths, base, {
    ...options,
    format: undefined,
    key: keyOf(options),
  });
  const assessment = assessObserved({ observation, ...observed }, base, options);
  const settings = settingsOf(base, options.perimeter, options.profile);
  if (settings === undefined) throw new Error('the default settings are not in the rules');
  const { perimeter, profile } = settings;
  const fleet = buildFleet(observation, base);
  const today = assessment.generatedAt.slice(0, 10);
  const { degrees, score } = new Scorings(base, fleet.fleet, today, fleet.hostedBy).under({
    perimeter,
    exposed: profile.exposed,
    free: profile.free,
  });
  const weights = weightsOf(fleet.fleet, degrees, score);
  const radius = blastRadius({ base, observation, observed: fleet, assessment, weights }, what);
  if (radius === null) throw new Problem('blast-radius-nothing', { what });
  if (options.json) print(JSON.stringify(radius, null, 2));
  else
    print(
      lines(radius, language)
        .map((line) => line.replace(/\S.*/, (text) => visible(text)))
        .join('\n'),
    );
}

export function blastRadiusCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command(
    'blast-radius <what> <paths..>',
    text.commandBlastRadius,
    (sub: Argv<CommonOptions>) =>
      reportOptions(sub, language)
        .positional('what', { type: 'string', demandOption: true, describe: text.argBlastRadius })
        .positional('paths', { type: 'string', array: true, demandOption: true, describe: text.argPaths }),
    (argv) => run(argv.what, argv.paths, argv),
  );
}
