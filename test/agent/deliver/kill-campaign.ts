/**
 * Kills the process that delivers at random instants, then counts: documents lost, delivered twice, visible in part.
 *
 * In: how many kills, and to what. Out: the counts. Every document that the spool took must be at its destination once a last run has
 * been left to end; between kills, whatever bears the name of a document must be a whole one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDocumentFileName } from '../../../src/inventory/file-name.ts';
import { verify } from '../../../src/inventory/signature.ts';
import type { Runs } from './endless-runs.ts';
import { authority, type Fault, startCollector, TOKEN } from './faulty-collector.ts';

export type Counts = {
  kills: number;
  /** Documents that the spool took. */
  spooled: number;
  delivered: number;
  lost: number;
  twice: number;
  /** Files under the name of a document that were not one, of all those looked at. */
  partial: number;
  looked: number;
  /** Left by killed processes under a temporary name, which readers pass over. */
  temporary: number;
  /** Documents sent again because the kill took their acknowledgement; the collector recognised them. */
  sentAgain: number;
};

const RUNS = fileURLToPath(new URL('./endless-runs.ts', import.meta.url));
/** Longest life of a process once it is ready; about forty runs. */
const LONGEST_LIFE_MS = 250;

export async function killCampaign(kills: number, to: 'folder' | 'collector'): Promise<Counts> {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-kill-'));
  const share = join(root, 'share');
  mkdirSync(share);
  const collector = to === 'collector' ? await startCollector() : undefined;
  const where: Partial<Runs> =
    collector === undefined ? { share } : { server: collector.url.href, pem: authority.certificate, token: TOKEN };
  const runs: Runs = { stateFolder: join(root, 'state'), ledger: join(root, 'ledger'), ...where };
  const folders = [join(root, 'state', 'spool'), ...(collector === undefined ? [share] : [])];
  let partial = 0;
  let looked = 0;

  function look(): void {
    for (const path of folders.flatMap(documentsUnder)) {
      const bytes = readIfThere(path);
      if (bytes === undefined) continue;
      looked++;
      if (verify(bytes).status !== 'valid') partial++;
    }
  }

  try {
    for (let kill = 0; kill < kills; kill++) {
      if (collector !== undefined) collector.faults.push(...someFaults());
      const ended = startRuns(runs);
      await ended.ready;
      const until = performance.now() + Math.random() * LONGEST_LIFE_MS;
      while (performance.now() < until) {
        // In a folder, seen while it is being written.
        if (collector === undefined && kill % 10 === 0) look();
        await wait(Math.min(5, Math.max(0, until - performance.now())));
      }
      await ended.kill();
      look();
    }
    collector?.faults.splice(0);
    await startRuns({ ...runs, runs: 1 }).end;
    const spooled = new Set(readFileSync(runs.ledger, 'utf8').trimEnd().split('\n'));
    const names =
      collector === undefined
        ? documentsUnder(share).map((path) => path.slice(path.lastIndexOf('/') + 1))
        : [...collector.stored.values()].map(nameIn);
    const delivered = new Set(names);
    return {
      kills,
      spooled: spooled.size,
      delivered: delivered.size,
      lost: [...spooled].filter((name) => !delivered.has(name)).length + documentsUnder(folders[0] ?? '').length,
      twice: names.length - delivered.size,
      partial,
      looked,
      temporary: folders.flatMap(temporaryUnder).length,
      sentAgain: collector?.again() ?? 0,
    };
  } finally {
    await collector?.stop();
  }
}

function startRuns(runs: Runs) {
  const child = spawn(process.execPath, [RUNS, JSON.stringify(runs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = once(child, 'exit').then(([code]) => {
    if (code !== 0 && code !== null) throw new Error(`the process ended by itself, with code ${code}`);
  });
  return {
    ready: Promise.race([once(child.stdout, 'data'), end]),
    end,
    kill: async () => {
      child.kill('SIGKILL');
      await end;
    },
  };
}

function someFaults(): Fault[] {
  const choices: Fault[] = ['reset-in-body', 'reset-after-storing', { status: 503 }];
  return Array.from({ length: 3 }, () => choices[Math.floor(Math.random() * choices.length)] ?? 'reset-in-body');
}

function under(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
    : [];
}

function documentsUnder(folder: string): string[] {
  return under(folder).filter((path) => isDocumentFileName(path.slice(path.lastIndexOf('/') + 1)));
}

function temporaryUnder(folder: string): string[] {
  return under(folder).filter((path) => path.endsWith('.tmp'));
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // Delivered meanwhile.
    return undefined;
  }
}

function nameIn(document: Buffer): string {
  const { collectedAt, documentId } = JSON.parse(document.toString());
  return `${collectedAt.replace(/\.\d+|[-:]/g, '')}-${documentId.slice(0, 8)}.inventory.json`;
}
