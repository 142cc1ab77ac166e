import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Span } from '../../../src/import/network/span.ts';
import { parseSquid } from '../../../src/import/network/squid.ts';
import { UsualSquid } from '../../../src/import/network/usual-squid.ts';
import { VISIT, Visit } from '../../../src/import/network/visit.ts';
import { firstMark, firstSpace } from '../../../src/import/network/words.ts';

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

test('the first space is found, whatever the bytes around it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), ([...codes]) => {
      const bytes = Buffer.from([...codes, 0x20, 0, 0, 0]);
      expect(firstSpace(viewOf(bytes), 0, codes.length + 1)).toBe(bytes.indexOf(0x20));
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
      if (!isPunctuation) expect(firstMark(viewOf(bytes), 0, 5) === place, `byte ${code}`).toBe(!isOfName);
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
    method: fc.constantFrom('GET', 'CONNECT', 'POST', 'OPTIONS', 'CONN'),
    scheme: fc.constantFrom('', 'http://', 'https://', 'ftp://', 'http:', 'error:'),
    user: mostly('', 'me@', 'me:secret@'),
    host: mostly('www.example.org', 'a.fr', 'intranet', '[2001:db8::2]', 'caf\xe9.example', '192.0.2.1', ''),
    port: fc.constantFrom('', ':443', ':80', ':4430', '?q=1', '#x'),
    path: fc.constantFrom('', '/', '/a/b?c=http://other.example.net/', '/x@y:1'),
    rest: mostly(' - HIER_DIRECT/203.0.113.1 text/html', ' -', ''),
  })
  .map(
    ({ before, date, elapsed, client, result, size, method, scheme, user, host, port, path, rest }) =>
      `${before}${date}${elapsed} ${client} ${result} ${size} ${method} ${scheme}${user}${host}${port}${path}${rest}`,
  );

test('what is read four bytes at a time is what is read byte by byte', () => {
  let usualLines = 0;
  const usual = new UsualSquid();
  fc.assert(
    fc.property(line, (text) => {
      const bytes = Buffer.from(`${text}\n        `, 'latin1');
      const [quick, slow] = [new Visit(), new Visit()];
      const [quickSpan, slowSpan] = [new Span(0), new Span(0)];
      if (!usual.read(bytes, 0, text.length, quick, quickSpan)) return;
      usualLines++;
      expect(parseSquid(bytes, 0, text.length, slow, slowSpan)).toBe(VISIT);
      expect(quick).toEqual(slow);
    }),
    { numRuns: 20_000 },
  );
  expect(usualLines).toBeGreaterThan(200);
});
