import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { folderDestination } from '../../../agent/deliver/folder.ts';
import { inventoryOf, outgoing } from './documents.ts';

const MACHINE = '0123456789abcdef0123456789abcdef';
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tiebreak-share-'));
});
const own = () => join(root, MACHINE);

test('one sub-folder for the machine, the file whole, readable by the group of the share and nobody else', async () => {
  const document = outgoing(inventoryOf('a'));
  expect(await folderDestination(root, MACHINE).send(document)).toEqual({ result: 'delivered' });
  expect(readdirSync(root)).toEqual([MACHINE]);
  expect(readdirSync(own())).toEqual([document.name]);
  expect(readFileSync(join(own(), document.name), 'utf8')).toBe(document.text);
  expect(statSync(join(own(), document.name)).mode & 0o007).toBe(0);
  expect(statSync(own()).mode & 0o007).toBe(0);
});

test('the same document again falls on the first, which is not even opened', async () => {
  const document = outgoing(inventoryOf('a'));
  const destination = folderDestination(root, MACHINE);
  await destination.send(document);
  const before = statSync(join(own(), document.name));
  expect(await destination.send(document)).toEqual({ result: 'delivered' });
  expect(statSync(join(own(), document.name))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
});

test('the last two stay, by the clock of the disk: one whose machine was in the future does not drive out the next', async () => {
  const destination = folderDestination(root, MACHINE);
  const dates = ['2031-01-01T00:00:00Z', '2030-01-01T00:00:00Z', '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'];
  const names: string[] = [];
  for (const [index, date] of dates.entries()) {
    const document = outgoing(inventoryOf('a', date));
    names.push(document.name);
    expect(await destination.send(document)).toEqual({ result: 'delivered' });
    utimesSync(join(own(), document.name), index, index);
  }
  writeFileSync(join(own(), 'notes.txt'), 'of the administrator');
  expect(readdirSync(own()).sort()).toEqual([...names.slice(2), 'notes.txt'].sort());
});

test('seen: a few bytes, as long as the document is there', async () => {
  const destination = folderDestination(root, MACHINE);
  const document = outgoing(inventoryOf('a'));
  expect(await destination.sendSeen('{}', document.name)).toEqual({ result: 'unknown' });
  await destination.send(document);
  expect(await destination.sendSeen('{"a":1}', document.name)).toEqual({ result: 'delivered' });
  expect(readFileSync(join(own(), 'seen.json'), 'utf8')).toBe('{"a":1}');
  rmSync(join(own(), document.name));
  expect(await destination.sendSeen('{}', document.name)).toEqual({ result: 'unknown' });
});

test('a share that is not mounted is not made, nor taken for one without the document', async () => {
  const absent = join(root, 'absent');
  const destination = folderDestination(absent, MACHINE);
  expect(await destination.send(outgoing(inventoryOf('a')))).toEqual({
    result: 'unavailable',
    detail: `${absent} cannot be written (ENOENT)`,
  });
  expect(await destination.sendSeen('{}', 'x')).toMatchObject({ result: 'unavailable' });
  expect(readdirSync(root)).toEqual([]);
});

test('a link, or a file, in the place of its folder: nothing is written through it', async () => {
  const elsewhere = join(root, 'elsewhere');
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, own());
  const outcome = await folderDestination(root, MACHINE).send(outgoing(inventoryOf('a')));
  expect(outcome).toMatchObject({ result: 'unavailable', detail: expect.stringContaining('is not a folder') });
  expect(readdirSync(elsewhere)).toEqual([]);
  rmSync(own());
  writeFileSync(own(), '');
  expect(await folderDestination(root, MACHINE).send(outgoing(inventoryOf('a')))).toMatchObject({
    result: 'unavailable',
  });
});

test('a link in the place of the document is replaced', async () => {
  const document = outgoing(inventoryOf('a'));
  writeFileSync(join(root, 'target'), 'untouched');
  mkdirSync(own());
  symlinkSync(join(root, 'target'), join(own(), document.name));
  expect(await folderDestination(root, MACHINE).send(document)).toEqual({ result: 'delivered' });
  expect(readFileSync(join(root, 'target'), 'utf8')).toBe('untouched');
  expect(readFileSync(join(own(), document.name), 'utf8')).toBe(document.text);
});

test('many machines at the same moment (5,000 of them: npm run campaign:delivery)', async () => {
  chmodSync(root, 0o700);
  const machines = Array.from({ length: 300 }, (_, index) => index.toString(16).padStart(32, '0'));
  const outcomes = await Promise.all(
    machines.map((machine) => folderDestination(root, machine).send(outgoing(inventoryOf(machine)))),
  );
  expect(outcomes.every(({ result }) => result === 'delivered')).toBe(true);
  expect(readdirSync(root, { recursive: true }).length).toBe(600);
});
