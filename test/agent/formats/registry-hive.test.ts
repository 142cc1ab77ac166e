import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openHive } from '../../../agent/formats/registry-hive.ts';
import { type HiveForm, type HiveKey, number, text, writeHive } from '../hive-writer.ts';

const forms: HiveForm[] = (['lf', 'lh', 'li', 'ri'] as const).flatMap((list) =>
  [true, false].map((latinNames) => ({ list, latinNames })),
);
const long = 'é'.repeat(20_000);
const tree: HiveKey = {
  name: 'ROOT',
  keys: [
    {
      name: 'Software',
      keys: [
        { name: 'Été β', values: [text('DisplayName', 'État-civil β'), number('SystemComponent', 1)] },
        {
          name: 'Deux',
          values: [
            text('', 'défaut'),
            text('Chemin', '%ProgramFiles%\\x', 2),
            { name: 'Liste', type: 7, data: Buffer.from('a\0b\0\0', 'utf16le') },
            { name: 'Binaire', type: 3, data: Buffer.from([1, 2, 3]) },
            text('Long', long),
            text('A', 'x'),
          ],
        },
        { name: 'Trois' },
      ],
    },
    { name: 'Autre', values: [text('DisplayName', 'pas demandé')] },
  ],
};

describe.for(forms)('lists $list, latin names $latinNames', (form) => {
  const hive = openHive(writeHive(tree, form));

  test('the keys asked for, with their texts and numbers', () => {
    const keys = hive?.keys(['software', '*'], 'HKEY_USERS\\S') ?? [];
    expect(keys.map(({ path }) => path).sort()).toEqual([
      'HKEY_USERS\\S\\Software\\Deux',
      'HKEY_USERS\\S\\Software\\Trois',
      'HKEY_USERS\\S\\Software\\Été β',
    ]);
    const values = (name: string) => Object.fromEntries(keys.find(({ path }) => path.endsWith(name))?.values ?? []);
    expect(values('Été β')).toEqual({ displayname: 'État-civil β', systemcomponent: 1 });
    expect(values('Deux')).toEqual({ '': 'défaut', chemin: '%ProgramFiles%\\x', liste: 'a\nb', long, a: 'x' });
    expect(values('Trois')).toEqual({});
  });

  test('what is not there gives nothing', () => {
    expect(hive?.keys(['Absent', '*'], 'R')).toEqual([]);
    expect(hive?.keys(['Software', 'Deux', 'plus', 'loin'], 'R')).toEqual([]);
  });
});

test('a hive that was being written is read, and says so', () => {
  const hive = openHive(writeHive(tree, { list: 'lh', latinNames: true, dirty: true }));
  expect([hive?.dirty, hive?.keys(['Autre'], 'R').length]).toEqual([true, 1]);
});

test('what is no hive is none', () => {
  expect([Buffer.alloc(0), Buffer.alloc(8192), Buffer.from('regf')].map(openHive)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

const names = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .filter((name) => !name.includes('\\') && name.isWellFormed());
const leaf: fc.Arbitrary<HiveKey> = fc.record({
  name: names,
  values: fc.array(
    fc.oneof(
      fc.tuple(fc.string(), fc.string({ unit: 'grapheme' })).map(([name, value]) => text(name, value)),
      fc.tuple(fc.string(), fc.nat()).map(([name, value]) => number(name, value)),
    ),
    { maxLength: 3 },
  ),
});
const arbitraryKey = fc.tuple(leaf, fc.array(leaf, { maxLength: 6 })).map(([key, keys]): HiveKey => ({ ...key, keys }));

test('whatever the tree, what was written is read', () => {
  fc.assert(
    fc.property(arbitraryKey, fc.constantFrom(...forms), (child, form) => {
      const [found] = openHive(writeHive({ name: 'R', keys: [child] }, form))?.keys(['*'], '') ?? [];
      expect(found?.path).toBe(`\\${child.name}`);
      const expected = new Map(
        (child.values ?? []).map(({ name, type, data }) => [
          name.toLowerCase(),
          type === 4 ? data.readUInt32LE() : (data.toString('utf16le').split('\0')[0] ?? ''),
        ]),
      );
      expect(Object.fromEntries(found?.values ?? [])).toEqual(Object.fromEntries(expected));
      const below = openHive(writeHive({ name: 'R', keys: [child] }, form))?.keys(['*', '*'], '') ?? [];
      expect(below.map(({ path }) => path)).toEqual((child.keys ?? []).map(({ name }) => `\\${child.name}\\${name}`));
    }),
    { numRuns: 200 },
  );
});

test('whatever is damaged, it ends and does not throw', () => {
  const whole = writeHive(tree);
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.nat(whole.length), (changes, length) => {
      const damaged = Buffer.from(whole.subarray(0, length));
      for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
      const hive = openHive(damaged);
      expect(hive === undefined || Array.isArray(hive.keys(['*', '*', '*'], 'R'))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a hive forged to lead back to itself ends soon', () => {
  const bytes = writeHive({ name: 'R', keys: [{ name: 'A' }] });
  const top = bytes.readUInt32LE(36);
  const list = bytes.readUInt32LE(4096 + top + 4 + 28);
  // The only child of the root is the root, as many times as a list can say.
  const many = Buffer.alloc(4 + 4 + 60_000 * 4);
  many.writeInt32LE(-many.length);
  many.write('li', 4, 'latin1');
  many.writeUInt16LE(60_000, 6);
  for (let index = 0; index < 60_000; index++) many.writeUInt32LE(top, 8 + index * 4);
  const forged = Buffer.concat([bytes, many]);
  forged.writeUInt32LE(bytes.length - 4096, 4096 + top + 4 + 28);
  expect(list).toBeGreaterThan(0);
  const started = performance.now();
  openHive(forged)?.keys(['*', '*', '*', '*', '*', '*'], 'R');
  expect(performance.now() - started).toBeLessThan(3000);
});
