/**
 * One document received → stored, already known, held for a person, or refused. It decides; store.ts makes it durable, and server.ts
 * says who speaks and answers.
 *
 * In: an organisation (from the token) and bytes. A document is taken when its signature is that of the key it names, that key is not
 * another organisation's, no other key speaks for the same machine, and it was not taken before. Documents of one machine may come
 * late and in any order; each is stored once, byte for byte as the machine signed it.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { sha256 } from '../inventory/digest.ts';
import { documentFileName } from '../inventory/file-name.ts';
import { readInventory } from '../inventory/read.ts';
import { INVENTORY_VERSION, type Inventory } from '../inventory/schema.ts';
import { verify } from '../inventory/signature.ts';
import { Problem } from '../problem.ts';
import { parseBody } from './body.ts';
import type { Journal, JournalEvent } from './journal.ts';
import type { Layout } from './layout.ts';
import { Limiter } from './limiter.ts';
import type { Organisation } from './organisations.ts';
import { Refusal } from './refusal.ts';
import { Register } from './register.ts';
import type { Store } from './store.ts';
import { Turns } from './turns.ts';

const DAY = 24 * 3600 * 1000;
/** How far ahead of us the clock of a machine may be. */
const CLOCK_TOLERANCE = DAY;
/** A machine installed again has a new key, and its former one is never heard again: after so long, the new one takes over. */
export const SILENCE_BEFORE_TAKEOVER = 14 * DAY;
/** Documents an hour from one machine: an agent sends one a day, or what a month without a network kept, with its retries. */
const DOCUMENTS_AN_HOUR = 120;
const MACHINES_LIMITED = 50_000;

const envelopeSchema = z.object({
  documentId: z.uuid().transform((id) => id.toLowerCase()),
  collectedAt: z.iso.datetime().transform((instant) => new Date(instant)),
});
const seenSchema = z.object({
  documentId: z.uuid().transform((id) => id.toLowerCase()),
  seenAt: z.iso.datetime().transform((instant) => new Date(instant)),
});

export type Outcome = {
  readonly status: 'stored' | 'known' | 'held';
  readonly key: string;
  /** Why it is held. */
  readonly because?: 'other-key' | 'newer-version';
  /** The key was pinned by this document. */
  readonly pinned?: true;
};

type Ledger = { readonly register: Register; readonly journal: Journal };

type Candidate = {
  readonly key: string;
  readonly id: string;
  readonly digest: string;
  readonly collectedAt: Date;
  readonly bytes: Buffer;
  /** Undefined when a newer version made it in a way this one cannot read. */
  readonly inventory: Inventory | undefined;
};

export type ReceiverOptions = {
  readonly layout: Layout;
  readonly store: Store;
  readonly now: () => number;
  readonly onDamagedJournal: (organisation: string, lines: number) => void;
};

