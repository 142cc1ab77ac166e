/**
 * The power is cut under an agent: under its state, its spool and its delivery, run after run; then under the whole program.
 *
 * Out: the counts. Documents go to a folder of the same disk, or elsewhere; the bounds of the spool and of the share are those of the
 * agent, or so wide that nothing may ever give way.
 */
import { fileURLToPath } from 'node:url';
import type { AgentRuns, Run } from './agent-runs.ts';
import { brokenPromises, promisesKept } from './agent-states.ts';
import { type ArgsOf, cutEverywhere, cutUnder, type Effort, recordOn } from './cuts.ts';
import { Disk, type Tree } from './disk.ts';

const AGENT = fileURLToPath(new URL('../../../agent/entry.ts', import.meta.url));
const PROCESS = fileURLToPath(new URL('./agent-runs.ts', import.meta.url));
const BEFORE: Tree = new Map([
  ['machine', undefined],
  ['share', undefined],
]);
const WIDE = { limits: { documents: 1e6, bytes: 1e12 }, kept: 1e6 };
const NARROW = { limits: { documents: 2, bytes: 1e12 }, kept: 2 };

function runsTo(to: 'share' | 'elsewhere'): Run[] {
  const down = 'down';
  return [
    { to: down, says: 'a' },
    { to: down, says: 'a' },
    { to, says: 'b' },
    { to: down, says: 'c' },
    { to: down, says: 'd' },
    { to: down, says: 'e' },
    { to, says: 'f' },
    { to, says: 'f' },
    { to, says: 'g' },
  ];
}

export async function cutUnderAgents(effort: Effort): Promise<void> {
  for (const to of ['share', 'elsewhere'] as const) {
    for (const bounds of [WIDE, NARROW]) {
      const asked = { runs: runsTo(to), ...bounds };
      // Its last three runs, on what a kill or a cut left.
      const next = argsOf({ ...asked, runs: asked.runs.slice(-3) }, 100);
      await cutUnder(
        { name: `agent to ${to}`, before: BEFORE, first: argsOf(asked, 0), next, held: heldOf(asked) },
        effort,
      );
    }
  }
  await cutUnderProgram(effort);
}

/** As it is deployed, collectors and all: it marks nothing, so what it promised is read from its disk once it has ended well. */
async function cutUnderProgram(effort: Effort): Promise<void> {
  const args: ArgsOf = (root) => [AGENT, '--state', `${root}/machine/state`, '--share', `${root}/share`];
  const operations = recordOn(BEFORE, args);
  const ended = new Disk(BEFORE);
  for (const operation of operations) ended.apply(operation);
  const marks = promisesKept(ended.tree()).map((text) => ({ do: 'mark', text }) as const);
  const program = { disk: new Disk(BEFORE), operations: [...operations, ...marks], name: 'the whole program' };
  await cutEverywhere(program, heldOf({ runs: runsTo('share'), ...WIDE }), effort);
}

type Asked = Pick<AgentRuns, 'runs' | 'limits' | 'kept'>;

function heldOf(asked: Asked) {
  return (root: string, marks: readonly string[]) => brokenPromises(root, { ...asked, root, marks: '' }, marks);
}

function argsOf(asked: Asked, from: number): ArgsOf {
  return (root, marks) => {
    const runs: AgentRuns = { ...asked, root, marks };
    return [PROCESS, JSON.stringify(runs), String(from)];
  };
}
