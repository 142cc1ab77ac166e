/** What an administrator reads in the group policy editor about each setting of the agent, French first. */
import type { Setting } from '../../policy.ts';

/** The folder of state is no business of a domain: the installer protects one, and one only. */
export type PolicyName = Exclude<Setting, 'state'>;

type Words = { title: string; help: string };
export type PolicyTexts = { fr: Words; en: Words };

export const templateTexts = {
  fr: { category: 'tiebreak : agent d’inventaire', supported: 'Windows 8.1, Windows Server 2012 R2 et suivants' },
  en: { category: 'tiebreak: inventory agent', supported: 'Windows 8.1, Windows Server 2012 R2 and later' },
} as const;

export const policyTexts = {
  server: {
    fr: {
      title: 'Adresse du collecteur HTTPS',
      help: 'Adresse (https://…) à laquelle l’inventaire est envoyé. Le certificat du serveur est toujours vérifié.',
    },
    en: {
      title: 'Address of the HTTPS collector',
      help: 'Address (https://…) the inventory is sent to. The certificate of the server is always checked.',
    },
  },
  share: {
    fr: {
      title: 'Partage ou dossier de dépôt',
      help: 'Chemin UNC ou dossier où l’inventaire est déposé, par exemple \\\\serveur\\inventaires$. Les droits à donner sont dans le guide de déploiement.',
    },
    en: {
      title: 'Share or folder',
      help: 'UNC path or folder the inventory is written to, for example \\\\server\\inventories$. The rights it needs are in the deployment guide.',
    },
  },
  token: {
    fr: {
      title: 'Jeton d’enrôlement',
      help: 'Jeton que le collecteur HTTPS demande. Tout utilisateur de la machine peut lire cette stratégie : le jeton permet de déposer un inventaire, jamais d’en lire un.',
    },
    en: {
      title: 'Enrolment token',
      help: 'Token that the HTTPS collector asks for. Every user of the machine can read this policy: the token allows to deliver an inventory, never to read one.',
    },
  },
  tokenFile: {
    fr: {
      title: 'Fichier du jeton d’enrôlement',
      help: 'Fichier de la machine qui contient le jeton, lisible des seuls administrateurs et du système. Préférable au jeton lui-même.',
    },
    en: {
      title: 'File of the enrolment token',
      help: 'File of the machine that holds the token, readable by administrators and the system only. Better than the token itself.',
    },
  },
  tag: {
    fr: {
      title: 'Étiquette',
      help: 'Étiquette inscrite dans l’inventaire, comme le « tag » des autres outils d’inventaire.',
    },
    en: { title: 'Tag', help: 'Tag written in the inventory, like the tag of other inventory tools.' },
  },
  site: {
    fr: { title: 'Site', help: 'Site inscrit dans l’inventaire, par exemple « Hôtel de ville ».' },
    en: { title: 'Site', help: 'Site written in the inventory, for example “Town hall”.' },
  },
  unit: {
    fr: {
      title: 'Unité',
      help: 'Commune, direction ou école inscrite dans l’inventaire : le rapport peut être ventilé par unité.',
    },
    en: {
      title: 'Unit',
      help: 'Town, department or school written in the inventory: the report can be broken down by unit.',
    },
  },
  key: {
    fr: {
      title: 'Fichier de la clé de l’organisation',
      help: 'Fichier qui contient la clé des pseudonymes (64 chiffres hexadécimaux). Il ne doit être lisible que par le système et les administrateurs : l’agent refuse de s’en servir s’il est modifiable par d’autres.',
    },
    en: {
      title: 'File of the organisation’s key',
      help: 'File that holds the key of the pseudonyms (64 hexadecimal digits). Only the system and administrators may read it: the agent refuses a key that others can change.',
    },
  },
  privacy: {
    fr: {
      title: 'Mode de confidentialité des services contactés',
      help: 'strict (par défaut) : seuls sortent des services connus, comme une présence sur une période. discover : en plus, une empreinte des domaines inconnus, sous la clé de l’organisation. full : tous les domaines, adresses, ports et programmes ; il peut montrer une navigation privée, et les agents doivent en être informés.',
    },
    en: {
      title: 'Privacy mode of the services contacted',
      help: 'strict (the default): only known services leave, as presence over a period. discover: also a hash of unknown domains, under the key of the organisation. full: every domain, address, port and program; it may show private browsing, and staff must be told.',
    },
  },
  domains: {
    fr: {
      title: 'Fichier de la liste des services',
      help: 'Liste des services dont le nom peut sortir, à la place de celle livrée avec l’agent. Elle ne doit être modifiable que par le système et les administrateurs.',
    },
    en: {
      title: 'File of the list of services',
      help: 'List of the services whose name may leave, in place of the one that comes with the agent. Only the system and administrators may change it.',
    },
  },
  wanted: {
    fr: {
      title: 'Fichier des empreintes demandées',
      help: 'Empreintes dont l’organisation demande le nom (mode discover), faites par « tiebreak wanted ». Il ne doit être modifiable que par le système et les administrateurs.',
    },
    en: {
      title: 'File of the hashes asked for',
      help: 'Hashes whose names the organisation asks for (discover mode), made by “tiebreak wanted”. Only the system and administrators may change it.',
    },
  },
  keepNames: {
    fr: {
      title: 'Joindre le nom de la machine',
      help: 'Désactivé par défaut : la machine n’est connue que par un pseudonyme. Activé, son nom et ceux de ses annuaires sont inscrits en clair.',
    },
    en: {
      title: 'Add the name of the machine',
      help: 'Disabled by default: the machine is known by a pseudonym only. Enabled, its name and those of its directories are written in clear.',
    },
  },
  ca: {
    fr: {
      title: 'Fichier de l’autorité de certification',
      help: 'Certificat PEM de l’autorité privée qui a signé celui du collecteur.',
    },
    en: {
      title: 'File of the certification authority',
      help: 'PEM certificate of the private authority that signed the collector’s.',
    },
  },
  caFingerprint: {
    fr: {
      title: 'Empreinte de l’autorité de certification',
      help: 'Empreinte SHA-256, en hexadécimal, de l’autorité qui doit avoir signé le certificat du collecteur.',
    },
    en: {
      title: 'Fingerprint of the certification authority',
      help: 'SHA-256 fingerprint, in hexadecimal, of the authority that must have signed the collector’s certificate.',
    },
  },
  proxy: {
    fr: { title: 'Proxy', help: 'Proxy HTTP à traverser, par exemple http://proxy.exemple.fr:3128.' },
    en: { title: 'Proxy', help: 'HTTP proxy to go through, for example http://proxy.example.org:3128.' },
  },
  connections: {
    fr: {
      title: 'Relever les connexions et les noms résolus',
      help: 'Activé par défaut. Désactivé, l’inventaire ne contient ni connexion établie, ni nom du cache DNS.',
    },
    en: {
      title: 'Record connections and resolved names',
      help: 'Enabled by default. Disabled, the inventory holds neither established connections nor names of the DNS cache.',
    },
  },
  readProfiles: {
    fr: {
      title: 'Lire les profils qui ne sont pas ouverts',
      help: 'Désactivé par défaut : les logiciels installés pour une personne qui n’a pas ouvert de session ne sont que signalés. Activé, le fichier NTUSER.DAT de son profil est copié en mémoire et lu, jamais monté.',
    },
    en: {
      title: 'Read profiles that are not loaded',
      help: 'Disabled by default: programs installed for somebody who is not logged on are only mentioned. Enabled, the NTUSER.DAT file of the profile is copied in memory and read, never mounted.',
    },
  },
  maxDelaySeconds: {
    fr: {
      title: 'Attente aléatoire avant l’inventaire (secondes)',
      help: 'Au plus ce délai, tiré au hasard, s’ajoute à celui de la tâche planifiée, qui est arrêtée au bout de quinze minutes, attente comprise.',
    },
    en: {
      title: 'Random wait before the inventory (seconds)',
      help: 'At most this delay, drawn at random, is added to that of the scheduled task, which is stopped after fifteen minutes, this wait included.',
    },
  },
  timeoutSeconds: {
    fr: {
      title: 'Temps accordé à chaque collecteur (secondes)',
      help: 'Un collecteur qui le dépasse est arrêté ; le reste de l’inventaire est gardé.',
    },
    en: {
      title: 'Time given to each collector (seconds)',
      help: 'A collector that exceeds it is stopped; the rest of the inventory is kept.',
    },
  },
  deliverySeconds: {
    fr: {
      title: 'Temps accordé à l’envoi (secondes)',
      help: 'Au-delà, l’inventaire attend la prochaine fois dans le dossier de l’agent.',
    },
    en: {
      title: 'Time given to delivery (seconds)',
      help: 'After that, the inventory waits for the next time in the folder of the agent.',
    },
  },
  fullEveryDays: {
    fr: {
      title: 'Envoi complet au moins tous les (jours)',
      help: 'Un inventaire inchangé ne coûte qu’une ligne ; il est tout de même remis en entier à cet intervalle.',
    },
    en: {
      title: 'Whole delivery at least every (days)',
      help: 'An unchanged inventory costs one line only; it is delivered whole at this interval all the same.',
    },
  },
} as const satisfies Record<PolicyName, PolicyTexts>;
