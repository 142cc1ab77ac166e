/** Runs the agent of this machine as its own program: what the command line assesses is the document a deployed agent would send. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceList } from '../identify/service-list.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
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
  /** What the agent wrote: the inventory document, or what it says of it. */
  readonly output: string;
  /** What it said on its standard error, when a collector failed. */
  readonly warnings: readonly string[];
}

/** The services it may name are those of the base in use, with the organisation's own records. */
export function runAgent(args: readonly string[], base: KnowledgeBase): AgentRun {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-'));
  try {
    const domains = join(folder, 'domains.txt');
    writeFileSync(domains, serviceList(base, new Date().toISOString().slice(0, 10)), { mode: 0o600 });
    return runWith([...args, '--domains', domains]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runWith(args: readonly string[]): AgentRun {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [agentEntry(), '--output', '-', ...args], {
    encoding: 'utf8',
    maxBuffer: LARGEST_OUTPUT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = (stderr ?? '').split('\n').filter((line) => line.trim() !== '');
  if (error || (status !== 0 && status !== 1) || stdout.trim() === '') {
    throw new Problem('agent-failed', { detail: error?.message ?? lines[0] ?? `code ${status}` });
  }
  return { output: stdout, warnings: status === 1 ? lines : [] };
}
