import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Seen, sameMachines } from '../../src/import/same-machine.ts';

let last = 0;

/** "s:1 u:2 n:3": a document with these pseudonyms, in a file of its own unless one is named. */
function seen(text: string, file = `f${++last}`): Seen {
  const part = (letter: string) => new RegExp(`${letter}:(\\S+)`).exec(text)?.[0];
  const identifiers = { serial: part('s'), uuid: part('u'), name: part('n') };
  return { key: `${text} ${file}`, file, identifiers };
}

/** Groups as texts, and what stays apart. */
function grouped(documents: readonly Seen[]): { groups: string[]; reasons: string[] } {
  const { aparts, groups } = sameMachines(documents);
  return {
    groups: groups
      .map((group) =>
        group
          .map(({ file }) => file)
          .sort()
          .join(' '),
      )
      .sort(),
    reasons: aparts.map(({ by, reason }) => `${by} ${reason}`),
  };
}

describe('one machine', () => {
  test.each([
    ['serial number and UUID', ['s:1 u:1 n:a', 's:1 u:1 n:a']],
    ['serial number, the other source knowing no UUID', ['s:1 u:1 n:a', 's:1 n:a']],
    ['name alone', ['n:a', 's:1 u:1 n:a']],
    ['renamed', ['s:1 u:1 n:a', 's:1 u:1 n:b']],
    ['renamed four times, by its serial number and UUID together', ['a', 'b', 'c', 'd'].map((n) => `s:1 u:1 n:${n}`)],
    ['board replaced', ['s:1 u:1 n:a', 's:1 u:2 n:a']],
    ['through a third document', ['s:1 n:a', 'u:1 n:b', 's:1 u:1']],
    ['serial number here, UUID there, one name', ['s:1 n:a', 'u:1 n:a']],
  ])('%s', (_, texts) => {
    expect(grouped(texts.map((text) => seen(text))).groups).toHaveLength(1);
  });
});

describe('several machines', () => {
  test.each<[string, string[], number, string[]]>([
    ['one name, two serial numbers', ['s:1 n:a', 's:2 n:a'], 2, ['name contradicted']],
    ['one serial number left by the factory, two UUIDs', ['s:1 u:1 n:a', 's:1 u:2 n:b'], 2, ['serial contradicted']],
    ['one serial number and no name, two UUIDs', ['s:1 u:1', 's:1 u:2'], 2, ['serial contradicted']],
    ['one serial number, three names', ['s:1 n:a', 's:1 n:b', 's:1 n:c'], 3, ['serial shared']],
    ['a name that fits two machines', ['s:1 n:a', 's:2 n:a', 'n:a'], 3, ['name ambiguous']],
    ['one name on three machines', ['s:1 n:a', 's:2 n:a', 's:3 n:a', 'n:a'], 4, ['name shared']],
    ['nothing in common', ['s:1 n:a', 's:2 n:b', 'u:3'], 3, []],
  ])('%s', (_, texts, count, reasons) => {
    const result = grouped(texts.map((text) => seen(text)));
    expect(result.groups).toHaveLength(count);
    expect(result.reasons).toEqual(reasons);
  });

  test('one table lists each machine once: a serial number that it gives two names is of neither', () => {
    expect(grouped([seen('s:1 n:a', 'table'), seen('s:1 n:b', 'table')]).groups).toHaveLength(2);
    expect(grouped([seen('s:1 n:a'), seen('s:1 n:b')]).groups).toHaveLength(1);
  });

  test('20,000 machines of one serial number are told apart at once', () => {
    const documents = Array.from({ length: 20_000 }, (_, index) => seen(`s:1 n:${index}`));
    const started = performance.now();
    expect(sameMachines(documents).groups).toHaveLength(20_000);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test('the order of the documents decides nothing, and every document is in one group', () => {
  const digit = fc.constantFrom('', '1', '2', '3');
  const document = fc.record({ s: digit, u: digit, n: digit, file: fc.constantFrom('', 'one', 'two') });
  const property = fc.property(fc.array(document, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (parts, order) => {
    const documents = parts.map(({ s, u, n, file }, index) =>
      seen(
        [s && `s:${s}`, u && `u:${u}`, n && `n:${n}`].filter(Boolean).join(' '),
        file === '' ? `only ${index}` : file,
      ),
    );
    const shuffled = documents.map((entry) => ({ entry, at: order.next().value })).sort((a, b) => a.at - b.at);
    const [first, second] = [documents, shuffled.map(({ entry }) => entry)].map((list) => sameMachines(list).groups);
    const texts = (groups: readonly (readonly Seen[])[] | undefined) =>
      (groups ?? [])
        .map((group) =>
          group
            .map(({ key, file }) => `${key} ${file}`)
            .sort()
            .join(', '),
        )
        .sort();
    expect(texts(second)).toEqual(texts(first));
    expect((first ?? []).flat()).toHaveLength(documents.length);
  });
  fc.assert(property, { numRuns: 2000 });
});
