/** `tiebreak blast-radius WHAT PATHS…`: what stops, and what could lawfully be read, if a vendor, a country, or all who play a part were missing. */
import type { Argv } from 'yargs';
import { type BlastRadius, blastRadius, type Through } from '../assess/blast-radius.ts';
import { weightsOf } from '../assess/concentration.ts';
import { buildFleet } from '../assess/fleet.ts';
import { Scorings, settingsOf } from '../assess/settings.ts';
import type { Attachment } from '../inventory/schema.ts';
import type { Purpose } from '../knowledge/vendor-schema.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { formatFor } from '../report/format.ts';
import { answers } from '../report/sentence.ts';
import { visible } from '../report/visible.ts';
import { type CommonOptions, languageOf, loadKnowledge, print } from './context.ts';
import { observePaths } from './observe.ts';
import { assessObserved, checkOptions, keyOf, type ReportOptions, reportOptions } from './report.ts';
import { texts } from './texts.ts';

/** Products listed; --json gives them all. */
const MOST_PRODUCTS = 25;

/** Names in one line. */
const MOST_NAMES = 8;

const through: Record<Language, Record<Through, string>> = {
  fr: {
    vendor: 'éditeur',
    control: 'éditeur qu’il contrôle',
    technology: 'technologie dont il dépend',
    hosting: 'hébergement',
    front: 'relais placé devant',
    'sign-in': 'connexion déclarée',
  },
  en: {
    vendor: 'vendor',
    control: 'vendor it controls',
    technology: 'technology it rests on',
    hosting: 'hosting',
    front: 'relay in front',
    'sign-in': 'declared sign-in',
  },
};

/** What is lost by a machine that belongs to it. */
const attachmentWords: Record<Language, Record<Attachment['kind'], string>> = {
  fr: {
    'active-directory': 'jointes à Active Directory, sur vos serveurs : rien ne s’arrête aussitôt',
    'entra-id': 'jointes à Entra ID : on n’y ouvre plus de session nouvelle avec le compte de l’organisation',
    mdm: 'gérées à distance : elles ne reçoivent plus ni réglage ni logiciel',
    ldap: 'reliées à un annuaire LDAP',
    sssd: 'reliées à un annuaire par SSSD',
    'cloud-instance': 'hébergées chez lui : elles s’arrêtent',
  },
  en: {
    'active-directory': 'joined to Active Directory, on your servers: nothing stops at once',
    'entra-id': 'joined to Entra ID: no new session opens there with an account of the organisation',
    mdm: 'managed remotely: they get no more settings nor software',
    ldap: 'bound to an LDAP directory',
    sssd: 'bound to a directory through SSSD',
    'cloud-instance': 'hosted by it: they stop',
  },
};

/** What follows for whom contacts it for something else than use. */
const contactWords: Record<Language, Partial<Record<Purpose, string>>> = {
  fr: {
    authentication: 'connexion : on ne se connecte plus à ce qui en dépend',
    telemetry: 'télémétrie : rien ne s’arrête',
    update: 'mises à jour : elles cessent',
    revocation: 'certificats : leur révocation n’est plus vérifiée, et ils ne sont plus renouvelés',
    cdn: 'diffusion de contenus (CDN) : les pages qui en chargent des fichiers s’affichent mal ou plus du tout',
    advertising: 'publicité, mesure d’audience : rien ne s’arrête',
    time: 'heure : les horloges dérivent, puis les connexions chiffrées échouent',
    resolver: 'résolution de noms : plus aucun nom n’est trouvé tant que le résolveur n’est pas changé',
  },
  en: {
    authentication: 'signing in: what depends on it can no longer be signed in to',
    telemetry: 'telemetry: nothing stops',
    update: 'updates: they cease',
    revocation: 'certificates: their revocation is no longer checked, and they are no longer renewed',
    cdn: 'content delivery (CDN): pages that load files from it show badly or not at all',
    advertising: 'advertising, audience measurement: nothing stops',
    time: 'time: clocks drift, then encrypted connections fail',
    resolver: 'name resolution: no name is found until the resolver is changed',
  },
};

/** « 1 machine », « 2 machines » ; in French nothing and one alike are singular. */
function frenchMachines(count: number): string {
  return count < 2 ? `${count} machine` : `${count} machines`;
}

function englishMachines(count: number): string {
  return count === 1 ? '1 machine' : `${count} machines`;
}

