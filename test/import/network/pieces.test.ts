import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteTable } from '../../../src/import/network/byte-table.ts';
import { takeHost } from '../../../src/import/network/bytes.ts';
import { Counts } from '../../../src/import/network/counts.ts';
import { endOfLine, endOfObject, readRecords } from '../../../src/import/network/lines.ts';
import { targetOf } from '../../../src/import/network/names.ts';
import { publicAddress } from '../../../src/import/network/public-address.ts';
import { Sorter } from '../../../src/import/network/sort.ts';
import { Span } from '../../../src/import/network/span.ts';
import { messageStart } from '../../../src/import/network/syslog.ts';
import { Visit } from '../../../src/import/network/visit.ts';

function hostIn(url: string): string {
  const visit = new Visit();
  const bytes = Buffer.from(`GET ${url} HTTP/1.1`);
  takeHost(bytes, 4, 4 + Buffer.byteLength(url), visit);
  return bytes.toString('utf8', visit.hostStart, visit.hostEnd);
}

describe('the host of an address', () => {
  test.each([
    ['http://www.example.org/a/b?c=http://other.example.net/', 'www.example.org'],
    ['https://user:pass@www.example.org:8443/', 'www.example.org'],
    ['www.example.org:443', 'www.example.org'],
    ['www.example.org/path:80', 'www.example.org'],
    ['www.example.org?q=a@b', 'www.example.org'],
    ['ftp://www.example.org#x', 'www.example.org'],
    ['https:\\/\\/www.example.org\\/a', 'www.example.org'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['http://[2001:db8::1]/', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['http://@evil.example.org@www.example.org/', 'www.example.org'],
    ['', ''],
    ['/path/only', ''],
    ['[2001:db8::1', ''],
  ])('%s', (url, host) => {
    expect(hostIn(url)).toBe(host);
  });

  test('is that of the URL standard, for any address it takes', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        expect(hostIn(url)).toBe(new URL(url).hostname);
      }),
    );
  });
});

describe('what is kept of a host', () => {
  const known = (host: string): string | null =>
    ['example-office.com', 'mail.example.org'].find((name) => host === name || host.endsWith(`.${name}`)) ?? null;
  test.each([
    ['www.example-office.com', { domain: 'example-office.com' }],
    ['WWW.Example-Office.com.', { domain: 'example-office.com' }],
    ['notexample-office.com', { domain: 'notexample-office.com' }],
    ['a.mail.example.org', { domain: 'mail.example.org' }],
    ['www.example.org', { domain: 'example.org' }],
    ['a.b.example.co.uk', { domain: 'example.co.uk' }],
    ['jdupont.github.io', { domain: 'github.io' }],
    ['seau-mairie.s3.eu-west-3.amazonaws.com', { domain: 'amazonaws.com' }],
    ['mairie.blob.core.windows.net', { domain: 'windows.net' }],
    ['*.example.org', { domain: 'example.org' }],
    ['.example.org', { domain: 'example.org' }],
    ['github.io', { domain: 'github.io' }],
    ['école.example.fr', { domain: 'example.fr' }],
    ['pc-12.ville.lan', { refused: 'internal-name' }],
    ['serveur', { refused: 'internal-name' }],
    ['1.2.0.192.in-addr.arpa', { refused: 'internal-name' }],
    ['192.0.2.1', { refused: 'address-only' }],
    ['2001:db8::1', { refused: 'address-only' }],
    ['host_192.0.2.1', { refused: 'address-only' }],
    ['', { refused: 'no-name' }],
    ['a b.example.org', { refused: 'no-name' }],
    ['a..example.org', { refused: 'no-name' }],
    [`${'a'.repeat(300)}.fr`, { refused: 'no-name' }],
  ])('%s', (raw, target) => {
    expect(targetOf(raw, known)).toEqual(target);
  });
});

test('only public addresses are kept, without their zone', () => {
  expect(publicAddress('52.112.0.7')).toBe('52.112.0.7');
  expect(publicAddress('::ffff:52.112.0.7')).toBe('52.112.0.7');
  expect(publicAddress('2606:4700::6810%eth0')).toBe('2606:4700::6810');
  for (const local of [
    '10.1.2.3',
    '192.168.0.1',
    '172.31.0.1',
    '127.0.0.1',
    '169.254.1.1',
    '100.64.0.1',
    '224.0.0.1',
  ]) {
    expect(publicAddress(local)).toBeUndefined();
  }
  for (const local of ['::1', 'fe80::1', 'fd00::1', '2001:db8::1', 'ff02::1', 'name', '']) {
    expect(publicAddress(local)).toBeUndefined();
  }
});

