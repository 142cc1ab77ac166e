/** Items known by their number are what they would be by their texts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Identifier } from '../../src/identify/identify.ts';
import { KnownItems } from '../../src/import/known-items.ts';
import { readInventory } from '../../src/inventory/read.ts';
import { repeatsOf, withRepeats } from '../../src/inventory/repeats.ts';
import type { Inventory } from '../../src/inventory/schema.ts';
import { seen, smallBase } from '../knowledge/small-base.ts';
import { inventory } from './observed.ts';

const base = smallBase({
  debian: {
    kind: 'community',
    seat: null,
    products: { debian: { functions: ['operating-system'], role: 'platform', licence: 'MIT' } },
  },
  maker: {
    seat: 'US',
    publishers: ['Maker'],
    products: {
      old: { functions: ['office'], match: [seen('Suite', { versions: '<16' })] },
      recent: { functions: ['office'], match: [seen('Suite', { versions: '>=16' })] },
      tool: { functions: ['browser'], match: [seen('Tool', { platform: 'windows' })] },
    },
  },
});

const item = fc.record(
  {
    name: fc.constantFrom('Suite', 'Tool', 'Other', 'Third'),
    publisher: fc.constantFrom('Maker', 'Someone'),
    version: fc.constantFrom('15.0', '16.0', '16.1'),
    kind: fc.constantFrom('program' as const, 'package' as const),
    origin: fc.constantFrom('Debian', 'Elsewhere'),
  },
  { requiredKeys: ['name', 'kind'] },
);
const machine = fc.record({
  software: fc.array(item, { maxLength: 10 }),
  os: fc.constantFrom(
    undefined,
    { family: 'windows', name: 'Windows' },
    { family: 'linux', name: 'Debian', distribution: 'debian' },
    { family: 'linux', name: 'Other' },
  ),
});

function readAgain(document: Inventory, known: KnownItems): Inventory {
  const read = known.read(Buffer.from(JSON.stringify(document)));
  const again = readInventory(read?.value, 'PC');
  if (read !== undefined) withRepeats(again, read.software);
  return again;
}

test('the same findings, whatever the system, the version and what was seen before', () => {
  fc.assert(
    fc.property(fc.array(machine, { minLength: 2, maxLength: 12 }), (machines) => {
      const [plain, quick] = [new Identifier(base), new Identifier(base)];
      const known = new KnownItems();
      for (const { os, software } of machines) {
        const document = inventory({ software, ...(os === undefined ? {} : { os }) });
        const again = readAgain(document, known);
        expect(repeatsOf(again)).toBeDefined();
        expect(quick.positions(again)).toEqual(plain.positions(document));
      }
      expect(quick.findings).toEqual(plain.findings);
    }),
  );
});
