/** Disks that refuse: full (a real one, small), read-only (a real mount). */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { deliver } from '../../../agent/deliver/deliver.ts';
import { folderDestination } from '../../../agent/deliver/folder.ts';
import { openSpool } from '../../../agent/deliver/spool.ts';
import type { Inventory } from '../../../src/inventory/schema.ts';
import { inventoryOf, key } from './documents.ts';

const MACHINE = '0123456789abcdef0123456789abcdef';
const mounted: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) mount('umount', folder);
});

function mount(command: 'mount' | 'umount', ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

function small(size: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-small-'));
  if (!mount('mount', '-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder)) throw new Error('not mounted');
  mounted.push(folder);
  return folder;
}

const canMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-try-'));
  return mount('mount', '-t', 'tmpfs', 'tmpfs', folder) && mount('umount', folder);
})();

function large(day: number): Inventory {
  const inventory = inventoryOf(`of day ${day}`, `2026-11-0${day}T00:00:00.000Z`);
  inventory.software.push(
    ...Array.from(
      { length: 400 },
      (_, index) => ({ name: `${index} ${'x'.repeat(100)}`, kind: 'program', foundBy: 'test' }) as const,
    ),
  );
  return inventory;
}

function run(inventory: Inventory, stateFolder: string, root: string) {
  return deliver({ inventory, key, stateFolder, destination: folderDestination(root, MACHINE), fullEveryDays: 7 });
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'tiebreak-disk-'));
const documentsIn = (root: string) => readdirSync(join(root, MACHINE));

test.skipIf(!canMount)(
  'a full share: nothing half written, the document waits and goes once there is room',
  async () => {
    const [state, share] = [newFolder(), small('64k')];
    writeFileSync(join(share, 'others'), Buffer.alloc(40_000));
    const report = await run(large(1), state, share);
    expect(report).toMatchObject({ delivered: 0, waiting: 1, problems: [expect.stringContaining('ENOSPC')] });
    expect(documentsIn(share)).toEqual([]);
    rmSync(join(share, 'others'));
    expect(await run(large(1), state, share)).toMatchObject({ delivered: 1, waiting: 0, problems: [] });
    expect(documentsIn(share)).toHaveLength(1);
  },
);

test.skipIf(!canMount)('a full state folder: delivered without the spool, what waited is not lost', async () => {
  const [state, share] = [small('120k'), newFolder()];
  const down = join(share, 'absent');
  expect(await run(large(1), state, down)).toMatchObject({ waiting: 1 });
  writeFileSync(join(state, 'others'), Buffer.alloc(20_000));
  expect(await run(large(2), state, share)).toMatchObject({
    delivered: 2,
    problems: [expect.stringContaining('ENOSPC')],
  });
  expect(documentsIn(share)).toHaveLength(2);
  expect(openSpool(state).names()).toEqual([]);
});

test.skipIf(!canMount)(
  'a read-only spool: delivered without it; what waits there goes too, and is there once',
  async () => {
    const [state, share] = [small('1m'), newFolder()];
    expect(await run(large(1), state, join(share, 'absent'))).toMatchObject({ waiting: 1 });
    expect(mount('mount', '-o', 'remount,ro', state)).toBe(true);
    for (const day of [2, 3]) {
      expect(await run(large(day), state, share)).toMatchObject({
        delivered: 2,
        waiting: 1,
        problems: [expect.stringContaining('EROFS'), expect.stringContaining('stays in the spool')],
      });
    }
    expect(documentsIn(share)).toHaveLength(2);
  },
);

test.skipIf(!canMount)('a read-only share: the document waits', async () => {
  const [state, share] = [newFolder(), small('1m')];
  mkdirSync(join(share, MACHINE));
  expect(mount('mount', '-o', 'remount,ro', share)).toBe(true);
  expect(await run(large(1), state, share)).toMatchObject({
    delivered: 0,
    waiting: 1,
    problems: [expect.stringContaining('EROFS')],
  });
});
