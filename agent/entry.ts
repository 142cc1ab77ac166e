/** Where the process starts: the source runs from here, and the single-file agent is bundled from here. */
import { setFlagsFromString } from 'node:v8';
import { main } from './main.ts';

// The agent lives a twentieth of a second. Code optimised meanwhile would never run, a heap that grows would never be used, and helpers that
// collect a heap so small, or compile beside it, cost more than they save: without them, 8 MB less of peak memory and a sixth less processor
// time (measured, `npm run bench`). Not so expressions, which would be compiled at once with --no-regexp-tier-up: those already interpreted when
// the flag is set end the process.
const FLAGS = [
  '--no-opt',
  '--no-maglev',
  '--semi-space-growth-factor=1',
  '--no-parallel-scavenge',
  '--no-concurrent-sparkplug',
];
for (const flag of FLAGS) setFlagsFromString(flag);

main(process.argv.slice(2)).then((code) => process.exit(code));
