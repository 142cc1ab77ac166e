/** Every measure of the project: `npm run bench`. Figures are ratios against a named peer in the same run. */
import { benchAgent } from './agent.ts';
import { benchAggregate } from './aggregate.ts';
import { benchMatching } from './matching.ts';

benchMatching();
benchAggregate();
await benchAgent();