const words = {
  fr: {
    cut: (what: string) => `Coupure supposée : ${what}`,
    share: (percent: string) =>
      `  ${percent} des fonctions, pondérées par leur criticité, reposent dessus (poste moyen, serveur moyen et services).`,
    machines: (struck: number, all: number, stopped: number) =>
      `  ${frenchMachines(struck)} sur ${all} : au moins un produit installé est atteint ; ${stopped === 0 ? 'aucune fonction ne s’y arrête aussitôt' : `sur ${frenchMachines(stopped)}, une fonction s’arrête aussitôt`}.`,
    observers: (stopped: number, all: number) =>
      `  ${frenchMachines(stopped)} sur les ${all} dont les services sont visibles : au moins un service utilisé s’arrête.`,
    functions: 'Fonctions atteintes :',
    installed: (hit: number, present: number, stopped: number) =>
      `tout ce qui la remplit est atteint sur ${frenchMachines(hit)} sur ${present}${stopped > 0 ? ` (arrêt immédiat : ${stopped})` : ' (sans arrêt immédiat)'}`,
    services: (struck: number, all: number, machines: number) =>
      `services en ligne arrêtés : ${struck} sur ${all}${machines > 0 ? ` (utilisés par ${frenchMachines(machines)})` : ''}`,
    line: (label: string, parts: string) => `  ${label} : ${parts}`,
    products: 'Produits atteints :',
    product: (title: string, vendor: string, how: string, machines: number, cutOff: string) =>
      `  ${title} (${vendor}) : ${cutOff} ; par : ${how} ; ${machines === 0 ? 'déclaré' : frenchMachines(machines)}`,
    cutOffs: {
      immediate: 'arrêt immédiat',
      'at-renewal': 'arrêt à la fin du contrat',
      'updates-only': 'fin des mises à jour',
      'not-identified': 'sans effet identifié',
    },
    free: (titles: string) =>
      `Concernés, sans arrêt identifié (logiciels libres installés sur vos machines) : ${titles}`,
    readable:
      'Données que le droit de l’éditeur, de qui le contrôle ou de l’hébergeur permettrait de lire, contenu compris :',
    metadata: (titles: string) => `Métadonnées et télémesure seulement : ${titles}`,
    contacts: 'Contacté aussi, hors de tout usage compté :',
    contact: (purpose: string, machines: number, vendors: string) =>
      `  ${purpose} (${frenchMachines(machines)} ; ${vendors})`,
    attached: 'Machines qui lui sont rattachées :',
    attachment: (what: string, vendor: string, machines: number) => `  ${frenchMachines(machines)} (${vendor}) ${what}`,
    signIn:
      'Un service auquel on se connecte par un fournisseur d’identité (SSO) n’est compté que si vous le déclarez (colonne « connexion via » d’un tableau de contrats) : ni les machines ni les journaux ne le montrent.',
    replies: 'Droit de réponse :',
    none: '  rien d’identifié',
    more: (count: number) => `  … ${count} de plus (--json les donne tous)`,
    note: 'Ceci compte ce qui repose sur qui ; la probabilité d’une coupure n’est pas estimée.',
    little: 'moins de 1 %',
  },
  en: {
    cut: (what: string) => `Supposed cut: ${what}`,
    share: (percent: string) =>
      `  ${percent} of the functions, weighted by how critical they are, rest on it (average workstation, average server and services).`,
    machines: (struck: number, all: number, stopped: number) =>
      `  ${englishMachines(struck)} of ${all}: at least one installed product is reached; ${stopped === 0 ? 'no function stops at once' : `on ${englishMachines(stopped)}, a function stops at once`}.`,
    observers: (stopped: number, all: number) =>
      `  ${englishMachines(stopped)} of the ${all} whose services can be seen: at least one service in use stops.`,
    functions: 'Functions reached:',
    installed: (hit: number, present: number, stopped: number) =>
      `all that serves it is reached on ${englishMachines(hit)} of ${present}${stopped > 0 ? ` (immediate stop: ${stopped})` : ' (no immediate stop)'}`,
    services: (struck: number, all: number, machines: number) =>
      `on-line services that stop: ${struck} of ${all}${machines > 0 ? ` (used by ${englishMachines(machines)})` : ''}`,
    line: (label: string, parts: string) => `  ${label}: ${parts}`,
    products: 'Products reached:',
    product: (title: string, vendor: string, how: string, machines: number, cutOff: string) =>
      `  ${title} (${vendor}): ${cutOff}; through: ${how}; ${machines === 0 ? 'declared' : englishMachines(machines)}`,
    cutOffs: {
      immediate: 'immediate stop',
      'at-renewal': 'stop at the end of the contract',
      'updates-only': 'end of updates',
      'not-identified': 'no effect identified',
    },
    free: (titles: string) => `Concerned, no stop identified (free software installed on your machines): ${titles}`,
    readable: 'Data that the law of the vendor, of who controls it or of the host would let be read, content included:',
    metadata: (titles: string) => `Metadata and telemetry only: ${titles}`,
    contacts: 'Also contacted, apart from any counted use:',
    contact: (purpose: string, machines: number, vendors: string) =>
      `  ${purpose} (${englishMachines(machines)}; ${vendors})`,
    attached: 'Machines that belong to it:',
    attachment: (what: string, vendor: string, machines: number) =>
      `  ${englishMachines(machines)} (${vendor}) ${what}`,
    signIn:
      'A service that one signs in to through an identity provider (SSO) is counted only when you declare it (column "sign in via" of a table of contracts): neither machines nor logs show it.',
    replies: 'Right of reply:',
    none: '  nothing identified',
    more: (count: number) => `  … ${count} more (--json gives them all)`,
    note: 'This counts what rests on whom; how likely a cut is, is not estimated.',
    little: 'less than 1%',
  },
};

