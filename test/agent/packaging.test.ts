import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDetails } from '../../agent/details.ts';
import { bundleAgent } from '../../agent/packaging/bundle.ts';
import { compileAhead } from '../../agent/packaging/compile-ahead.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';

test('the packaged agent is small, runs alone, and does not carry what it may never need', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bundle-'));
  const { agent } = await bundleAgent(folder);
  expect(readdirSync(folder).sort()).toEqual([
    'domains.txt',
    'fast-glob.cjs',
    'systeminformation.cjs',
    'tiebreak-agent.cjs',
    'tldts.cjs',
    'undici.cjs',
  ]);
  expect(statSync(agent).size).toBeLessThan(192 * 1024);
  if (process.platform === 'linux') rmSync(join(folder, 'systeminformation.cjs'));
  const { status, stdout, stderr } = run(agent, folder);
  expect([status, stderr]).toEqual([0, '']);
  const { machine, endpointPolicy, collectors } = inventorySchema.parse(JSON.parse(stdout));
  expect([machine.operatingSystem?.name, endpointPolicy]).toEqual([expect.any(String), 'strict']);
  // The list beside it was read.
  expect(collectors.find(({ id }) => id === 'contacts')?.warnings).toEqual([
    'domains that the list of services does not know stay on the machine',
  ]);
});

test('compiled ahead for one Node, it is the same program: the same bytes twice, and nothing lost where what was compiled is refused', async () => {
  const folders = ['first', 'second'].map((name) => mkdtempSync(join(tmpdir(), `tiebreak-${name}-`)));
  const [first = '', second = ''] = folders;
  for (const folder of folders) {
    await bundleAgent(folder, 'linux');
    compileAhead(folder, process.execPath);
  }
  const names = readdirSync(first);
  expect(names.filter((name) => name.endsWith('.cache'))).toEqual(
    ['fast-glob', 'tiebreak-agent', 'tldts', 'undici'].map((name) => `${name}.cache`),
  );
  expect(names.filter((name) => name.endsWith('.cjs'))).toHaveLength(4);
  for (const name of names) {
    const bytes = readFileSync(join(first, name));
    expect([name, bytes.equals(readFileSync(join(second, name)))]).toEqual([name, true]);
    if (name.endsWith('.cache')) writeFileSync(join(second, name), bytes.subarray(0, 1000));
  }

  for (const folder of folders) {
    const { status, stdout } = run(join(folder, 'tiebreak-agent.cjs'), folder);
    expect(status).toBe(0);
    const { collectors, software } = inventorySchema.parse(JSON.parse(stdout));
    expect(collectors.some(({ id }) => id === 'dpkg')).toBe(process.platform === 'linux');
    expect(software.length).toBeGreaterThan(process.platform === 'linux' ? 50 : -1);
  }
});

test('the management interface answers in our words', async () => {
  expect(await readDetails()).toMatchObject({ guest: expect.any(Boolean) });
});

function run(agent: string, state: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [agent, '--state', state], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
