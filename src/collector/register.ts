/**
 * What one organisation's receiver remembers: the machine keys it pinned, which machine each speaks for, and the last documents of
 * each, so that none is stored twice, none is replaced by another of the same name, and one that was purged does not come back.
 *
 * Memory is bounded: for each key the last documents, and the instant below which anything unknown is too old to matter. It is rebuilt
 * from the journal at each start; it decides nothing, and writes nothing but the journal made short again.
 */
import { writeDurably } from './durable.ts';
import { Journal, type JournalEvent } from './journal.ts';

/** Documents remembered for each machine: days, or months, of one that sends one a day or a week. */
export const REMEMBERED = 16;
/** Pseudonyms one key may be pinned to: those of one machine, and what repairs made of them. */
const IDENTITIES_OF_A_KEY = 12;
/** A journal shorter than this is never rewritten. */
const SHORT_JOURNAL = 10_000;

export type DocumentEntry = { readonly id: string; readonly digest: string; readonly collectedAt: number };

type KeyRecord = {
  /** Pseudonyms of the machine it speaks for, latest last: a repair changes the numbers of a machine. */
  identities: string[];
  /** In the order of their dates; the last is the latest. */
  documents: DocumentEntry[];
  /** Latest date among the documents forgotten. */
  forgottenUntil: number | undefined;
  /** When it was last heard, by our clock. */
  heardAt: number;
};

export class Register {
  readonly #keys = new Map<string, KeyRecord>();
  readonly #keysOfIdentity = new Map<string, Set<string>>();

  /** The register a journal tells, and the journal, ready to be added to. */
  static open(file: string): { register: Register; journal: Journal; unreadable: number } {
    const register = new Register();
    let events = 0;
    const opened = Journal.open(file, (event) => {
      events++;
      register.apply(event);
    });
    const remembered = register.events();
    if (events <= SHORT_JOURNAL || events <= 2 * remembered.length) return { register, ...opened };
    opened.journal.close();
    writeDurably(file, remembered.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return { register, ...opened, journal: Journal.open(file, () => {}).journal };
  }

  apply(event: JournalEvent): void {
    if (event.event === 'key') this.#pin(event);
    else this.#remember(event);
  }

  #pin({ key, identities, at, forgottenUntil }: Extract<JournalEvent, { event: 'key' }>): void {
    const heardAt = Date.parse(at);
    const record = this.#keys.get(key) ?? { identities: [], documents: [], forgottenUntil, heardAt };
    this.#keys.set(key, record);
    record.heardAt = Math.max(record.heardAt, heardAt);
    record.identities = [...record.identities.filter((known) => !identities.includes(known)), ...identities];
    for (const identity of identities) {
      const keys = this.#keysOfIdentity.get(identity);
      if (keys === undefined) this.#keysOfIdentity.set(identity, new Set([key]));
      else keys.add(key);
    }
    const excess = Math.max(0, record.identities.length - IDENTITIES_OF_A_KEY);
    for (const left of record.identities.splice(0, excess)) {
      const keys = this.#keysOfIdentity.get(left);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysOfIdentity.delete(left);
    }
  }

  #remember({ key, id, digest, collectedAt, at }: Extract<JournalEvent, { event: 'document' }>): void {
    const record = this.#keys.get(key);
    if (record === undefined) return;
    record.heardAt = Math.max(record.heardAt, Date.parse(at));
    const after = record.documents.findLastIndex((document) => document.collectedAt <= collectedAt);
    record.documents.splice(after + 1, 0, { id, digest, collectedAt });
    if (record.documents.length <= REMEMBERED) return;
    for (const forgotten of record.documents.splice(0, 1))
      record.forgottenUntil = Math.max(record.forgottenUntil ?? forgotten.collectedAt, forgotten.collectedAt);
  }

  heard(key: string, at: number): void {
    const record = this.#keys.get(key);
    if (record !== undefined) record.heardAt = at;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#keys.keys();
  }

  /** Whether a key is pinned to a machine. */
  isPinned(key: string, identities: readonly string[]): boolean {
    return identities.every((identity) => this.#keysOfIdentity.get(identity)?.has(key) ?? false);
  }

  documentOf(key: string, id: string): DocumentEntry | undefined {
    return this.#keys.get(key)?.documents.find((document) => document.id === id);
  }

  /** Whether a document that is not remembered may be one that was forgotten. */
  isForgotten(key: string, collectedAt: number): boolean {
    const forgottenUntil = this.#keys.get(key)?.forgottenUntil;
    return forgottenUntil !== undefined && collectedAt <= forgottenUntil;
  }

  /** When a key of this machine, other than the one given, was last heard; undefined when it has no other. */
  otherKeyHeardAt(identities: readonly string[], key: string): number | undefined {
    const keys = new Set(identities.flatMap((identity) => [...(this.#keysOfIdentity.get(identity) ?? [])]));
    keys.delete(key);
    return keys.size === 0 ? undefined : Math.max(...[...keys].map((other) => this.#keys.get(other)?.heardAt ?? 0));
  }

  /** The shortest journal that tells the same. */
  events(): JournalEvent[] {
    const events: JournalEvent[] = [];
    for (const [key, { identities, documents, forgottenUntil, heardAt }] of this.#keys) {
      const at = new Date(heardAt).toISOString();
      const forgotten = forgottenUntil === undefined ? {} : { forgottenUntil };
      events.push({ event: 'key', at, key, identities, ...forgotten });
      for (const document of documents) events.push({ event: 'document', at, key, ...document });
    }
    return events;
  }
}
