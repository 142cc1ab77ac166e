/** Writing on a disk: whole or not at all, durable in this order, never through a link. */
import type fs from 'node:fs';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { createDocument, sweepTemporary, writeDocument } from '../../../agent/deliver/file.ts';

const calls = vi.hoisted((): string[] => []);
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const noted = <Name extends 'openSync' | 'writeSync' | 'fsyncSync' | 'renameSync' | 'linkSync'>(name: Name) => ({
    [name]: (...args: unknown[]) => {
      calls.push(
        name === 'openSync' && real.statSync(String(args[0]), { throwIfNoEntry: false })?.isDirectory()
          ? 'openFolder'
          : name,
      );
      return (real[name] as (...given: unknown[]) => unknown)(...args);
    },
  });
  const spied = {
    ...real,
    ...noted('openSync'),
    ...noted('writeSync'),
    ...noted('fsyncSync'),
    ...noted('renameSync'),
    ...noted('linkSync'),
  };
  return { ...spied, default: spied };
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-file-'));
  calls.length = 0;
});

test('the content is flushed before it has a name, the name before anything follows', () => {
  writeDocument(join(folder, 'a'), 'text');
  expect(calls).toEqual(['openSync', 'writeSync', 'fsyncSync', 'renameSync', 'openFolder', 'fsyncSync']);
  calls.length = 0;
  createDocument(join(folder, 'b'), 'text');
  expect(calls).toEqual(['openSync', 'writeSync', 'fsyncSync', 'linkSync', 'openFolder', 'fsyncSync']);
  expect(readdirSync(folder)).toEqual(['a', 'b']);
});

test('for its owner alone unless asked, in place of what was there', () => {
  writeDocument(join(folder, 'a'), 'first');
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o600);
  writeDocument(join(folder, 'a'), 'second', 0o640);
  expect([readFileSync(join(folder, 'a'), 'utf8'), statSync(join(folder, 'a')).mode & 0o777]).toEqual([
    'second',
    0o640,
  ]);
});

test('created once: what is there stays', () => {
  createDocument(join(folder, 'a'), 'first');
  expect(() => createDocument(join(folder, 'a'), 'second')).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  expect([readdirSync(folder), readFileSync(join(folder, 'a'), 'utf8')]).toEqual([['a'], 'first']);
});

test('a link is replaced, never followed', () => {
  writeFileSync(join(folder, 'target'), 'untouched');
  symlinkSync('target', join(folder, 'link'));
  writeDocument(join(folder, 'link'), 'text');
  expect([readFileSync(join(folder, 'target'), 'utf8'), readFileSync(join(folder, 'link'), 'utf8')]).toEqual([
    'untouched',
    'text',
  ]);
});

test('a failure leaves the previous one and nothing else', () => {
  mkdirSync(join(folder, 'full'));
  expect(() => writeDocument(join(folder, 'full'), 'text')).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  expect(readdirSync(folder)).toEqual(['full']);
  expect(() => writeDocument(join(folder, 'absent', 'a'), 'text')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('what a killed process left is taken away, after an hour, and nothing else is', () => {
  const names = ['.a.inventory.json.0a0b0c0d.tmp', '.b.tmp', 'c.tmp', '.d'];
  const long = (Date.now() - 2 * 3600 * 1000) / 1000;
  for (const name of names) {
    writeFileSync(join(folder, name), '');
    if (name !== '.b.tmp') utimesSync(join(folder, name), long, long);
  }
  sweepTemporary(folder, Date.now());
  expect(readdirSync(folder)).toEqual(['.b.tmp', '.d', 'c.tmp']);
});
