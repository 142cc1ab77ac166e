import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LIST, readInventory } from '../../src/inventory/read.ts';
import { INVENTORY_VERSION, inventorySchema } from '../../src/inventory/schema.ts';
import { platforms, softwareKinds } from '../../src/inventory/vocabulary.ts';
import { Problem } from '../../src/problem.ts';

const minimal = {
  document: 'inventory',
  schemaVersion: INVENTORY_VERSION,
  agent: { name: 'tiebreak-agent', version: '0.1.0' },
  collectedAt: '2026-10-05T08:00:00Z',
  machine: { identifiers: {}, kind: 'workstation' },
};

function problemOf(value: unknown): Problem {
  try {
    readInventory(value, 'PC-1.json');
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('readInventory', () => {
  test('fills in the lists that are absent', () => {
    const inventory = readInventory(minimal, 'PC-1.json');
    expect(inventory.software).toEqual([]);
    expect(inventory.endpoints).toEqual([]);
    expect(inventory.machine.kindEvidence).toEqual([]);
  });

  test('reads a newer minor version and leaves out the fields it adds', () => {
    const inventory = readInventory(
      {
        ...minimal,
        schemaVersion: '1.99',
        mood: 'good',
        software: [{ name: 'A', kind: 'program', foundBy: 'x', mood: 1 }],
      },
      'PC-1.json',
    );
    expect(inventory).not.toHaveProperty('mood');
    expect(inventory.software).toEqual([{ name: 'A', kind: 'program', foundBy: 'x' }]);
  });

  test('refuses another major version and says the remedy', () => {
    const problem = problemOf({ ...minimal, schemaVersion: '2.0' });
    expect(problem.code).toBe('inventory-version');
    expect(problem.in('fr')).toContain('PC-1.json');
    expect(problem.in('fr')).toContain('mettez à jour tiebreak');
    expect(problem.in('en')).toContain('update tiebreak');
  });

  test.each([null, 12, 'inventory', [], {}, { document: 'assessment' }])(
    'refuses %j, which is no inventory',
    (value) => {
      expect(problemOf(value).code).toBe('inventory-not');
    },
  );

  test('names the field that does not conform', () => {
    const problem = problemOf({ ...minimal, software: [{ name: 'A', kind: 'program', foundBy: 'x' }, { name: 3 }] });
    expect(problem.code).toBe('inventory-invalid');
    expect(problem.in('fr')).toContain('software.1.name');
  });

  test('refuses a list that no machine has', () => {
    const endpoints = new Array(MAX_LIST + 1).fill({ source: 'x' });
    expect(problemOf({ ...minimal, endpoints }).code).toBe('document-list-too-long');
  });

  test('keeps __proto__ keys of a document from reaching anything', () => {
    const text = `{"name":"A","kind":"program","foundBy":"x","__proto__":{"publisher":"evil"},"constructor":1}`;
    const inventory = readInventory({ ...minimal, software: [JSON.parse(text)] }, 'PC-1.json');
    expect(inventory.software[0]?.publisher).toBeUndefined();
    expect(({} as Record<string, unknown>).publisher).toBeUndefined();
  });
});

const strange = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    true,
    0,
    -1,
    1.5,
    65536,
    1e300,
    '',
    'x'.repeat(41),
    'x'.repeat(65),
    'x'.repeat(4097),
  ),
  fc.string(),
  fc.integer(),
  fc.array(fc.integer(), { maxLength: 2 }),
  fc.dictionary(fc.string(), fc.integer(), { maxKeys: 2 }),
);

/** Mostly valid, so that both answers are met: each field is now and then absent or strange. */
function nearly<T>(field: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 30, arbitrary: field }, { weight: 1, arbitrary: strange });
}

const software = fc.record(
  {
    name: nearly(fc.string({ minLength: 1 })),
    publisher: nearly(fc.string()),
    version: nearly(fc.string()),
    architecture: nearly(fc.string()),
    platform: nearly(fc.constantFrom(...platforms)),
    kind: nearly(fc.constantFrom(...softwareKinds)),
    scope: nearly(fc.constantFrom('machine', 'user')),
    foundBy: nearly(fc.string()),
    id: nearly(fc.string()),
    origin: nearly(fc.string()),
    installedOn: nearly(fc.constant('2025-01-02')),
    systemComponent: nearly(fc.boolean()),
  },
  { requiredKeys: ['name', 'kind', 'foundBy'] },
);

const endpoint = fc.record(
  {
    host: nearly(fc.string()),
    domain: nearly(fc.string()),
    address: nearly(fc.string({ maxLength: 64 })),
    port: nearly(fc.integer({ min: 0, max: 65535 })),
    process: nearly(fc.string()),
    count: nearly(fc.integer({ min: 1 })),
    source: nearly(fc.string()),
  },
  { requiredKeys: ['source'] },
);

function list(item: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  const newer = fc.tuple(item, fc.anything()).map(([known, value]) => ({ ...known, somethingNewer: value }));
  const items = fc.oneof(
    { weight: 30, arbitrary: item },
    { weight: 1, arbitrary: newer },
    { weight: 1, arbitrary: strange },
  );
  return nearly(fc.array(items, { maxLength: 6 }));
}

describe('the quick check and the schema', () => {
  test('the quick check alone passes the lists of a document that conforms', () => {
    const value = {
      ...minimal,
      software: [{ name: 'A', kind: 'program', foundBy: 'x' }],
      endpoints: [{ source: 'x' }],
    };
    expect(readInventory(value, 'x').software).toBe(value.software);
  });

  test('accept the same documents and give the same inventory', () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(list(software), list(endpoint), (softwareList, endpoints) => {
        const value = { ...minimal, software: softwareList, endpoints };
        const reference = inventorySchema.safeParse(value);
        if (reference.success) {
          accepted++;
          expect(readInventory(value, 'x')).toEqual(reference.data);
        } else {
          refused++;
          expect(problemOf(value).code).toBe('inventory-invalid');
        }
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(300);
  });

  test('agree on each field taken alone', () => {
    const fields = [
      'name',
      'publisher',
      'version',
      'architecture',
      'platform',
      'kind',
      'scope',
      'foundBy',
      'id',
      'origin',
      'installedOn',
      'systemComponent',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...fields), strange, (field, strangeValue) => {
        const value = { ...minimal, software: [{ name: 'A', kind: 'program', foundBy: 'x', [field]: strangeValue }] };
        const reference = inventorySchema.safeParse(value);
        if (reference.success) expect(readInventory(value, 'x')).toEqual(reference.data);
        else expect(problemOf(value).code).toBe('inventory-invalid');
      }),
      { numRuns: 3000 },
    );
  });
});
