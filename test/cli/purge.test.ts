/** Retention: what is removed, and above all what is not. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { limitOf } from '../../src/cli/purge.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const OLD = '2024-01-15T08:00:00.000Z';
const MACHINE = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);

function document(collectedAt: string): string {
  return JSON.stringify({
    document: 'inventory',
    schemaVersion: '1.0',
    agent: { name: 'a', version: '0' },
    collectedAt,
    machine: { identifiers: {}, kind: 'unknown' },
  });
}

function folderOf(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-purge-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

function purge(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'purge', ...args, '--lang', 'en'], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('a share: without --yes nothing goes; with it, the old ones, and the folder of a machine that is gone', () => {
  const recent = new Date().toISOString();
  const root = folderOf({
    [`${MACHINE}/20240115T080000Z-00000001.inventory.json`]: document(OLD),
    [`${MACHINE}/seen.json`]: '{"document":"seen"}',
    [`${OTHER}/20240115T080000Z-00000001.inventory.json`]: document(OLD),
    [`${OTHER}/new.inventory.json`]: document(recent),
    'assessment.json': JSON.stringify({ document: 'assessment', schemaVersion: '1.0', machine: {}, collectedAt: OLD }),
    'notes.json': '{',
    'notes.txt': document(OLD),
    'future.json': document('not a date'),
    '.collector/organisations/x.json': '{"name":"x"}',
  });
  const dry = purge('--older-than', '13m', root);
  expect([dry.status, dry.stdout.trimEnd().split('\n').length]).toEqual([0, 3]);
  expect(dry.stdout).toContain('2 inventory(ies) of before');
  expect(readdirSync(join(root, MACHINE))).toHaveLength(2);
  const done = purge('--older-than', '13m', root, '--yes');
  expect([done.status, done.stderr]).toEqual([0, '']);
  expect(done.stdout).toContain('2 inventory(ies)');
  expect(readdirSync(root).sort()).toEqual(
    ['.collector', OTHER, 'assessment.json', 'future.json', 'notes.json', 'notes.txt'].sort(),
  );
  expect(readdirSync(join(root, OTHER))).toEqual(['new.inventory.json']);
});

test('links are named and never followed, be they the path itself, a folder or a file', () => {
  const outside = folderOf({ 'kept.json': document(OLD) });
  const root = folderOf({ 'x/y.txt': '' });
  symlinkSync(outside, join(root, 'folder'));
  symlinkSync(join(outside, 'kept.json'), join(root, 'x', 'file.json'));
  const { status, stderr } = purge('--older-than', '1d', root, join(root, 'folder'), '--yes');
  expect([status, stderr.trimEnd().split('\n').length]).toEqual([1, 3]);
  expect(existsSync(join(outside, 'kept.json'))).toBe(true);
});

test('bad usage is one line', () => {
  for (const args of [
    ['--older-than', '13', '/'],
    ['--older-than', '0d', '/'],
    ['--older-than', '1d', '/nowhere'],
  ]) {
    const { status, stderr } = purge(...args);
    expect([args, status, stderr.trimEnd().split('\n').length]).toEqual([args, 2, 1]);
  }
});

test('days and calendar months, to the last day of a shorter one', () => {
  const now = new Date('2026-03-31T10:00:00.000Z');
  expect(['400d', '13m', '1m', '12m'].map((age) => limitOf(age, now).slice(0, 10))).toEqual([
    '2025-02-24',
    '2025-02-28',
    '2026-02-28',
    '2025-03-31',
  ]);
});
