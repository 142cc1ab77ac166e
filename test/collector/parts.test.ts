/** The parts of the receiver, each alone: journal, register, limits, names, credentials, lock, unit. */
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthority } from '../../src/collector/authority.ts';
import { isTooDeep } from '../../src/collector/body.ts';
import { operatorCredentials, privateCredentials } from '../../src/collector/credentials.ts';
import { Journal, type JournalEvent } from '../../src/collector/journal.ts';
import { folderNameOf, isFolderName, layoutOf } from '../../src/collector/layout.ts';
import { Limiter } from '../../src/collector/limiter.ts';
import { lockFolder } from '../../src/collector/lock.ts';
import { createOrganisation, listOrganisations, organisationNamed } from '../../src/collector/organisations.ts';
import { REMEMBERED, Register } from '../../src/collector/register.ts';
import { Store } from '../../src/collector/store.ts';
import { Turns } from '../../src/collector/turns.ts';
import { Problem } from '../../src/problem.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-parts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DAY = 24 * 3600 * 1000;
const KEY = 'a'.repeat(32);
const at = '2026-11-20T08:00:00.000Z';
const keyEvent = (key = KEY): JournalEvent => ({ event: 'key', at, key, identities: [`serial ${key}`] });
const documentEvent = (collectedAt: number, key = KEY): JournalEvent => ({
  event: 'document',
  at,
  key,
  id: randomUUID(),
  digest: 'd',
  collectedAt,
});

function read(file: string): { events: JournalEvent[]; unreadable: number } {
  const events: JournalEvent[] = [];
  const { journal, unreadable } = Journal.open(file, (event) => events.push(event));
  journal.close();
  return { events, unreadable };
}

describe('the journal', () => {
  test('cut at any byte, it gives every whole line before, and goes on from there', async () => {
    const file = join(folder, 'cut.ndjson');
    const events = [keyEvent(), documentEvent(1), documentEvent(2)];
    const { journal } = Journal.open(file, () => {});
    await journal.append(events);
    journal.close();
    const whole = readFileSync(file);
    for (let length = whole.length; length >= 0; length -= 7) {
      writeFileSync(file, whole.subarray(0, length));
      const lines = whole.subarray(0, length).toString('utf8').split('\n').length - 1;
      expect(read(file)).toEqual({ events: events.slice(0, lines), unreadable: 0 });
      const again = Journal.open(file, () => {}).journal;
      await again.append([documentEvent(3)]);
      again.close();
      expect(read(file).events).toHaveLength(lines + 1);
    }
  });
  test('a damaged line loses only itself, and is counted', async () => {
    const file = join(folder, 'damaged.ndjson');
    const { journal } = Journal.open(file, () => {});
    await journal.append([keyEvent()]);
    journal.close();
    appendFileSync(file, `{"event":"key"}\nnonsense\n${'x'.repeat(100_000)}\n${JSON.stringify(documentEvent(5))}\n`);
    expect(read(file)).toMatchObject({ events: [{ event: 'key' }, { event: 'document' }], unreadable: 3 });
  });
});

describe('the register', () => {
  test('remembers the last documents, in any order of arrival, and until when it forgot', () => {
    const register = new Register();
    register.apply(keyEvent());
    const dates = Array.from({ length: REMEMBERED + 5 }, (_, index) => (index * 8) % (REMEMBERED + 5));
    const events = dates.map((date) => documentEvent(date));
    for (const event of events) register.apply(event);
    const kept = events.filter(
      (event) => event.event === 'document' && register.documentOf(KEY, event.id) !== undefined,
    );
    expect(
      kept.map((event) => event.event === 'document' && event.collectedAt).sort((a, b) => Number(a) - Number(b)),
    ).toEqual(Array.from({ length: REMEMBERED }, (_, index) => index + 5));
    expect([register.isForgotten(KEY, 4), register.isForgotten(KEY, 5)]).toEqual([true, false]);
  });
  test('a long journal is made short, and tells the same', async () => {
    const file = join(folder, 'long.ndjson');
    const { journal } = Journal.open(file, () => {});
    const events = Array.from({ length: 12_000 }, (_, index) => documentEvent(index));
    await journal.append([keyEvent(), ...events]);
    journal.close();
    const before = statSync(file).size;
    const first = Register.open(file);
    await first.journal.append([documentEvent(20_000)]);
    first.journal.close();
    expect(statSync(file).size).toBeLessThan(before / 100);
    const { register, journal: second } = Register.open(file);
    second.close();
    const last = events.at(-1);
    expect(register.documentOf(KEY, last?.event === 'document' ? last.id : '')).toBeDefined();
    expect(register.isForgotten(KEY, 11_000)).toBe(true);
    expect(register.isPinned(KEY, [`serial ${KEY}`])).toBe(true);
  });
});

/** Such a service: its own folder, in one that it may go through and not read. */
const canBeAnother =
  process.getuid?.() === 0 && spawnSync('setpriv', ['--reuid=65534', process.execPath, '-v']).status === 0;

