/**
 * Joins a partial document to what is already known of its machine: the sections it brings replace the same ones, the
 * others stay.
 */
import type { Inventory, Machine } from '../inventory/schema.ts';
import type { Imported } from './importer.ts';

/** Items of the collectors that did not report again, then the new ones. */
function joined<T>(
  before: readonly T[],
  after: readonly T[],
  foundBy: (item: T) => string,
  again: ReadonlySet<string>,
): T[] {
  const replaced = new Set([...again, ...after.map(foundBy)]);
  return [...before.filter((item) => !replaced.has(foundBy(item))), ...after];
}

/** Lists that do not say who found their items are replaced whole, when there is something to replace them with. */
function latest<T>(before: T[], after: T[]): T[] {
  return after.length > 0 ? after : before;
}

function joinedMachine(before: Machine, after: Machine, kindFromAfter: boolean): Machine {
  const { kind, kindEvidence } = kindFromAfter ? after : before;
  const machine = {
    ...before,
    ...after,
    kind,
    kindEvidence,
    identifiers: { ...before.identifiers, ...after.identifiers },
  };
  if (before.operatingSystem && after.operatingSystem) {
    machine.operatingSystem = { ...before.operatingSystem, ...after.operatingSystem };
  }
  if (before.hardware && after.hardware) machine.hardware = { ...before.hardware, ...after.hardware };
  return machine;
}

/**
 * What is known after both documents, `after` being the later one. The kind of machine comes from a full document where
 * there is one, since a partial one shows fewer clues.
 */
export function complete(before: Imported, after: Imported): Imported {
  const [old, late] = [before.inventory, after.inventory];
  const again = new Set(late.collectors.map((collector) => collector.id));
  const full = [late, old].find((inventory) => inventory.partial !== true);
  const { partial: _, ...rest } = { ...old, ...late };
  const inventory: Inventory = {
    ...rest,
    ...(full === undefined ? { partial: true } : {}),
    ...(full?.source === undefined ? {} : { source: full.source }),
    collectedAt: after.observedAt ?? old.collectedAt,
    machine: joinedMachine(old.machine, late.machine, late.partial !== true || old.machine.kind === 'unknown'),
    software: joined(old.software, late.software, (item) => item.foundBy, again),
    endpoints: joined(old.endpoints, late.endpoints, (item) => item.source, again),
    services: joined(old.services, late.services, (item) => item.source, again),
    browserExtensions: latest(old.browserExtensions, late.browserExtensions),
    securityProducts: latest(old.securityProducts, late.securityProducts),
    attachments: latest(old.attachments, late.attachments),
    useEvidence: latest(old.useEvidence, late.useEvidence),
    packageOrigins: latest(old.packageOrigins, late.packageOrigins),
    collectors: [...old.collectors.filter((collector) => !again.has(collector.id)), ...late.collectors],
  };
  const observedAt = after.observedAt ?? before.observedAt;
  return { inventory, account: after.account, ...(observedAt === undefined ? {} : { observedAt }) };
}
