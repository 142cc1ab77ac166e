/** Links on the way to what is read, real ones: symbolic here, where Windows has junctions too; both are told by the same question. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { browserExtensions } from '../../agent/collectors/any/browser-extensions.ts';
import { followingNoLink } from '../../agent/links.ts';
import { NEVER, recordedSystem } from './recorded-system.ts';

const SECRETS = 'C:/Windows/System32/config';
const ID = 'efaidnbmnnnibpcajpcglclefindmkaj';
const MANIFEST = '{"name":"Secret","version":"1"}';

function machine() {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-links-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const asked: string[] = [];
  const recorded = recordedSystem(root, { platform: 'windows', environment: { SystemDrive: 'C:' } });
  const link = (path: string) => {
    asked.push(path);
    return recorded.link(path);
  };
  return {
    asked,
    system: followingNoLink({ ...recorded, link }),
    write: (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    join: (from: string, to: string) => {
      mkdirSync(dirname(join(root, from)), { recursive: true });
      symlinkSync(join(root, to), join(root, from));
    },
  };
}

test('a file, a folder, what is behind them: refused, and said; the rest is read', () => {
  const { system, write, join: link } = machine();
  write(`${SECRETS}/SAM`, 'secret');
  write('C:/Users/a/plain/file.txt', 'plain');
  link('C:/Users/a/file', `${SECRETS}/SAM`);
  link('C:/Users/a/folder', SECRETS);
  const refusal = { ok: false, reason: 'denied', detail: 'behind a link or a junction, which is not followed' };
  expect(system.read('C:\\Users\\a\\file')).toEqual(refusal);
  expect(system.read('C:/Users/a/folder/SAM')).toEqual(refusal);
  expect(system.read('C:\\Users\\a\\plain\\..\\folder\\SAM')).toEqual(refusal);
  expect(system.list('C:\\Users\\a\\folder')).toEqual(refusal);
  expect(system.visit('C:\\Users\\a\\folder\\SAM', () => 'visited')).toEqual(refusal);
  expect(system.read('C:/Users/a/plain/file.txt')).toMatchObject({ ok: true, bytes: Buffer.from('plain') });
  expect(system.list('C:\\Users\\a')).toEqual({ ok: true, names: ['file', 'folder', 'plain'] });
  expect(system.read('C:\\absent\\x')).toMatchObject({ ok: false, reason: 'absent' });
});

test('each folder is asked about once, a drive never', () => {
  const { system, write, asked } = machine();
  for (let index = 0; index < 50; index++) write(`C:/Users/a/x/${index}`, '');
  for (let index = 0; index < 50; index++) system.read(`C:\\Users\\a\\x\\${index}`);
  expect(asked).toHaveLength(50 + 3);
  expect(asked).not.toContain('C:\\');
});

test('extensions of a profile that leads elsewhere are not read, those of the others are', async () => {
  const { system, write, join: link } = machine();
  const chrome = 'AppData/Local/Google/Chrome/User Data';
  write(`C:/Elsewhere/Default/Extensions/${ID}/1/manifest.json`, MANIFEST);
  link(`C:/Users/a/${chrome}`, 'C:/Elsewhere');
  write(`C:/Users/b/${chrome}/Default/Extensions/${ID}/2/manifest.json`, '{"name":"Lecteur","version":"2"}');
  const { facts, status, warnings } = await browserExtensions.collect(system, NEVER);
  expect(facts.browserExtensions).toEqual([{ id: ID, name: 'Lecteur', version: '2', browser: 'chrome' }]);
  expect([status, warnings]).toEqual(['partial', ['1 homes or profiles could not be opened']]);
});