export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #ledgers = new Map<string, Ledger>();
  readonly #turns = new Turns();
  readonly #machines = new Limiter({
    perSecond: DOCUMENTS_AN_HOUR / 3600,
    burst: DOCUMENTS_AN_HOUR,
    most: MACHINES_LIMITED,
  });

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** Reads what is remembered of an organisation, before anything is taken: a key belongs to one of them. */
  open(organisation: string): void {
    if (this.#ledgers.has(organisation)) return;
    const { register, journal, unreadable } = Register.open(this.#options.layout.journalOf(organisation));
    if (unreadable > 0) this.#options.onDamagedJournal(organisation, unreadable);
    this.#ledgers.set(organisation, { register, journal });
  }

  close(): void {
    for (const { journal } of this.#ledgers.values()) journal.close();
    this.#ledgers.clear();
  }

  /** Throws a Refusal, or what the disk said. */
  async receive(organisation: Organisation, bytes: Buffer): Promise<Outcome> {
    const key = signerOf(bytes, 'inventory');
    const wait = this.#machines.take(key, this.#options.now());
    if (wait > 0) throw new Refusal('too-many-requests', { retryAfter: wait });
    return this.#take(organisation, this.#candidateOf(key, bytes));
  }

  /** A machine says that its last document still holds. */
  async noteSeen(organisation: Organisation, bytes: Buffer): Promise<string> {
    const { layout, store, now } = this.#options;
    const key = signerOf(bytes, 'seen');
    const seen = seenSchema.safeParse(parseBody(bytes));
    if (!seen.success) throw new Refusal('invalid');
    const { documentId, seenAt } = seen.data;
    this.#checkClock(seenAt);
    this.#checkOrganisation(organisation, key);
    const { register } = this.#ledger(organisation);
    return this.#turns.take(key, async () => {
      const document = register.documentOf(key, documentId);
      const folder = layout.folderOf(organisation.id, key);
      const name = document === undefined ? undefined : fileNameOf(document.collectedAt, documentId);
      if (name === undefined || !(await exists(join(folder, name)))) throw new Refusal('document-lacking');
      register.heard(key, now());
      const file = join(folder, 'seen.json');
      // An older one sent again changes nothing.
      if ((await seenAtOf(file)) <= seenAt.getTime()) await store.store({ file, bytes });
      return key;
    });
  }

  /** Looks again at what is held: a person accepted its key, its key took over, or this version reads it. */
  async releaseHeld(
    organisation: Organisation,
    keys: readonly string[],
    onKept: (key: string, refusal: Refusal) => void,
  ): Promise<number> {
    let released = 0;
    for (const key of keys) {
      const folder = this.#options.layout.heldOf(organisation.id, key);
      for (const name of await namesIn(folder)) {
        const file = join(folder, name);
        try {
          const bytes = await readFile(file);
          const { status } = await this.#take(organisation, this.#candidateOf(signerOf(bytes, 'inventory'), bytes));
          if (status === 'held') continue;
          await rm(file);
          released++;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          onKept(key, error);
        }
      }
    }
    return released;
  }

  /** Keys of which something is held. */
  heldKeys(organisation: Organisation): Promise<string[]> {
    return namesIn(this.#options.layout.heldOf(organisation.id, ''));
  }

  #candidateOf(key: string, bytes: Buffer): Candidate {
    const value = parseBody(bytes);
    const envelope = envelopeSchema.safeParse(value);
    if (!envelope.success) throw new Refusal('invalid', { detail: envelope.error.issues[0]?.path.join('.') ?? '' });
    const { documentId: id, collectedAt } = envelope.data;
    this.#checkClock(collectedAt);
    const digest = sha256(withoutNewline(bytes));
    return { key, id, digest, collectedAt, bytes, inventory: readOrHold(value) };
  }

  #checkClock(instant: Date): void {
    if (instant.getTime() > this.#options.now() + CLOCK_TOLERANCE) throw new Refusal('clock');
  }

  #checkOrganisation(organisation: Organisation, key: string): void {
    if (organisation.acceptedKeys.includes(key)) return;
    for (const [id, { register }] of this.#ledgers)
      if (id !== organisation.id && register.has(key)) throw new Refusal('other-organisation');
  }

  #ledger(organisation: Organisation): Ledger {
    this.open(organisation.id);
    return this.#ledgers.get(organisation.id) as Ledger;
  }

  #take(organisation: Organisation, candidate: Candidate): Promise<Outcome> {
    const { key, inventory } = candidate;
    if (inventory === undefined)
      return this.#turns.take(key, async () => {
        this.#checkOrganisation(organisation, key);
        return (await this.#known(organisation, candidate)) ?? this.#hold(organisation, candidate, 'newer-version');
      });
    const identities = identitiesOf(inventory);
    // One document of a key at a time, whatever its organisation, and one of a machine: what was decided still holds when it is written.
    // Always in the same order, so that two never wait for each other.
    const turns = [...identities].sort().map((identity) => `${organisation.id} ${identity}`);
    return [key, ...turns].reduceRight<() => Promise<Outcome>>(
      (work, name) => () => this.#turns.take(name, work),
      () => this.#decide(organisation, candidate, identities),
    )();
  }

  async #known(
    organisation: Organisation,
    { key, id, digest, collectedAt, bytes }: Candidate,
  ): Promise<Outcome | undefined> {
    const { register } = this.#ledger(organisation);
    const document = register.documentOf(key, id);
    if (document !== undefined && document.digest !== digest) throw new Refusal('conflict');
    if (document !== undefined) return { status: 'known', key };
    if (!register.isForgotten(key, collectedAt.getTime())) return undefined;
    const file = join(this.#options.layout.folderOf(organisation.id, key), fileNameOf(collectedAt, id));
    if (await checkSame(file, bytes)) return { status: 'known', key };
    throw new Refusal('stale');
  }

  async #decide(organisation: Organisation, candidate: Candidate, identities: string[]): Promise<Outcome> {
    const { layout, store, now } = this.#options;
    const { key, id, digest, collectedAt, bytes } = candidate;
    this.#checkOrganisation(organisation, key);
    const known = await this.#known(organisation, candidate);
    if (known !== undefined) return known;
    const { register, journal } = this.#ledger(organisation);
    const pinned = register.has(key) && register.isPinned(key, identities);
    if (!pinned && !organisation.acceptedKeys.includes(key)) {
      const heardAt = register.otherKeyHeardAt(decisive(identities), key);
      if (heardAt !== undefined && now() - heardAt < SILENCE_BEFORE_TAKEOVER)
        return this.#hold(organisation, candidate, 'other-key');
    }
    const file = join(layout.folderOf(organisation.id, key), fileNameOf(collectedAt, id));
    // Written by a run that was cut before it could remember: the same bytes are written again, and remembered.
    await checkSame(file, bytes);
    const at = new Date(now()).toISOString();
    const document: JournalEvent = { event: 'document', at, key, id, digest, collectedAt: collectedAt.getTime() };
    const events: JournalEvent[] = pinned ? [document] : [{ event: 'key', at, key, identities }, document];
    await store.store({ file, bytes, journal: { of: journal, events } });
    for (const event of events) register.apply(event);
    return pinned ? { status: 'stored', key } : { status: 'stored', key, pinned: true };
  }

  async #hold(
    organisation: Organisation,
    { key, id, collectedAt, bytes }: Candidate,
    because: 'other-key' | 'newer-version',
  ): Promise<Outcome> {
    const { layout, store } = this.#options;
    const file = join(layout.heldOf(organisation.id, key), fileNameOf(collectedAt, id));
    // The same bytes are written again: a receiver that was killed may not have flushed them.
    await checkSame(file, bytes);
    await store.store({ file, bytes });
    return { status: 'held', key, because };
  }
}

