/** What `tiebreak purge` says, in both languages. */
const fr = {
  command: 'supprime les inventaires trop anciens ; sans --yes, les nomme seulement',
  argPaths: 'dossiers ou fichiers d’inventaires',
  optionOlderThan: 'âge, en jours (400d) ou en mois (13m)',
  optionYes: 'supprime pour de bon',
  removed: (v: { removed: number; kept: number; day: string }) =>
    `${v.removed} inventaire(s) d’avant le ${v.day} supprimé(s), ${v.kept} gardé(s)`,
  wouldRemove: (v: { old: number; kept: number; day: string }) =>
    `${v.old} inventaire(s) d’avant le ${v.day} seraient supprimés, ${v.kept} gardés ; rien n’est fait sans --yes`,
  left: {
    link: 'lien, jamais suivi ; donnez le dossier où il mène',
    unreadable: 'illisible, laissé en place ; vérifiez les droits',
    'not-removed': 'n’a pas pu être supprimé ; vérifiez les droits',
  },
};

const en: typeof fr = {
  command: 'removes inventories that are too old; without --yes, only names them',
  argPaths: 'folders or files of inventories',
  optionOlderThan: 'age, in days (400d) or months (13m)',
  optionYes: 'really removes them',
  removed: (v) => `${v.removed} inventory(ies) of before ${v.day} removed, ${v.kept} kept`,
  wouldRemove: (v) =>
    `${v.old} inventory(ies) of before ${v.day} would be removed, ${v.kept} kept; nothing is done without --yes`,
  left: {
    link: 'a link, never followed; give the folder it leads to',
    unreadable: 'cannot be read, left in place; check the permissions',
    'not-removed': 'could not be removed; check the permissions',
  },
};

export const purgeTexts = { fr, en };
