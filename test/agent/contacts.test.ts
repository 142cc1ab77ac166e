/** What leaves of what a machine contacts, day after day. */
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Diary, readDiary, writeDiary } from '../../agent/contact-diary.ts';
import { type ContactRules, decide } from '../../agent/contacts.ts';
import { parseServiceList } from '../../agent/domains.ts';
import { pseudonym } from '../../src/inventory/identity.ts';
import type { CollectorReport, Endpoint } from '../../src/inventory/schema.ts';

const { list } = parseServiceList(
  Buffer.from(
    'sharepoint.com\nauthentication login.example.com\nother ocsp.example\nnever jeux.example\nunder azurewebsites.net\nresolver 9.9.9.9',
  ),
);
const KEY = Buffer.alloc(32, 7);
const SEEN: CollectorReport[] = [{ id: 'dns-cache', status: 'ok', items: 1, warnings: [] }];
const NOTHING: Diary = { since: undefined, last: new Map(), published: undefined };
const looked = (...hosts: string[]): Endpoint[] => hosts.map((host) => ({ host, source: 'dns-cache' }));

function rules(more: Partial<ContactRules> = {}): ContactRules {
  const registrable = (host: string) => host.split('.').slice(-2).join('.');
  return { policy: 'strict', list, wanted: new Set(), key: KEY, registrable, today: 20_000, ...more };
}

/** Runs of the agent, one for each day given with what it sees then. */
function days(runs: [day: number, endpoints: Endpoint[]][], more: Partial<ContactRules> = {}) {
  let diary: Diary | undefined = NOTHING;
  return runs.map(([today, endpoints]) => {
    const run = decide(endpoints, SEEN, rules({ ...more, today }), diary);
    diary = run.diary;
    return { told: run.contacts.endpoints.map(({ domain }) => domain), ...run };
  });
}

describe('strict', () => {
  const all: Endpoint[] = [
    ...looked('mairie-x.sharepoint.com', 'www.inconnu.example', 'tout.jeux.example', 'a.ocsp.example'),
    { address: '203.0.113.9', port: 443, process: 'firefox', count: 12, source: 'connections' },
  ];

  test('nothing before a week; then services as a presence, without what else was seen of them', () => {
    const [first, before, after] = days([
      [1, all],
      [7, all],
      [8, all],
    ]);
    expect([first?.told, before?.told]).toEqual([[], []]);
    const early = expect.stringContaining('less than a week');
    expect([before?.contacts.notes, after?.contacts.notes]).toEqual([
      expect.arrayContaining([early]),
      expect.not.arrayContaining([early]),
    ]);
    expect(first?.contacts.withheld).toEqual(
      new Map([
        ['unknown', 1],
        ['never', 1],
        ['other', 1],
        ['address', 1],
        ['waiting', 1],
      ]),
    );
    expect(after?.contacts).toMatchObject({
      endpoints: [{ domain: 'sharepoint.com', source: 'contacts' }],
      unknownDomains: [],
      periodDays: 7,
    });
    expect(JSON.stringify([...(after?.diary?.last ?? [])])).not.toMatch(/mairie|inconnu|jeux|203/);
  });

  test('between two weeks nothing changes, so that no document tells the day a service was first used', () => {
    const runs = days([
      [1, looked('x.sharepoint.com')],
      [8, looked('x.sharepoint.com')],
      [10, looked('login.example.com')],
      [14, looked('login.example.com')],
      [15, looked()],
      [60, looked()],
    ]);
    expect(runs.map(({ told }) => told)).toEqual([
      [],
      ['sharepoint.com'],
      ['sharepoint.com'],
      ['sharepoint.com'],
      ['login.example.com', 'sharepoint.com'],
      [],
    ]);
    expect(runs.map(({ contacts }) => contacts.periodDays)).toEqual([undefined, 7, 7, 7, 14, 28]);
  });

  test('what hosts a service is told by its end alone, and only of a service', () => {
    const endpoints: Endpoint[] = [
      {
        host: 'portail.mairie-x.example',
        aliases: ['mairie-x.sharepoint.com', 'mx.azurewebsites.net'],
        source: 'dns-cache',
      },
      { host: 'blog.inconnu.example', aliases: ['jd.azurewebsites.net'], source: 'dns-cache' },
    ];
    const [, after] = days([
      [1, endpoints],
      [8, []],
    ]);
    expect(after?.contacts.endpoints).toEqual([
      { domain: 'sharepoint.com', aliases: ['azurewebsites.net'], source: 'contacts' },
    ]);
  });

  test('settings of the machine are told at once: public resolvers of the list, proxies of the list', () => {
    const settings: Endpoint[] = [
      { address: '9.9.9.9', host: 'dns.quad9.net', port: 53, source: 'resolvers' },
      { address: '198.51.100.1', port: 53, source: 'resolvers' },
      { host: 'mairie-x.sharepoint.com', port: 443, source: 'network-settings' },
      { host: 'proxy.mairie-x.example', port: 3128, source: 'network-settings' },
    ];
    expect(decide(settings, SEEN, rules(), NOTHING).contacts.endpoints).toEqual([
      { address: '9.9.9.9', source: 'resolvers' },
      { domain: 'sharepoint.com', source: 'network-settings' },
    ]);
  });

  test('a machine that shows no name has no period; a clock that goes back tells nothing it should not', () => {
    const blind = decide(looked('x.sharepoint.com'), [], rules(), NOTHING);
    expect(blind.diary?.since).toBeUndefined();
    const [, back, again] = days([
      [100, looked('x.sharepoint.com')],
      [3, looked()],
      [4, looked()],
    ]);
    expect([back?.told, again?.told, back?.diary?.since, [...(back?.diary?.last ?? [])]]).toEqual([[], [], 3, []]);
  });

  test('a service that leaves the list leaves no more, at once', () => {
    const [, after] = days([
      [1, looked('x.sharepoint.com')],
      [8, []],
    ]);
    const other = parseServiceList(Buffer.from('autre.example')).list;
    expect(decide([], SEEN, rules({ list: other, today: 9 }), after?.diary).contacts.endpoints).toEqual([]);
  });
});

