/** What the command line says, in both languages. */
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
  badLine: (v: { line: number; detail: string }) => `ligne ${v.line} : ${v.detail}`,
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
  badLine: (v) => `line ${v.line}: ${v.detail}`,
  needCommand: 'give a command; see tiebreak --help',
};

export const texts = { fr, en };
