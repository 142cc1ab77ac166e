import { expect, test } from 'vitest';
import { contentOf, saysNothingNew } from '../../../agent/deliver/unchanged.ts';
import type { Endpoint, Inventory } from '../../../src/inventory/schema.ts';
import { inventoryOf } from './documents.ts';

const base = inventoryOf('a');

function withContacts(...endpoints: Omit<Endpoint, 'source'>[]): Inventory {
  return { ...base, endpoints: endpoints.map((endpoint) => ({ ...endpoint, source: 'connections' })) };
}

function isAsBefore(before: Inventory, after: Inventory): boolean {
  return saysNothingNew(contentOf(before), contentOf(after));
}

test('dates, identifiers, durations and how many items a collector saw change nothing', () => {
  const report = { id: 'dpkg', status: 'ok', items: 3, durationMs: 4, warnings: [] } as const;
  const before: Inventory = { ...base, collectors: [{ ...report, warnings: [] }] };
  const after: Inventory = {
    ...inventoryOf('a', '2026-11-22T00:00:00Z'),
    collectors: [{ ...report, items: 2, durationMs: 9, warnings: [] }],
  };
  expect(isAsBefore(before, after)).toBe(true);
});

test('a program, its version, the place of the machine, how a collector ended: each is a change', () => {
  const changes: Partial<Inventory>[] = [
    { software: [] },
    { software: [{ name: 'a', version: '2', kind: 'program', foundBy: 'test' }] },
    { machine: { ...base.machine, site: 'Mairie' } },
    { agent: { name: 'tiebreak-agent', version: '1' } },
    { collectors: [{ id: 'dpkg', status: 'denied', items: 0, warnings: [] }] },
  ];
  for (const change of changes) expect(isAsBefore(base, { ...base, ...change })).toBe(false);
});

test('what is not contacted at this moment is no change, what was never contacted is one', () => {
  const both = withContacts({ domain: 'a.example' }, { address: '192.0.2.1', port: 443, process: 'browser' });
  const one = withContacts({ address: '192.0.2.99', port: 80, process: 'browser', count: 4 });
  expect(isAsBefore(both, one)).toBe(true);
  expect(isAsBefore(one, both)).toBe(false);
  expect(isAsBefore(both, withContacts())).toBe(true);
  expect(isAsBefore(both, withContacts({ host: 'b.example' }))).toBe(false);
  expect(isAsBefore(both, withContacts({ address: '192.0.2.1', process: 'unknown' }))).toBe(false);
});
