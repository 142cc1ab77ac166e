/** A first run on one machine says why it measures no online service. */
import { expect, test } from 'vitest';
import { whyNoService } from '../../src/cli/unseen-services.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';

function why(status: 'ok' | 'empty' | 'denied' | 'not-applicable', more: object = {}): string | undefined {
  const inventory = inventorySchema.parse({
    document: 'inventory',
    schemaVersion: '1.0',
    agent: { name: 'tiebreak-agent', version: '0' },
    collectedAt: '2026-11-21T08:00:00.000Z',
    machine: { identifiers: {}, kind: 'unknown' },
    collectors: [{ id: 'resolver-cache', status, items: 0, warnings: [] }],
    ...more,
  });
  return whyNoService(inventory)?.en;
}

test('no name is kept by the machine: what to give instead', () => {
  expect(why('not-applicable')).toContain('no DNS cache that can be read');
  expect(why('denied')).toContain('tiebreak report LOG');
});

test('names are seen, and the first week is not over', () => {
  expect(why('ok')).toContain('run tiebreak again in a week');
  expect(why('empty')).toContain('run tiebreak again in a week');
});

test('nothing to say once services are measured', () => {
  expect(why('ok', { endpointPeriodDays: 7 })).toBeUndefined();
  expect(why('ok', { endpointPolicy: 'full' })).toBeUndefined();
});
