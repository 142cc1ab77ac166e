/** What the command line says, in both languages. */
import { visible } from '../report/visible.ts';

type StatsValues = Record<
  | 'vendors'
  | 'products'
  | 'countedProducts'
  | 'domains'
  | 'matchesSeen'
  | 'matchesAssumed'
  | 'factsRead'
  | 'factsUnverified'
  | 'readShare'
  | 'without'
  | 'overdueRecords',
  number
> & { oldest: string };

/** Why `identify` has no answer to a line. */
export type LineRefusal = 'not-json' | 'not-object' | 'no-name' | 'too-long';

const refusedLines: Record<'fr' | 'en', Record<LineRefusal, string>> = {
  fr: {
    'not-json': 'n’est pas du JSON ; écrivez un objet par ligne, par exemple {"name":"Firefox"}',
    'not-object': 'n’est pas un objet ; écrivez un objet par ligne, par exemple {"name":"Firefox"}',
    'no-name': 'ni "name" ni "domain" ; donnez l’un des deux, en texte',
    'too-long': 'trop longue ; un titre tient en 65 536 caractères',
  },
  en: {
    'not-json': 'not JSON; write an object a line, for example {"name":"Firefox"}',
    'not-object': 'not an object; write an object a line, for example {"name":"Firefox"}',
    'no-name': 'neither "name" nor "domain"; give one of them, as text',
    'too-long': 'too long; a title fits in 65,536 characters',
  },
};

