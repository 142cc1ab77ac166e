/**
 * `npm run campaign:power`: the power cut after every operation that the agent and the receiver ask of the disk, each on every disk that
 * it may leave (where they are too many, some are drawn from the seed, which is printed, or given as the argument). It ends with 1 when a promise is broken.
 */
import { cutUnderAgents } from './power/agent-campaign.ts';
import type { Cuts } from './power/cuts.ts';
import { cutUnderReceiver } from './power/receiver-campaign.ts';
import { canTrace } from './power/trace.ts';
import { Random } from './random.ts';

const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
if (!canTrace) throw new Error('strace is needed: apt-get install strace');
console.log(`seed ${seed}`);
for (const [name, campaign, effort] of [
  ['agent', cutUnderAgents, { most: 64, again: 40 }],
  ['receiver', cutUnderReceiver, { most: 16, again: 20 }],
] as const) {
  const started = performance.now();
  const cuts: Cuts = { instants: 0, states: 0, broken: new Map() };
  await campaign({ ...effort, random: new Random(seed), cuts });
  const { instants, states, broken } = cuts;
  console.log(
    `${name} ${JSON.stringify({ instants, states, broken: broken.size, seconds: Math.round((performance.now() - started) / 1000) })}`,
  );
  for (const [promise, { states: times, first }] of broken)
    console.log(`  ${promise}: ${times} states, first ${first}`);
  if (broken.size > 0) process.exitCode = 1;
}
