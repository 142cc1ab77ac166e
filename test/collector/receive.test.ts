/** What the receiver takes, refuses and remembers, over real TLS sockets and a real disk. */
import { randomUUID, sign } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layoutOf } from '../../src/collector/layout.ts';
import { acceptKey, addToken, organisationNamed, revokeToken } from '../../src/collector/organisations.ts';
import { SILENCE_BEFORE_TAKEOVER } from '../../src/collector/receive.ts';
import { REMEMBERED } from '../../src/collector/register.ts';
import { rawPublicKey, sign as signText, verify } from '../../src/inventory/signature.ts';
import { GZIP, Machine, openPlace, type Place } from './place.ts';

let at: Place;
beforeAll(async () => {
  at = await openPlace();
});
afterAll(() => at.remove());

const DAY = 24 * 3600 * 1000;
const day = (n: number): string => new Date(Date.parse('2026-11-01T08:00:00Z') + n * DAY).toISOString();
const filesOf = ({ fingerprint }: Machine, organisation = 'nord'): string[] =>
  at.files(organisation).filter((file) => file.startsWith(fingerprint));
const lastLine = () => at.log.findLast(({ event }) => event === 'request');

/** Bytes that are not text, signed all the same. */
function signBytes(body: Buffer, { privateKey }: Machine): Buffer {
  const value = sign(null, Buffer.concat([Buffer.from('tiebreak inventory v1\0'), body]), privateKey);
  const publicKey = rawPublicKey(privateKey).toString('base64url');
  const closing = `,"signature":{"algorithm":"Ed25519","publicKey":"${publicKey}","value":"${value.toString('base64url')}"}}`;
  return Buffer.concat([body, Buffer.from(closing)]);
}

/** Refused with a reason, logged with it, and nothing of it on the disk. */
async function expectRefused(answering: Promise<{ status: number; body: object }>, status: number, reason: string) {
  const before = [...at.files('nord'), ...at.files('sud')];
  const answer = await answering;
  expect([answer.status, (answer.body as { type?: string }).type]).toEqual([status, `urn:tiebreak:problem:${reason}`]);
  expect([...at.files('nord'), ...at.files('sud')]).toEqual(before);
  await expect.poll(lastLine).toMatchObject({ status, outcome: 'refused', reason });
}

describe('what is taken', () => {
  test('a signed inventory is stored byte for byte, under the fingerprint of its key', async () => {
    const machine = new Machine();
    const documentId = randomUUID();
    const text = machine.inventory({ documentId, collectedAt: '2026-11-20T22:45:00.123Z' });
    expect(await at.post(text)).toMatchObject({ status: 201, body: { status: 'stored' } });
    const name = `${machine.fingerprint}/20261120T224500Z-${documentId.slice(0, 8)}.inventory.json`;
    expect(filesOf(machine)).toEqual([name]);
    expect(at.read('nord', name)).toBe(text);
    expect(verify(Buffer.from(at.read('nord', name)))).toMatchObject({ status: 'valid' });
  });
  test('not compressed as well', async () => {
    const machine = new Machine();
    expect((await at.send(machine.inventory(), { token: at.tokens.nord })).status).toBe(201);
    expect(filesOf(machine)).toHaveLength(1);
  });
  test('in pieces, its length not announced', async () => {
    const machine = new Machine();
    const headers = { 'transfer-encoding': 'chunked' };
    expect((await at.send(machine.inventory(), { token: at.tokens.nord, headers })).status).toBe(201);
    expect(filesOf(machine)).toHaveLength(1);
  });
  test('sent again, it is known, and stored once', async () => {
    const machine = new Machine();
    const text = machine.inventory();
    await at.post(text);
    expect(await at.post(text)).toMatchObject({ status: 200, body: { status: 'known' } });
    expect(filesOf(machine)).toHaveLength(1);
  });
  test('twenty times at once, it is stored once', async () => {
    const machine = new Machine();
    const text = machine.inventory();
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => at.post(text)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(19);
    expect(filesOf(machine)).toHaveLength(1);
  });
  test('late documents come in any order', async () => {
    const machine = new Machine();
    for (const n of [3, 1, 2]) expect((await at.post(machine.inventory({ collectedAt: day(n) }))).status).toBe(201);
    expect(filesOf(machine)).toHaveLength(3);
  });
});

