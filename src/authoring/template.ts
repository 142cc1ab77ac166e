/** A commented vendor record to fill in: what `knowledge new` writes. It fits the schema as it is, and lint says what is missing. */
import type { Language } from '../language.ts';

const comments = {
  fr: {
    head: [
      "Fiche d'un éditeur. Le nom du fichier est son identifiant : ne le changez plus une fois partagé.",
      'Vérifiez avec : tiebreak knowledge lint --knowledge DOSSIER',
    ],
    kind: 'company | foundation | public-body | community | reseller (un revendeur n’a jamais de produit)',
    seat: 'statutory : pays du siège social ; administration : pays de la direction effective. null si inconnu : ne devinez pas.',
    owners:
      'Qui détient : une fiche (vendor) ou un nom (holder + country). share en %, control: true seulement si une source le dit.',
    control: 'status: unknown est une bonne réponse. holder: none quand il est établi que personne ne contrôle.',
    publishers: 'Comme les machines les affichent (colonne Éditeur). * remplace n’importe quel texte.',
    domains: 'Domaines Internet de l’éditeur.',
    functions: 'Fonctions : voir rules/functions.yml. Une suite les liste toutes.',
    role: 'application | platform | service : comptés. component | driver | updater | bundled | personal : reconnus, non comptés.',
    licence: 'Du binaire distribué : expression SPDX, ou proprietary, ou unknown.',
    match:
      'Une ligne par façon de reconnaître. seen: la source où la chaîne a vraiment été lue ; sinon assumed: true (jamais compté).',
    examples: 'Au moins une vraie chaîne qui doit être reconnue ; celles qui ne doivent pas l’être.',
    alternatives:
      'Produits européens ou libres : readiness 0.25 | 0.5 | 0.75 | 1, lockIn de 0.5 à 5, ce qui est perdu.',
    sources: 'basis: read avec adresse et jour de lecture ; sinon basis: unverified avec l’année.',
  },
  en: {
    head: [
      'Record of one vendor. The file name is its id: do not change it once shared.',
      'Check with: tiebreak knowledge lint --knowledge FOLDER',
    ],
    kind: 'company | foundation | public-body | community | reseller (a reseller never has products)',
    seat: 'statutory: country of the registered seat; administration: country of the principal offices. null when unknown: do not guess.',
    owners:
      'Who holds: a record (vendor) or a name (holder + country). share in %, control: true only when a source says so.',
    control: 'status: unknown is a good answer. holder: none when it is established that nobody controls.',
    publishers: 'As machines print them (Publisher column). * stands for any text.',
    domains: 'Internet domains of the vendor.',
    functions: 'Functions: see rules/functions.yml. A suite lists them all.',
    role: 'application | platform | service: counted. component | driver | updater | bundled | personal: recognised, not counted.',
    licence: 'Of the binary that is distributed: SPDX expression, or proprietary, or unknown.',
    match:
      'One line a way to recognise it. seen: the source where the string was really read; else assumed: true (never counted).',
    examples: 'At least one real string that must match; those that must not.',
    alternatives: 'European or free products: readiness 0.25 | 0.5 | 0.75 | 1, lockIn from 0.5 to 5, what is lost.',
    sources: 'basis: read with address and day of reading; else basis: unverified with the year.',
  },
};

/** The template for a vendor id; `today` is an ISO day. */
export function vendorTemplate(id: string, today: string, language: Language): string {
  const c = comments[language];
  const name = id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
  return `# ${c.head.join('\n# ')}
name: ${name}
kind: company # ${c.kind}
# ${c.seat}
seat: { statutory: null, administration: null, source: general }
# ${c.owners}
owners: []
# ${c.control}
control: { status: unknown }
# ${c.publishers}
publishers: [${name}]
# ${c.domains}
domains: []
products:
  - id: ${id}-product
    title: ${name} Product
    # ${c.functions}
    functions: [utilities]
    # ${c.role}
    role: application
    # ${c.licence}
    licence: unknown
    # ${c.match}
    match:
      - { name: '${name} Product *', publisher: '${name}*', assumed: true }
    # ${c.alternatives}
    alternatives: []
    # ${c.examples}
    examples:
      matches:
        - { name: ${name} Product 1.0, publisher: ${name} SAS }
      nonMatches:
        - { name: ${name} Something Else }
# ${c.sources}
sources:
  general: { title: general knowledge of the field, basis: unverified, asOf: ${today.slice(0, 4)} }
reviewedOn: "${today}"
`;
}