test('a table of bytes is a map of texts, but for what it forgets when it is full', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 12, unit: 'binary-ascii' }), { maxLength: 300 }), (texts) => {
      const table = new ByteTable(1000, 100_000);
      const known = new Map<string, number>();
      for (const [index, text] of texts.entries()) {
        const bytes = Buffer.from(`<${text}>`, 'latin1');
        expect(table.get(bytes, 1, bytes.length - 1)).toBe(known.get(text) ?? -1);
        if (known.has(text)) continue;
        table.put(bytes, 1, bytes.length - 1, index);
        known.set(text, index);
      }
    }),
  );
});

test('a full table forgets, and never gives one text for another', () => {
  const table = new ByteTable(64, 4096);
  for (let round = 0; round < 20; round++) {
    for (let index = 0; index < 100; index++) {
      const bytes = Buffer.from(`name-${index}`);
      const found = table.get(bytes, 0, bytes.length);
      if (found === -1) table.put(bytes, 0, bytes.length, index);
      else expect(found).toBe(index);
    }
  }
});

function given(counts: Counts, client: number, ranks: Uint32Array): [rank: number, count: number][] {
  const found: [number, number][] = [];
  counts.give(client, ranks, (rank, count) => found.push([rank, count]));
  return found;
}

test('counts are those of a map, over any number of visits', () => {
  const visit = fc.record({
    client: fc.nat(3),
    name: fc.nat(40),
    weight: fc.constantFrom(0, 1) as fc.Arbitrary<0 | 1>,
  });
  fc.assert(
    fc.property(fc.array(fc.array(visit, { maxLength: 200 }), { maxLength: 5 }), (batches) => {
      const counts = new Counts(1_000_000);
      for (let client = 0; client < 4; client++) counts.open();
      const known = new Map<string, number>();
      for (const batch of batches) {
        for (const { client, name, weight } of batch) {
          counts.add(client, name, weight);
          known.set(`${client} ${name}`, (known.get(`${client} ${name}`) ?? 0) + weight);
        }
        counts.settle();
      }
      const ranks = Uint32Array.from({ length: 41 }, (_, rank) => rank);
      const found = [0, 1, 2, 3].flatMap((client) =>
        given(counts, client, ranks).map(([rank, count]) => [`${client} ${rank}`, count] as const),
      );
      expect(new Map(found)).toEqual(new Map([...known].map(([pair, count]) => [pair, Math.max(1, count)])));
    }),
  );
});

test('a count beyond what an entry holds is whole; beyond the limit of pairs, known names still count', () => {
  const counts = new Counts(2);
  counts.open();
  for (let index = 0; index < 1_200_000; index++) counts.add(0, index % 2, 1);
  counts.add(0, 7, 1);
  counts.add(0, 1, 1);
  expect(given(counts, 0, new Uint32Array([0, 1]))).toEqual([
    [1, 600_001],
    [0, 600_000],
  ]);
  expect(counts.turnedAway).toBe(1);
});

async function recordsOf(
  pieces: readonly Buffer[],
  endOf = endOfLine,
): Promise<{ records: string[]; tooLong: number }> {
  const records: string[] = [];
  let tooLong = 0;
  async function* blocks(): AsyncGenerator<Buffer> {
    yield* pieces;
  }
  await readRecords(blocks(), endOf, {
    take: (bytes, start, end) => records.push(bytes.toString('latin1', start, end)),
    release: () => {},
    tooLong: () => {
      tooLong++;
    },
    pause: () => undefined,
  });
  return { records, tooLong };
}