function functionLine(
  { hit, label, present, services, stopped }: BlastRadius['functions'][number],
  language: Language,
): string {
  const w = words[language];
  const parts = [
    ...(hit > 0 ? [w.installed(hit, present, stopped)] : []),
    ...(services.struck > 0 ? [w.services(services.struck, services.all, services.machines)] : []),
  ];
  return w.line(label[language], parts.join(' ; '));
}

/** Names as one list, the first of them when there are many. */
function named(titles: readonly string[]): string {
  const shown = titles.slice(0, MOST_NAMES).join(', ');
  return titles.length > MOST_NAMES ? `${shown}…` : shown;
}

function lines(radius: BlastRadius, language: Language): string[] {
  const w = words[language];
  const percent =
    radius.share > 0 && radius.share < 0.005
      ? w.little
      : radius.share.toLocaleString(language, { style: 'percent', maximumFractionDigits: 0 });
  const { all, struck, stopped } = radius.machines;
  const reached = radius.products.filter(({ cutOff }) => cutOff !== 'not-identified');
  const free = radius.products.filter(({ cutOff }) => cutOff === 'not-identified');
  const readable = radius.products.filter(({ lawfulAccess }) => lawfulAccess === 'content');
  const metadata = radius.products.filter(({ lawfulAccess }) => lawfulAccess === 'metadata');
  const listed = (items: readonly string[]): string[] => {
    if (items.length === 0) return [w.none];
    const rest = items.length - MOST_PRODUCTS;
    return rest > 0 ? [...items.slice(0, MOST_PRODUCTS), w.more(rest)] : [...items];
  };
  const titlesOf = (list: BlastRadius['products']): string => named(list.map(({ title }) => title));
  const products = reached.map((entry) =>
    w.product(entry.title, entry.vendor, through[language][entry.through], entry.machines, w.cutOffs[entry.cutOff]),
  );
  const contacts = radius.contacts.map(({ purpose, machines, vendors }) =>
    w.contact(contactWords[language][purpose] ?? purpose, machines, named(vendors)),
  );
  const attached = radius.attached.map(({ kind, vendor, machines }) =>
    w.attachment(attachmentWords[language][kind], vendor, machines),
  );
  const replies = answers(radius, formatFor(language));
  return [
    w.cut(radius.what[language]),
    w.share(percent),
    w.machines(struck, all, stopped),
    ...(radius.observers.all > 0 ? [w.observers(radius.observers.stopped, radius.observers.all)] : []),
    '',
    w.functions,
    ...listed(radius.functions.map((entry) => functionLine(entry, language))),
    '',
    w.products,
    ...listed(products),
    ...(free.length > 0 ? [w.free(titlesOf(free))] : []),
    '',
    w.readable,
    ...listed(readable.map(({ title, vendor }) => `  ${title} (${vendor})`)),
    ...(metadata.length > 0 ? [w.metadata(titlesOf(metadata))] : []),
    ...(contacts.length > 0 ? ['', w.contacts, ...contacts] : []),
    ...(attached.length > 0 ? ['', w.attached, ...attached] : []),
    ...(radius.signsIn ? ['', w.signIn] : []),
    ...(replies.length > 0 ? ['', w.replies, ...replies.map((text) => `  ${text}`)] : []),
    '',
    w.note,
  ];
}

async function run(what: string, paths: readonly string[], options: ReportOptions): Promise<void> {
  const language = languageOf(options);
  const base = await loadKnowledge(options);
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
