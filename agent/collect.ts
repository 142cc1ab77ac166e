/**
 * The gathering: every collector of this platform, at the same time, each with its own time limit.
 *
 * In: the door to the machine and what the policy says. Out: one Inventory, whole even when collectors crash, hang or are refused:
 * each of those is a status of the document and costs its own result only.
 * It does not decide what may leave (privacy.ts), nor write anything (deliver/).
 */
import { keyId, pseudonym } from '../src/inventory/identity.ts';
import type { CollectorReport, Inventory, Machine } from '../src/inventory/schema.ts';
import type { Collected, Collector, Facts, Wishes } from './collector.ts';
import type { RunLimits, Watch } from './limits.ts';
import { DEFAULT_LIMITS, now, watchRun } from './limits.ts';
import { machineKind } from './machine-kind.ts';
import type { System } from './system.ts';

export type CollectRequest = {
  collectors: readonly Collector[];
  agentVersion: string;
  /** Instant of the observation, ISO 8601 UTC. */
  now: string;
  /** Key of the pseudonyms; without one, the machine has none. */
  key?: Uint8Array | undefined;
  site?: string | undefined;
  unit?: string | undefined;
  /** Time limit of each collector. */
  timeoutMs: number;
  /** Limits of the whole run. */
  limits?: RunLimits | undefined;
  wishes?: Wishes | undefined;
  /** Whether the name of the machine goes in clear beside its pseudonym. */
  keepNames?: boolean | undefined;
};

type Outcome = { facts: Facts; report: CollectorReport };

export async function collect(system: System, request: CollectRequest): Promise<Inventory> {
  const chosen = request.collectors.filter(({ platforms }) => platforms.includes(system.platform));
  const watch = watchRun(request.limits ?? DEFAULT_LIMITS);
  const outcomes = await Promise.all(chosen.map((collector) => runCollector(collector, system, request, watch)));
  watch.end();
  const facts = outcomes.map((outcome) => outcome.facts);
  return {
    document: 'inventory',
    schemaVersion: '1.0',
    agent: { name: 'tiebreak-agent', version: request.agentVersion },
    collectedAt: request.now,
    machine: describeMachine(facts, request),
    software: facts.flatMap((fact) => fact.software ?? []),
    endpoints: facts.flatMap((fact) => fact.endpoints ?? []),
    services: [],
    browserExtensions: facts.flatMap((fact) => fact.browserExtensions ?? []),
    securityProducts: facts.flatMap((fact) => fact.securityProducts ?? []),
    attachments: facts.flatMap((fact) => fact.attachments ?? []),
    useEvidence: facts.flatMap((fact) => fact.useEvidence ?? []),
    packageOrigins: facts.flatMap((fact) => fact.packageOrigins ?? []),
    collectors: outcomes.map((outcome) => outcome.report),
  };
}

async function runCollector(
  collector: Collector,
  system: System,
  request: CollectRequest,
  watch: Watch,
): Promise<Outcome> {
  const started = now();
  const refusal = watch.exceeded();
  const collected: Collected & { endedAt?: number } =
    refusal === undefined ? await limited(collector, system, request, watch) : failed(`not started: ${refusal}`);
  const items = countItems(collected.facts);
  return {
    facts: collected.facts,
    report: {
      id: collector.id,
      status: collected.status ?? (items === 0 ? 'empty' : 'ok'),
      items,
      durationMs: Math.round((collected.endedAt ?? now()) - started),
      warnings: collected.warnings ?? [],
    },
  };
}

async function limited(
  collector: Collector,
  system: System,
  { timeoutMs, wishes }: CollectRequest,
  watch: Watch,
): Promise<Collected & { endedAt?: number }> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = collector.collect(system, stop.signal, wishes);
    // An immediate answer took this long; awaiting it would add the time of every collector after it.
    if (!(answer instanceof Promise)) return { ...answer, endedAt: now() };
    const late = new Promise<Collected>((resolve) => {
      function giveUp(warning: string): void {
        resolve(failed(warning));
        stop.abort();
      }
      timer = setTimeout(() => giveUp(`stopped at its time limit of ${timeoutMs} ms`), timeoutMs);
      watch.tell((reason) => giveUp(`stopped: ${reason}`));
    });
    return await Promise.race([answer, late]);
  } catch (error) {
    return failed(`crashed: ${error instanceof Error ? error.message : 'unknown error'}`);
  } finally {
    clearTimeout(timer);
  }
}

function failed(warning: string): Collected {
  return { facts: {}, status: 'failed', warnings: [warning] };
}

function countItems(facts: Facts): number {
  const lists = [
    facts.software,
    facts.endpoints,
    facts.browserExtensions,
    facts.securityProducts,
    facts.attachments,
    facts.useEvidence,
  ];
  const single = [facts.operatingSystem, facts.hardware, facts.virtualisation].filter((fact) => fact !== undefined);
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), single.length);
}

function describeMachine(facts: readonly Facts[], request: CollectRequest): Machine {
  const operatingSystem = facts.find((fact) => fact.operatingSystem)?.operatingSystem;
  const hardware = facts.find((fact) => fact.hardware)?.hardware;
  const virtualisation = facts.find((fact) => fact.virtualisation)?.virtualisation;
  const identities: NonNullable<Facts['identities']> = Object.assign({}, ...facts.map((fact) => fact.identities));
  return {
    identifiers: pseudonyms(identities, request.key),
    ...(request.keepNames && identities.name ? { label: identities.name } : {}),
    ...machineKind(facts.flatMap((fact) => fact.kindClues ?? [])),
    site: request.site,
    unit: request.unit,
    operatingSystem,
    hardware,
    virtualisation,
  };
}

function pseudonyms(identities: NonNullable<Facts['identities']>, key: Uint8Array | undefined): Machine['identifiers'] {
  if (key === undefined) return {};
  return {
    serial: pseudonym(key, 'serial', identities.serial),
    uuid: pseudonym(key, 'uuid', identities.uuid),
    name: pseudonym(key, 'name', identities.name),
    keyId: keyId(key),
  };
}