describe('records', () => {
  test.each([
    ['lines', endOfLine, fc.stringMatching(/^[ -~]{0,20}$/)],
    ['objects', endOfObject, fc.json({ maxDepth: 2 }).map((json) => `{"a": ${json}}`)],
  ] as const)('%s: the same however the source is cut', async (_, endOf, record) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 8 }),
        async (wanted, cuts) => {
          const bytes = Buffer.from(wanted.map((text) => `${text}\r\n`).join(''), 'latin1');
          const pieces: Buffer[] = [];
          for (let at = 0, cut = 0; at < bytes.length; cut++) {
            const length = cuts[cut % cuts.length] as number;
            pieces.push(bytes.subarray(at, at + length));
            at += length;
          }
          const { records } = await recordsOf(pieces, endOf);
          expect(records).toEqual(
            wanted.map((text) => Buffer.from(text).toString('latin1').trimEnd()).filter((text) => text !== ''),
          );
        },
      ),
    );
  });

  test('a record too long to be held is counted, skipped, and loses no other', async () => {
    const long = Buffer.alloc(700_000, 'x');
    const { records, tooLong } = await recordsOf([Buffer.from('one\n'), long, long, Buffer.from('x\ntwo\nthree')]);
    expect(records).toEqual(['one', 'two', 'three']);
    expect(tooLong).toBe(1);
  });
});

describe('the span of a log', () => {
  const reference = Date.UTC(2026, 0, 15);

  function spanOf(...dates: string[]): [string | undefined, string | undefined, boolean | undefined] {
    const span = new Span(reference);
    for (const date of dates) {
      const bytes = Buffer.from(date);
      span.note(bytes, 0, bytes.length);
    }
    const bounds = span.bounds();
    const iso = (time: number | undefined): string | undefined =>
      time === undefined ? undefined : new Date(time).toISOString().slice(0, 19);
    return [iso(bounds?.from), iso(bounds?.to), bounds?.assumed];
  }

  test.each([
    ['1762160401', '2025-11-03T09:00:01'],
    ['1762160401123', '2025-11-03T09:00:01'],
    ['1762160401123456789', '2025-11-03T09:00:01'],
    ['2025-11-03 09:00:01', '2025-11-03T09:00:01'],
    ['2025-11-03T10:00:01.250+01:00', '2025-11-03T09:00:01'],
    ['2025-11-03T09:00:01Z', '2025-11-03T09:00:01'],
    ['2025/11/3 9:00:01', '2025-11-03T09:00:01'],
    ['03/Nov/2025:10:00:01 +0100', '2025-11-03T09:00:01'],
    ['03-Nov-2025 09:00:01.120', '2025-11-03T09:00:01'],
    ['Mon Nov 03 09:00:01 2025', '2025-11-03T09:00:01'],
    ['Nov  3 09:00:01', '2025-11-03T09:00:01'],
    ['Jan 10 09:00:01', '2026-01-10T09:00:01'],
    ['Monday, November 03, 2025 9:00:01 PM', '2025-11-03T21:00:01'],
    ['03.11.2025 09:00:01', '2025-11-03T09:00:01'],
    ['23/11/2025 09:00:01', '2025-11-23T09:00:01'],
    ['11/23/2025 12:00:01 AM', '2025-11-23T00:00:01'],
  ])('%s', (date, iso) => {
    expect(spanOf(date)).toEqual([iso, iso, false]);
  });

  test.each(['', 'none', '-', '99/99/2025 10:00', '0', '2025-13-45 00:00:00', '1'])('no date: "%s"', (date) => {
    expect(spanOf(date)[0]).toBeUndefined();
  });

  test('day and month are told apart by a day over 12, wherever it comes', () => {
    expect(spanOf('3/11/2025 9:00:00', '4/11/2025 9:00:00', '13/11/2025 9:00:00')).toEqual([
      '2025-11-03T09:00:00',
      '2025-11-13T09:00:00',
      false,
    ]);
    expect(spanOf('11/3/2025 9:00:00', '11/4/2025 9:00:00', '11/13/2025 9:00:00')[0]).toBe('2025-11-03T09:00:00');
  });

  test('day and month are told apart by time, which goes forward', () => {
    // From the end of March to April, days first; read months first, time would go back.
    expect(spanOf('5/3/2025 9:00:00', '9/3/2025 9:00:00', '1/4/2025 9:00:00')).toEqual([
      '2025-03-05T09:00:00',
      '2025-04-01T09:00:00',
      false,
    ]);
    expect(spanOf('3/5/2025 9:00:00', '3/9/2025 9:00:00', '4/1/2025 9:00:00')[1]).toBe('2025-04-01T09:00:00');
  });

  test('where nothing tells them apart, the order is assumed and that is said', () => {
    expect(spanOf('3/11/2025 9:00:00', '4/11/2025 9:00:00')).toEqual([
      '2025-11-03T09:00:00',
      '2025-11-04T09:00:00',
      true,
    ]);
    expect(spanOf('3/11/2025 9:00:00 AM')).toEqual(['2025-03-11T09:00:00', '2025-03-11T09:00:00', true]);
  });

  test('dates of a region are read back as they were written', () => {
    const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2049-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 2, maxLength: 20 }),
        fc.constantFrom('fr-FR', 'en-US', 'de-DE'),
        (days, region) => {
          const format = new Intl.DateTimeFormat(region, { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' });
          const written = [...days].sort((left, right) => Number(left) - Number(right));
          fc.pre(written.some((date) => date.getUTCDate() > 12));
          const four = written.map((date) =>
            format
              .format(date)
              .replace(/\b(\d\d)(?=[ ,])/, String(date.getUTCFullYear()))
              .replace(',', ''),
          );
          const seconds = (date: Date | undefined): string =>
            new Date(Math.trunc(Number(date) / 1000) * 1000).toISOString().slice(0, 19);
          expect(spanOf(...four).slice(0, 2)).toEqual([seconds(written[0]), seconds(written.at(-1))]);
        },
      ),
    );
  });
});

