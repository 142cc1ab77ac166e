/**
 * `npm run campaign:delivery`: 5,000 machines into one folder, then 200 kills (or as many as the argument says) while delivering to a
 * folder, and to a collector that fails.
 */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderDestination } from '../../agent/deliver/folder.ts';
import { inventoryOf, outgoing } from '../agent/deliver/documents.ts';
import { killCampaign } from '../agent/deliver/kill-campaign.ts';

const MACHINES = 5000;
const kills = Number(process.argv[2] ?? 200);

const root = mkdtempSync(join(tmpdir(), 'tiebreak-machines-'));
const started = performance.now();
for (let index = 0; index < MACHINES; index++) {
  const machine = index.toString(16).padStart(32, '0');
  const { result } = await folderDestination(root, machine).send(outgoing(inventoryOf(machine)));
  if (result !== 'delivered') process.exitCode = 1;
}
const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
if (files !== MACHINES) process.exitCode = 1;
console.log(
  `machines ${JSON.stringify({ machines: MACHINES, files, seconds: Math.round((performance.now() - started) / 1000) })}`,
);

for (const to of ['folder', 'collector'] as const) {
  const counts = await killCampaign(kills, to);
  console.log(`${to} ${JSON.stringify(counts)}`);
  if (counts.lost + counts.twice + counts.partial > 0) process.exitCode = 1;
}
