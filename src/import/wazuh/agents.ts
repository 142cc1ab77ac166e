/** What the documents of Wazuh say, put together agent by agent. */
import { type Fields, fieldsOf, textOf } from '../values.ts';

export type Agent = {
  readonly name: string | undefined;
  readonly packages: unknown[];
  /** Packages that the source says are no longer there. */
  removed: number;
  /** The state of the system, where the source gives it. */
  host: Fields;
  /** What the message says of the system. */
  system: Fields;
  version: unknown;
  readonly warnings: Set<string>;
};

export type Agents = Map<string, Agent>;

/** The agent of a document, by its name, or its number where it is not named. */
export function agentFor(agents: Agents, { id, name }: { id: unknown; name: unknown }): Agent {
  const known = textOf(name);
  const identity = known ?? textOf(id) ?? '';
  const agent = agents.get(identity) ?? {
    name: known ?? (identity === '' ? undefined : `wazuh agent ${identity}`),
    packages: [],
    removed: 0,
    host: {},
    system: {},
    version: undefined,
    warnings: new Set(),
  };
  agents.set(identity, agent);
  return agent;
}

/** Takes in one state: of a package, or of the system; a hotfix is a patch of the system. */
export function addState(agent: Agent, state: Fields, isRemoved = false): void {
  if (state.host !== undefined && !isRemoved) agent.host = fieldsOf(state.host);
  const { hotfix, package: found } = state;
  const entry = found ?? hotfix;
  if (entry === undefined) return;
  if (isRemoved) agent.removed++;
  else agent.packages.push(entry);
}
