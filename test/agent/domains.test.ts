import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseServiceList } from '../../agent/domains.ts';
import { sha256 } from '../../src/inventory/digest.ts';

const LIST = `# a comment
office.example.eu
use example.com   # another
authentication login.example.com
other telemetry.example.com
never jeux.example
label ocsp
never-label ads
under hosting.example.net
resolver 9.9.9.9
resolver 2620:fe:0::fe
word oracle
`;
const { list, refused } = parseServiceList(Buffer.from(LIST));

test('a name leaves as the domain of a service it is under, and nothing that stands before it', () => {
  expect(refused).toBe(0);
  expect(list.verdictOn('mairie-x.office.example.eu')).toEqual({ kind: 'service', domain: 'office.example.eu' });
  expect(list.verdictOn('jean.dupont.example.com')).toEqual({ kind: 'service', domain: 'example.com' });
  expect(list.verdictOn('ocsp.login.example.com')).toEqual({ kind: 'service', domain: 'login.example.com' });
});

test('labels say what a name is for; of the name, only that word stays', () => {
  expect(list.verdictOn('x.telemetry.example.com')).toEqual({ kind: 'other', domain: 'telemetry.example.com' });
  expect(list.verdictOn('jean-dupont-ocsp2.example.com')).toEqual({ kind: 'other', domain: 'ocsp.example.com' });
  expect(list.verdictOn('ads1.example.com')).toEqual({ kind: 'never' });
  expect(list.verdictOn('tout.jeux.example')).toEqual({ kind: 'never' });
});

test('a word that says it wherever it stands in a label', () => {
  const { list, refused } = parseServiceList(
    Buffer.from(
      'use service.fr\nlabel telemetry\nlabel-within telemetry\nnever-label-within doubleclick\nlabel-within cdn\nlabel-within a.b\n',
    ),
  );
  expect(refused).toBe(1);
  expect(list.verdictOn('o365telemetryeh.x.service.fr')).toEqual({ kind: 'other', domain: 'telemetry.service.fr' });
  expect(list.verdictOn('cdndoubleclicks.service.fr')).toEqual({ kind: 'never' });
  expect(list.verdictOn('mairie-x.service.fr')).toEqual({ kind: 'service', domain: 'service.fr' });
});

test('at label boundaries only', () => {
  for (const host of ['notexample.com', 'example.com.evil.example', 'com', 'eu', 'xoffice.example.eu'])
    expect(list.verdictOn(host)).toEqual({ kind: 'unknown' });
});

test('hosts, resolvers and words', () => {
  expect([list.underOf('x.y.hosting.example.net'), list.underOf('example.com')]).toEqual([
    'hosting.example.net',
    undefined,
  ]);
  expect(['9.9.9.9', '2620:fe::fe', '9.9.9.8', 'x'].map(list.isResolver)).toEqual([true, true, false, false]);
  expect([list.isTradeWord('oracle'), list.isTradeWord('dupont')]).toEqual([true, false]);
});

test('lines that are no entry are counted, and let nothing out', () => {
  const { list: none, refused: lines } = parseServiceList(
    Buffer.from('use\nuse a b\nuse localhost\nresolver x\nlabel a.b\n*.com\ncom\n'),
  );
  expect([lines, none.size]).toEqual([7, 0]);
});

test('whatever the list and the name: what leaves is an end of the name, or a label of the list before one', () => {
  const label = fc.constantFrom('a', 'b', 'ocsp', 'jean-dupont', 'ads', 'x-ocsp-9');
  const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => `${labels.join('.')}.example`);
  const line = fc.tuple(fc.constantFrom('use', 'other', 'never', 'authentication'), name).map((pair) => pair.join(' '));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), name, (lines, host) => {
      const verdict = parseServiceList(
        Buffer.from([...lines, 'label ocsp', 'never-label ads'].join('\n')),
      ).list.verdictOn(host);
      if (!('domain' in verdict)) return;
      const end = verdict.domain.replace(/^ocsp\./, '');
      expect(host === end || host.endsWith(`.${end}`)).toBe(true);
      expect(lines.some((entry) => entry.endsWith(` ${verdict.domain}`) || entry.endsWith(` ${end}`))).toBe(true);
    }),
  );
});

test('a sorted list is searched, whatever lines it holds: the same as read line by line', () => {
  const name = fc
    .array(fc.constantFrom('a', 'b', 'ab', 'z-9', 'mairie-é'), { minLength: 1, maxLength: 4 })
    .map((labels) => `${labels.join('.')}.example`);
  const line = fc
    .tuple(fc.constantFrom('', 'use ', 'other ', 'never ', 'authentication ', 'under ', 'word '), name)
    .map(([word, value]) => ({ value, text: `${word}${value}` }));
  fc.assert(
    fc.property(fc.uniqueArray(line, { selector: ({ value }) => value, maxLength: 12 }), name, (lines, host) => {
      const sorted = lines
        .toSorted((a, b) => Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)))
        .map(({ text }) => `${text}\n`)
        .join('');
      const searched = parseServiceList(Buffer.from(`label ocsp\n# sorted ${sha256(sorted)}\n${sorted}`)).list;
      const read = parseServiceList(Buffer.from(`label ocsp\n${sorted}`)).list;
      for (const asked of [host, `ocsp.${host}`, `x${host}`, ...lines.map(({ value }) => value)]) {
        expect(searched.isTradeWord(asked)).toBe(read.isTradeWord(asked));
        // A name that is none is not looked for: only a list line by line refuses it.
        if (/[^a-z0-9.-]/.test(asked)) continue;
        expect([asked, searched.verdictOn(asked)]).toEqual([asked, read.verdictOn(asked)]);
        expect(searched.underOf(asked)).toBe(read.underOf(asked));
      }
    }),
  );
});
