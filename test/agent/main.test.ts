/** The agent as its users run it: a process, its arguments, its exit code, its file. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { serialise } from '../../agent/document.ts';
import { parseFlags, settle } from '../../agent/options.ts';
import { AGENT_VERSION } from '../../agent/version.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';

const entry = fileURLToPath(new URL('../../agent/entry.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tiebreak-main-'));

function run(args: string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { HOME: folder, PATH: process.env.PATH, ...environment },
  });
  return { status, stdout, stderr };
}

test('this machine, to a file: whole, valid, for its owner, and nothing else left behind', () => {
  const output = join(folder, 'out', 'inventory.json');
  mkdirSync(join(folder, 'out'));
  writeFileSync(output, 'the previous one');
  const { status, stdout, stderr } = run([
    '--output',
    output,
    '--state',
    join(folder, 'state'),
    '--site',
    'Mairie',
    '--unit',
    'Écoles',
  ]);
  expect([status, stdout, stderr]).toEqual([0, '', '']);
  const inventory = inventorySchema.parse(JSON.parse(readFileSync(output, 'utf8')));
  expect(inventory.machine).toMatchObject({
    site: 'Mairie',
    unit: 'Écoles',
    identifiers: { keyId: expect.any(String) },
  });
  expect(readdirSync(join(folder, 'out'))).toEqual(['inventory.json']);
  expect(statSync(output).mode & 0o777).toBe(0o600);
});

test('this machine, to standard output: the same pseudonyms under the same key', () => {
  const key = join(folder, 'organisation.key');
  writeFileSync(key, 'cd'.repeat(32));
  const [first, second] = [run(['--key', key, '--tag', 'T']), run(['--key', key, '--no-connections'])].map(
    ({ stdout }) => inventorySchema.parse(JSON.parse(stdout)),
  );
  expect(first?.machine.identifiers).toEqual(second?.machine.identifiers);
  expect(first?.machine.site).toBe('T');
  expect(second?.collectors.map(({ id }) => id)).not.toContain('connections');
});

test('no key can be kept: no pseudonym, said, and exit code 1', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const { status, stdout, stderr } = run(['--state', file]);
  expect(status).toBe(1);
  expect(inventorySchema.parse(JSON.parse(stdout)).machine.identifiers).toEqual({});
  expect(stderr).toContain('no key could be kept');
});

test('bad usage is one line and exit code 2', () => {
  const attempts = [
    ['--nonsense'],
    ['--timeout', '-1'],
    ['--timeout', 'x'],
    ['--key', '/nowhere'],
    ['extra'],
    ['-o', '/nowhere/x', '--state', folder],
  ];
  for (const args of attempts) {
    const { status, stdout, stderr } = run(args);
    expect([args, status, stdout, stderr.trimEnd().split('\n').length]).toEqual([args, 2, '', 1]);
  }
});

test('help in the language of the machine, version of the package', () => {
  expect(run(['--help'], { LANG: 'fr_FR.UTF-8' }).stdout).toContain('Codes de retour');
  expect(run(['-h'], { LC_ALL: 'en_GB.UTF-8', LANG: 'fr_FR.UTF-8' }).stdout).toContain('Exit codes');
  const manifest: unknown = JSON.parse(
    readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
  );
  expect(manifest).toMatchObject({ version: AGENT_VERSION });
  expect(run(['--version']).stdout).toBe(`tiebreak-agent ${AGENT_VERSION}\n`);
});

test('options', () => {
  const flags = parseFlags(['--site', 'a', '--tag', 'b']);
  expect('policy' in flags && settle({}, flags)).toMatchObject({
    site: 'a',
    target: { kind: 'output', path: '-' },
    timeoutMs: 60_000,
    connections: true,
  });
});

test('the bytes depend on the content alone, not on the order things were found in', () => {
  const item = (name: string) => ({ name, kind: 'program', foundBy: 'x' }) as const;
  const document = (names: string[]) =>
    serialise(
      inventorySchema.parse({
        document: 'inventory',
        schemaVersion: '1.0',
        agent: { name: 'a', version: '0' },
        collectedAt: 'now',
        machine: { identifiers: {}, kind: 'unknown' },
        software: names.map(item),
      }),
    );
  expect(document(['b', 'é', 'a', 'Z'])).toBe(document(['Z', 'a', 'b', 'é']));
});
