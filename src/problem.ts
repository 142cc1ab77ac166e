/**
 * What can go wrong in a way the user can mend: one line that names the file and the remedy, in the user's language.
 * Anything else is a defect of the program and keeps its stack.
 */
import type { Label, Language } from './language.ts';

type Values = Readonly<Record<string, string | number>>;
type Text = (values: Values) => string;

const texts = {
  'agent-failed': {
    fr: (v) =>
      `l'agent n'a pas pu inventorier cette machine (${v.detail}) ; lancez « npx tiebreak-agent » pour le détail`,
    en: (v) =>
      `the agent could not take the inventory of this machine (${v.detail}); run "npx tiebreak-agent" for details`,
  },
  'blast-radius-nothing': {
    fr: (v) => `« ${v.what} » n'est ni un éditeur de la base, ni un pays, ni un rôle (identity, cdn, ca, resolver)`,
    en: (v) => `"${v.what}" is neither a vendor of the base, nor a country, nor a part (identity, cdn, ca, resolver)`,
  },
  'certificate-mismatch': {
    fr: (v) => `${v.file} : ce certificat n'est pas celui de la clé ${v.key} ; donnez les deux d'une même paire`,
    en: (v) => `${v.file}: this certificate is not the one of the key ${v.key}; give the two of one pair`,
  },
  'certificate-unusable': {
    fr: (v) =>
      `${v.file} : certificat ou clé illisible (${v.detail} attendu) ; donnez un fichier PEM, la clé sans mot de passe`,
    en: (v) =>
      `${v.file}: certificate or key that cannot be read (${v.detail} expected); give a PEM file, the key without password`,
  },
  'collect-listen': {
    fr: (v) =>
      `--listen ${v.listen} : écoute impossible (${v.detail}) ; donnez HÔTE:PORT, libre et permis, par exemple 0.0.0.0:8443`,
    en: (v) =>
      `--listen ${v.listen}: cannot listen (${v.detail}); give HOST:PORT, free and allowed, for example 0.0.0.0:8443`,
  },
  'collect-locked': {
    fr: (v) => `${v.dir} : un autre récepteur sert déjà ce dossier ; arrêtez-le, ou donnez un autre dossier`,
    en: (v) => `${v.dir}: another receiver serves this folder already; stop it, or give another folder`,
  },
  'compressed-bomb': {
    fr: (v) => `${v.file} : grossit de plus de ${v.ratio} fois une fois décompressé, refusé ; vérifiez la source`,
    en: (v) => `${v.file}: grows more than ${v.ratio} times once decompressed, refused; check the source`,
  },
  'compressed-damaged': {
    fr: (v) => `${v.file} : archive abîmée ou interrompue (${v.detail}) ; refaites la copie`,
    en: (v) => `${v.file}: damaged or truncated archive (${v.detail}); copy it again`,
  },
  'compressed-unsupported': {
    fr: (v) => `${v.file} : compression que cette version de Node ne lit pas ; décompressez-le, ou mettez Node à jour`,
    en: (v) => `${v.file}: compression that this version of Node does not read; decompress it, or update Node`,
  },
  'document-empty': {
    fr: (v) => `${v.file} : fichier vide ; refaites la collecte ou la copie`,
    en: (v) => `${v.file}: empty file; collect or copy it again`,
  },
  'document-incomplete': {
    fr: (v) =>
      `${v.file} : inventaire partiel sans logiciel ni système, et l'inventaire complet de cette machine manque ; ajoutez-le aux chemins`,
    en: (v) =>
      `${v.file}: partial inventory without software or system, and the full inventory of this machine is missing; add it to the paths`,
  },
  'document-list-too-long': {
    fr: (v) => `${v.file} : ${v.list} dépasse ${v.limit} éléments, trop pour une machine ; vérifiez la source`,
    en: (v) => `${v.file}: ${v.list} has more than ${v.limit} items, too many for one machine; check the source`,
  },
  'document-not-inventory': {
    fr: (v) => `${v.file} : ${v.what}, pas un inventaire de machine ; écartez-le, ou exportez l'inventaire`,
    en: (v) => `${v.file}: ${v.what}, not the inventory of a machine; set it aside, or export the inventory`,
  },
  'document-too-complex': {
    fr: (v) => `${v.file} : plus de ${v.limit} valeurs JSON, trop pour un inventaire ; vérifiez la source`,
    en: (v) => `${v.file}: more than ${v.limit} JSON values, too many for an inventory; check the source`,
  },
  'document-too-large': {
    fr: (v) => `${v.file} : document de plus de ${v.limit} Mio ; découpez-le, une machine par document`,
    en: (v) => `${v.file}: document over ${v.limit} MiB; split it, one machine per document`,
  },
  'document-truncated': {
    fr: (v) => `${v.file} : JSON interrompu avant la fin ; refaites la collecte ou la copie`,
    en: (v) => `${v.file}: JSON cut before its end; collect or copy it again`,
  },
  'explain-nothing': {
    fr: (v) =>
      `« ${v.what} » : ni produit, ni éditeur, ni fonction, ni pays, ni machine de ce résultat ; voyez les identifiants dans le rapport JSON (ceux des machines dépendent de la clé : redonnez le même -o, ou --key)`,
    en: (v) =>
      `"${v.what}": no product, vendor, function, country or machine of this result; see the ids in the JSON report (those of machines depend on the key: give the same -o again, or --key)`,
  },
  'file-missing': {
    fr: (v) => `${v.file} : introuvable ; vérifiez le chemin`,
    en: (v) => `${v.file}: not found; check the path`,
  },
  'file-not-regular': {
    fr: (v) =>
      `${v.file} : ni fichier ni dossier (tube, périphérique ou prise) ; enregistrez le contenu dans un fichier, ou passez-le par l'entrée standard avec « - »`,
    en: (v) =>
      `${v.file}: neither a file nor a folder (pipe, device or socket); save its content in a file, or pass it on standard input with "-"`,
  },
  'file-unreadable': {
    fr: (v) => `${v.file} : illisible (${v.detail}) ; vérifiez le chemin et les droits`,
    en: (v) => `${v.file}: cannot be read (${v.detail}); check the path and the permissions`,
  },
  'folder-empty': {
    fr: (v) => `${v.file} : dossier sans aucun fichier ; vérifiez le chemin`,
    en: (v) => `${v.file}: folder without any file; check the path`,
  },
  'format-unknown': {
    fr: (v) =>
      `${v.file} : format non reconnu ; retirez-le, ou imposez son format avec --format (« tiebreak import --help » les nomme)`,
    en: (v) =>
      `${v.file}: format not recognised; leave it out, or force its format with --format ("tiebreak import --help" names them)`,
  },
  'format-unsupported': {
    fr: (v) => `${v.format} : format inconnu ; formats lus : ${v.known}`,
    en: (v) => `${v.format}: unknown format; formats read: ${v.known}`,
  },
  'import-failed': {
    fr: (v) => `${v.file} : erreur inattendue à la lecture (${v.detail}) ; écartez ce fichier et signalez-la`,
    en: (v) => `${v.file}: unexpected error while reading (${v.detail}); set this file aside and report it`,
  },
  'inventory-invalid': {
    fr: (v) =>
      `${v.file} : champ ${v.field} non conforme (${v.detail}) ; refaites l'inventaire avec un agent de la même version`,
    en: (v) =>
      `${v.file}: field ${v.field} does not conform (${v.detail}); make the inventory again with an agent of the same version`,
  },
  'inventory-not': {
    fr: (v) =>
      `${v.file} : ce n'est pas un inventaire tiebreak ni un format reconnu ; vérifiez le fichier, ou importez-le d'abord avec « tiebreak import »`,
    en: (v) =>
      `${v.file}: neither a tiebreak inventory nor a format that is recognised; check the file, or import it first with "tiebreak import"`,
  },
  'inventory-version': {
    fr: (v) =>
      `${v.file} : inventaire de version ${v.version}, cette version de tiebreak lit les ${v.supported}.x ; mettez à jour tiebreak, ou refaites l'inventaire avec l'agent correspondant`,
    en: (v) =>
      `${v.file}: inventory of version ${v.version}, this tiebreak reads ${v.supported}.x; update tiebreak, or make the inventory again with the matching agent`,
  },
  'json-invalid': {
    fr: (v) => `${v.file} : JSON invalide (${v.detail}) ; refaites l'export`,
    en: (v) => `${v.file}: invalid JSON (${v.detail}); export it again`,
  },
  'key-exists': {
    fr: (v) =>
      `${v.file} : cette clé existe déjà, et sans elle les pseudonymes déjà faits ne se comparent plus ; donnez un autre fichier avec --key`,
    en: (v) =>
      `${v.file}: this key exists already, and without it the pseudonyms made so far can no longer be compared; give another file with --key`,
  },
  'key-fingerprint': {
    fr: (v) =>
      `${v.fingerprint} : ce n'est pas l'empreinte d'une clé de machine ; recopiez-en les 32 chiffres (tiebreak organisation keys)`,
    en: (v) =>
      `${v.fingerprint}: not the fingerprint of a machine key; copy its 32 digits (tiebreak organisation keys)`,
  },
  'key-not-kept': {
    fr: (v) =>
      `${v.file} : la clé d'organisation n'a pas pu être conservée (${v.detail}) ; les pseudonymes de cette exécution ne se comparent à aucun autre : donnez une clé par --key`,
    en: (v) =>
      `${v.file}: the organisation key could not be kept (${v.detail}); the pseudonyms of this run compare with no other's: give a key with --key`,
  },
  'key-unusable': {
    fr: (v) =>
      `${v.file} : clé d'organisation inutilisable (${v.detail}) ; il faut 64 chiffres hexadécimaux, ou au moins 16 octets`,
    en: (v) =>
      `${v.file}: unusable organisation key (${v.detail}); 64 hexadecimal digits are needed, or at least 16 bytes`,
  },
  'log-nothing': {
    fr: (v) =>
      `${v.file} : ${v.lines} lignes (${v.format}), aucun client avec un nom à retenir ; activez la journalisation des requêtes, ou vérifiez la source`,
    en: (v) =>
      `${v.file}: ${v.lines} lines (${v.format}), no client with a name to keep; switch the logging of requests on, or check the source`,
  },
  'knowledge-file-name': {
    fr: (v) =>
      `${v.file} : le nom du fichier doit être l'identifiant de l'éditeur en minuscules ASCII et tirets, par exemple exemple-soft.yml`,
    en: (v) =>
      `${v.file}: the file name must be the vendor id in lower-case ASCII and hyphens, for example example-soft.yml`,
  },
  'knowledge-invalid': {
    fr: (v) => `${v.file} : ${v.where} : ${v.detail} ; corrigez la fiche (modèle : tiebreak knowledge new)`,
    en: (v) => `${v.file}: ${v.where}: ${v.detail}; correct the record (template: tiebreak knowledge new)`,
  },
  'knowledge-too-large': {
    fr: (v) => `${v.file} : ${v.size} octets, plus que la limite de ${v.limit} ; découpez la fiche`,
    en: (v) => `${v.file}: ${v.size} bytes, over the limit of ${v.limit}; split the record`,
  },
  'knowledge-twice': {
    fr: (v) => `${v.file} : deux fiches du même éditeur parmi les dossiers donnés par --knowledge ; réunissez-les`,
    en: (v) => `${v.file}: two records of one vendor among the folders given by --knowledge; join them`,
  },
  'knowledge-yaml': {
    fr: (v) => `${v.file} : YAML invalide (${v.detail}) ; corrigez la syntaxe`,
    en: (v) => `${v.file}: invalid YAML (${v.detail}); correct the syntax`,
  },
  'link-outside': {
    fr: (v) => `${v.file} : lien vers l'extérieur du dossier, non suivi ; donnez sa cible parmi les chemins`,
    en: (v) => `${v.file}: link out of the folder, not followed; give its target among the paths`,
  },
  'networks-unreadable': {
    fr: (v) => `réseaux des adresses illisibles (${v.detail}) : hébergeurs non recherchés ; relancez « npm ci »`,
    en: (v) => `networks of addresses cannot be read (${v.detail}): hosts were not looked for; run "npm ci" again`,
  },
  'no-machine': {
    fr: (v) =>
      `${v.paths} : aucun inventaire lisible ; donnez des fichiers d'inventaire, ou un dossier qui en contient`,
    en: (v) => `${v.paths}: no readable inventory; give inventory files, or a folder that holds some`,
  },
  'option-needs': {
    fr: (v) => `--${v.option} : à donner avec --${v.other}`,
    en: (v) => `--${v.option}: to be given with --${v.other}`,
  },
  'option-unknown-value': {
    fr: (v) => `--${v.option} ${v.value} : valeur inconnue ; au choix : ${v.known}`,
    en: (v) => `--${v.option} ${v.value}: unknown value; choose among: ${v.known}`,
  },
  'organisation-damaged': {
    fr: (v) => `${v.file} : fiche d'organisation abîmée ; rétablissez-la d'une sauvegarde`,
    en: (v) => `${v.file}: damaged record of an organisation; restore it from a backup`,
  },
  'organisation-exists': {
    fr: (v) =>
      `${v.name} : cette organisation existe déjà dans ${v.dir} ; choisissez un autre nom, ou ajoutez-lui un jeton (tiebreak organisation token)`,
    en: (v) =>
      `${v.name}: this organisation exists already in ${v.dir}; choose another name, or add a token to it (tiebreak organisation token)`,
  },
  'organisation-name': {
    fr: (v) =>
      `« ${v.name} » : aucun nom de dossier ne peut en être tiré ; choisissez un nom avec des lettres latines ou des chiffres`,
    en: (v) => `"${v.name}": no folder name can be made of it; choose a name with Latin letters or digits`,
  },
  'organisation-unknown': {
    fr: (v) => `${v.name} : organisation inconnue dans ${v.dir} ; voyez « tiebreak organisation list », ou créez-la`,
    en: (v) => `${v.name}: unknown organisation in ${v.dir}; see "tiebreak organisation list", or make it`,
  },
  'output-unwritable': {
    fr: (v) => `${v.file} : écriture impossible (${v.detail}) ; choisissez un autre dossier avec -o`,
    en: (v) => `${v.file}: cannot be written (${v.detail}); choose another folder with -o`,
  },
  'partial-too-many': {
    fr: (v) => `${v.file} : trop de documents partiels dans un flux ; enregistrez-les un par fichier`,
    en: (v) => `${v.file}: too many partial documents in one stream; save them one per file`,
  },
  'population-invalid': {
    fr: (v) =>
      `${v.file} : ligne ${v.line} illisible ; il faut « unité;machines » ou « unité;workstations|servers;machines »`,
    en: (v) =>
      `${v.file}: line ${v.line} cannot be read; "unit;machines" or "unit;workstations|servers;machines" is needed`,
  },
  'decp-buyers': {
    fr: (v) => `${v.file} : marchés de plusieurs acheteurs ; dites lequel par --buyer SIRET`,
    en: (v) => `${v.file}: contracts of several buyers; say which one with --buyer SIRET`,
  },
  'domain-invalid': {
    fr: (v) => `${v.name} : ce n'est pas un nom de domaine ; donnez par exemple exemple.fr`,
    en: (v) => `${v.name}: this is no domain name; give for example example.fr`,
  },
  'domains-unanswered': {
    fr: (v) =>
      `${v.names} : aucune réponse du résolveur (${v.detail}) ; vérifiez le réseau, ou donnez --resolver ADRESSE`,
    en: (v) => `${v.names}: no answer from the resolver (${v.detail}); check the network, or give --resolver ADDRESS`,
  },
  'purge-age': {
    fr: (v) => `--older-than ${v.age} : donnez un nombre de jours (400d) ou de mois (13m)`,
    en: (v) => `--older-than ${v.age}: give a number of days (400d) or of months (13m)`,
  },
  'option-siret': {
    fr: (v) => `--buyer ${v.value} : donnez un SIRET (14 chiffres) ou un SIREN (9 chiffres)`,
    en: (v) => `--buyer ${v.value}: give a SIRET (14 digits) or a SIREN (9 digits)`,
  },
  'resolver-invalid': {
    fr: (v) =>
      `--resolver ${v.resolver} : donnez une adresse IP, avec son port si ce n'est pas 53, par exemple 192.0.2.1:5353`,
    en: (v) =>
      `--resolver ${v.resolver}: give an IP address, with its port if it is not 53, for example 192.0.2.1:5353`,
  },
  'zone-empty': {
    fr: (v) =>
      `${v.file} : aucun domaine avec SOA ou MX ; donnez une zone entière, ou la sortie de « dig exemple.fr MX »`,
    en: (v) => `${v.file}: no domain with SOA or MX; give a whole zone, or the output of "dig example.fr MX"`,
  },
  'ranges-invalid': {
    fr: (v) =>
      `${v.file}, ligne ${v.line} : plage d'adresses illisible ; corrigez-la, ou remettez le fichier de la base`,
    en: (v) => `${v.file}, line ${v.line}: unreadable address range; correct it, or put the file of the base back`,
  },
  'store-unwritable': {
    fr: (v) => `${v.file} : écriture impossible (${v.detail}) ; vérifiez les droits et la place sur le disque`,
    en: (v) => `${v.file}: cannot be written (${v.detail}); check the permissions and the room on the disk`,
  },
  'register-damaged': {
    fr: (v) =>
      `${v.file} : registre des clés de machines illisible ; reprenez une copie, ou supprimez-le : toutes les clés paraîtront alors nouvelles`,
    en: (v) =>
      `${v.file}: register of machine keys unreadable; restore a copy, or delete it: every key will then appear new`,
  },
  'signature-invalid': {
    fr: (v) =>
      `${v.file} : signature fausse, document modifié depuis que sa machine l'a signé ; reprenez l'original, ou refaites la collecte`,
    en: (v) =>
      `${v.file}: false signature, document changed since its machine signed it; take the original again, or collect anew`,
  },
  'table-damaged': {
    fr: (v) =>
      `${v.file} : tableau illisible à partir de la ligne ${v.line} (${v.detail}) ; vérifiez les guillemets, ou refaites l'export`,
    en: (v) => `${v.file}: table unreadable from line ${v.line} on (${v.detail}); check the quotes, or export it again`,
  },
  'table-no-titles': {
    fr: (v) =>
      `${v.file} : colonnes non reconnues ; donnez un titre à chacune, par exemple « machine;logiciel;éditeur;version »`,
    en: (v) => `${v.file}: columns not recognised; give each a title, for example "machine;name;publisher;version"`,
  },
  'table-orphans': {
    fr: (v) => `${v.file} : ${v.rows} lignes sans machine, non lues ; complétez la colonne de la machine`,
    en: (v) => `${v.file}: ${v.rows} rows without a machine, not read; fill in the column of the machine`,
  },
  'table-too-large': {
    fr: (v) => `${v.file} : tableau trop grand (ligne ${v.line}) ; découpez-le, sans séparer les lignes d'une machine`,
    en: (v) => `${v.file}: table too large (line ${v.line}); split it, keeping the rows of a machine together`,
  },
  'token-unknown': {
    fr: (v) => `${v.token} : jeton inconnu de ${v.name} ; voyez « tiebreak organisation list »`,
    en: (v) => `${v.token}: unknown token of ${v.name}; see "tiebreak organisation list"`,
  },
  'wanted-too-few': {
    fr: (v) => `--machines : ${v.least} au moins, sinon un domaine dirait qui le consulte`,
    en: (v) => `--machines: at least ${v.least}, or a domain would tell who goes there`,
  },
  'wanted-two-keys': {
    fr: (v) => `ces inventaires ont été faits sous plusieurs clés (${v.keys}) ; donnez ceux d'une seule organisation`,
    en: (v) => `these inventories were made under several keys (${v.keys}); give those of one organisation`,
  },
  'xml-doctype': {
    fr: (v) => `${v.file} : document XML avec DTD, refusé par sûreté ; refaites l'export sans DOCTYPE`,
    en: (v) => `${v.file}: XML document with a DTD, refused for safety; export it again without DOCTYPE`,
  },
  'xml-invalid': {
    fr: (v) => `${v.file} : XML invalide (${v.detail}) ; refaites l'export`,
    en: (v) => `${v.file}: invalid XML (${v.detail}); export it again`,
  },
  'xml-too-many': {
    fr: (v) => `${v.file} : plus de ${v.limit} éléments XML, trop pour un inventaire ; vérifiez la source`,
    en: (v) => `${v.file}: more than ${v.limit} XML elements, too many for an inventory; check the source`,
  },
  'xml-truncated': {
    fr: (v) => `${v.file} : XML interrompu avant la fin ; refaites la collecte ou la copie`,
    en: (v) => `${v.file}: XML cut before its end; collect or copy it again`,
  },
  'zip-method': {
    fr: (v) => `${v.file} : membre chiffré, ou compressé d'une façon non lue ; décompressez l'archive dans un dossier`,
    en: (v) => `${v.file}: member encrypted, or compressed in a way that is not read; unpack the archive in a folder`,
  },
  'zip-nested': {
    fr: (v) => `${v.file} : archive dans une archive d'une archive ; décompressez la première dans un dossier`,
    en: (v) => `${v.file}: archive in an archive of an archive; unpack the first in a folder`,
  },
  'zip-unnamed': {
    fr: (v) =>
      `${v.file} : archive zip sous un autre nom ; nommez-la « .zip », ou exportez le classeur en CSV si c'en est un`,
    en: (v) => `${v.file}: zip archive under another name; name it ".zip", or export it as CSV if it is a workbook`,
  },
} as const satisfies Record<string, Record<Language, Text>>;

export type ProblemCode = keyof typeof texts;

/** Control characters and escapes of a received name must not reach the terminal. */
function printable(value: string | number): string | number {
  if (typeof value === 'number') return value;
  const clean = value.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}

/** A known error. `code` chooses the sentence, `values` fill it in. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly values: Values;

  constructor(code: ProblemCode, values: Values) {
    super(`${code} ${JSON.stringify(values)}`);
    this.name = 'Problem';
    this.code = code;
    this.values = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, printable(value)]));
  }

  /** The one line, in a language. */
  in(language: Language): string {
    return texts[this.code][language](this.values);
  }

  /** The one line, in every language. */
  label(): Label {
    return { fr: this.in('fr'), en: this.in('en') };
  }
}
