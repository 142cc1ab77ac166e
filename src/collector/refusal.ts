/**
 * Why something sent is not taken: the word that the log and the agent read, the HTTP status, and the sentence for a person (RFC 9457).
 * An agent keeps what is refused; nothing that was acknowledged is ever refused afterwards.
 */
import type { Language } from '../language.ts';

type Kind = { readonly status: number; readonly retry?: true; readonly fr: string; readonly en: string };

const kinds = {
  'token-missing': {
    status: 401,
    fr: 'Jeton d’enrôlement absent : renseignez « token » dans la configuration de l’agent.',
    en: 'No enrolment token: set "token" in the configuration of the agent.',
  },
  'token-unknown': {
    status: 401,
    fr: 'Jeton d’enrôlement inconnu : demandez-en un (tiebreak organisation token).',
    en: 'Unknown enrolment token: ask for one (tiebreak organisation token).',
  },
  'token-revoked': {
    status: 401,
    fr: 'Jeton d’enrôlement révoqué : demandez-en un autre (tiebreak organisation token).',
    en: 'Revoked enrolment token: ask for another (tiebreak organisation token).',
  },
  'too-many-requests': {
    status: 429,
    retry: true,
    fr: 'Trop de demandes : réessayez plus tard.',
    en: 'Too many requests: try again later.',
  },
  busy: { status: 503, retry: true, fr: 'Récepteur occupé : réessayez plus tard.', en: 'Busy: try again later.' },
  stopping: {
    status: 503,
    retry: true,
    fr: 'Le récepteur s’arrête : réessayez plus tard.',
    en: 'The receiver is stopping: try again later.',
  },
  storage: {
    status: 503,
    retry: true,
    fr: 'Le récepteur ne peut pas écrire sur son disque : réessayez plus tard.',
    en: 'The receiver cannot write to its disk: try again later.',
  },
  'media-type': {
    status: 415,
    fr: 'Type de contenu non reçu : JSON d’un inventaire tiebreak attendu.',
    en: 'Content type not received: the JSON of a tiebreak inventory is expected.',
  },
  encoding: {
    status: 415,
    fr: 'Compression non reçue : gzip, ou rien.',
    en: 'Content encoding not received: gzip, or none.',
  },
  'too-large': {
    status: 413,
    fr: 'Corps plus grand que la limite du récepteur.',
    en: 'Body larger than the limit of the receiver.',
  },
  bomb: {
    status: 413,
    fr: 'Document trop grand une fois décompressé.',
    en: 'Document too large once decompressed.',
  },
  'not-gzip': {
    status: 400,
    fr: 'Corps gzip abîmé ou interrompu.',
    en: 'Damaged or truncated gzip body.',
  },
  'too-deep': {
    status: 400,
    fr: 'JSON trop imbriqué, ou de trop de valeurs.',
    en: 'JSON nested too deep, or with too many values.',
  },
  json: { status: 400, fr: 'Corps qui n’est pas du JSON en UTF-8.', en: 'Body that is not JSON in UTF-8.' },
  unsigned: {
    status: 403,
    fr: 'Document sans signature : mettez l’agent à jour.',
    en: 'Document without a signature: update the agent.',
  },
  forged: {
    status: 403,
    fr: 'La signature n’est pas celle de ces octets : document modifié en chemin, ou faux.',
    en: 'The signature is not the one of these bytes: document changed on its way, or forged.',
  },
  'other-organisation': {
    status: 403,
    fr: 'Cette clé de machine est celle d’une autre organisation (tiebreak organisation accept, si la machine a changé de main).',
    en: 'This machine key belongs to another organisation (tiebreak organisation accept, if the machine changed hands).',
  },
  invalid: {
    status: 422,
    fr: 'Document qui n’est pas un inventaire conforme.',
    en: 'Document that is not a valid inventory.',
  },
  version: {
    status: 422,
    fr: 'Version d’inventaire que ce récepteur ne lit pas : mettez-le à jour.',
    en: 'Inventory version that this receiver does not read: update it.',
  },
  clock: {
    status: 422,
    fr: 'Document daté de plus tard que maintenant : mettez la machine à l’heure.',
    en: 'Document dated later than now: set the clock of the machine.',
  },
  conflict: {
    status: 409,
    fr: 'Un autre document porte déjà cet identifiant.',
    en: 'Another document bears this identifier already.',
  },
  stale: {
    status: 409,
    fr: 'Document plus ancien que tous ceux que le récepteur se rappelle pour cette machine.',
    en: 'Document older than all those the receiver remembers for this machine.',
  },
  'document-lacking': {
    status: 409,
    fr: 'Document que le récepteur n’a pas : envoyez-le en entier.',
    en: 'Document that the receiver lacks: send it whole.',
  },
  'not-found': { status: 404, fr: 'Adresse inconnue.', en: 'Unknown address.' },
  internal: {
    status: 500,
    retry: true,
    fr: 'Erreur inattendue du récepteur, inscrite dans son journal.',
    en: 'Unexpected error of the receiver, written in its log.',
  },
  request: { status: 400, fr: 'Requête mal formée.', en: 'Malformed request.' },
} as const satisfies Record<string, Kind>;

export type Reason = keyof typeof kinds;

/** Something sent that is not taken. `retryAfter`, in seconds, where trying again later helps. */
export class Refusal extends Error {
  readonly reason: Reason;
  readonly detail: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(reason: Reason, { detail, retryAfter }: { detail?: string; retryAfter?: number } = {}) {
    super(reason);
    this.name = 'Refusal';
    this.reason = reason;
    this.detail = detail;
    this.retryAfter = retryAfter ?? ('retry' in kinds[reason] ? DEFAULT_RETRY_SECONDS : undefined);
  }

  get status(): number {
    return kinds[this.reason].status;
  }

  /** The body of the answer. */
  problem(language: Language): Record<string, string | number> {
    const { status } = this;
    const problem = { type: `urn:tiebreak:problem:${this.reason}`, status, title: kinds[this.reason][language] };
    return this.detail === undefined ? problem : { ...problem, detail: this.detail };
  }
}

const DEFAULT_RETRY_SECONDS = 60;
