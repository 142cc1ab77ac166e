import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { machineKey } from '../../agent/signing.ts';
import { openState, stateFolder } from '../../agent/state.ts';
import { rawPublicKey } from '../../src/inventory/signature.ts';
import { recordedSystem } from './recorded-system.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-signing-'));
});

test('the key of the machine is made once, for its owner alone', () => {
  const first = machineKey(folder);
  const second = machineKey(folder);
  expect(first && second && rawPublicKey(first).equals(rawPublicKey(second))).toBe(true);
  expect(readdirSync(folder)).toEqual(['machine-key.pem']);
  expect(statSync(join(folder, 'machine-key.pem')).mode & 0o777).toBe(0o600);
});

test('a damaged key is neither used nor replaced: the machine would become another', () => {
  const path = join(folder, 'machine-key.pem');
  const rsa = '-----BEGIN PRIVATE KEY-----\nrubbish\n-----END PRIVATE KEY-----\n';
  for (const damage of ['', rsa]) {
    writeFileSync(path, damage);
    expect(machineKey(folder)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(damage);
  }
  expect(machineKey(join(folder, 'absent'))).toBeUndefined();
});

test('the state folder is made for its owner alone', () => {
  const state = join(folder, 'a', 'b');
  expect(openState(state)).toEqual({ folder: state });
  expect(statSync(state).mode & 0o777).toBe(0o700);
  expect(openState(state)).toEqual({ folder: state });
});

test('a link, a file, a folder that others may write in: not for keys', () => {
  const real = join(folder, 'real');
  mkdirSync(real);
  symlinkSync(real, join(folder, 'link'));
  writeFileSync(join(folder, 'file'), '');
  for (const name of ['link', 'file', 'file/below']) expect(openState(join(folder, name))).toHaveProperty('problem');
  for (const mode of [0o702, 0o720]) {
    chmodSync(real, mode);
    expect(openState(real)).toEqual({ problem: expect.stringContaining('chmod go-w') });
  }
});

test('where it is by default', () => {
  const at = (recording: Parameters<typeof recordedSystem>[1]) => stateFolder(recordedSystem('/', recording));
  expect(at({ environment: { HOME: '/root' } })).toBe('/root/.local/state/tiebreak');
  expect(at({ environment: { XDG_STATE_HOME: '/var/lib' } })).toBe('/var/lib/tiebreak');
  expect(at({ platform: 'windows', environment: { LOCALAPPDATA: 'D:\\Data' } })).toContain('D:\\Data');
});
