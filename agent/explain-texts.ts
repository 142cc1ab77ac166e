/** What `--explain` says: each part of the document and why it leaves, each reason why something stays. French first. */
import type { EndpointPolicy, Inventory } from '../src/inventory/schema.ts';
import type { Reason } from './contacts.ts';
import type { Language } from './options.ts';

/** Parts of the document, in the order in which they are said; `endpoints` has one reason for each policy. */
export type Part =
  | 'document'
  | 'identifiers'
  | 'machine'
  | Exclude<
      keyof Inventory,
      'document' | 'machine' | 'endpoints' | 'partial' | 'source' | 'observedFrom' | 'mergedFrom'
    >
  | 'endpoints';

type Words = { title: string; why: string };

export type ExplainTexts = {
  head: string;
  policy: Record<EndpointPolicy, string>;
  parts: Partial<Record<Part, Words>>;
  none: string;
  withheldHead: string;
  withheld: Record<Reason, string>;
  nothingWithheld: string;
  always: string;
};

export const explainTexts: Record<Language, ExplainTexts> = {
  fr: {
    head: 'Voici, valeur par valeur, tout ce que contient le document que cette machine remettrait. Rien n’en est sorti.',
    policy: {
      strict:
        'Mode strict : de ce que la machine contacte ne sortent que des services connus, comme une présence sur une période d’au moins 7 jours, renouvelée une fois par semaine ; ni jour, ni nombre, ni port, ni programme, ni adresse. La première semaine, aucun service ne sort.',
      discover:
        'Mode découverte : le mode strict, plus une empreinte (sous la clé de l’organisation) de chaque domaine inconnu ; son nom ne sort qu’une fois demandé, quand assez de machines le partagent.',
      full: 'Mode complet : tous les domaines, adresses, ports et programmes contactés sortent, sauf les services personnels et la publicité. Il peut montrer une navigation privée : à n’employer que si les agents en sont informés.',
    },
    parts: {
      document: { title: 'Le document', why: 'pour le lire, le dater et reconnaître une copie' },
      identifiers: {
        title: 'Pseudonymes',
        why: 'pour reconnaître la même machine d’un inventaire à l’autre ; ce sont des empreintes sous une clé : ni numéro de série, ni nom. Qui détient la clé et la liste du parc peut nommer la machine',
      },
      machine: {
        title: 'La machine',
        why: 'pour savoir si c’est un poste ou un serveur, et qui fait son système et son matériel',
      },
      software: { title: 'Logiciels installés', why: 'pour les rattacher à leur éditeur : c’est l’objet de la mesure' },
      endpoints: { title: 'Services contactés', why: 'pour mesurer les services en ligne' },
      endpointPeriodDays: {
        title: 'Période, en jours',
        why: 'pour dire sur combien de jours la présence est constatée',
      },
      endpointPolicy: { title: 'Mode de confidentialité', why: 'pour que le rapport dise ce qui n’a pas pu être vu' },
      unknownDomains: {
        title: 'Domaines inconnus, en empreintes',
        why: 'pour savoir qu’un service inconnu est partagé par beaucoup de machines, sans dire lequel',
      },
      services: { title: 'Services déclarés', why: 'déclarés par l’organisation ; un agent n’en écrit aucun' },
      browserExtensions: {
        title: 'Extensions de navigateur',
        why: 'un logiciel comme un autre : identifiant, nom et version seuls',
      },
      securityProducts: {
        title: 'Produits de sécurité',
        why: 'pour savoir quel antivirus est en service, parmi ceux présents',
      },
      attachments: {
        title: 'Rattachements',
        why: 'pour savoir de quel annuaire et de quelle gestion de parc la machine dépend ; le domaine propre de l’organisation n’est pas joint',
      },
      useEvidence: { title: 'Indices d’usage', why: 'pour distinguer ce qui sert de ce qui est seulement présent' },
      packageOrigins: { title: 'Archives de paquets', why: 'pour rattacher les paquets à leur distribution' },
      collectors: { title: 'Collecteurs', why: 'pour que le rapport dise ce qui n’a pas pu être vu' },
      schemaVersion: { title: 'Version du format', why: 'pour le lire' },
      agent: { title: 'Programme', why: 'pour savoir quelle version a fait ce document' },
      documentId: { title: 'Identifiant du document', why: 'tiré au hasard, pour reconnaître un doublon' },
      collectedAt: { title: 'Date de l’inventaire', why: 'pour garder le plus récent' },
      signature: {
        title: 'Signature',
        why: 'pour qu’un document modifié soit reconnu ; la clé est celle de la machine, tirée au hasard',
      },
    },
    none: 'rien',
    withheldHead: 'Ce qui a été vu et ne sort pas',
    withheld: {
      address: 'connexion(s) connue(s) par leur seule adresse : une adresse ne dit pas le service',
      unknown: 'nom(s) qui ne sont pas sur la liste des services',
      hashed: 'domaine(s) inconnu(s) : seule leur empreinte peut sortir',
      other: 'nom(s) connus qui ne montrent l’usage d’aucun service (mise à jour, mesure, certificats…)',
      never: 'nom(s) de services personnels ou publicitaires : ils ne sortent dans aucun mode',
      waiting: 'service(s) connu(s) : la période d’observation n’a pas encore une semaine',
      cleaned: 'texte(s) dont un nom de personne, une adresse ou un chemin personnel a été retiré',
      own: 'nom(s) sans domaine public',
    },
    nothingWithheld: 'rien',
    always:
      'Jamais relevés : noms d’utilisateur, fichiers, historique de navigation, contenu, mots de passe, chemins d’adresses web. Le numéro de série et le nom de la machine ne sortent qu’en pseudonymes.',
  },
  en: {
    head: 'This is, value by value, all that the document this machine would deliver holds. Nothing has left it.',
    policy: {
      strict:
        'Strict mode: of what the machine contacts only known services leave, as presence over a period of at least 7 days, renewed once a week; no day, count, port, program or address. In the first week no service leaves.',
      discover:
        'Discover mode: strict mode, and a hash (under the key of the organisation) of each unknown domain; its name leaves only once it is asked for, when enough machines share it.',
      full: 'Full mode: every domain, address, port and program contacted leaves, save personal services and advertising. It may show private browsing: to be used only where staff have been told.',
    },
    parts: {
      document: { title: 'The document', why: 'to read it, date it and recognise a copy' },
      identifiers: {
        title: 'Pseudonyms',
        why: 'to recognise the same machine from one inventory to the next; they are hashes under a key: neither serial number nor name. Whoever holds the key and the list of the park can name the machine',
      },
      machine: {
        title: 'The machine',
        why: 'to know whether it is a workstation or a server, and who makes its system and hardware',
      },
      software: { title: 'Software installed', why: 'to tell whose it is: this is what is measured' },
      endpoints: { title: 'Services contacted', why: 'to measure on-line services' },
      endpointPeriodDays: { title: 'Period, in days', why: 'to say over how many days presence was noted' },
      endpointPolicy: { title: 'Privacy mode', why: 'so that the report says what could not be seen' },
      unknownDomains: {
        title: 'Unknown domains, as hashes',
        why: 'to know that an unknown service is shared by many machines, without saying which',
      },
      services: { title: 'Declared services', why: 'declared by the organisation; an agent writes none' },
      browserExtensions: {
        title: 'Browser extensions',
        why: 'software like any other: identifier, name and version only',
      },
      securityProducts: { title: 'Security products', why: 'to know which antivirus is in charge, of those present' },
      attachments: {
        title: 'Attachments',
        why: "to know which directory and which device management the machine depends on; the organisation's own domain is left out",
      },
      useEvidence: { title: 'Evidence of use', why: 'to tell what is used from what is only present' },
      packageOrigins: { title: 'Package archives', why: 'to tell which distribution packages are of' },
      collectors: { title: 'Collectors', why: 'so that the report says what could not be seen' },
      schemaVersion: { title: 'Version of the format', why: 'to read it' },
      agent: { title: 'Program', why: 'to know which version made this document' },
      documentId: { title: 'Identifier of the document', why: 'random, to recognise a duplicate' },
      collectedAt: { title: 'Date of the inventory', why: 'to keep the latest' },
      signature: {
        title: 'Signature',
        why: "so that a document that was changed is recognised; the key is the machine's own, random",
      },
    },
    none: 'nothing',
    withheldHead: 'What was seen and does not leave',
    withheld: {
      address: 'connection(s) known by their address alone: an address does not tell the service',
      unknown: 'name(s) that are not on the list of services',
      hashed: 'unknown domain(s): only their hash may leave',
      other: 'known name(s) that show the use of no service (updates, telemetry, certificates…)',
      never: 'name(s) of personal services or advertising: they leave in no mode',
      waiting: 'known service(s): the period of observation is not a week long yet',
      cleaned: 'text(s) from which the name of a person, an address or a personal path was removed',
      own: 'name(s) without a public domain',
    },
    nothingWithheld: 'nothing',
    always:
      'Never recorded: user names, files, browsing history, content, passwords, paths of web addresses. The serial number and the name of the machine leave as pseudonyms only.',
  },
};