const fr = {
  usage: 'Mesure la dépendance extra-européenne d’un système d’information.',
  optionJson: 'sortie JSON',
  optionLang: 'langue : fr ou en (par défaut, celle du système)',
  optionKnowledge: 'dossier de fiches de l’organisation, en plus de la base',
  commandKnowledge: 'vérifie et enrichit la base de connaissance',
  commandLint: 'vérifie toutes les fiches : toutes les erreurs à la fois, avec le remède',
  commandTest: 'rejoue les exemples de toutes les règles',
  commandIdentify: 'identifie des titres ou des domaines (NDJSON sur l’entrée standard)',
  lintDone: (v: { vendors: number; products: number; issues: number }) =>
    `${v.vendors} éditeurs, ${v.products} produits : ${v.issues} problème(s)`,
  testDone: (v: { run: number; failed: number }) => `${v.run} exemples rejoués, ${v.failed} en échec`,
  badLine: (v: { line: number; reason: LineRefusal }) => `ligne ${v.line} : ${refusedLines.fr[v.reason]}`,
  commandHere: 'inventaire de cette machine, évalué ; rapport dans ./tiebreak-report',
  commandDemo: 'la même chose sur une organisation inventée',
  commandDomains: 'messagerie, site et noms d’après les domaines de l’organisation',
  argDomains: 'domaines de l’organisation, par exemple exemple.fr',
  optionResolver: 'résolveur à interroger, IP ou IP:port (par défaut, celui du système)',
  optionFrom: 'zone enregistrée ou sortie de dig à lire, au lieu d’interroger un résolveur',
  needDomains: 'indiquez au moins un domaine, ou --from FICHIER',
  commandInventory: 'inventaire de cette machine (sortie standard par défaut)',
  commandImport: 'inventaires d’autres outils → inventaires tiebreak',
  commandReport: 'évalue des inventaires et écrit le rapport',
  commandBlastRadius: 'ce qui s’arrête, et ce qui pourrait être lu, si un éditeur, un pays ou un rôle faisait défaut',
  argBlastRadius: 'éditeur, pays, ou rôle : identity, cdn, ca, resolver',
  commandExplain: 'la chaîne derrière un chiffre : produit, éditeur, fonction, pays ou machine',
  commandNew: 'écrit un modèle de fiche commenté',
  commandShow: 'montre la fiche d’un éditeur ou d’un produit, faits et sources compris',
  argRecord: 'éditeur ou produit : identifiant ou nom',
  noRecord: (v: { what: string }) =>
    `« ${visible(v.what)} » : ni éditeur ni produit de la base ; « tiebreak knowledge new » commence une fiche`,
  commandStats: 'chiffres de la base : éditeurs, produits, faits lus, sans alternative',
  commandSuggest: 'brouillons de fiches pour les titres inconnus les plus fréquents, par éditeur',
  commandCompletion: 'script de complétion pour le terminal',
  optionOutput: 'dossier où écrire',
  optionOutputFile: 'fichier où écrire (« - » : sortie standard)',
  optionFormatReport: 'formats du rapport, parmi html, csv, json, md',
  optionFormatImport: 'format des fichiers, quand il ne faut pas le deviner',
  optionPerimeter: 'pays qui comptent comme européens : ue, eee, eee-ch, europe',
  optionProfile: 'profil : graded, strict, steward',
  optionPopulation:
    'taille du parc (unité;machines, ou liste de machines d’Active Directory ou de GLPI), pour l’erreur d’échantillonnage',
  optionOrganisation: 'nom à imprimer',
  optionBuyer: 'SIRET ou SIREN de l’acheteur, dans des données de la commande publique',
  optionKey: 'clé de l’organisation, pour les pseudonymes',
  optionExplain: 'montre ce qui sortirait de la machine',
  argPaths: 'fichiers ou dossiers d’inventaires, « - » pour l’entrée standard',
  argWhat: 'identifiant ou nom',
  argVendorId: 'identifiant de l’éditeur, par exemple exemple-soft',
  reading: (v: { done: number; total: number }) => `lecture ${v.done}/${v.total}`,
  readingLog: (v: { file: string; megabytes: number; percent: number | undefined }) =>
    `lecture de ${v.file} : ${v.megabytes} Mo${v.percent === undefined ? '' : `, ${v.percent} %`}`,
  written: (v: { count: number; folder: string }) =>
    `${v.count} ${v.count > 1 ? 'fichiers écrits' : 'fichier écrit'} dans ${v.folder}`,
  account: (v: { file: string; read: number; kept: number; merged: number; refused: number }) =>
    `${v.file} : ${v.read} éléments lus, ${v.kept} gardés, ${v.merged} fusionnés, ${v.refused} refusés`,
  partial: (v: { count: number }) =>
    v.count > 1
      ? `${v.count} défauts, nommés ci-dessus ; le reste est fait`
      : '1 défaut, nommé ci-dessus ; le reste est fait',
  stats: (v: StatsValues) => [
    `${v.vendors} éditeurs, ${v.products} produits dont ${v.countedProducts} comptés, ${v.domains} domaines`,
    `règles : ${v.matchesSeen} lues, ${v.matchesAssumed} supposées (jamais comptées)`,
    `faits sur la détention : ${v.factsRead} lues, ${v.factsUnverified} non vérifiées (${v.readShare} % lues) ; revue la plus ancienne : ${v.oldest} ; fiches à relire : ${v.overdueRecords}`,
    `produits extra-européens ou exposés sans alternative : ${v.without}`,
  ],
  statsMore: (v: { count: number }) => `  … ${v.count} autres (--json les donne tous)`,
  suggestLeft: (v: { nobody: number; known: number }) =>
    `laissés de côté : ${v.nobody} titre(s) sans éditeur affiché, ${v.known} d’un éditeur qui a déjà sa fiche (« knowledge stats » les montre)`,
  statsUnknown: 'titres non attribués, par fréquence :',
  templateExists: (v: { file: string }) => `${v.file} existe déjà ; choisissez un autre identifiant`,
  commandWanted: 'empreintes de domaines inconnus que partagent assez de machines, pour les agents en mode discover',
  optionMachines: 'machines qui doivent partager un domaine pour que son nom soit demandé (5 au moins)',
  wanted: (v: { hashes: number; machines: number; seen: number }) =>
    `${v.hashes} domaine(s) inconnu(s) partagé(s) par ${v.machines} machines ou plus, sur ${v.seen} qui en ont`,
  badUsage: (v: { message: string }) => `${v.message} ; voyez tiebreak --help`,
  optionSite: 'site de la machine, inscrit dans l’inventaire',
  optionUnit: 'service de la machine, inscrit dans l’inventaire',
  needCommand: 'indiquez une commande ; voyez tiebreak --help',
};

