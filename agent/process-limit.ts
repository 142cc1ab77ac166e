/** A machine on which only so many processes may be started: the next ones are refused, and their collectors say so. */
import type { Failure } from './files.ts';
import type { System } from './system.ts';

export function limitProcesses(system: System, most: number): System {
  let started = 0;
  const refusal: Failure = { ok: false, reason: 'failed', detail: `not run: a run starts at most ${most} processes` };

  async function count<Answer extends { ok: true } | Failure>(start: () => Promise<Answer>): Promise<Answer | Failure> {
    if (started >= most) return refusal;
    started++;
    const answer = await start();
    // What is not installed was not started.
    if (!answer.ok && answer.reason === 'absent' && answer.detail.endsWith(NOT_INSTALLED)) started--;
    return answer;
  }

  return {
    ...system,
    run: (name, args, options) => count(() => system.run(name, args, options)),
    registry: (key, view, options) => count(() => system.registry(key, view, options)),
    permissions: (path) => count(() => system.permissions(path)),
    processesLeft: () => most - started,
  };
}

/** How the absence of a program ends, as command.ts words it; a missing registry key is another absence, seen by a process. */
const NOT_INSTALLED = 'is not installed';