test.skipIf(!canBeAnother)('a folder whose own is in one that is closed to us is made all the same', () => {
  const closed = mkdtempSync(join(tmpdir(), 'tiebreak-closed-'));
  const own = join(closed, 'own');
  mkdirSync(own);
  chmodSync(closed, 0o711);
  chownSync(own, 65534, 65534);
  const durable = JSON.stringify(new URL('../../src/collector/durable.ts', import.meta.url).href);
  const program = `const { openFolder } = await import(${durable}); for (const path of ['', '/a/b']) openFolder(${JSON.stringify(own)} + path, 0o700);`;
  const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, '--input-type=module'];
  const run = spawnSync('setpriv', [...nobody, '-e', program], { cwd: '/', encoding: 'utf8' });
  expect([run.status, run.stderr]).toEqual([0, '']);
  expect(statSync(join(own, 'a', 'b')).mode & 0o777).toBe(0o700);
  rmSync(closed, { recursive: true });
});

describe('the store', () => {
  test('a batch shares its flushes, and one that fails does not take the others with it', async () => {
    const store = new Store({ incoming: join(folder, 'incoming'), dir: folder });
    await store.open();
    writeFileSync(join(folder, 'not-a-folder'), '');
    const { journal } = Journal.open(join(folder, 'store.ndjson'), () => {});
    const storing = Array.from({ length: 100 }, (_, index) =>
      store.store({
        file: join(folder, index === 50 ? 'not-a-folder' : `machine-${index % 10}`, `${index}.json`),
        bytes: Buffer.from(String(index)),
        journal: { of: journal, events: [documentEvent(index)] },
      }),
    );
    const results = await Promise.allSettled(storing);
    expect(results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([50]);
    expect(store.counts).toEqual({ batches: 1, stored: 99 });
    expect(store.healthy).toBe(false);
    for (let index = 0; index < 100; index++)
      if (index !== 50)
        expect(readFileSync(join(folder, `machine-${index % 10}`, `${index}.json`), 'utf8')).toBe(`${index}`);
    journal.close();
    expect(read(join(folder, 'store.ndjson')).events).toHaveLength(99);
    await store.store({ file: join(folder, 'machine-1', 'again.json'), bytes: Buffer.from('x') });
    expect(store.healthy).toBe(true);
  });
});

describe('limits', () => {
  test('a bucket is emptied, refilled with time, and forgotten when there are too many', () => {
    const limiter = new Limiter({ perSecond: 1, burst: 3, most: 2 });
    expect([0, 0, 0, 0].map(() => limiter.take('a', 0))).toEqual([0, 0, 0, 1]);
    expect([limiter.take('a', 999), limiter.take('a', 1000), limiter.take('a', 1000)]).toEqual([1, 0, 1]);
    limiter.take('b', 1000);
    limiter.take('c', 1000);
    expect(limiter.take('a', 1000)).toBe(0);
  });
  test('depth is that of the JSON, whatever its strings hold', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (json) => {
        const depth = depthOf(JSON.parse(json));
        expect(isTooDeep(Buffer.from(json), depth)).toBe(false);
        if (depth > 0) expect(isTooDeep(Buffer.from(json), depth - 1)).toBe(true);
      }),
    );
  });
  test('turns are taken in order, and a failure lets the next one pass', async () => {
    const turns = new Turns();
    const seen: number[] = [];
    const results = await Promise.allSettled(
      [1, 2, 3].map((n) =>
        turns.take('a', async () => {
          seen.push(n);
          await new Promise((done) => setTimeout(done, 5));
          seen.push(n);
          if (n === 1) throw new Error('no');
        }),
      ),
    );
    expect(seen).toEqual([1, 1, 2, 2, 3, 3]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });
});

describe('names', () => {
  test('of organisations, as people write them', () => {
    expect(folderNameOf('Commune de Saint-Étienne')).toBe('commune-de-saint-etienne');
    expect(folderNameOf('Œuvre & Cie')).toBe('oeuvre-cie');
    for (const name of ['', '...', '../..', 'CON', '日本', '/']) expect(folderNameOf(name)).toBe(undefined);
  });
  test('whatever is given, a folder name holds no path, and is its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const made = folderNameOf(name);
        if (made === undefined) return;
        expect(isFolderName(made)).toBe(true);
        expect(made).toMatch(/^[a-z0-9-]{1,63}$/);
        expect(folderNameOf(made)).toBe(made);
      }),
    );
  });
});

describe('organisations', () => {
  test('a token is nowhere on the disk, and its record is for its owner only', () => {
    const layout = layoutOf(mkdtempSync(join(folder, 'org-')));
    const { token } = createOrganisation(layout, 'Nord');
    const content = readFileSync(layout.recordOf('nord'), 'utf8');
    expect(content).not.toContain(token);
    expect(content).toContain(createHash('sha256').update(token).digest('hex'));
    expect(token.length).toBeGreaterThan(50);
    expect(statSync(layout.recordOf('nord')).mode & 0o777).toBe(0o600);
    expect(() => createOrganisation(layout, 'NORD')).toThrow(Problem);
    expect(() => organisationNamed(layout, '../nord/..')).not.toThrow();
    expect(listOrganisations(layout).map(({ id }) => id)).toEqual(['nord']);
    writeFileSync(layout.recordOf('nord'), '{');
    expect(() => organisationNamed(layout, 'nord')).toThrow(/organisation-damaged/);
  });
});