describe('what is refused', () => {
  test('no token, a wrong one, another scheme', async () => {
    const text = new Machine().inventory();
    await expectRefused(at.send(text), 401, 'token-missing');
    await expectRefused(at.post(text, { token: 'tiebreak_00000000_x' }), 401, 'token-unknown');
    const headers = { authorization: `Basic ${at.tokens.nord}` };
    await expectRefused(at.send(text, { headers }), 401, 'token-unknown');
  });
  test('a token revoked, at once; the other goes on', async () => {
    const layout = layoutOf(at.dir);
    const { id, token } = addToken(layout, organisationNamed(layout, 'Nord'));
    await expect.poll(async () => (await at.post(new Machine().inventory(), { token })).status).toBe(201);
    revokeToken(layout, organisationNamed(layout, 'Nord'), id);
    await expect.poll(async () => (await at.post(new Machine().inventory(), { token })).status).toBe(401);
    await expectRefused(at.post(new Machine().inventory(), { token }), 401, 'token-revoked');
    expect((await at.post(new Machine().inventory())).status).toBe(201);
  });
  test('unsigned', () => expectRefused(at.post(new Machine().text()), 403, 'unsigned'));
  test('one byte changed after the signature', () =>
    expectRefused(at.post(new Machine().inventory().replace('Firefox', 'Firefax')), 403, 'forged'));
  test('the signature of another machine', async () => {
    const [one, other] = [new Machine(), new Machine()];
    const signed = other.inventory();
    const text = one.text();
    const forged = `${text.trimEnd().slice(0, -1)}${signed.slice(signed.indexOf(',"signature":'))}`;
    await expectRefused(at.post(forged), 403, 'forged');
  });
  test('the same identifier with other bytes', async () => {
    const machine = new Machine();
    const documentId = randomUUID();
    await at.post(machine.inventory({ documentId }));
    await expectRefused(at.post(machine.inventory({ documentId, site: 'x' })), 409, 'conflict');
    await expectRefused(at.post(machine.inventory({ documentId, collectedAt: day(9) })), 409, 'conflict');
  });
  test('replayed to another organisation', async () => {
    const machine = new Machine();
    const text = machine.inventory();
    await at.post(text);
    await expectRefused(at.post(text, { token: at.tokens.sud }), 403, 'other-organisation');
    await expectRefused(at.post(machine.inventory(), { token: at.tokens.sud }), 403, 'other-organisation');
    expect(existsSync(join(at.dir, 'sud', machine.fingerprint))).toBe(false);
  });
  test('replayed after it was purged: known, and not written again', async () => {
    const machine = new Machine();
    const text = machine.inventory();
    await at.post(text);
    rmSync(join(at.dir, 'nord', filesOf(machine)[0]!));
    expect((await at.post(text)).status).toBe(200);
    await at.restart();
    expect((await at.post(text)).status).toBe(200);
    expect(filesOf(machine)).toEqual([]);
  });
  test('older than all that is remembered', async () => {
    const machine = new Machine();
    const old = machine.inventory({ collectedAt: day(-40) });
    await at.post(old);
    for (let n = 0; n < REMEMBERED; n++) await at.post(machine.inventory({ collectedAt: day(n) }));
    expect((await at.post(old)).status).toBe(200);
    rmSync(join(at.dir, 'nord', filesOf(machine)[0]!));
    await expectRefused(at.post(old), 409, 'stale');
    await at.restart();
    await expectRefused(at.post(old), 409, 'stale');
    expect((await at.post(machine.inventory({ collectedAt: day(REMEMBERED) }))).status).toBe(201);
  });
  test('dated later than now', () =>
    expectRefused(at.post(new Machine().inventory({ collectedAt: '2199-01-01T00:00:00Z' })), 422, 'clock'));
  test('not an inventory, without identifier, of another major version', async () => {
    const machine = new Machine();
    await expectRefused(at.post(machine.inventory({ document: 'assessment' })), 422, 'invalid');
    await expectRefused(at.post(machine.inventory({ documentId: undefined })), 422, 'invalid');
    await expectRefused(at.post(machine.inventory({ documentId: '../../../etc/passwd' })), 422, 'invalid');
    await expectRefused(at.post(machine.inventory({ collectedAt: '../../x' })), 422, 'invalid');
    await expectRefused(at.post(machine.inventory({ software: [{ name: 4 }] })), 422, 'invalid');
    await expectRefused(at.post(machine.inventory({ schemaVersion: '2.0' })), 422, 'version');
  });
  test('other types and compressions', async () => {
    const text = new Machine().inventory();
    const token = at.tokens.nord;
    await expectRefused(at.send(text, { token, headers: { 'content-type': 'text/plain' } }), 415, 'media-type');
    await expectRefused(at.send(text, { token, headers: { 'content-encoding': 'br' } }), 415, 'encoding');
    await expectRefused(at.send(text, { token, headers: GZIP }), 400, 'not-gzip');
    const cut = gzipSync(text).subarray(0, 100);
    await expectRefused(at.send(cut, { token, headers: GZIP }), 400, 'not-gzip');
  });
  test('too large as announced, as sent, and once decompressed', async () => {
    const token = at.tokens.nord;
    const pieces = { 'transfer-encoding': 'chunked' };
    const large = Buffer.alloc(5 * 1024 * 1024, 0x20);
    await expectRefused(at.send(large, { token }), 413, 'too-large');
    await expectRefused(at.send(large, { token, headers: pieces }), 413, 'too-large');
    await expectRefused(at.send(gzipSync(Buffer.alloc(100 * 1024 * 1024)), { token, headers: GZIP }), 413, 'bomb');
    // Small, and growing 1,000 times: refused by its ratio.
    await expectRefused(at.send(gzipSync(Buffer.alloc(8 * 1024 * 1024)), { token, headers: GZIP }), 413, 'bomb');
  });
  test('nested too deep, with too many values, not UTF-8', async () => {
    const machine = new Machine();
    const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const built = (json: string): string => signText(machine.text({ x: '@' }).replace('"@"', json), machine.privateKey);
    await expectRefused(at.post(built(deep(40))), 400, 'too-deep');
    await expectRefused(at.post(built(deep(50_000))), 400, 'too-deep');
    await expectRefused(at.send(built(`[${'0,'.repeat(2_000_001)}0]`), { token: at.tokens.nord }), 400, 'too-deep');
    await expectRefused(at.post(built('nonsense')), 400, 'json');
    await expectRefused(at.post(signBytes(Buffer.from('{"x":"\xe9"', 'latin1'), machine)), 400, 'json');
  });
  test('addresses it does not serve', async () => {
    await expectRefused(at.post('', { path: '/v1/inventories/../../etc/passwd' }), 404, 'not-found');
    await expectRefused(at.send('', { path: '/v1/inventories', method: 'GET' }), 404, 'not-found');
  });
  test('in the language of who asks', async () => {
    const answer = await at.post(new Machine().text(), { headers: { 'accept-language': 'fr-FR' } });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body.title).toMatch(/sans signature/);
  });
  test('too often from one machine, with how long to wait', async () => {
    const machine = new Machine();
    const text = machine.inventory();
    const answers = await Promise.all(Array.from({ length: 130 }, () => at.post(text)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(5);
    expect(Number(refused[0]!.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('the key of a machine', () => {
  test('another key for the same machine is held, then accepted by a person', async () => {
    const [first, second] = [new Machine('a'.repeat(32)), new Machine('a'.repeat(32))];
    await at.post(first.inventory());
    const text = second.inventory();
    expect(await at.post(text)).toMatchObject({ status: 201, body: { status: 'held', because: 'other-key' } });
    expect(await at.post(text)).toMatchObject({ status: 201, body: { status: 'held' } });
    expect(filesOf(second)).toEqual([]);
    expect(readdirSync(layoutOf(at.dir).heldOf('nord', second.fingerprint))).toHaveLength(1);
    const layout = layoutOf(at.dir);
    acceptKey(layout, organisationNamed(layout, 'nord'), second.fingerprint);
    await expect.poll(() => filesOf(second), { timeout: 15_000 }).toHaveLength(1);
    expect(at.read('nord', filesOf(second)[0]!)).toBe(text);
    await expect.poll(() => readdirSync(layout.heldOf('nord', second.fingerprint))).toEqual([]);
    expect(await at.post(second.inventory())).toMatchObject({ status: 201, body: { status: 'stored' } });
  });
  test('takes over from one that has been silent for long, with what was held', async () => {
    const [first, second] = [new Machine('b'.repeat(32)), new Machine('b'.repeat(32))];
    await at.post(first.inventory());
    await at.post(second.inventory());
    at.clock.now = Date.now() + SILENCE_BEFORE_TAKEOVER - DAY;
    expect(await at.post(second.inventory())).toMatchObject({ body: { status: 'held' } });
    at.clock.now = Date.now() + SILENCE_BEFORE_TAKEOVER + 1000;
    expect(await at.post(second.inventory())).toMatchObject({ body: { status: 'stored' } });
    await expect.poll(() => filesOf(second)).toHaveLength(3);
    at.clock.now = undefined;
  });
  test('a name alone passes to the machine that replaces another', async () => {
    const name = 'c'.repeat(32);
    const machine = (uuid: string) => ({ identifiers: { name, uuid }, kind: 'workstation' });
    expect((await at.post(new Machine().inventory({ machine: machine('1'.repeat(32)) }))).body.status).toBe('stored');
    expect((await at.post(new Machine().inventory({ machine: machine('2'.repeat(32)) }))).body.status).toBe('stored');
    const onlyName = { identifiers: { name }, kind: 'workstation' };
    expect((await at.post(new Machine().inventory({ machine: onlyName }))).body.status).toBe('held');
  });
  test('a machine that changed hands is accepted by its new organisation', async () => {
    const machine = new Machine();
    await at.post(machine.inventory());
    const layout = layoutOf(at.dir);
    acceptKey(layout, organisationNamed(layout, 'sud'), machine.fingerprint);
    await expect
      .poll(async () => (await at.post(machine.inventory(), { token: at.tokens.sud })).status, {
        interval: 500,
        timeout: 15_000,
      })
      .toBe(201);
    expect(filesOf(machine, 'sud')).toHaveLength(1);
  });
});

describe('a newer version', () => {
  test('is kept as it is when this one cannot read it, and when it can, read', async () => {
    const machine = new Machine();
    const newer = { schemaVersion: '1.999', somethingNew: { a: 1 } };
    expect((await at.post(machine.inventory(newer))).body).toEqual({ status: 'stored' });
    const unreadable = machine.inventory({ ...newer, machine: { identifiers: {}, kind: 'fridge' } });
    expect((await at.post(unreadable)).body).toEqual({ status: 'held', because: 'newer-version' });
    expect(readdirSync(layoutOf(at.dir).heldOf('nord', machine.fingerprint))).toHaveLength(1);
    await at.restart();
    expect(readdirSync(layoutOf(at.dir).heldOf('nord', machine.fingerprint))).toHaveLength(1);
  });
});

describe('seen', () => {
  const path = '/v1/seen';
  test('a machine whose last document still holds says so with a few bytes', async () => {
    const machine = new Machine();
    const documentId = randomUUID();
    await at.post(machine.inventory({ documentId }));
    const seen = machine.seen(documentId, day(10));
    expect((await at.post(seen, { path })).status).toBe(204);
    expect(at.read('nord', `${machine.fingerprint}/seen.json`)).toBe(seen);
    // An older one, replayed, changes nothing.
    expect((await at.post(machine.seen(documentId, day(5)), { path })).status).toBe(204);
    expect(at.read('nord', `${machine.fingerprint}/seen.json`)).toBe(seen);
  });
  test('of a document that the receiver lacks: send it whole', async () => {
    const machine = new Machine();
    await expectRefused(at.post(machine.seen(randomUUID(), day(1)), { path }), 409, 'document-lacking');
    const documentId = randomUUID();
    await at.post(machine.inventory({ documentId }));
    rmSync(join(at.dir, 'nord', filesOf(machine)[0]!));
    await expectRefused(at.post(machine.seen(documentId, day(1)), { path }), 409, 'document-lacking');
  });
  test('forged, of another kind, or to another organisation: refused', async () => {
    const machine = new Machine();
    const documentId = randomUUID();
    const text = machine.inventory({ documentId });
    await at.post(text);
    await expectRefused(at.post(machine.seen(documentId, day(1)).replace('"a', '"b'), { path }), 403, 'forged');
    await expectRefused(at.post(text, { path }), 403, 'forged');
    await expectRefused(
      at.post(machine.seen(documentId, day(1)), { path, token: at.tokens.sud }),
      403,
      'other-organisation',
    );
    await expectRefused(at.post(machine.seen(documentId, '2199-01-01T00:00:00Z'), { path }), 422, 'clock');
  });
});

describe('what was cut before it could be remembered', () => {
  test('a document on the disk that no journal knows is stored again, once', async () => {
    const machine = new Machine();
    const documentId = randomUUID();
    const text = machine.inventory({ documentId });
    const folder = join(at.dir, 'nord', machine.fingerprint);
    const name = `20261120T080000Z-${documentId.slice(0, 8)}.inventory.json`;
    mkdirSync(folder);
    writeFileSync(join(folder, name), text);
    expect((await at.post(text)).status).toBe(201);
    expect((await at.post(text)).status).toBe(200);
    expect(filesOf(machine)).toHaveLength(1);
  });
  test('files under way are cleared at the next start', async () => {
    const { incoming } = layoutOf(at.dir);
    writeFileSync(join(incoming, 'half'), '{"docu');
    await at.restart();
    expect(readdirSync(incoming)).toEqual([]);
  });
});

describe('the log', () => {
  test('says what happened, and holds no token, address or content', async () => {
    const machine = new Machine();
    await at.post(machine.inventory());
    await expect.poll(lastLine).toMatchObject({
      organisation: 'nord',
      key: machine.fingerprint,
      route: '/v1/inventories',
      status: 201,
      outcome: 'stored',
    });
    const text = JSON.stringify(at.log);
    for (const secret of [at.tokens.nord, at.tokens.sud, '127.0.0.1', 'Firefox', machine.serial])
      expect(text).not.toContain(secret);
    expect(at.log.some(({ event }) => event === 'defect')).toBe(false);
  });
});
