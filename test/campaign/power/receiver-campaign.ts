/** The power is cut under a receiver: while it starts and takes documents, while it runs after having been killed, while it runs after a cut. */
import { fileURLToPath } from 'node:url';
import { type ArgsOf, cutUnder, type Effort } from './cuts.ts';
import type { Tree } from './disk.ts';
import type { ReceiverRuns } from './receiver-runs.ts';
import { brokenPromises } from './receiver-states.ts';

const PROCESS = fileURLToPath(new URL('./receiver-runs.ts', import.meta.url));
const BEFORE: Tree = new Map([['receiver', undefined]]);

function argsOf(rounds: number, from: number): ArgsOf {
  return (root, marks) => {
    const runs: ReceiverRuns = { root, marks, rounds };
    return [PROCESS, JSON.stringify(runs), String(from)];
  };
}

export async function cutUnderReceiver(effort: Effort): Promise<void> {
  const [first, next] = [argsOf(3, 1000), argsOf(1, 2000)];
  await cutUnder({ name: 'receiver', before: BEFORE, first, next, held: brokenPromises }, effort);
}
