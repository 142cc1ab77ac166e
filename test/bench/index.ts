/**
 * Every measure of the project: `npm run bench`, or those named: `npm run bench -- hosts`. Figures are ratios against a named
 * peer in the same run. `--size MEGABYTES` is for the measures that say so.
 */
import { benchAgent } from './agent.ts';
import { benchAggregate } from './aggregate.ts';
import { benchHosts } from './hosts.ts';
import { benchLoad } from './load.ts';
import { benchMatching } from './matching.ts';
import { benchSquid } from './squid.ts';
import { benchWindows } from './windows.ts';

const benches: Record<string, () => void | Promise<void>> = {
  load: benchLoad,
  matching: benchMatching,
  hosts: benchHosts,
  aggregate: benchAggregate,
  agent: benchAgent,
  squid: benchSquid,
  windows: benchWindows,
};
const words = process.argv.slice(2);
const asked = words.filter((word, index) => word !== '--size' && words[index - 1] !== '--size');
const unknown = asked.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) throw new Error(`no measure "${unknown}"; there are ${Object.keys(benches).join(', ')}`);
for (const [name, bench] of Object.entries(benches)) if (asked.length === 0 || asked.includes(name)) await bench();
