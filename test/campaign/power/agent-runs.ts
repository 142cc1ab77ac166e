/**
 * A process to be traced: runs of one machine's agent, with the real code of its state, its keys, its diary, its spool and its delivery.
 *
 * In: a JSON object as its argument. Out: in the file of marks, a line for each thing the rest of the world may now rely on. It collects nothing.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readDiary, writeDiary } from '../../../agent/contact-diary.ts';
import { deliver } from '../../../agent/deliver/deliver.ts';
import type { Destination } from '../../../agent/deliver/destination.ts';
import { folderDestination } from '../../../agent/deliver/folder.ts';
import { openSpool, type Spool, type SpoolLimits } from '../../../agent/deliver/spool.ts';
import { ownKey } from '../../../agent/key.ts';
import { machineKey } from '../../../agent/signing.ts';
import { openState } from '../../../agent/state.ts';
import { fingerprint, rawPublicKey } from '../../../src/inventory/signature.ts';
import { inventoryOf } from '../../agent/deliver/documents.ts';

export type Run =
  /** The destination is a folder of the disk that is cut, or elsewhere; `down`: it cannot be reached. */
  { to: 'share' | 'elsewhere' | 'down'; says: string };

export type AgentRuns = { root: string; marks: string; runs: readonly Run[]; limits: SpoolLimits; kept: number };

/** Days of the documents, in the order of the runs. */
export function instantOf(run: number): string {
  return new Date(Date.UTC(2026, 10, 1, 8) + run * 3600 * 1000).toISOString();
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export async function runAgent({ root, runs, limits, kept }: AgentRuns, from: number, mark: (line: string) => void) {
  const stateFolder = join(root, 'machine', 'state');
  for (const [index, { to, says }] of runs.entries()) {
    const state = openState(stateFolder);
    const own = ownKey(stateFolder);
    const key = machineKey(stateFolder);
    if ('problem' in state || own === undefined || key === undefined) throw new Error('the agent refuses to start');
    mark(`own-key ${digestOf(own.toString())}`);
    const machine = fingerprint(rawPublicKey(key));
    mark(`machine ${machine}`);
    const diary = readDiary(stateFolder);
    writeDiary(stateFolder, { ...diary, since: diary.since ?? 1, last: diary.last.set(says, 1) });
    mark(`diary ${says}`);
    const inventory = inventoryOf(says, instantOf(from + index));
    const destination = destinationOf(root, machine, to, kept);
    await deliver({
      inventory,
      key,
      stateFolder,
      fullEveryDays: 7,
      spool: marking(openSpool(stateFolder, limits), mark),
      destination: {
        ...destination,
        send: async (document) => {
          const outcome = await destination.send(document);
          if (outcome.result === 'delivered') mark(`${to} ${document.name} ${digestOf(document.text)}`);
          return outcome;
        },
      },
    });
  }
}

function marking(spool: Spool, mark: (line: string) => void): Spool {
  return {
    ...spool,
    put: (document) => {
      mark(`putting ${document.name}`);
      const kept = spool.put(document);
      if ('replaced' in kept) mark(`kept ${document.name} ${digestOf(document.text)}`);
      return kept;
    },
  };
}

function destinationOf(root: string, machine: string, to: Run['to'], kept: number): Destination {
  if (to === 'share') return folderDestination(join(root, 'share'), machine, kept);
  const answer =
    to === 'down' ? ({ result: 'unavailable', detail: 'down' } as const) : ({ result: 'delivered' } as const);
  return { id: to, send: async () => answer, sendSeen: async () => answer, close: async () => {} };
}

if (import.meta.main) {
  const asked: AgentRuns = JSON.parse(process.argv[2] ?? '');
  const marks = openSync(asked.marks, 'a', 0o600);
  await runAgent(asked, Number(process.argv[3] ?? 0), (line) => writeSync(marks, `${line}\n`));
  closeSync(marks);
}
