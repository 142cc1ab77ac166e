/** What became of the items of one document: none disappears without being counted, and named when it was not kept. */
import type { Label } from '../language.ts';

/** Why an item of the source is not in the inventory. */
export const refusals = {
  'address-only': { fr: 'adresse sans nom', en: 'an address without a name' },
  denied: { fr: 'requête refusée', en: 'request refused' },
  'internal-name': {
    fr: 'nom ou adresse interne, résolution inverse',
    en: 'internal name or address, reverse look-up',
  },
  'name-cut': { fr: 'nom coupé ou inverse', en: 'name cut, or reverse' },
  incoming: { fr: 'connexion entrante', en: 'incoming connection' },
  'no-answer': { fr: 'sans réponse', en: 'without an answer' },
  'no-client': { fr: 'sans client', en: 'without a client' },
  'no-name': { fr: 'sans nom', en: 'without a name' },
  'not-an-item': { fr: 'pas un élément', en: 'not an item' },
  'not-software': { fr: 'ni logiciel ni service', en: 'neither software nor a service' },
  'other-buyer': { fr: 'autre acheteur', en: 'another buyer' },
  'other-machine': { fr: 'autre machine (virtuelle)', en: 'another (virtual) machine' },
  'not-understood': { fr: 'ligne non comprise', en: 'line not understood' },
  'other-record': { fr: 'autre chose qu’une requête', en: 'something else than a request' },
  'too-many': { fr: 'au-delà des limites', en: 'beyond the limits' },
  'not-installed': { fr: 'non installé, ou désinstallé', en: 'not installed, or removed' },
} as const satisfies Record<string, Label>;
export type Refusal = keyof typeof refusals;

/** What should be known of a document that was read all the same. */
export const notes = {
  'date-order-assumed': { fr: 'jour et mois indiscernables : ordre supposé', en: 'day and month alike: order assumed' },
  'date-of-file': { fr: 'date absente : celle du fichier', en: 'no date: that of the file' },
  'encoding-cp850': { fr: 'lu en page de code 850', en: 'read as code page 850' },
  'encoding-damaged': { fr: 'UTF-8 abîmé : caractères remplacés', en: 'damaged UTF-8: characters replaced' },
  'encoding-windows-1252': { fr: 'lu en Windows-1252', en: 'read as Windows-1252' },
  'machines-not-named': { fr: 'machines non nommées : lues comme une seule', en: 'machines not named: read as one' },
  'text-mended': {
    fr: 'accents mal décodés à la source : rétablis',
    en: 'accents decoded wrongly by the source: mended',
  },
  'xml-damaged': { fr: 'XML abîmé : caractères interdits', en: 'damaged XML: forbidden characters' },
} as const satisfies Record<string, Label>;
export type Note = keyof typeof notes;

/** `read` = `kept` + `merged` + the sum of `refused`. */
export type Account = {
  /** Items the source lists. */
  read: number;
  kept: number;
  /** Found to be another item of the same document, word for word. */
  merged: number;
  refused: Partial<Record<Refusal, number>>;
  notes: Note[];
};

/** What became of the lines of a whole log, which gives a document for each client. */
export type LogAccount = Account & {
  clients: number;
  /** First and last instants, where lines are dated. */
  from?: string;
  to?: string;
  /** Shapes of some lines that were not understood, with their numbers: nothing of what they say. */
  samples: string[];
};

export function openAccount(): Account {
  return { read: 0, kept: 0, merged: 0, refused: {}, notes: [] };
}

export function refuse(account: Account, reason: Refusal, count = 1): void {
  account.refused[reason] = (account.refused[reason] ?? 0) + count;
}
