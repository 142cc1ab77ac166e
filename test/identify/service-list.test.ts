/** The list that agents are given says of a name what the base says of it. */
import { expect, test } from 'vitest';
import { parseServiceList } from '../../agent/domains.ts';
import { DomainIndex, isUse } from '../../src/identify/domains.ts';
import { serviceList } from '../../src/identify/service-list.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';

const root = new URL('../..', import.meta.url).pathname;
const DAY = '2026-11-22';
const { base } = readKnowledge({ root, local: [] });
if (base === null) throw new Error('the knowledge base cannot be read');
const text = serviceList(base, DAY);
const index = new DomainIndex(base);
const { list, refused } = parseServiceList(Buffer.from(text));
/** The same, line by line. */
const plain = parseServiceList(Buffer.from(text.replace(/^# sorted .*\n/m, '')));
const names = text.split('\n').flatMap((line) => /^(?:use|authentication|other|never) (\S+)$/.exec(line)?.[1] ?? []);

test('flat, each entry once, and every line is understood by the agent', () => {
  const lines = text.trimEnd().split('\n');
  expect(lines.length).toBe(new Set(lines).size);
  expect([refused, plain.refused]).toEqual([0, 0]);
  expect(names.length).toBeGreaterThan(1000);
});

test('searched where it lies, it says the same as read line by line', () => {
  expect(list.size).toBe(plain.list.size);
  const asked = text.split('\n').flatMap((line) => {
    const value = line.slice(line.indexOf(' ') + 1);
    return [value, `x.${value}`, `${value}x`, value.slice(0, -1), value.slice(1)];
  });
  const said = (of: typeof list): string[] =>
    asked.map((name) =>
      JSON.stringify([name, of.verdictOn(name), of.underOf(name), of.isResolver(name), of.isTradeWord(name)]),
    );
  expect(said(list)).toEqual(said(plain.list));
});

test('edited by hand, it is read line by line: its digest is no more its own', () => {
  const edited = text.replace(/^(use \S+\n)/m, '').replace(/\n$/, '\nuse zzz.ajout.example\nuse aaa.ajout.example\n');
  const { list: after, refused: none } = parseServiceList(Buffer.from(edited));
  expect(none).toBe(0);
  for (const name of ['aaa.ajout.example', 'zzz.ajout.example'])
    expect([list.verdictOn(name), after.verdictOn(name)]).toEqual([
      { kind: 'unknown' },
      { kind: 'service', domain: name },
    ]);
});

test('a name leaves as a service when, and only when, it is one in use; reduced, it is still the same service', () => {
  const labels = [
    '',
    'www.',
    'mairie-x.',
    'ocsp.',
    'jean-dupont-telemetry2.',
    'ads.',
    'login.a.',
    'xtelemetryeh.',
    'mylogincdn.',
    'adsdkprod.',
  ];
  let services = 0;
  for (const name of names) {
    for (const label of labels) {
      const host = `${label}${name}`;
      // A label may take a name out of use, never put one in.
      const owner = index.ownerOf(host, DAY);
      const verdict = list.verdictOn(host);
      expect([host, verdict.kind === 'service'], host).toEqual([
        host,
        isUse(owner) && isUse(index.ownerOf(owner.domain, DAY)),
      ]);
      if (verdict.kind !== 'service') continue;
      services++;
      const reduced = index.ownerOf(verdict.domain, DAY);
      expect([reduced?.product?.id, isUse(reduced)]).toEqual([owner?.product?.id, true]);
    }
  }
  expect(services).toBeGreaterThan(2000);
});

test('nothing personal and no advertising is on it, in any mode', () => {
  for (const { role, domains } of base.products) {
    for (const domain of domains) {
      const { name, purpose } = typeof domain === 'string' ? { name: domain, purpose: undefined } : domain;
      const owner = index.ownerOf(name, DAY);
      if (owner?.domain !== name || (role !== 'personal' && purpose !== 'advertising')) continue;
      if (owner.product?.role === 'personal' || owner.purpose === 'advertising')
        expect([name, list.verdictOn(name)]).toEqual([name, { kind: 'never' }]);
    }
  }
});
