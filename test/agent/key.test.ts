import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownKey, readKey } from '../../agent/key.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiebreak-key-'));

test('the machine’s own key is made once, for its owner alone', () => {
  const state = join(folder, 'a', 'b');
  const first = ownKey(state);
  expect(first).toHaveLength(32);
  expect(ownKey(state)).toEqual(first);
  expect(statSync(join(state, 'agent.key')).mode & 0o777).toBe(0o600);
  expect(statSync(state).mode & 0o777).toBe(0o700);
});

test('a key file is hexadecimal or raw, and never short', () => {
  const path = join(folder, 'key');
  writeFileSync(path, `${'ab'.repeat(32)}\r\n`);
  expect(readKey(path)).toEqual(Buffer.alloc(32, 0xab));
  writeFileSync(path, Buffer.alloc(20, 1));
  expect(readKey(path)).toEqual(Buffer.alloc(20, 1));
  writeFileSync(path, 'short');
  expect(readKey(path)).toBeUndefined();
  expect(readKey(join(folder, 'absent'))).toBeUndefined();
});

test('no key where none can be kept, and nothing is overwritten', () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'not a folder');
  expect(ownKey(file)).toBeUndefined();
  writeFileSync(join(folder, 'agent.key'), 'damaged');
  expect(ownKey(folder)).toBeUndefined();
  expect(readFileSync(join(folder, 'agent.key'), 'utf8')).toBe('damaged');
  chmodSync(file, 0o644);
});
