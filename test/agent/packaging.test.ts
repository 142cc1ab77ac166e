import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDetails } from '../../agent/details.ts';
import { bundleAgent } from '../../agent/packaging/bundle.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';

test('the packaged agent is small, runs alone, and does not carry what it may never need', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bundle-'));
  const { agent } = await bundleAgent(folder);
  expect(readdirSync(folder).sort()).toEqual([
    'domains.txt',
    'systeminformation.cjs',
    'tiebreak-agent.cjs',
    'tldts.cjs',
    'undici.cjs',
  ]);
  expect(statSync(agent).size).toBeLessThan(192 * 1024);
  if (process.platform === 'linux') rmSync(join(folder, 'systeminformation.cjs'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [agent, '--state', folder], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  expect([status, stderr]).toEqual([0, '']);
  const { machine, endpointPolicy, collectors } = inventorySchema.parse(JSON.parse(stdout));
  expect([machine.operatingSystem?.name, endpointPolicy]).toEqual([expect.any(String), 'strict']);
  // The list beside it was read.
  expect(collectors.find(({ id }) => id === 'contacts')?.warnings).toEqual([
    'domains that the list of services does not know stay on the machine',
  ]);
});

test('the management interface answers in our words', async () => {
  expect(await readDetails()).toMatchObject({ guest: expect.any(Boolean) });
});
