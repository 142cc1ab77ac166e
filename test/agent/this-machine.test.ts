/** This very machine, against the programs that know it best. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { collect } from '../../agent/collect.ts';
import { collectors } from '../../agent/collectors/index.ts';
import { dpkg } from '../../agent/collectors/linux/dpkg.ts';
import { minimise } from '../../agent/privacy.ts';
import { machineSystem } from '../../agent/system.ts';
import { NEVER } from './recorded-system.ts';

const entry = fileURLToPath(new URL('../../agent/entry.ts', import.meta.url));

test.skipIf(!existsSync('/usr/bin/dpkg-query'))('exactly the packages dpkg counts, of the same versions', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const format = '${db:Status-Status} ${Package} ${Version} ${Architecture}\\n';
  const listed = execFileSync('dpkg-query', ['-W', '-f', format]).toString().split('\n');
  const installed = listed
    .filter((line) => line.startsWith('installed '))
    .map((line) => line.slice('installed '.length));
  const { facts } = await dpkg.collect(machineSystem(), NEVER);
  const ours = (facts.software ?? []).map(({ name, version, architecture }) => `${name} ${version} ${architecture}`);
  expect(ours.length).toBeGreaterThan(50);
  expect(ours.sort()).toEqual(installed.sort());
});

test.skipIf(process.platform !== 'linux')(
  'every collector answers, and a package keeps both facts: its distribution and itself',
  async () => {
    const gathered = await collect(machineSystem(), {
      collectors,
      agentVersion: '0',
      now: '2026-11-21T08:00:00Z',
      timeoutMs: 20_000,
    });
    const { software, packageOrigins, collectors: reports } = minimise(gathered, { people: [] });
    expect(reports.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(reports.map(({ id }) => id)).toEqual(
      collectors.filter(({ platforms }) => platforms.includes('linux')).map(({ id }) => id),
    );
    for (const { name, packages } of packageOrigins)
      expect(software.filter(({ origin, kind }) => kind === 'package' && origin === name)).toHaveLength(packages ?? 0);
  },
);

/** The kernel derives the priority of disk accesses from this one, unless it was chosen. */
test.skipIf(process.platform !== 'linux')('the agent runs below the normal priority', async () => {
  const state = mkdtempSync(join(tmpdir(), 'tiebreak-nice-'));
  const seen = new Set<string>();
  const child = spawn(process.execPath, [entry, '--state', state, '-o', join(state, 'out.json')], { stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let running = true;
  void ended.then(() => {
    running = false;
  });
  while (running) {
    const stat = spawnSync('cat', [`/proc/${child.pid}/stat`]).stdout.toString();
    const nice = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16];
    if (nice !== undefined) seen.add(nice);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([await ended, [...seen].includes('10'), readFileSync(join(state, 'out.json')).length > 100]).toEqual([
    0,
    true,
    true,
  ]);
});
