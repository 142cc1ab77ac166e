/** The campaign of the kills, short. The whole of it: `npm run campaign:collector`. */
import { expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';

test('killed at 6 random instants under 30 agents, the receiver loses nothing it acknowledged', {
  timeout: 180_000,
}, async () => {
  const result = await runCampaign({ agents: 30, kills: 6, pauseMs: [200, 1500] });
  expect(result).toMatchObject({ kills: 6, lost: 0, damaged: 0, twice: 0, waiting: 0 });
  expect([result.stored, result.acknowledged]).toEqual([result.made, result.made]);
  expect(Object.keys(result.answers)).toContain('stored');
  expect(result.killsUnderLoad).toBeGreaterThan(0);
});