describe('headers of syslog', () => {
  test.each([
    ['message', 'message'],
    ['<134>Nov  3 09:00:01 host squid[12]: message', 'message'],
    ['Nov  3 09:00:01 dnsmasq[12]: message', 'message'],
    ['Nov 03 2025 09:00:01 host message of it', 'message of it'],
    ['2025-11-03T09:00:01+01:00 host unbound[12]: message', 'message'],
    ['<13>1 2025-11-03T09:00:01.5Z host app 12 id - message', 'message'],
    ['<13>1 2025-11-03T09:00:01Z host app - - [a b="]"][c] message', 'message'],
    ['<13>message', 'message'],
    ['1762160401.120 message', '1762160401.120 message'],
    ['<134>', ''],
    ['<13>1 2025-11-03T09:00:01Z host', ''],
  ])('%s', (line, message) => {
    const bytes = Buffer.from(line);
    const start = messageStart(bytes, 0, bytes.length, new Span(0));
    expect(bytes.toString('utf8', start)).toBe(message);
  });

  test('never goes beyond the line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<13>1 Nov-:[]"T+2\\a\t'), maxLength: 60 }), (line) => {
        const bytes = Buffer.from(line);
        const start = messageStart(bytes, 0, bytes.length, new Span(0));
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

test('numbers are sorted as by comparing them, but for their last byte where it may be left', () => {
  const sorter = new Sorter();
  fc.assert(
    fc.property(fc.uint32Array({ maxLength: 400 }), fc.boolean(), (numbers, leavesLastByte) => {
      const sorted = Uint32Array.from([...numbers, 7, 7]);
      sorter.sort(sorted, numbers.length, leavesLastByte);
      const key = (number: number): number => (leavesLastByte ? number >>> 8 : number);
      expect([...sorted.subarray(0, numbers.length)].map(key)).toEqual([...numbers].map(key).sort((a, b) => a - b));
      expect(sorted.toSorted()).toEqual(Uint32Array.from([...numbers, 7, 7]).toSorted());
    }),
  );
});

test('counts go over the end of a chunk, whichever clients they are of', () => {
  const [clients, names] = [3, 50_000];
  const counts = new Counts(clients * names);
  for (let client = 0; client < clients; client++) counts.open();
  for (const step of [2, 3]) {
    for (let name = 0; name < names; name += step) {
      for (let client = 0; client < clients; client++) counts.add(client, name, 1);
    }
    counts.settle();
  }
  const ranks = Uint32Array.from({ length: names }, (_, rank) => rank);
  const wanted = [...ranks.keys()].filter((name) => name % 2 === 0 || name % 3 === 0);
  for (let client = 0; client < clients; client++) {
    const found = given(counts, client, ranks).sort(([left], [right]) => left - right);
    expect(found).toEqual(wanted.map((name) => [name, name % 6 === 0 ? 2 : 1]));
  }
  expect(counts.turnedAway).toBe(0);
});
