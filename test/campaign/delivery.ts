/** `npm run campaign:delivery`: 200 kills (or as many as the argument says) while delivering to a folder, and to a collector that fails. */
import { killCampaign } from '../agent/deliver/kill-campaign.ts';

const kills = Number(process.argv[2] ?? 200);
for (const to of ['folder', 'collector'] as const) {
  const counts = await killCampaign(kills, to);
  console.log(`${to} ${JSON.stringify(counts)}`);
  if (counts.lost + counts.twice + counts.partial > 0) process.exitCode = 1;
}
