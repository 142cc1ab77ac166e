import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listDirectory, readRegularFile } from '../../agent/files.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiebreak-files-'));

test('a FIFO, a directory, a loop of links, nothing: each is an answer, at once', () => {
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  symlinkSync('loop', join(folder, 'loop'));
  mkdirSync(join(folder, 'directory'));
  expect(readRegularFile(join(folder, 'fifo'))).toEqual({ ok: false, reason: 'failed', detail: 'not a regular file' });
  expect(readRegularFile(join(folder, 'directory'))).toMatchObject({ ok: false, reason: 'failed' });
  expect(readRegularFile(join(folder, 'loop'))).toEqual({ ok: false, reason: 'failed', detail: 'ELOOP' });
  expect(readRegularFile(join(folder, 'absent'))).toMatchObject({ ok: false, reason: 'absent' });
  expect(readRegularFile('/dev/zero')).toMatchObject({ ok: false, reason: 'failed' });
  expect(listDirectory(join(folder, 'loop'))).toEqual({ ok: false, reason: 'failed', detail: 'ELOOP' });
  expect(listDirectory(join(folder, 'absent'))).toMatchObject({ ok: false, reason: 'absent' });
});

test('a file is read up to the limit, whatever size it announces', () => {
  const large = join(folder, 'large');
  writeFileSync(large, '');
  truncateSync(large, 500 * 1024 * 1024);
  const reading = readRegularFile(large, 1000);
  expect(reading.ok && [reading.bytes.length, reading.truncated]).toEqual([1000, true]);
  writeFileSync(join(folder, 'exact'), Buffer.alloc(1000));
  const exact = readRegularFile(join(folder, 'exact'), 1000);
  expect(exact.ok && [exact.bytes.length, exact.truncated]).toEqual([1000, false]);
});

test.skipIf(process.platform !== 'linux')('a file of the kernel, which announces no size, is read whole', () => {
  const reading = readRegularFile('/proc/self/status');
  expect(reading.ok && reading.bytes.toString()).toMatch(/^Name:[\s\S]+ctxt_switches:/);
});