describe('discover', () => {
  const hash = pseudonym(KEY, 'domain', 'inconnu.example') ?? '';

  test('unknown domains as hashes under the key, and a name only once asked for', () => {
    const runs: [number, Endpoint[]][] = [
      [1, looked('jean.dupont.inconnu.example', 'x.sharepoint.com')],
      [8, looked('jean.dupont.inconnu.example')],
    ];
    const [first, after] = days(runs, { policy: 'discover' });
    expect([first?.contacts.unknownDomains, after?.contacts.unknownDomains]).toEqual([[], [{ hash }]]);
    expect(JSON.stringify([after?.contacts, [...(after?.diary?.last ?? [])]])).not.toMatch(/inconnu|dupont/);
    const asked = decide(
      runs[1]?.[1] ?? [],
      SEEN,
      rules({ policy: 'discover', wanted: new Set([hash]), today: 9 }),
      after?.diary,
    );
    expect(asked.contacts.unknownDomains).toEqual([{ hash, name: 'inconnu.example' }]);
    const strict = decide([], SEEN, rules({ today: 9 }), asked.diary);
    expect(strict.contacts.unknownDomains).toEqual([]);
  });

  test('what must never leave is not hashed, and another key gives another hash', () => {
    const [, after] = days(
      [
        [1, looked('tout.jeux.example')],
        [8, []],
      ],
      { policy: 'discover' },
    );
    expect(after?.contacts.unknownDomains).toEqual([]);
    expect(pseudonym(Buffer.alloc(32, 8), 'domain', 'inconnu.example')).not.toBe(hash);
  });
});

test('full: domains, addresses, ports and programs at once; never a whole name, never what leaves in no mode', () => {
  const endpoints: Endpoint[] = [
    ...looked('mairie-x.sharepoint.com', 'jean.dupont.inconnu.example', 'tout.jeux.example', 'a.ocsp.example'),
    { address: '203.0.113.9', port: 443, process: 'firefox', count: 12, source: 'connections' },
  ];
  const { contacts } = decide(endpoints, SEEN, rules({ policy: 'full' }), undefined);
  expect(contacts.endpoints).toEqual([
    { domain: 'sharepoint.com', source: 'dns-cache' },
    { domain: 'inconnu.example', source: 'dns-cache' },
    { domain: 'ocsp.example', source: 'dns-cache' },
    { address: '203.0.113.9', port: 443, process: 'firefox', count: 12, source: 'connections' },
  ]);
  expect(contacts.withheld).toEqual(new Map([['never', 1]]));
});

test('the diary on disk: for its owner, bounded; a damaged one begins again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-diary-'));
  expect(readDiary(folder)).toEqual(NOTHING);
  const many = looked(...Array.from({ length: 5000 }, (_, index) => `x${index}.example`));
  const { diary = NOTHING } = decide(many, SEEN, rules({ policy: 'discover' }), NOTHING);
  expect(diary.last.size).toBeLessThanOrEqual(2000);
  writeDiary(folder, diary);
  expect(readDiary(folder)).toEqual(diary);
  expect(statSync(join(folder, 'contacts.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'contacts.json')).length).toBeLessThan(256 * 1024);
  for (const damaged of ['', '{', '[]', 'null', '{"since":"x","last":[1],"published":{"names":3}}']) {
    writeFileSync(join(folder, 'contacts.json'), damaged);
    expect(readDiary(folder)).toMatchObject({ since: undefined, published: undefined });
  }
});
