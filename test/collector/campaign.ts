/**
 * A receiver killed at random instants, restarted at once, under agents that deliver with the agent's own code: every document that any
 * of them was told is stored must be on the disk, byte for byte, once, and nothing else may be there half written.
 *
 * `npm run campaign:collector` runs the whole of it; the tests run a shorter one. A kill leaves what the system had in memory:
 * what a power cut leaves is for `npm run campaign:power`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { deliver } from '../../agent/deliver/deliver.ts';
import type { Destination, Outcome, Outgoing } from '../../agent/deliver/destination.ts';
import { httpsDestination } from '../../agent/deliver/https.ts';
import { layoutOf } from '../../src/collector/layout.ts';
import { createOrganisation } from '../../src/collector/organisations.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { verify } from '../../src/inventory/signature.ts';
import { Machine } from './place.ts';

const repository = join(import.meta.dirname, '../..');

export type CampaignOptions = {
  readonly agents: number;
  readonly kills: number;
  /** Between two documents of one agent, in milliseconds. */
  readonly pauseMs: readonly [number, number];
};

export type CampaignResult = {
  readonly kills: number;
  /** Kills while at least one agent was delivering. */
  readonly killsUnderLoad: number;
  /** What the receiver answered, by outcome or reason, as far as its log was read before it was killed. */
  readonly answers: Readonly<Record<string, number>>;
  readonly made: number;
  readonly acknowledged: number;
  /** Acknowledged, and not on the disk as they were sent: must be none. */
  readonly lost: number;
  readonly stored: number;
  /** On the disk and not whole, or twice: must be none. */
  readonly damaged: number;
  readonly twice: number;
  /** Still waiting in the agents' spools at the end: must be none. */
  readonly waiting: number;
  readonly attemptsFailed: number;
};

const between = (low: number, high: number): number => low + Math.random() * (high - low);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The command as an operator runs it; comes back when it listens. */
async function startReceiver(dir: string, port: number, answers: Record<string, number>): Promise<ChildProcess> {
  const args = [join(repository, 'bin/tiebreak.js'), 'collect', '--listen', `127.0.0.1:${port}`, '--dir', dir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString('utf8');
  });
  await new Promise<void>((listening, failed) => {
    child.stdout.on('data', (piece: Buffer) => {
      const text = piece.toString('utf8');
      if (text.includes('"event":"listening"')) listening();
      for (const [, outcome, reason] of text.matchAll(/"outcome":"([a-z]+)"(?:,"reason":"([a-z-]+)")?/g)) {
        const answer = reason ?? outcome ?? '';
        answers[answer] = (answers[answer] ?? 0) + 1;
      }
    });
    child.once('exit', () => failed(new Error(`the receiver did not start: ${said}`)));
  });
  return child;
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill(signal);
  await ended;
}

type Told = { readonly fingerprint: string; readonly name: string; readonly text: string };

/** One agent, run again and again for as long as the campaign lasts. */
class CampaignAgent {
  readonly machine = new Machine();
  readonly #stateFolder: string;
  readonly #open: () => Destination;
  readonly #told: Told[];
  made = 0;
  waiting = 0;
  attemptsFailed = 0;
  underWay = false;

  constructor(stateFolder: string, open: () => Destination, told: Told[]) {
    this.#stateFolder = stateFolder;
    this.#open = open;
    this.#told = told;
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  }

  async run(isOver: () => boolean, [low, high]: readonly [number, number]): Promise<void> {
    await wait(between(0, high));
    while (!isOver()) {
      await this.deliver();
      await wait(between(low, high));
    }
    // What waits goes with the next document, as at the next run of an agent.
    for (let runs = 0; runs < 5 && (this.waiting > 0 || runs === 0); runs++) await this.deliver();
  }

