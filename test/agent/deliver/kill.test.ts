/** A few of the kills of `npm run campaign:delivery`. */
import { expect, test } from 'vitest';
import { killCampaign } from './kill-campaign.ts';

test.for(['folder', 'collector'] as const)('killed at random instants while delivering to a %s', async (to) => {
  const counts = await killCampaign(8, to);
  expect(counts).toMatchObject({ kills: 8, lost: 0, twice: 0, partial: 0 });
  // Killed between the spool and the ledger, a document is delivered that the ledger does not know.
  expect(counts.delivered).toBeGreaterThanOrEqual(counts.spooled);
  expect(counts.looked).toBeGreaterThan(0);
});
