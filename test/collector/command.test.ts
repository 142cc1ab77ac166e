/** `tiebreak organisation` and `tiebreak collect` as an operator runs them, and `tiebreak report` on what they leave. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { assessmentSchema } from '../../src/assessment.ts';
import { place } from '../cli/run.ts';
import { Machine, send, type Target } from './place.ts';

vi.setConfig({ testTimeout: 120_000 });

const at = place();
const dir = join(at.folder, 'store');
const machines = Array.from({ length: 5 }, () => new Machine());
let receiver: Receiver;
let token: string;
afterAll(async () => {
  receiver?.child.kill('SIGKILL');
  at.remove();
});

type Receiver = {
  child: ChildProcess;
  target: Target;
  log: () => string;
  said: () => string;
  ended: Promise<number | null>;
};

async function start(...more: string[]): Promise<Receiver> {
  const args = [
    join(import.meta.dirname, '../../bin/tiebreak.js'),
    'collect',
    '--listen',
    '127.0.0.1:0',
    '--dir',
    dir,
    ...more,
  ];
  const child = spawn(process.execPath, args, { env: { ...process.env, LANG: 'en_GB.UTF-8' } });
  let [log, said] = ['', ''];
  child.stdout.on('data', (piece: Buffer) => {
    log += piece.toString('utf8');
  });
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString('utf8');
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  await vi.waitFor(() => expect(said).toMatch(/certificate valid until/), { timeout: 60_000 });
  const port = Number(/https:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
  const authority = readFileSync(join(dir, '.collector/tls/authority.pem'), 'utf8');
  return { child, target: { port, authority }, log: () => log, said: () => said, ended };
}

beforeAll(async () => {
  const made = await at.run(['organisation', 'new', 'Commune de Nord', '--dir', dir, '--json']);
  expect([made.code, made.err]).toEqual([0, []]);
  ({ token } = JSON.parse(made.out) as { token: string });
  receiver = await start();
}, 120_000);

describe('collect', () => {
  test('prints where it listens and the fingerprint to pin', () => {
    expect(receiver.said()).toMatch(/caFingerprint\): [0-9a-f]{64}\n/);
  });
  test('health', async () => {
    expect(await send(receiver.target, '', { method: 'GET', path: '/v1/health' })).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
  });
  test('what report reads is simply that folder', async () => {
    const texts = machines.map((machine) => machine.inventory({ documentId: randomUUID() }));
    for (const text of texts) expect((await send(receiver.target, text, { token })).status).toBe(201);
    mkdirSync(join(at.folder, 'by-hand'));
    for (const [index, text] of texts.entries()) writeFileSync(join(at.folder, 'by-hand', `${index}.json`), text);
    const [received, byHand] = await Promise.all(
      [join(dir, 'commune-de-nord'), 'by-hand'].map((path, index) =>
        at.run(['report', path, '--json', '-o', `out-${index}`]),
      ),
    );
    expect([received!.code, received!.err]).toEqual([0, []]);
    const [one, other] = [received!, byHand!].map(({ out }) => assessmentSchema.parse(JSON.parse(out)));
    expect(one!.headline.machines).toBe(machines.length);
    expect(one!.headline).toEqual(other!.headline);
    const list = await at.run(['organisation', 'list', '--dir', dir, '--json']);
    expect(JSON.parse(list.out)).toMatchObject([{ id: 'commune-de-nord', machines: machines.length }]);
    expect(list.out).not.toContain('sha256');
  });
  test('only TLS 1.2 and later, and nothing in clear', async () => {
    const socket = connect(receiver.target.port, '127.0.0.1');
    const answer = await new Promise<string>((done) => {
      let text = '';
      socket.on('data', (piece) => {
        text += piece.toString('latin1');
      });
      socket.on('close', () => done(text));
      socket.on('error', () => {});
      socket.write('GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n');
    });
    expect(answer).not.toContain('status');
    const old = { host: '127.0.0.1', port: receiver.target.port, ca: receiver.target.authority, agent: false as const };
    const failure = await new Promise<Error>((failed) =>
      request({ ...old, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' })
        .on('error', failed)
        .end(),
    );
    expect(failure.message).toMatch(/protocol version|no protocols|EPROTO|unsupported/i);
  });
  test('a machine key is accepted, and a token revoked, while it runs', async () => {
    const other = new Machine(machines[0]!.serial);
    expect((await send(receiver.target, other.inventory(), { token })).body).toMatchObject({ status: 'held' });
    const held = await at.run(['organisation', 'keys', 'Commune de Nord', '--dir', dir]);
    expect(held.out).toContain(other.fingerprint);
    expect((await at.run(['organisation', 'accept', 'commune-de-nord', other.fingerprint, '--dir', dir])).code).toBe(0);
    await expect
      .poll(() => existsSync(join(dir, 'commune-de-nord', other.fingerprint)), { timeout: 20_000 })
      .toBe(true);
    const added = JSON.parse((await at.run(['organisation', 'token', 'Commune de Nord', '--dir', dir, '--json'])).out);
    await expect
      .poll(async () => (await send(receiver.target, new Machine().inventory(), { token: added.token })).status)
      .toBe(201);
    expect((await at.run(['organisation', 'revoke', 'commune-de-nord', added.id, '--dir', dir])).code).toBe(0);
    await expect
      .poll(async () => (await send(receiver.target, new Machine().inventory(), { token: added.token })).status, {
        timeout: 10_000,
      })
      .toBe(401);
  });
  test('a second one on the same folder is refused, in one line', async () => {
    const run = await at.run(['collect', '--listen', '127.0.0.1:0', '--dir', dir]);
    expect([run.code, run.err.length]).toEqual([2, 1]);
    expect(run.err[0]).toMatch(/another receiver/);
  });
  test('asked to stop, it finishes what is under way, takes nothing more, and ends with 0', async () => {
    const { target, child, ended } = receiver;
    const machine = new Machine();
    const text = machine.inventory();
    const asked = request({
      host: '127.0.0.1',
      port: target.port,
      path: '/v1/inventories',
      method: 'POST',
      ca: target.authority,
      agent: false,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      },
    });
    const status = new Promise<number | undefined>((done, failed) => {
      asked.on('response', (answer) => done(answer.resume().statusCode));
      asked.on('error', failed);
    });
    asked.write(text.slice(0, 50));
    await new Promise((done) => setTimeout(done, 500));
    child.kill('SIGTERM');
    await expect.poll(receiver.said).toMatch(/stopping/);
    await expect(send(target, text, { token })).rejects.toThrow();
    asked.end(text.slice(50));
    expect(await status).toBe(201);
    expect(await ended).toBe(0);
    expect(readdirSync(join(dir, 'commune-de-nord', machine.fingerprint))).toHaveLength(1);
    expect(receiver.log()).toContain('"event":"stopped"');
    for (const line of receiver.log().trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('at');
    expect(receiver.log()).not.toContain(token);
  });
});

describe('usage', () => {
  test('organisation new alone makes the key that report uses, for its owner only, and never twice', async () => {
    const file = join(at.folder, 'tiebreak-organisation.key');
    // An earlier report made one.
    rmSync(file, { force: true });
    const first = await at.run(['organisation', 'new']);
    expect([first.code, first.err]).toEqual([0, []]);
    expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await at.run(['organisation', 'new']);
    expect([second.code, second.err.length]).toEqual([2, 1]);
  });
  test.each([
    [['collect', '--listen', 'nonsense', '--dir', 'x'], /HOST:PORT/],
    [['collect', '--listen', '127.0.0.1:99999', '--dir', 'x'], /HOST:PORT/],
    [['collect', '--listen', '127.0.0.1:0', '--dir', 'x', '--cert', 'c.pem'], /--key/],
    [
      ['collect', '--listen', '127.0.0.1:0', '--dir', 'x', '--cert', 'c.pem', '--key', 'k.pem'],
      /c\.pem: cannot be read/,
    ],
    [['organisation', 'new', '../..', '--dir', 'x'], /no folder name/],
    [['organisation', 'token', 'absent', '--dir', 'x'], /unknown organisation/],
    [['organisation', 'list', '--dir', 'y'], /no organisation yet/],
    [['organisation'], /--help/],
  ])('%j: one line', async (args, line) => {
    const run = await at.run(args);
    expect(run.code).toBeGreaterThan(0);
    expect(run.err).toHaveLength(1);
    expect(run.err[0]).toMatch(line);
  });
});
