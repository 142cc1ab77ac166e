import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KnownItems } from '../../src/import/known-items.ts';
import { readInventory } from '../../src/inventory/read.ts';
import { repeatsOf, withRepeats } from '../../src/inventory/repeats.ts';
import type { Inventory } from '../../src/inventory/schema.ts';

/** What is read of a document the quick way, as text with its keys in order; undefined when it leaves it to the plain way. */
function quickly(known: KnownItems, text: string): string | undefined {
  const bytes = Buffer.from(text);
  const read = known.read(bytes);
  // The block it was in serves again.
  bytes.fill(0);
  if (read === undefined) return undefined;
  const inventory = inventoryOrProblem(read.value);
  if (typeof inventory === 'string') return inventory;
  withRepeats(inventory, read.software);
  return JSON.stringify(inventory);
}

function inventoryOrProblem(value: unknown): Inventory | string {
  try {
    return readInventory(value, 'PC');
  } catch (error) {
    return String(error);
  }
}

function plainly(text: string): string {
  const inventory = inventoryOrProblem(JSON.parse(text));
  return typeof inventory === 'string' ? inventory : JSON.stringify(inventory);
}

function parsed(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : text;
}

const start = {
  document: 'inventory',
  schemaVersion: '1.0',
  agent: { name: 'tiebreak-agent', version: '0.1.0' },
  collectedAt: '2026-10-05T08:00:00Z',
  machine: { identifiers: {}, kind: 'workstation' },
};

const word = fc.constantFrom(
  'A',
  'Café',
  'a "b"',
  'b\\',
  '12.0.1',
  '',
  '2025-01-01',
  '{',
  '],',
  '"software":[',
  '\u0000',
  '😀',
);
const field = fc.oneof({ weight: 9, arbitrary: word }, fc.string({ unit: 'binary', maxLength: 50 }));
const item = fc
  .record(
    {
      name: fc.constantFrom('A', 'B', 'Café', 'a "b"'),
      publisher: field,
      version: field,
      kind: fc.constantFrom('program', 'package'),
      installedOn: fc.constantFrom('2025-01-01', '2024-12-31', 'é', ''),
      foundBy: word,
      systemComponent: fc.boolean(),
      origin: word,
    },
    { requiredKeys: ['name', 'kind', 'foundBy'] },
  )
  .chain((fields) => fc.shuffledSubarray(Object.entries(fields), { minLength: Object.keys(fields).length }))
  .map((entries) => Object.fromEntries(entries));
const document = fc
  .tuple(fc.array(item, { maxLength: 8 }), fc.constantFrom(undefined, 1, '\t'))
  .map(([software, indent]) => JSON.stringify({ ...start, software, endpoints: [{ source: 'x' }] }, null, indent));

describe('the quick way of a software list', () => {
  test('gives what the plain way gives, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 8 }), (documents) => {
        const known = new KnownItems();
        for (const text of documents) expect(quickly(known, text)).toBe(plainly(text));
      }),
    );
  });

  test('never reads what the plain way refuses, nor otherwise, in a document with an accident', () => {
    const accident = fc.tuple(
      fc.nat(),
      fc.nat({ max: 3 }),
      fc.constantFrom(
        '',
        '"',
        ',',
        '{',
        '}',
        '[',
        ']',
        '\\',
        ' ',
        '0',
        '\u0001',
        '\u00a0',
        'null',
        '"software":[],',
        '"name":"Z",',
      ),
    );
    const accidents = fc.tuple(document, document, fc.array(accident, { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(accidents, ([before, text, changes]) => {
        const known = new KnownItems();
        quickly(known, before);
        quickly(known, text);
        let changed = text;
        for (const [place, length, put] of changes) {
          const at = place % changed.length;
          changed = (changed.slice(0, at) + put + changed.slice(at + length)).toWellFormed();
        }
        const quick = quickly(known, changed);
        // In another order of keys, perhaps: the schema has its own when it has to look at everything.
        if (quick !== undefined) expect(parsed(quick)).toEqual(parsed(plainly(changed)));
      }),
      { numRuns: 2000 },
    );
  });

  const list = '[{"name":"A","kind":"program","foundBy":"x"}]';
  test.each([
    ['twice', `"software":${list},"software":[]`],
    ['twice, spelt otherwise', `"software":${list},"s\\u006fftware":[]`],
    ['elsewhere', `"other":{"software":${list}}`],
    ['in a key', `"x\\"software":${list}`],
    ['not a list', `"software":{}`],
    ['with a newer field', `"software":[{"name":"A","kind":"program","foundBy":"x","mood":1}]`],
    ['with an object in an item', `"software":[{"name":"A","kind":"program","foundBy":"x","version":{"a":"b"}}]`],
    ['with a comma too many', `"software":[{"name":"A","kind":"program","foundBy":"x"},]`],
    ['that does not end', `"software":[{"name":"A","kind":"program","foundBy":"x"}`],
  ])('leaves to the plain way a list %s', (_, fields) => {
    expect(quickly(new KnownItems(), JSON.stringify(start).replace(/\}$/, `,${fields}}`))).toBeUndefined();
  });

  test('leaves to the plain way what is not UTF-8', () => {
    const text = JSON.stringify({ ...start, software: [{ name: 'Café', kind: 'program', foundBy: 'x' }] });
    expect(new KnownItems().read(Buffer.from(text, 'latin1'))).toBeUndefined();
    expect(new KnownItems().read(Buffer.from(text, 'utf16le'))).toBeUndefined();
    expect(new KnownItems().read(Buffer.from(`\ufeff${text}`))).toBeUndefined();
  });

  test('tells items that differ by version and day only from others', () => {
    const items = [
      { name: 'A', version: '1', kind: 'program', foundBy: 'x', installedOn: '2025-01-01' },
      { name: 'A', version: '2', kind: 'program', foundBy: 'x', installedOn: '2025-01-02' },
      { name: 'A', version: '1', kind: 'program', foundBy: 'y', installedOn: '2025-01-01' },
      { name: 'A', version: '1\\', kind: 'program', foundBy: 'x', installedOn: '2025-01-01' },
    ];
    const read = new KnownItems().read(Buffer.from(JSON.stringify({ ...start, software: items })));
    expect(read?.software.numbers).toEqual([0, 0, 1, -1]);
    expect(read?.software.items).toEqual(items);
  });

  test('a copy of the inventory has its items, and nothing of how they were read', () => {
    const text = JSON.stringify({ ...start, software: JSON.parse(list) });
    const read = new KnownItems().read(Buffer.from(text));
    const inventory = readInventory(read?.value, 'PC');
    if (read !== undefined) withRepeats(inventory, read.software);
    const copy = { ...inventory };
    expect(copy).toEqual(readInventory(JSON.parse(text), 'PC'));
    expect(repeatsOf(inventory)).toBeDefined();
    expect(repeatsOf(copy)).toBeUndefined();
  });
});
