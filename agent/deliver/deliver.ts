/**
 * A finished inventory → where the policy says, sooner or later, once.
 *
 * In: the inventory, the key of the machine, a destination. Out: how it went. Unless it says nothing new, the document is in the
 * spool before anything is attempted, and leaves it when it is acknowledged; what earlier runs could not deliver goes first.
 * It collects nothing and decides nothing about what may leave.
 */
import type { KeyObject } from 'node:crypto';
import { documentFileName } from '../../src/inventory/file-name.ts';
import type { Inventory } from '../../src/inventory/schema.ts';
import { sign } from '../../src/inventory/signature.ts';
import { serialise } from '../document.ts';
import type { Destination, Outcome, Outgoing } from './destination.ts';
import { codeOf } from './file.ts';
import { type LastDelivery, readLastDelivery, writeLastDelivery } from './last-delivery.ts';
import { openSpool, type Spool } from './spool.ts';
import { type Content, contentOf, saysNothingNew } from './unchanged.ts';

export type Delivery = {
  inventory: Inventory;
  key: KeyObject;
  stateFolder: string;
  destination: Destination;
  /** Days after which a document is sent whole though it says nothing new. */
  fullEveryDays: number;
  spool?: Spool;
};

export type Report = {
  /** Documents acknowledged, those of earlier runs included. */
  delivered: number;
  /** The few bytes that say "as before" were sent in place of a document. */
  unchanged: boolean;
  /** Documents that wait for the next run. */
  waiting: number;
  /** What did not go well, one line each. */
  problems: string[];
};

const DAY_MS = 24 * 3600 * 1000;

export async function deliver(delivery: Delivery): Promise<Report> {
  const { inventory, stateFolder, destination } = delivery;
  const spool = delivery.spool ?? openSpool(stateFolder);
  const report: Report = { delivered: 0, unchanged: false, waiting: 0, problems: [] };
  // As it is written, in its order: the content of a document that waits is read from its bytes.
  const content = contentOf(JSON.parse(serialise(inventory)));
  const last = readLastDelivery(stateFolder);
  if (spool.names().length === 0 && last !== undefined && isAsBefore(delivery, content, last)) {
    const outcome = await sendSeen(delivery, last);
    if (outcome.result === 'delivered') return { ...report, unchanged: true };
    if (outcome.result === 'unavailable') return { ...report, problems: [outcome.detail] };
    // Refused, or no longer there: the document in its place.
  }
  const { document, unkept } = keep(delivery, content, spool, report);
  const acknowledged = await sendAll(destination, spool, unkept, report);
  report.waiting = spool.names().length;
  if (!acknowledged.has(document.name)) return report;
  const delivered = {
    ...content,
    name: document.name,
    destination: destination.id,
    deliveredAt: inventory.collectedAt,
  };
  remember(stateFolder, { ...delivered, documentId: document.documentId });
  return report;
}

/** Puts the new document in the spool, unless what waits there says as much. */
function keep(
  delivery: Delivery,
  content: Content,
  spool: Spool,
  report: Report,
): { document: Outgoing & { documentId: string }; unkept: readonly Outgoing[] } {
  const waiting = newestWaiting(spool);
  if (waiting !== undefined && saysNothingNew(waiting.content, content) && spool.settle())
    return { document: waiting.document, unkept: [] };
  const document = outgoing(delivery);
  const kept = spool.put(document);
  if ('problem' in kept) report.problems.push(kept.problem);
  else if (kept.replaced > 0)
    report.problems.push(`${kept.replaced} document(s) never delivered gave way to newer ones`);
  return { document, unkept: 'problem' in kept ? [document] : [] };
}

function newestWaiting(spool: Spool): { document: Outgoing & { documentId: string }; content: Content } | undefined {
  const name = spool.names().at(-1);
  const document = name === undefined ? undefined : spool.read(name);
  if (document === undefined) return undefined;
  try {
    const inventory: Inventory = JSON.parse(document.text);
    return { document: { ...document, documentId: inventory.documentId ?? '' }, content: contentOf(inventory) };
  } catch {
    // Damaged on the disk: it tells nothing.
    return undefined;
  }
}

/** Oldest first; answers the names of those acknowledged. */
async function sendAll(
  destination: Destination,
  spool: Spool,
  unkept: readonly Outgoing[],
  report: Report,
): Promise<Set<string>> {
  const acknowledged = new Set<string>();
  for (const next of [...spool.names(), ...unkept]) {
    const document = typeof next === 'string' ? spool.read(next) : next;
    // Another run of the agent has delivered it meanwhile.
    if (document === undefined) continue;
    const outcome = await destination.send(document);
    if (outcome.result === 'delivered') {
      acknowledged.add(document.name);
      report.delivered++;
      if (outcome.warning !== undefined) report.problems.push(outcome.warning);
      if (typeof next === 'string' && !spool.remove(next))
        report.problems.push(`${document.name} stays in the spool, which cannot be written`);
      continue;
    }
    report.problems.push(outcome.detail);
    if (outcome.result === 'unavailable') break;
  }
  return acknowledged;
}

function outgoing({ inventory, key }: Delivery): Outgoing & { documentId: string } {
  const { documentId = '' } = inventory;
  return { documentId, name: documentFileName(inventory), text: sign(serialise(inventory), key) };
}

function isAsBefore(
  { inventory, destination, fullEveryDays }: Delivery,
  content: Content,
  last: LastDelivery,
): boolean {
  const age = Date.parse(inventory.collectedAt) - Date.parse(last.deliveredAt);
  // A clock that went back proves nothing about the time between.
  const recent = age >= 0 && age < fullEveryDays * DAY_MS;
  return recent && last.destination === destination.id && saysNothingNew(last, content);
}

async function sendSeen(
  { inventory, key, destination }: Delivery,
  last: LastDelivery,
): Promise<Outcome | { result: 'unknown' }> {
  const { documentId, digest } = last;
  const seen = { document: 'seen', schemaVersion: '1.0', documentId, digest, seenAt: inventory.collectedAt };
  return destination.sendSeen(sign(`${JSON.stringify(seen)}\n`, key, 'seen'), last.name);
}

/** Without it the next document is sent whole, once more than needed. */
function remember(stateFolder: string, last: LastDelivery): void {
  try {
    writeLastDelivery(stateFolder, last);
  } catch (error) {
    if (codeOf(error) === 'unknown error') throw error;
  }
}
