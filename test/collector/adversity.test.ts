/** A disk that fills up, strangers who try tokens, clients who drip bytes or break off: each on a receiver of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../src/collector/layout.ts';
import { Machine, openPlace, type Place } from './place.ts';

async function withPlace(work: (at: Place) => Promise<void>, parent?: string): Promise<void> {
  const at = await openPlace(parent);
  try {
    await work(at);
  } finally {
    await at.remove();
  }
}

describe('a full disk', () => {
  test('is said, loses nothing, and what was refused is taken once there is room', async ({ skip }) => {
    const mount = mkdtempSync(join(tmpdir(), 'tiebreak-disk-'));
    try {
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount]).status !== 0)
        skip('cannot mount a tmpfs');
      await withPlace(async (at) => {
        const small = new Machine().inventory();
        expect((await at.post(small)).status).toBe(201);
        const room = join(at.dir, 'ballast');
        try {
          writeFileSync(room, Buffer.alloc(2 * 1024 * 1024));
        } catch (error) {
          expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
        }
        const machine = new Machine();
        const text = machine.inventory();
        const refused = await at.post(text);
        expect(refused).toMatchObject({
          status: 503,
          body: { type: 'urn:tiebreak:problem:storage', detail: 'ENOSPC' },
        });
        expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
        expect((await at.send('', { method: 'GET', path: '/v1/health' })).status).toBe(503);
        expect(at.files('nord')).toHaveLength(1);
        rmSync(room);
        expect((await at.post(text)).status).toBe(201);
        expect((await at.send('', { method: 'GET', path: '/v1/health' })).status).toBe(200);
        expect(at.read('nord', at.files('nord').find((file) => file.startsWith(machine.fingerprint))!)).toBe(text);
        expect(readdirSync(layoutOf(at.dir).incoming)).toEqual([]);
        await at.restart();
        expect((await at.post(text)).status).toBe(200);
        expect((await at.post(small)).status).toBe(200);
      }, mount);
    } finally {
      spawnSync('umount', [mount]);
      rmSync(mount, { recursive: true, force: true });
    }
  });
});

describe('strangers', () => {
  test('who try tokens are told to wait, from one address; the log keeps the reason, not the address', () =>
    withPlace(async (at) => {
      const text = new Machine().inventory();
      const statuses: number[] = [];
      for (let tries = 0; tries < 70; tries++)
        statuses.push((await at.post(text, { token: `tiebreak_00000000_${tries}` })).status);
      expect(statuses.slice(0, 60).every((status) => status === 401)).toBe(true);
      expect(statuses.slice(-5)).toEqual([429, 429, 429, 429, 429]);
      expect(at.log.filter(({ reason }) => reason === 'token-unknown')).toHaveLength(
        statuses.filter((s) => s === 401).length,
      );
      expect(JSON.stringify(at.log)).not.toContain('127.0.0.1');
    }));
  test('who break off in the middle leave nothing, and memory is given back', () =>
    withPlace(async (at) => {
      const { port, authority } = at.target();
      for (let times = 0; times < 50; times++) {
        const socket = connect({ port, host: '127.0.0.1', ca: authority });
        await new Promise<void>((done) => socket.once('secureConnect', done));
        socket.write(
          `POST /v1/inventories HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${at.tokens.nord}\r\ncontent-type: application/json\r\ncontent-length: 4000000\r\n\r\n`,
        );
        socket.write(Buffer.alloc(1_000_000));
        await new Promise((done) => setTimeout(done, 5));
        socket.destroy();
      }
      await expect.poll(() => at.log.filter(({ event }) => event === 'defect')).toEqual([]);
      expect(readdirSync(layoutOf(at.dir).incoming)).toEqual([]);
      // 50 times 1 MB, and more than that again: the budget of memory would be spent if it were not given back.
      const large = new Machine().inventory({ x: 'y'.repeat(3_000_000) });
      for (let times = 0; times < 3; times++)
        expect((await at.send(large, { token: at.tokens.nord })).status).toBeLessThan(300);
    }));
  test('who speak nonsense get an answer, and the others go on', () =>
    withPlace(async (at) => {
      const { port, authority } = at.target();
      const socket = connect({ port, host: '127.0.0.1', ca: authority });
      const answer = await new Promise<string>((done) => {
        let text = '';
        socket.on('data', (piece: Buffer) => {
          text += piece.toString('latin1');
        });
        socket.on('close', () => done(text));
        socket.write('NONSENSE\r\n\r\n');
      });
      expect(answer).toMatch(/^HTTP\/1\.1 400/);
      expect((await at.post(new Machine().inventory())).status).toBe(201);
    }));
});
