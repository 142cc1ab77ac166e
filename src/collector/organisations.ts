/**
 * Organisations and their enrolment tokens. The command line writes their records, whole and atomically; a running receiver only reads
 * them, again when they change, so that a token revoked stops at once without a restart.
 *
 * A token is 256 random bits, and only its SHA-256 is kept: nothing can be searched through so many, and a slow hash, which
 * protects words people choose, would only let a stranger spend our processor.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as z from 'zod';
import { sha256 } from '../inventory/digest.ts';
import { Problem } from '../problem.ts';
import { openFolder, writeDurably } from './durable.ts';
import { folderNameOf, isFolderName, type Layout } from './layout.ts';

const tokenSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.string(),
  revokedAt: z.string().optional(),
});

const recordSchema = z.strictObject({
  name: z.string().max(200),
  createdAt: z.string(),
  tokens: z.array(tokenSchema),
  /** Machine keys that a person accepted, whatever was pinned before. */
  acceptedKeys: z.array(z.string().regex(/^[0-9a-f]{32}$/)),
});

type OrganisationRecord = z.infer<typeof recordSchema>;
export type Organisation = OrganisationRecord & { readonly id: string };

const SECRET_BYTES = 32;
const LONGEST_TOKEN = 200;
/** How long a receiver trusts what it read, in milliseconds. */
const REREAD_AFTER = 1000;

function newToken(): { token: string; kept: z.infer<typeof tokenSchema> } {
  const id = randomBytes(4).toString('hex');
  const token = `tiebreak_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { token, kept: { id, sha256: sha256(token), createdAt: new Date().toISOString() } };
}

function readRecord(layout: Layout, id: string): Organisation {
  const file = layout.recordOf(id);
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Problem('organisation-unknown', { name: id, dir: layout.dir });
    throw new Problem('file-unreadable', { file, detail: code ?? String(error) });
  }
  try {
    return { id, ...recordSchema.parse(JSON.parse(content)) };
  } catch {
    throw new Problem('organisation-damaged', { file });
  }
}

function writeRecord(layout: Layout, { id, ...record }: Organisation): void {
  writeDurably(layout.recordOf(id), `${JSON.stringify(record, null, 2)}\n`);
}

function idsOf(layout: Layout): string[] {
  let names: string[];
  try {
    names = readdirSync(layout.organisations);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new Problem('file-unreadable', { file: layout.organisations, detail: code ?? String(error) });
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter(isFolderName)
    .sort();
}

/** The organisation a person names, by its name or its folder. */
export function organisationNamed(layout: Layout, name: string): Organisation {
  const id = folderNameOf(name);
  if (id === undefined) throw new Problem('organisation-name', { name });
  return readRecord(layout, id);
}

export function listOrganisations(layout: Layout): Organisation[] {
  return idsOf(layout).map((id) => readRecord(layout, id));
}

export function organisationExists(layout: Layout, id: string): boolean {
  return idsOf(layout).includes(id);
}

/** Makes an organisation, its folder and its first token, which is nowhere afterwards. */
export function createOrganisation(layout: Layout, name: string): { organisation: Organisation; token: string } {
  const id = folderNameOf(name);
  if (id === undefined) throw new Problem('organisation-name', { name });
  if (organisationExists(layout, id)) throw new Problem('organisation-exists', { name: id, dir: layout.dir });
  openFolder(layout.dir, 0o750);
  for (const folder of [layout.administration, layout.organisations]) openFolder(folder, 0o700);
  openFolder(layout.folderOf(id, ''), 0o750);
  const { token, kept } = newToken();
  const organisation = { id, name, createdAt: kept.createdAt, tokens: [kept], acceptedKeys: [] };
  writeRecord(layout, organisation);
  return { organisation, token };
}

export function addToken(layout: Layout, organisation: Organisation): { id: string; token: string } {
  const { token, kept } = newToken();
  writeRecord(layout, { ...organisation, tokens: [...organisation.tokens, kept] });
  return { id: kept.id, token };
}

export function revokeToken(layout: Layout, organisation: Organisation, tokenId: string): void {
  if (!organisation.tokens.some(({ id }) => id === tokenId))
    throw new Problem('token-unknown', { token: tokenId, name: organisation.id });
  const revokedAt = new Date().toISOString();
  const tokens = organisation.tokens.map((token) => (token.id === tokenId ? { revokedAt, ...token } : token));
  writeRecord(layout, { ...organisation, tokens });
}

export function acceptKey(layout: Layout, organisation: Organisation, fingerprint: string): void {
  if (!/^[0-9a-f]{32}$/.test(fingerprint)) throw new Problem('key-fingerprint', { fingerprint });
  const acceptedKeys = [...new Set([...organisation.acceptedKeys, fingerprint])];
  writeRecord(layout, { ...organisation, acceptedKeys });
}

/** What a token opens. */
export type Admission = { readonly organisation: Organisation; readonly token: string } | 'unknown' | 'revoked';

/** The records as a running receiver sees them. */
export class Enrolment {
  readonly #layout: Layout;
  readonly #onProblem: (problem: Problem) => void;
  #stamp = '';
  #readAt = Number.NEGATIVE_INFINITY;
  #organisations = new Map<string, Organisation>();
  #byHash = new Map<string, Admission>();

  constructor(layout: Layout, onProblem: (problem: Problem) => void) {
    this.#layout = layout;
    this.#onProblem = onProblem;
  }

  admit(token: string, now: number): Admission {
    this.refresh(now);
    if (token.length > LONGEST_TOKEN) return 'unknown';
    // Found by its hash: how long that takes says nothing of the token.
    return this.#byHash.get(sha256(token)) ?? 'unknown';
  }

  organisations(now: number): Organisation[] {
    this.refresh(now);
    return [...this.#organisations.values()];
  }

  /** Reads again what changed on disk; one damaged record leaves the others, and what it was before it was damaged. */
  refresh(now: number): void {
    // Either way: the clock of the machine may be set back.
    if (Math.abs(now - this.#readAt) < REREAD_AFTER) return;
    this.#readAt = now;
    try {
      const stamp = this.#stampOfFiles();
      if (stamp === this.#stamp) return;
      this.#read();
      this.#stamp = stamp;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#onProblem(error);
    }
  }

  #stampOfFiles(): string {
    return idsOf(this.#layout)
      .map((id) => {
        const stat = statSync(this.#layout.recordOf(id), { throwIfNoEntry: false });
        return `${id} ${stat?.ino} ${stat?.size} ${stat?.mtimeMs}`;
      })
      .join('\n');
  }

  #read(): void {
    const organisations = new Map<string, Organisation>();
    for (const id of idsOf(this.#layout)) {
      try {
        organisations.set(id, readRecord(this.#layout, id));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        this.#onProblem(error);
        const before = this.#organisations.get(id);
        if (before !== undefined) organisations.set(id, before);
      }
    }
    this.#organisations = organisations;
    this.#byHash = new Map();
    for (const organisation of organisations.values())
      for (const token of organisation.tokens)
        this.#byHash.set(token.sha256, token.revokedAt === undefined ? { organisation, token: token.id } : 'revoked');
  }
}
