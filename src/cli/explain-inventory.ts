/** What would leave this machine, in words: every value of its inventory, and nothing else. */
import type { Inventory } from '../inventory/schema.ts';
import type { Language } from '../language.ts';
import { visible } from '../report/visible.ts';

const words = {
  fr: {
    head: 'Voici tout ce que contient l’inventaire de cette machine, et donc tout ce qui en sortirait. Rien n’a été envoyé.',
    identifiers: 'Pseudonymes (empreintes sous la clé de l’organisation ; ni numéro de série, ni nom)',
    machine: 'Machine',
    software: 'Logiciels',
    endpoints: 'Points de terminaison contactés',
    others: {
      browserExtensions: 'Extensions',
      securityProducts: 'Sécurité',
      attachments: 'Rattachements',
      useEvidence: 'Indices d’usage',
      packageOrigins: 'Archives de paquets',
    },
    collectors: 'Collecteurs',
    none: 'aucun',
  },
  en: {
    head: 'This is all that the inventory of this machine holds, and so all that would leave it. Nothing was sent.',
    identifiers: "Pseudonyms (prints under the organisation's key; neither serial number nor name)",
    machine: 'Machine',
    software: 'Software',
    endpoints: 'End points contacted',
    others: {
      browserExtensions: 'Extensions',
      securityProducts: 'Security',
      attachments: 'Attachments',
      useEvidence: 'Evidence of use',
      packageOrigins: 'Package archives',
    },
    collectors: 'Collectors',
    none: 'none',
  },
};

/** Values of a record on one line, in the order of the document. */
function valuesOf(record: object): string {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ');
}

function section(title: string, records: readonly object[], none: string): string[] {
  return [
    '',
    `${title} : ${records.length === 0 ? none : records.length}`,
    ...records.map((record) => `  ${visible(valuesOf(record))}`),
  ];
}

export function explainInventory(inventory: Inventory, language: Language): string {
  const w = words[language];
  const { identifiers, operatingSystem, hardware, virtualisation, ...machine } = inventory.machine;
  const known = [machine, operatingSystem, hardware, virtualisation].filter((part) => part !== undefined);
  const others = Object.entries(w.others) as [keyof typeof w.others, string][];
  return [
    w.head,
    ...section(w.identifiers, [identifiers], w.none),
    ...section(w.machine, known, w.none),
    ...section(w.software, inventory.software, w.none),
    ...section(w.endpoints, inventory.endpoints, w.none),
    ...others.flatMap(([key, title]) => section(title, inventory[key], w.none)),
    ...section(w.collectors, inventory.collectors, w.none),
  ].join('\n');
}
