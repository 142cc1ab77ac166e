/** What an administrator reads in the group policy editor about each setting of the agent, French first. */
type Words = { title: string; help: string };
export type PolicyTexts = {
  fr: Words;
  en: Words;
  /** Names of the choices, where the setting has some. */
  choices?: Record<string, { fr: string; en: string }>;
};

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
      title: 'Ce qui quitte la machine',
      help: 'Domaines contactés : seulement ceux de la liste connue (strict), tous les domaines enregistrables (discover), ou les noms d’hôtes complets (full).',
    },
    en: {
      title: 'What leaves the machine',
      help: 'Domains contacted: those of the known list only (strict), every registrable domain (discover), or whole host names (full).',
    },
    choices: {
      strict: { fr: 'Domaines connus seulement (strict)', en: 'Known domains only (strict)' },
      discover: { fr: 'Domaines enregistrables (discover)', en: 'Registrable domains (discover)' },
      full: { fr: 'Noms d’hôtes complets (full)', en: 'Whole host names (full)' },
    },
  },
  domains: {
    fr: {
      title: 'Liste des domaines connus',
      help: 'Fichier, un domaine par ligne, qui remplace la liste livrée avec l’agent.',
    },
    en: {
      title: 'List of known domains',
      help: 'File, one domain per line, that replaces the list shipped with the agent.',
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
      title: 'Lire les profils des utilisateurs non connectés',
      help: 'Désactivé par défaut : ces profils sont comptés, pas ouverts. Activé, leurs programmes sont lus dans une copie de leur ruche, qui n’est jamais montée.',
    },
    en: {
      title: 'Read the profiles of users who are not logged on',
      help: 'Disabled by default: those profiles are counted, not opened. Enabled, their programs are read from a copy of their hive, which is never mounted.',
    },
  },
  keepNames: {
    fr: {
      title: 'Garder le nom de la machine',
      help: 'Désactivé par défaut : la machine n’est connue que par des pseudonymes. Activé, son nom quitte la machine en clair.',
    },
    en: {
      title: 'Keep the name of the machine',
      help: 'Disabled by default: the machine is known by pseudonyms only. Enabled, its name leaves it in clear.',
    },
  },
  maxDelaySeconds: {
    fr: {
      title: 'Attente aléatoire avant l’inventaire (secondes)',
      help: 'Au plus ce délai, tiré au hasard, s’ajoute à celui de la tâche planifiée.',
    },
    en: {
      title: 'Random wait before the inventory (seconds)',
      help: 'At most this delay, drawn at random, is added to that of the scheduled task.',
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
} as const satisfies Record<string, PolicyTexts>;

export type PolicyName = keyof typeof policyTexts;