function fileNameOf(collectedAt: Date | number, documentId: string): string {
  return documentFileName({ collectedAt: new Date(collectedAt).toISOString(), documentId });
}

function signerOf(bytes: Buffer, what: 'inventory' | 'seen'): string {
  const verification = verify(bytes, what);
  if (verification.status === 'unsigned') throw new Refusal('unsigned');
  if (verification.status === 'invalid') throw new Refusal('forged');
  return verification.fingerprint;
}

const identityKinds = ['uuid', 'serial', 'name'] as const;

/** What the reports may recognise a machine by. */
function identitiesOf({ machine }: Inventory): string[] {
  return identityKinds.flatMap((kind) => {
    const pseudonym = machine.identifiers[kind];
    return pseudonym === undefined ? [] : [`${kind} ${pseudonym}`];
  });
}

/** Those that say it is the same machine: a name passes from one machine to the one that replaces it, and says so only alone. */
function decisive(identities: readonly string[]): readonly string[] {
  const numbers = identities.filter((identity) => !identity.startsWith('name '));
  return numbers.length > 0 ? numbers : identities;
}

function minorOf(version: unknown): number {
  return Number(String(version).split('.')[1]);
}

/** The inventory, or undefined when a newer minor version made it and this one cannot read it: it is kept as it is. */
function readOrHold(value: Record<string, unknown>): Inventory | undefined {
  try {
    return readInventory(value, 'body');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'inventory-version') throw new Refusal('version', { detail: String(error.values.version) });
    if (error.code === 'inventory-invalid' && minorOf(value.schemaVersion) > minorOf(INVENTORY_VERSION))
      return undefined;
    throw new Refusal('invalid', { detail: String(error.values.field ?? error.values.list ?? '') });
  }
}

function withoutNewline(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  return bytes.subarray(0, end);
}

/** Whether a file holds these bytes already. Throws a Refusal when it holds others. */
async function checkSame(file: string, bytes: Buffer): Promise<boolean> {
  const held = await unlessMissing(readFile(file));
  if (held === undefined) return false;
  if (!withoutNewline(held).equals(withoutNewline(bytes))) throw new Refusal('conflict');
  return true;
}

async function exists(file: string): Promise<boolean> {
  return (await unlessMissing(stat(file))) !== undefined;
}

/** When the machine said so; -∞ when it never did, or when what it said is unreadable, and is then written again. */
async function seenAtOf(file: string): Promise<number> {
  const bytes = await unlessMissing(readFile(file));
  if (bytes === undefined) return Number.NEGATIVE_INFINITY;
  try {
    return seenSchema.parse(JSON.parse(bytes.toString('utf8'))).seenAt.getTime();
  } catch {
    return Number.NEGATIVE_INFINITY;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await unlessMissing(readdir(folder)))?.sort() ?? [];
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