  async deliver(): Promise<void> {
    const now = new Date(Date.now() + this.made++).toISOString();
    const software = [{ name: `Program ${randomUUID()}`, kind: 'program', foundBy: 'test' }];
    const text = this.machine.text({ documentId: randomUUID(), collectedAt: now, software });
    const destination = this.#open();
    const report = await deliver({
      inventory: inventorySchema.parse(JSON.parse(text)),
      key: this.machine.privateKey,
      stateFolder: this.#stateFolder,
      destination: { ...destination, send: (document) => this.#send(destination, document) },
      fullEveryDays: 7,
    });
    await destination.close();
    this.waiting = report.waiting;
  }

  async #send(destination: Destination, document: Outgoing): Promise<Outcome> {
    this.underWay = true;
    const outcome = await destination.send(document);
    this.underWay = false;
    if (outcome.result === 'delivered') this.#told.push({ fingerprint: this.machine.fingerprint, ...document });
    else this.attemptsFailed++;
    return outcome;
  }
}

export async function runCampaign({ agents: count, kills, pauseMs }: CampaignOptions): Promise<CampaignResult> {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-campaign-'));
  const dir = join(root, 'store');
  const layout = layoutOf(dir);
  const { token } = createOrganisation(layout, 'Nord');
  const port = await freePort();
  const answers: Record<string, number> = {};
  let receiver = await startReceiver(dir, port, answers);
  const pem = readFileSync(join(layout.tls, 'authority.pem'), 'utf8');
  const told: Told[] = [];
  let over = false;
  const agents = Array.from({ length: count }, (_, index) => {
    const open = (): Destination =>
      httpsDestination({
        server: new URL(`https://127.0.0.1:${port}`),
        proxy: undefined,
        trust: { kind: 'authority', pem },
        token,
        timeoutMs: 10_000,
        totalMs: 10_000,
      });
    return new CampaignAgent(join(root, `agent-${index}`), open, told);
  });
  try {
    const running = agents.map((agent) => agent.run(() => over, pauseMs));
    let killsUnderLoad = 0;
    for (let kill = 0; kill < kills; kill++) {
      await wait(between(0, 900));
      if (agents.some(({ underWay }) => underWay)) killsUnderLoad++;
      await end(receiver, 'SIGKILL');
      receiver = await startReceiver(dir, port, answers);
    }
    over = true;
    await Promise.all(running);
    await end(receiver, 'SIGTERM');
    return { kills, killsUnderLoad, answers, ...account(join(dir, 'nord'), agents, told) };
  } finally {
    over = true;
    if (receiver.exitCode === null) receiver.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  }
}

function account(
  folder: string,
  agents: readonly CampaignAgent[],
  told: readonly Told[],
): Omit<CampaignResult, 'kills' | 'killsUnderLoad' | 'answers'> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const contents = new Map(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'utf8')]),
  );
  const identifiers = new Map<string, number>();
  let damaged = 0;
  for (const text of contents.values()) {
    if (verify(Buffer.from(text)).status !== 'valid') {
      damaged++;
      continue;
    }
    const { documentId } = JSON.parse(text) as { documentId: string };
    identifiers.set(documentId, (identifiers.get(documentId) ?? 0) + 1);
  }
  const sum = (of: (agent: CampaignAgent) => number): number => agents.reduce((total, agent) => total + of(agent), 0);
  return {
    made: sum(({ made }) => made),
    acknowledged: told.length,
    lost: told.filter(({ fingerprint, name, text }) => contents.get(join(folder, fingerprint, name)) !== text).length,
    stored: contents.size,
    damaged,
    twice: [...identifiers.values()].filter((times) => times > 1).length,
    waiting: sum(({ waiting }) => waiting),
    attemptsFailed: sum(({ attemptsFailed }) => attemptsFailed),
  };
}

if (import.meta.main) {
  const result = await runCampaign({ agents: 200, kills: 100, pauseMs: [4000, 20_000] });
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  process.exitCode = result.lost + result.damaged + result.twice + result.waiting === 0 ? 0 : 1;
}
