/** Machines that lie: each trap costs its own collector, the others answer. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { collect } from '../../agent/collect.ts';
import { collectors } from '../../agent/collectors/index.ts';
import { serialise } from '../../agent/document.ts';
import { minimise } from '../../agent/privacy.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';
import type { Recording } from './recorded-system.ts';
import { fixture, recordedSystem } from './recorded-system.ts';

function machine(): string {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-hostile-'));
  for (const part of ['debian-third-party', 'snap', 'laptop'])
    cpSync(fixture('linux', part), root, { recursive: true });
  return root;
}

async function inventoryOf(root: string, recording: Recording = {}) {
  const request = { collectors, agentVersion: '0', now: 'now', timeoutMs: 3000, key: Buffer.alloc(32) };
  const inventory = minimise(await collect(recordedSystem(root, recording), request), { people: [] });
  const read = inventorySchema.parse(JSON.parse(serialise(inventory)));
  return { inventory: read, statuses: Object.fromEntries(read.collectors.map(({ id, status }) => [id, status])) };
}

function replace(root: string, path: string, make: (path: string) => void): void {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  execFileSync('rm', ['-rf', target]);
  make(target);
}

const STATUS = 'var/lib/dpkg/status';

test('a package list of 500 MB: its beginning is read, and said', async () => {
  const root = machine();
  replace(root, STATUS, (path) => {
    const file = openSync(path, 'w');
    writeSync(file, 'Package: first\nStatus: install ok installed\nVersion: 1+deb12u1\n\n');
    truncateSync(path, 500 * 1024 * 1024);
  });
  const { inventory, statuses } = await inventoryOf(root);
  expect(statuses).toMatchObject({ dpkg: 'partial', snap: 'partial', hardware: 'ok' });
  expect(inventory.software.map(({ name }) => name)).toContain('first');
});

test.for([
  ['a FIFO', (path: string) => execFileSync('mkfifo', [path])],
  ['a link to itself', (path: string) => symlinkSync(path, path)],
  ['a folder', (path: string) => mkdirSync(path)],
] as const)('%s in the place of the package list', async ([, make]) => {
  const root = machine();
  replace(root, STATUS, make);
  const { inventory, statuses } = await inventoryOf(root);
  expect(statuses).toMatchObject({ dpkg: 'failed', snap: 'partial', hardware: 'ok' });
  expect(inventory.software.length).toBe(2);
});

test('rubbish in every file', async () => {
  const root = machine();
  const rubbish = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256));
  for (const path of [
    STATUS,
    'etc/os-release',
    'snap/firefox/current/meta/snap.yaml',
    'sys/class/dmi/id/sys_vendor',
    'proc/net/tcp',
    'lib/apk/db/installed',
    'etc/passwd',
  ]) {
    replace(root, path, (target) => writeFileSync(target, rubbish));
  }
  const { inventory, statuses } = await inventoryOf(root);
  expect(statuses).toMatchObject({ apk: 'empty', dpkg: 'empty', connections: 'empty', snap: 'partial' });
  expect(inventory.machine.hardware?.model).toBe('Latitude 5440');
});

test('one byte that is no UTF-8 costs one character', async () => {
  const root = machine();
  replace(root, STATUS, (path) => {
    writeFileSync(
      path,
      Buffer.concat([
        Buffer.from('Package: a\nStatus: install ok installed\nMaintainer: Andr'),
        Buffer.from([0xe9]),
        Buffer.from(' X <a@b>\n\nPackage: b\nStatus: install ok installed\n'),
      ]),
    );
  });
  const { inventory } = await inventoryOf(root);
  const found = inventory.software.filter(({ foundBy }) => foundBy === 'dpkg');
  expect(found.map(({ name, publisher }) => [name, publisher])).toEqual([
    ['a', 'Andr\ufffd X'],
    ['b', undefined],
  ]);
});

test('a command that floods, fails or hangs', async () => {
  const root = machine();
  cpSync(fixture('linux', 'fedora', 'var'), join(root, 'var'), { recursive: true });
  const failure = { ok: false, reason: 'failed', detail: 'rpm was stopped after 20000 ms' } as const;
  expect((await inventoryOf(root, { commands: { rpm: failure } })).statuses).toMatchObject({
    rpm: 'failed',
    dpkg: 'ok',
  });
  expect(
    (await inventoryOf(root, { commands: { rpm: { ok: true, status: 1, stdout: Buffer.from('') } } })).statuses,
  ).toMatchObject({ rpm: 'failed' });
  // Under some emulations a command succeeds and prints nothing: that is not "nothing installed".
  expect((await inventoryOf(root, { commands: { rpm: '' } })).statuses).toMatchObject({ rpm: 'empty' });
});
