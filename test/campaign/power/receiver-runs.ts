/**
 * A process to be traced: a receiver on a real socket, and machines that send to it.
 *
 * In: a JSON object as its argument. Out: in the file of marks, a line for each thing the rest of the world may now rely on. What arrives at one
 * moment is stored as one batch: the mark of one of them then comes before the answer of the next.
 */
import { createHash, createPrivateKey, randomUUID } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { privateCredentials } from '../../../src/collector/credentials.ts';
import { layoutOf } from '../../../src/collector/layout.ts';
import { acceptKey, createOrganisation, organisationNamed } from '../../../src/collector/organisations.ts';
import { startCollector } from '../../../src/collector/server.ts';
import { documentFileName } from '../../../src/inventory/file-name.ts';
import { fingerprint, rawPublicKey, sign } from '../../../src/inventory/signature.ts';
import { GZIP, send } from '../../collector/place.ts';

export type ReceiverRuns = { root: string; marks: string; rounds: number };

/** Machines whose keys are the same at each run: numbers, never anybody's. */
export class Machine {
  readonly #key;
  readonly fingerprint: string;
  readonly serial: string;

  constructor(number: number, serial: number = number) {
    const seed = createHash('sha256').update(`machine ${number}`).digest();
    // PKCS 8 of an Ed25519 key: 16 bytes that are always the same, then the seed.
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    this.#key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    this.fingerprint = fingerprint(rawPublicKey(this.#key));
    this.serial = serial.toString(16).padStart(32, '0');
  }

  document(collectedAt: string): { name: string; text: string } {
    const documentId = randomUUID();
    const text = JSON.stringify({
      document: 'inventory',
      schemaVersion: '1.0',
      agent: { name: 'tiebreak-agent', version: '0' },
      documentId,
      collectedAt,
      machine: { identifiers: { serial: this.serial, keyId: 'test' }, kind: 'workstation' },
      software: [{ name: `Program ${documentId}`, kind: 'program', foundBy: 'test' }],
    });
    return { name: documentFileName({ collectedAt, documentId }), text: sign(text, this.#key) };
  }

  seen(documentId: string, seenAt: string): string {
    return sign(JSON.stringify({ documentId, digest: 'a'.repeat(64), seenAt }), this.#key, 'seen');
  }
}

/** `from` is a number that differs at each run. */
export async function runReceiver(
  { root, rounds }: ReceiverRuns,
  from: number,
  mark: (line: string) => void,
): Promise<void> {
  const dir = join(root, 'receiver', 'dir');
  const layout = layoutOf(dir);
  const { token } = createOrganisation(layout, `Nord ${from}`);
  const organisation = `nord-${from}`;
  mark(`organisation ${organisation} ${token}`);
  const start = () =>
    startCollector({
      layout,
      host: '127.0.0.1',
      port: 0,
      credentials: privateCredentials(layout, ['127.0.0.1']),
      log: () => {},
      logAddresses: false,
    });
  for (let round = 0; round < rounds; round++) {
    const collector = await start();
    mark(`authority ${collector.presented.authorityFingerprint}`);
    const target = { port: collector.address.port, authority: collector.presented.certificate };
    const machines = [0, 1, 2].map((index) => new Machine(from + index));
    const post = async (machine: Machine, at: string): Promise<string> => {
      const { name, text } = machine.document(at);
      const { status, body } = await send(target, gzipSync(text), { token, headers: GZIP });
      if (status !== 201) throw new Error(`answered ${status} ${JSON.stringify(body)}`);
      mark(`${body.status} ${organisation} ${machine.fingerprint} ${name} ${Buffer.from(text).toString('base64')}`);
      return text;
    };
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 8 + round, minute)).toISOString();
    const [first] = machines as [Machine];
    const text = await post(first, at(0));
    await Promise.all(machines.map((machine) => post(machine, at(1))));
    const { documentId } = JSON.parse(text);
    const seen = await send(target, first.seen(documentId, at(2)), {
      path: '/v1/seen',
      token,
      headers: { 'content-type': 'application/vnd.tiebreak.seen+json' },
    });
    if (seen.status !== 204) throw new Error(`answered ${seen.status} to what was seen`);
    mark(`seen ${organisation} ${first.fingerprint} ${at(2)}`);
    // Another key speaks for the same machine: held; then a person accepts it.
    const other = new Machine(from + 100 + round, from + 1);
    await post(other, at(3));
    await collector.stop();
    if (round === 1) {
      acceptKey(layout, organisationNamed(layout, organisation), other.fingerprint);
      mark(`accepted ${organisation} ${other.fingerprint}`);
    }
  }
}

if (import.meta.main) {
  const asked: ReceiverRuns = JSON.parse(process.argv[2] ?? '');
  const marks = openSync(asked.marks, 'a', 0o600);
  await runReceiver(asked, Number(process.argv[3] ?? 0), (line) => writeSync(marks, `${line}\n`));
  closeSync(marks);
}