describe('credentials', () => {
  const names = ['collecte.example', '192.0.2.7', '2001:db8::7'];
  const now = new Date('2026-11-20T08:00:00Z');
  test('a private authority is made once; the certificate is renewed before it ends, or for other names', () => {
    const layout = layoutOf(mkdtempSync(join(folder, 'tls-')));
    const source = privateCredentials(layout, names);
    const first = source(now);
    for (const file of ['authority.key', 'server.key'])
      expect(statSync(join(layout.tls, file)).mode & 0o777).toBe(0o600);
    const server = new X509Certificate(first.certificate);
    const authority = new X509Certificate(readFileSync(join(layout.tls, 'authority.pem')));
    expect(server.verify(authority.publicKey)).toBe(true);
    expect([server.checkHost('collecte.example'), server.checkHost('other.example')]).toEqual([
      'collecte.example',
      undefined,
    ]);
    expect(server.checkIP('192.0.2.7')).toBe('192.0.2.7');
    expect([server.ca, authority.ca]).toEqual([false, true]);
    expect(authority.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(first.authorityFingerprint);
    expect(source(new Date(now.getTime() + 55 * DAY)).certificate).toBe(first.certificate);
    const renewed = source(new Date(now.getTime() + 65 * DAY));
    expect(renewed.certificate).not.toBe(first.certificate);
    expect(renewed.authorityFingerprint).toBe(first.authorityFingerprint);
    expect(privateCredentials(layout, ['else.example'])(now).certificate).not.toBe(renewed.certificate);
    truncateSync(join(layout.tls, 'server.pem'), 100);
    expect(new X509Certificate(source(now).certificate).checkHost('collecte.example')).toBeDefined();
  });
  test('a damaged authority is an error, never replaced in silence', () => {
    const layout = layoutOf(mkdtempSync(join(folder, 'tls-')));
    privateCredentials(layout, names)(now);
    writeFileSync(join(layout.tls, 'authority.pem'), 'nonsense');
    expect(() => privateCredentials(layout, names)(now)).toThrow(/certificate-unusable/);
  });
  test("the operator's pair is checked", () => {
    const [one, other] = [createAuthority(now), createAuthority(now)];
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const [certificate, key, wrong] = [
      file('c.pem', one.certificate),
      file('c.key', one.key),
      file('w.key', other.key),
    ];
    expect(operatorCredentials(certificate, key)(now).authorityFingerprint).toBe(undefined);
    expect(() => operatorCredentials(certificate, wrong)(now)).toThrow(/certificate-mismatch/);
    expect(() => operatorCredentials(key, key)(now)).toThrow(/certificate-unusable/);
    expect(() => operatorCredentials(join(folder, 'absent'), key)(now)).toThrow(/file-unreadable/);
  });
  test('openssl, where there is one, finds them in order', ({ skip }) => {
    if (spawnSync('openssl', ['version']).status !== 0) skip('no openssl here');
    const layout = layoutOf(mkdtempSync(join(folder, 'tls-')));
    privateCredentials(layout, names)(new Date());
    const [authority, server] = ['authority.pem', 'server.pem'].map((name) => join(layout.tls, name));
    const run = spawnSync('openssl', [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-CAfile',
      authority!,
      server!,
    ]);
    expect(`${run.stdout}${run.stderr}`).toBe(`${server}: OK\n`);
  });
  test('no two certificates bear the same number', () => {
    const numbers = Array.from(
      { length: 20 },
      () => new X509Certificate(createAuthority(now).certificate).serialNumber,
    );
    expect(new Set(numbers).size).toBe(20);
  });
});

test('one receiver for a folder', async ({ skip }) => {
  if (process.platform === 'darwin') skip('no such lock on macOS');
  const free = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(/collect-locked/);
  free();
  await expect.poll(async () => (await lockFolder(folder).catch(() => undefined)) !== undefined).toBe(true);
});

test('systemd finds the unit in order, and hardened', ({ skip }) => {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) skip('no systemd-analyze here');
  const unit = readFileSync(join(import.meta.dirname, '../../src/collector/tiebreak-collect.service'), 'utf8');
  const file = join(folder, 'tiebreak-collect.service');
  writeFileSync(file, unit.replace(/ExecStart=\S+ \S+/, 'ExecStart=/bin/true'));
  const verified = spawnSync('systemd-analyze', ['verify', file]);
  expect([verified.status, String(verified.stderr)]).toEqual([0, '']);
  const security = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', file]);
  expect(security.status, String(security.stdout)).toBe(0);
});
