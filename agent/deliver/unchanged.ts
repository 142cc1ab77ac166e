/**
 * What makes two inventories of one machine the same, but for what differs at every run: dates, durations, counts of connections.
 *
 * In: an inventory. Out: its digest, and what it contacted, which is compared apart: a program that is not connected at this moment
 * has not changed anything, one that contacts something new has.
 */
import { createHash } from 'node:crypto';
import type { Endpoint, Inventory } from '../../src/inventory/schema.ts';

export type Content = { digest: string; contacts: string[] };

export function contentOf(inventory: Inventory): Content {
  const { collectedAt, documentId, signature, endpoints, collectors, ...rest } = inventory;
  const lasting = { ...rest, collectors: collectors.map(({ durationMs, items, ...report }) => report) };
  return {
    digest: createHash('sha256').update(JSON.stringify(lasting)).digest('hex'),
    contacts: [...new Set(endpoints.map(contactOf))].sort(),
  };
}

/** Addresses and ports change at every connection to one service: where there is no name, the program stands for it. */
function contactOf({ domain, host, process }: Endpoint): string {
  return domain ?? host ?? `program ${process ?? ''}`;
}

/** Whether `after` says nothing that `before` did not. */
export function saysNothingNew(before: Content, after: Content): boolean {
  const known = new Set(before.contacts);
  return before.digest === after.digest && after.contacts.every((contact) => known.has(contact));
}