const en: typeof fr = {
  usage: 'Measures how far an information system depends on extra-European technology.',
  optionJson: 'JSON output',
  optionLang: 'language: fr or en (default: that of the system)',
  optionKnowledge: "folder of an organisation's own records, on top of the base",
  commandKnowledge: 'checks and extends the knowledge base',
  commandLint: 'checks every record: every error at once, with its remedy',
  commandTest: 'runs the examples of every rule',
  commandIdentify: 'identifies titles or domains (NDJSON on standard input)',
  lintDone: (v) => `${v.vendors} vendors, ${v.products} products: ${v.issues} issue(s)`,
  testDone: (v) => `${v.run} examples run, ${v.failed} failed`,
  badLine: (v) => `line ${v.line}: ${refusedLines.en[v.reason]}`,
  commandHere: 'inventory of this machine, assessed; report in ./tiebreak-report',
  commandDemo: 'the same on an invented organisation',
  commandDomains: "mail, site and names from the organisation's domains",
  argDomains: 'domains of the organisation, for example example.fr',
  optionResolver: 'resolver to ask, IP or IP:port (default: that of the system)',
  optionFrom: 'saved zone or output of dig to read, instead of asking a resolver',
  needDomains: 'give at least one domain, or --from FILE',
  commandInventory: 'inventory of this machine (standard output by default)',
  commandImport: "other tools' inventories → tiebreak inventories",
  commandReport: 'assesses inventories and writes the report',
  commandBlastRadius: 'what stops, and what could be read, if a vendor, a country or a part were missing',
  argBlastRadius: 'vendor, country, or part: identity, cdn, ca, resolver',
  commandExplain: 'the chain behind a number: product, vendor, function, country or machine',
  commandNew: 'writes a commented record template',
  commandShow: 'shows the record of a vendor or of a product, facts and sources included',
  argRecord: 'vendor or product: id or name',
  noRecord: (v) => `"${visible(v.what)}": no vendor or product of the base; "tiebreak knowledge new" starts a record`,
  commandStats: 'figures of the base: vendors, products, facts read, without alternative',
  commandSuggest: 'drafts of records for the most frequent unknown titles, by publisher',
  commandCompletion: 'completion script for the shell',
  optionOutput: 'folder to write to',
  optionOutputFile: 'file to write to ("-": standard output)',
  optionFormatReport: 'formats of the report, among html, csv, json, md',
  optionFormatImport: 'format of the files, when it must not be guessed',
  optionPerimeter: 'countries that count as European: ue, eee, eee-ch, europe',
  optionProfile: 'profile: graded, strict, steward',
  optionPopulation:
    'size of the park (unit;machines, or a list of machines from Active Directory or GLPI), for the sampling error',
  optionOrganisation: 'name to print',
  optionBuyer: 'SIRET or SIREN of the buyer, in public procurement data',
  optionKey: 'key of the organisation, for pseudonyms',
  optionExplain: 'shows what would leave the machine',
  argPaths: 'inventory files or folders, "-" for standard input',
  argWhat: 'id or name',
  argVendorId: 'id of the vendor, for example example-soft',
  reading: (v) => `reading ${v.done}/${v.total}`,
  readingLog: (v) => `reading ${v.file}: ${v.megabytes} MB${v.percent === undefined ? '' : `, ${v.percent}%`}`,
  written: (v) => `${v.count} ${v.count > 1 ? 'files' : 'file'} written to ${v.folder}`,
  account: (v) => `${v.file}: ${v.read} items read, ${v.kept} kept, ${v.merged} merged, ${v.refused} refused`,
  partial: (v) => `${v.count} ${v.count > 1 ? 'failures' : 'failure'}, named above; the rest is done`,
  stats: (v) => [
    `${v.vendors} vendors, ${v.products} products of which ${v.countedProducts} counted, ${v.domains} domains`,
    `rules: ${v.matchesSeen} seen, ${v.matchesAssumed} assumed (never counted)`,
    `facts on ownership: ${v.factsRead} read, ${v.factsUnverified} unverified (${v.readShare}% read); oldest review: ${v.oldest}; records due for review: ${v.overdueRecords}`,
    `extra-European or exposed products without alternative: ${v.without}`,
  ],
  statsMore: (v) => `  … ${v.count} more (--json gives them all)`,
  suggestLeft: (v) =>
    `left aside: ${v.nobody} title(s) that tell no publisher, ${v.known} of a vendor that has its record ("knowledge stats" shows them)`,
  statsUnknown: 'titles not attributed, by frequency:',
  templateExists: (v) => `${v.file} already exists; choose another id`,
  commandWanted: 'hashes of unknown domains that enough machines share, for agents in discover mode',
  optionMachines: 'machines that must share a domain for its name to be asked for (at least 5)',
  wanted: (v) => `${v.hashes} unknown domain(s) shared by ${v.machines} machines or more, of ${v.seen} that have any`,
  badUsage: (v) => `${v.message}; see tiebreak --help`,
  optionSite: 'site of the machine, written in the inventory',
  optionUnit: 'unit of the machine, written in the inventory',
  needCommand: 'give a command; see tiebreak --help',
};

export const texts = { fr, en };
