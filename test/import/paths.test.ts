import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath, getuid, platform } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../src/problem.ts';
import { eventsOf, fixtures, machinesOf, problemsOf } from './events.ts';

const good = join(fixtures, 'native', 'one-document.json');
const index = join(import.meta.dirname, '..', '..', 'src', 'import', 'index.ts');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-paths-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(...path: string[]): string {
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  copyFileSync(good, file);
  return file;
}

describe('folders', () => {
  test('are gone through in a stable order, each file once', async () => {
    const names = ['b.json', 'a/z.json', 'é.json', 'a.json', '.hidden/x.json', 'Z.json'];
    for (const name of names) put(...name.split('/'));
    const events = await eventsOf([folder, join(folder, 'a'), join(folder, '.', 'b.json')]);
    const seen = machinesOf(events).map((event) => event.file.slice(folder.length + 1));
    expect(seen).toEqual(['.hidden/x.json', 'Z.json', 'a.json', 'a/z.json', 'b.json', 'é.json']);
  });

  test('never lead into node_modules or .git', async () => {
    put('node_modules', 'x', 'a.json');
    put('.git', 'b.json');
    put('c.json');
    expect(machinesOf(await eventsOf([folder]))).toHaveLength(1);
  });

  test('an empty one is a problem, not a silence', async () => {
    expect(problemsOf(await eventsOf([folder]))).toEqual([expect.stringContaining('folder-empty')]);
  });

  test('files that are no inventories are named', async () => {
    put('a.json');
    writeFileSync(join(folder, 'Thumbs.db'), 'x');
    expect(problemsOf(await eventsOf([folder]))).toEqual(['Thumbs.db format-unknown']);
  });

  test.skipIf(platform === 'win32')('links are not followed: those that lead out are named', async () => {
    put('in', 'a.json');
    put('out', 'b.json');
    symlinkSync(join(folder, 'out'), join(folder, 'in', 'link-out'));
    symlinkSync(join(folder, 'in', 'a.json'), join(folder, 'in', 'link-in.json'));
    symlinkSync('..', join(folder, 'in', 'link-up'));
    symlinkSync('nowhere', join(folder, 'in', 'link-broken'));
    const events = await eventsOf([join(folder, 'in')]);
    expect(machinesOf(events)).toHaveLength(1);
    expect(problemsOf(events).sort()).toEqual([
      'link-broken file-missing',
      'link-out link-outside',
      'link-up link-outside',
    ]);
  });

  test.skipIf(platform === 'win32' || getuid?.() === 0)(
    'one that cannot be listed is named, the others are read',
    async () => {
      put('open', 'a.json');
      put('closed', 'b.json');
      chmodSync(join(folder, 'closed'), 0);
      const events = await eventsOf([folder]);
      chmodSync(join(folder, 'closed'), 0o700);
      expect(machinesOf(events)).toHaveLength(1);
      expect(problemsOf(events)).toEqual(['closed file-unreadable']);
    },
  );
});

describe('what is not a file', () => {
  test('a missing path', async () => {
    expect(problemsOf(await eventsOf([join(folder, 'nowhere.json')]))).toEqual(['nowhere.json file-missing']);
  });

  test.skipIf(platform === 'win32')('a pipe and a device, without waiting for anything', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const events = await eventsOf([folder, join(folder, 'pipe'), '/dev/zero']);
    expect(problemsOf(events)).toEqual(['pipe file-not-regular', 'zero file-not-regular']);
  });

  test.skipIf(platform === 'win32' || getuid?.() === 0)('a file without the right to read it', async () => {
    chmodSync(put('a.json'), 0);
    expect(problemsOf(await eventsOf([folder]))).toEqual(['a.json file-unreadable']);
  });
});

describe('standard input', () => {
  const script = `
    import { importPaths } from ${JSON.stringify(index)};
    for await (const event of importPaths(['-'], { key: new Uint8Array(32) }))
      console.log('problem' in event ? event.problem.code : event.format + ' ' + event.inventory.software.length);`;

  function pipe(input: string | Buffer): string[] {
    const { stdout, stderr } = spawnSync(execPath, ['--input-type=module', '-e', script], {
      input,
      maxBuffer: 1 << 30,
    });
    return `${stderr}${stdout}`.trim().split('\n');
  }

  test('holds a document, or one a line, of any length', () => {
    const document = JSON.stringify({
      document: 'inventory',
      schemaVersion: '1.0',
      agent: { name: 'a', version: '1' },
      collectedAt: '2026-10-05T08:00:00Z',
      machine: { identifiers: {}, kind: 'server' },
      software: Array.from({ length: 400 }, (_, number) => ({ name: `n${number}`, kind: 'package', foundBy: 'x' })),
    });
    expect(pipe(document)).toEqual(['native 400']);
    expect(pipe(`${document}\n`.repeat(200))).toEqual(Array(200).fill('native 400'));
  });

  test('may be empty', () => {
    expect(pipe('')).toEqual(['document-empty']);
  });
});

describe('options', () => {
  test('progress is told for every file, good or bad', async () => {
    put('a.json');
    writeFileSync(join(folder, 'b.json'), '');
    const told: string[] = [];
    await eventsOf([folder], { onProgress: (done, total) => told.push(`${done}/${total}`) });
    expect(told).toEqual(['1/2', '2/2']);
  });

  test('a signal stops between two files', async () => {
    put('a.json');
    put('b.json');
    const controller = new AbortController();
    const events = eventsOf([folder], {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('stopped')),
    });
    await expect(events).rejects.toThrow('stopped');
  });

  test('a forced format is the only one tried', async () => {
    const [event] = await eventsOf([good], { format: 'glpi-json' });
    expect(event).toMatchObject({ file: good });
    expect(machinesOf(await eventsOf([good], { format: 'native' }))).toHaveLength(1);
  });

  test('a format that does not exist is refused before anything is read', async () => {
    await expect(eventsOf([good], { format: 'lotus-notes' })).rejects.toThrow(Problem);
  });
});
