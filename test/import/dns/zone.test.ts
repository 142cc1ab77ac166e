/** Zone files and the output of dig: what is read of them, and that anything at all is read to its end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domainsIn, looksLikeZone, readZone } from '../../../src/import/dns/zone.ts';

const lines = (text: string): string[] =>
  readZone(text).records.map(({ name, type, value }) => `${name} ${type} ${value}`);

describe('a zone', () => {
  test('names are under the origin, and an owner is that of the line before', () =>
    expect(lines('$ORIGIN Exemple.fr.\n@ 3600 IN MX 10 Mail\n\tIN NS ns1.autre.net.\nwww CNAME @\n')).toEqual([
      'exemple.fr MX 10 mail.exemple.fr',
      'exemple.fr NS ns1.autre.net',
      'www.exemple.fr CNAME exemple.fr',
    ]));
  test('texts in pieces are joined; a semicolon in quotes is no comment', () =>
    expect(lines('a.fr. IN TXT "v=spf1 ; " "-all" ; note\n')).toEqual(['a.fr TXT v=spf1 ; -all']));
  test('parentheses go over lines', () =>
    expect(readZone('a.fr. SOA ns. host. (\n 1 ; serial\n 2 3 4 5 )\na.fr. A 192.0.2.1\n').records).toHaveLength(2));
  test('a quote that was lost costs one line', () =>
    expect(lines('a.fr. TXT "open\nb.fr. A 192.0.2.1\n')).toContain('b.fr A 192.0.2.1'));
  test('other types are counted', () =>
    expect(readZone('a.fr. IN HINFO "x" "y"\n')).toMatchObject({ records: [], other: 1 }));
  test('is whole; dig is not', () => {
    const soa = 'a.fr. 5 IN SOA ns. host. 1 2 3 4 5\n';
    expect([readZone(soa).whole, readZone(`; <<>> DiG 9.18 <<>> a.fr\n${soa}`).whole]).toEqual([true, false]);
  });
  test('domains are those with mail, or heads', () =>
    expect(domainsIn(readZone('a.fr. MX 1 x.\nb.fr. SOA n. h. 1 2 3 4 5\nc.fr. A 192.0.2.1\n').records)).toEqual([
      'a.fr',
      'b.fr',
    ]));
});

test.each([
  '{"a":1}',
  '<a/>',
  'Nom;Version\nx;1',
  'ii bash 5.1 amd64 shell',
  '1700 45 192.0.2.1 TCP_MISS/200 12 GET x',
])('%s is no zone', (text) => expect(looksLikeZone(text)).toBe(false));

test('a name in quotes is none, wherever it stands', () => {
  const { records, other } = readZone(
    '"IN " MX 1 mx.\n$ORIGIN "b c"\na.fr. MX 1 "x y"\na.fr. MX 1 mx.\nd.fr TXT "e f"\n',
  );
  expect(records.map(({ name, type, value }) => [name, type, value])).toEqual([
    ['a.fr', 'MX', '1 mx'],
    ['d.fr', 'TXT', 'e f'],
  ]);
  expect(other).toBe(2);
});

test('whatever the text, it ends, and values stay short', () =>
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          'a',
          '.',
          ' ',
          '\n',
          '"',
          '\\',
          '(',
          ')',
          ';',
          '@',
          '\t',
          'MX ',
          'IN ',
          'TXT ',
          '$ORIGIN ',
        ),
      }),
      (text) => {
        for (const { name, value } of readZone(text).records) {
          expect(value.length).toBeLessThanOrEqual(4096);
          expect(name).not.toMatch(/[\s"]/);
        }
      },
    ),
  ));

test('a million of parentheses, or one endless line, take a moment', () => {
  const start = performance.now();
  readZone('('.repeat(1_000_000));
  readZone(`a.fr. TXT "${'x'.repeat(2_000_000)}`);
  expect(performance.now() - start).toBeLessThan(4000);
});
