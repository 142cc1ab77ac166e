import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOfLine, readRecords } from '../../../src/import/network/lines.ts';
import { Span } from '../../../src/import/network/span.ts';
import { parseSquid } from '../../../src/import/network/squid.ts';
import { UsualSquid } from '../../../src/import/network/usual-squid.ts';
import { VISIT, Visit } from '../../../src/import/network/visit.ts';
import { type Slices, Visits } from '../../../src/import/network/visits.ts';
import { Field, firstBlank, firstNewline, hashOf } from '../../../src/import/network/words.ts';

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

const codes = fc.uint8Array({ minLength: 1, maxLength: 40 });

test('the first blank is found, whatever the bytes around it', () => {
  fc.assert(
    fc.property(codes, ([...before]) => {
      const bytes = Buffer.from([...before, 0x20, 0, 0, 0]);
      expect(firstBlank(viewOf(bytes), 0, before.length + 1)).toBe(bytes.findIndex((code) => code <= 0x20));
    }),
  );
});

test('a field has the hash of its bytes, wherever they are', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.-]{1,40}$/), fc.nat(9), (name, before) => {
      const bytes = Buffer.from(`${' '.repeat(before)}${name} ...`);
      const [view, end] = [viewOf(bytes), before + name.length];
      const [word, host] = [new Field(), new Field()];
      expect([word.endOfWord(view, before, end + 1), host.endOfHost(view, before, end + 1)]).toEqual([end, end]);
      const alone = Buffer.from(name);
      const hash = hashOf(viewOf(alone), 0, alone.length);
      expect([word.hash, host.hash, hashOf(view, before, end)]).toEqual([hash, hash, hash]);
    }),
  );
});

test('the end of a line is found, whatever the bytes around it', () => {
  fc.assert(
    fc.property(codes, ([...before]) => {
      const bytes = Buffer.from([...before, 0x0a, ...Buffer.alloc(8)]);
      expect(firstNewline(viewOf(bytes), 0, before.length + 1)).toBe(bytes.indexOf(0x0a));
    }),
  );
});

