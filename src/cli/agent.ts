/** Runs the agent of this machine as its own program: what the command line assesses is the document a deployed agent would send. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { packageRoot } from './context.ts';

/** Largest inventory an agent may print, in bytes. */
const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** The bundled agent stands beside the bundled command line; in the repository, its source does. */
function agentEntry(): string {
  const bundled = join(packageRoot, 'tiebreak-agent.cjs');
  return existsSync(bundled) ? bundled : join(packageRoot, 'agent', 'entry.ts');
}

export interface AgentRun {
  /** The inventory document, as the agent wrote it. */
  readonly document: string;
  /** What it said on its standard error, when a collector failed. */
  readonly warnings: readonly string[];
}

export function runAgent(args: readonly string[]): AgentRun {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [agentEntry(), '--output', '-', ...args], {
    encoding: 'utf8',
    maxBuffer: LARGEST_OUTPUT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = (stderr ?? '').split('\n').filter((line) => line.trim() !== '');
  if (error || (status !== 0 && status !== 1) || stdout.trim() === '') {
    throw new Problem('agent-failed', { detail: error?.message ?? lines[0] ?? `code ${status}` });
  }
  return { document: stdout, warnings: status === 1 ? lines : [] };
}
