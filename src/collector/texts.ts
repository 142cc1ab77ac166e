/** What `tiebreak collect` and `tiebreak organisation` say, in both languages. */
const fr = {
  commandCollect: 'reçoit les inventaires des agents en HTTPS et les range dans un dossier par organisation',
  commandOrganisation: 'organisations, jetons d’enrôlement et clés de machines',
  commandNew: 'crée une organisation : sa clé de pseudonymes et, avec --dir, son dossier et son premier jeton',
  commandList: 'organisations d’un récepteur, leurs jetons et leurs machines',
  commandToken: 'ajoute un jeton, montré une seule fois',
  commandRevoke: 'révoque un jeton, sans redémarrer le récepteur',
  commandKeys: 'clés de machines en attente, tenues à l’écart jusqu’à votre décision',
  commandAccept: 'accepte la clé d’une machine réinstallée ou venue d’une autre organisation',
  optionDir: 'dossier du récepteur',
  optionListen: 'adresse et port d’écoute, par exemple 0.0.0.0:8443',
  optionCert: 'certificat du serveur et sa chaîne (PEM) ; sans lui, une autorité privée est créée',
  optionKey: 'clé privée du certificat (PEM)',
  optionNames: 'noms ou adresses par lesquels les agents joignent ce récepteur (autorité privée)',
  optionLogAddresses: 'inscrit dans le journal l’adresse des machines (donnée personnelle)',
  optionKeyFile: 'fichier où écrire la clé de pseudonymes',
  argName: 'nom de l’organisation',
  argToken: 'identifiant du jeton (huit chiffres ou lettres)',
  argKey: 'empreinte de la clé',
  listening: (v: { url: string }) => `à l’écoute : ${v.url}`,
  fingerprint: (v: { fingerprint: string }) =>
    `autorité privée, à épingler dans les agents (caFingerprint) : ${v.fingerprint}`,
  certificateUntil: (v: { day: string }) => `certificat valable jusqu’au ${v.day}`,
  noOrganisation: 'aucune organisation encore : tiebreak organisation new NOM --dir DOSSIER',
  stopping: 'arrêt : les envois en cours se terminent',
  keyWritten: (v: { file: string }) =>
    `clé de pseudonymes : ${v.file} (qui l’a, avec la liste du parc, peut nommer les machines : gardez-la à part)`,
  folderMade: (v: { folder: string }) => `dossier des inventaires : ${v.folder}`,
  tokenShown: (v: { token: string }) => `jeton d’enrôlement, montré une seule fois : ${v.token}`,
  organisationLine: (v: { id: string; name: string; machines: number }) =>
    `${v.id} (${v.name}) : ${v.machines} machine(s)`,
  tokenLine: (v: { id: string; createdAt: string; revokedAt: string | undefined }) =>
    v.revokedAt === undefined
      ? `  jeton ${v.id}, créé le ${v.createdAt}`
      : `  jeton ${v.id}, créé le ${v.createdAt}, révoqué le ${v.revokedAt}`,
  revoked: (v: { id: string }) => `jeton ${v.id} révoqué`,
  heldLine: (v: { key: string; documents: number; since: string }) =>
    `${v.key} : ${v.documents} document(s) en attente depuis le ${v.since}`,
  noneHeld: 'aucune clé en attente',
  accepted: (v: { key: string }) => `clé ${v.key} acceptée ; ce qui attendait est rangé dans les secondes qui viennent`,
};

const en: typeof fr = {
  commandCollect: 'receives the inventories of agents over HTTPS, and keeps them in a folder for each organisation',
  commandOrganisation: 'organisations, enrolment tokens and machine keys',
  commandNew: 'makes an organisation: its pseudonym key and, with --dir, its folder and its first token',
  commandList: 'organisations of a receiver, their tokens and their machines',
  commandToken: 'adds a token, shown once',
  commandRevoke: 'revokes a token, without restarting the receiver',
  commandKeys: 'machine keys that wait, set aside until you decide',
  commandAccept: 'accepts the key of a machine installed again, or come from another organisation',
  optionDir: 'folder of the receiver',
  optionListen: 'address and port to listen on, for example 0.0.0.0:8443',
  optionCert: 'certificate of the server and its chain (PEM); without it, a private authority is made',
  optionKey: 'private key of the certificate (PEM)',
  optionNames: 'names or addresses by which agents reach this receiver (private authority)',
  optionLogAddresses: 'writes the addresses of machines in the log (personal data)',
  optionKeyFile: 'file to write the pseudonym key to',
  argName: 'name of the organisation',
  argToken: 'identifier of the token (eight digits or letters)',
  argKey: 'fingerprint of the key',
  listening: (v) => `listening: ${v.url}`,
  fingerprint: (v) => `private authority, to be pinned in the agents (caFingerprint): ${v.fingerprint}`,
  certificateUntil: (v) => `certificate valid until ${v.day}`,
  noOrganisation: 'no organisation yet: tiebreak organisation new NAME --dir FOLDER',
  stopping: 'stopping: what is being sent is finished first',
  keyWritten: (v) =>
    `pseudonym key: ${v.file} (whoever has it, with the list of the park, can name the machines: keep it apart)`,
  folderMade: (v) => `folder of the inventories: ${v.folder}`,
  tokenShown: (v) => `enrolment token, shown once: ${v.token}`,
  organisationLine: (v) => `${v.id} (${v.name}): ${v.machines} machine(s)`,
  tokenLine: (v) =>
    v.revokedAt === undefined
      ? `  token ${v.id}, made on ${v.createdAt}`
      : `  token ${v.id}, made on ${v.createdAt}, revoked on ${v.revokedAt}`,
  revoked: (v) => `token ${v.id} revoked`,
  heldLine: (v) => `${v.key}: ${v.documents} document(s) waiting since ${v.since}`,
  noneHeld: 'no key is waiting',
  accepted: (v) => `key ${v.key} accepted; what was waiting is put in its place in the next seconds`,
};

export const texts = { fr, en };