test('every byte that is in no host name is a mark, and none that is', () => {
  for (let code = 0; code < 128; code++) {
    const isOfName = /[a-z0-9._-]/i.test(String.fromCharCode(code));
    for (let place = 0; place < 4; place++) {
      const bytes = Buffer.from('abcd    ');
      bytes[place] = code;
      const isPunctuation = /[`{|}~\x7f]/.test(String.fromCharCode(code));
      if (!isPunctuation) expect(new Field().endOfHost(viewOf(bytes), 0, 5) === place, `byte ${code}`).toBe(!isOfName);
    }
  }
});

function mostly(usual: string, ...others: string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

/** Lines near those that Squid writes: every field has its usual value and others. */
const line = fc
  .record({
    before: mostly('', '<13>', 'Oct  1 10:00:00 proxy squid: '),
    date: mostly('1762000000.316', '1762000001.002', '176200000.1', '17620x0000.316'),
    elapsed: mostly('   2493', '      3', ' 123456', ' 12', ' 1234567'),
    client: mostly('10.7.178.180', 'poste-12', '2001:db8::1', '-'),
    result: mostly('TCP_TUNNEL/200', 'TCP_MISS/200', 'TCP_DENIED/403', 'TCP_DENIED_REPLY/403', 'NONE/000', 'x'),
    size: mostly('85316', '0', '123456789'),
    request: fc.oneof(
      fc.constantFrom({ method: 'CONNECT', scheme: '', port: ':443' }, { method: 'GET', scheme: 'http://', port: '' }),
      fc.record({
        method: fc.constantFrom('GET', 'CONNECT', 'POST', 'OPTIONS', 'CONN'),
        scheme: fc.constantFrom('', 'http://', 'https://', 'ftp://', 'http:', 'error:'),
        port: fc.constantFrom('', ':443', ':80', ':4430', '?q=1', '#x'),
      }),
    ),
    user: mostly('', 'me@', 'me:secret@'),
    host: mostly('www.example.org', 'a.fr', 'error', 'intranet', '[2001:db8::2]', 'caf\xe9.example', '192.0.2.1', ''),
    path: fc.constantFrom('', '/', '/a/b?c=http://other.example.net/', '/x@y:1'),
    rest: mostly(' - HIER_DIRECT/203.0.113.1 text/html', ' -', ''),
  })
  .map(
    ({ before, date, elapsed, client, result, size, request: { method, port, scheme }, user, host, path, rest }) =>
      `${before}${date}${elapsed} ${client} ${result} ${size} ${method} ${scheme}${user}${host}${port}${path}${rest}`,
  );

/** Bytes put anywhere: what ends fields and lines, and what ends none. */
const slip = fc.record({
  at: fc.nat(120),
  text: fc.constantFrom(' ', '  ', '\n', '\r\n', '\t', '\0', '/', 'D', '\xe9'),
});
const log = fc.array(
  fc
    .record({ text: line, slip: fc.option(slip, { freq: 4 }) })
    .map(({ slip: put, text }) => (put === null ? text : `${text.slice(0, put.at)}${put.text}${text.slice(put.at)}`)),
  { maxLength: 12 },
);

type Seen = { readonly visits: string[]; readonly bounds: ReturnType<Span['bounds']> };

function toldOf(bytes: Buffer, client: [number, number], host: [number, number]): string {
  return `${bytes.toString('latin1', ...client)} ${bytes.toString('latin1', ...host)}`;
}

function placeIn({ ends, starts }: Slices, index: number): [number, number] {
  return [starts[index] as number, ends[index] as number];
}

/** Line after line, as nothing but the format says. */
function readNaively(text: string): Seen {
  const [visits, span, visit] = [[] as string[], new Span(0), new Visit()];
  for (const each of text.split('\n')) {
    const bytes = Buffer.from(each.replace(/[ \r]+$/, ''), 'latin1');
    visit.reset();
    if (bytes.length === 0 || parseSquid(bytes, 0, bytes.length, visit, span) !== VISIT) continue;
    visits.push(toldOf(bytes, [visit.clientStart, visit.clientEnd], [visit.hostStart, visit.hostEnd]));
  }
  return { visits, bounds: span.bounds() };
}

test('a log whose usual lines are read four bytes at a time is what it is line after line', async () => {
  let [usualLines, lines] = [0, 0];
  await fc.assert(
    fc.asyncProperty(log, fc.integer({ min: 1, max: 400 }), async (texts, cut) => {
      const text = `${texts.join('\n')}\n`;
      const whole = Buffer.from(text, 'latin1');
      const [found, span, visit, visits] = [[] as string[], new Span(0), new Visit(), new Visits()];
      const usual = new UsualSquid(span);
      async function* blocks(): AsyncGenerator<Buffer> {
        yield whole.subarray(0, cut);
        yield whole.subarray(cut);
      }
      await readRecords(blocks(), endOfLine, {
        take: (bytes, start, end) => {
          visit.reset();
          if (parseSquid(bytes, start, end, visit, span) !== VISIT) return;
          found.push(toldOf(bytes, [visit.clientStart, visit.clientEnd], [visit.hostStart, visit.hostEnd]));
        },
        takeRun: (bytes, start) => {
          const next = usual.read(bytes, start, visits);
          for (let index = 0; index < visits.size; index++) {
            found.push(toldOf(bytes, placeIn(visits.clients, index), placeIn(visits.hosts, index)));
          }
          usualLines += visits.size;
          visits.size = 0;
          return next;
        },
        release: () => {},
        tooLong: () => {},
        pause: () => undefined,
      });
      const naive = readNaively(text);
      lines += naive.visits.length;
      expect(found).toEqual(naive.visits);
      expect(span.bounds()).toEqual(naive.bounds);
    }),
    { numRuns: 3000 },
  );
  expect(usualLines).toBeGreaterThan(lines / 10);
});
