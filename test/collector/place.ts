/** A receiver on a real socket, in a folder of its own, and machines that sign and send as agents do. */
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { privateCredentials } from '../../src/collector/credentials.ts';
import { layoutOf } from '../../src/collector/layout.ts';
import type { LogLine } from '../../src/collector/log.ts';
import { createOrganisation } from '../../src/collector/organisations.ts';
import { type Collector, startCollector } from '../../src/collector/server.ts';
import { fingerprint, rawPublicKey, sign } from '../../src/inventory/signature.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Record<string, unknown>;
};

export type Sending = {
  readonly path?: string;
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  /** Without it, one connection each. */
  readonly agent?: Agent;
};

export type Target = { readonly port: number; readonly authority: string };

/** One request, its answer; rejects when the connection breaks before the answer. */
export function send({ port, authority }: Target, body: string | Uint8Array, sending: Sending = {}): Promise<Answer> {
  const { path = '/v1/inventories', method = 'POST', token, headers = {}, agent } = sending;
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        ca: authority,
        ...(agent === undefined ? { agent: false } : { agent }),
        headers: {
          'content-type': 'application/vnd.tiebreak.inventory+json',
          ...(method === 'POST' && headers['transfer-encoding'] === undefined
            ? { 'content-length': String(Buffer.byteLength(body)) }
            : {}),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(pieces).toString('utf8');
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          });
        });
      },
    );
    asked.on('error', reject);
    asked.end(method === 'POST' ? body : undefined);
  });
}

export const GZIP = { 'content-encoding': 'gzip' };

let machines = 0;

/** A machine: its key, its pseudonyms, and what it signs. */
export class Machine {
  readonly privateKey: KeyObject = generateKeyPairSync('ed25519').privateKey;
  readonly fingerprint: string = fingerprint(rawPublicKey(this.privateKey));
  readonly serial: string;

  constructor(serial: string = (++machines).toString(16).padStart(32, '0')) {
    this.serial = serial;
  }

  /** The text of an inventory, not signed. */
  text(more: Record<string, unknown> = {}): string {
    return `${JSON.stringify({
      document: 'inventory',
      schemaVersion: '1.0',
      agent: { name: 'tiebreak-agent', version: '0' },
      documentId: randomUUID(),
      collectedAt: '2026-11-20T08:00:00.000Z',
      machine: {
        identifiers: { serial: this.serial, keyId: 'test' },
        kind: 'workstation',
        operatingSystem: { family: 'windows', name: 'Microsoft Windows 11 Professionnel' },
      },
      software: [{ name: 'Mozilla Firefox (x64 fr)', publisher: 'Mozilla', kind: 'program', foundBy: 'test' }],
      ...more,
    })}\n`;
  }

  inventory(more: Record<string, unknown> = {}): string {
    return sign(this.text(more), this.privateKey);
  }

  seen(documentId: string, seenAt: string): string {
    return sign(JSON.stringify({ documentId, digest: 'a'.repeat(64), seenAt }), this.privateKey, 'seen');
  }
}

export type Place = {
  readonly dir: string;
  readonly log: LogLine[];
  /** Tokens of two organisations. */
  readonly tokens: Record<'nord' | 'sud', string>;
  readonly target: () => Target;
  readonly send: (body: string | Uint8Array, sending?: Sending) => Promise<Answer>;
  /** Compressed, with the token of the north. */
  readonly post: (text: string | Uint8Array, sending?: Sending) => Promise<Answer>;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Files under an organisation, as paths inside it. */
  readonly files: (organisation: string) => string[];
  readonly read: (organisation: string, file: string) => string;
  readonly remove: () => Promise<void>;
  readonly clock: { now: number | undefined };
};

export async function openPlace(parent: string = tmpdir()): Promise<Place> {
  mkdirSync(parent, { recursive: true });
  const dir = mkdtempSync(join(parent, 'tiebreak-collect-'));
  const layout = layoutOf(dir);
  const tokens = { nord: createOrganisation(layout, 'Nord').token, sud: createOrganisation(layout, 'Sud').token };
  const log: LogLine[] = [];
  const clock: Place['clock'] = { now: undefined };
  const start = (): Promise<Collector> =>
    startCollector({
      layout,
      host: '127.0.0.1',
      port: 0,
      credentials: privateCredentials(layout, ['localhost', '127.0.0.1']),
      log: (line) => log.push(line),
      logAddresses: false,
      now: () => clock.now ?? Date.now(),
    });
  let collector = await start();
  const target = (): Target => ({
    port: collector.address.port,
    authority: readFileSync(join(layout.tls, 'authority.pem'), 'utf8'),
  });
  const sendHere = (body: string | Uint8Array, sending?: Sending): Promise<Answer> => send(target(), body, sending);
  return {
    dir,
    log,
    tokens,
    target,
    clock,
    send: sendHere,
    post: (text, { headers, ...sending } = {}) =>
      sendHere(gzipSync(text), { token: tokens.nord, ...sending, headers: { ...GZIP, ...headers } }),
    restart: async () => {
      await collector.stop();
      collector = await start();
    },
    stop: () => collector.stop(),
    files: (organisation) =>
      readdirSync(join(dir, organisation), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, organisation).length + 1))
        .sort(),
    read: (organisation, file) => readFileSync(join(dir, organisation, file), 'utf8'),
    remove: async () => {
      await collector.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
