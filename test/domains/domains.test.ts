/** What records of domains show, asked from a real DNS server over UDP, or read from a file: a filter is never a mailbox. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveLookup } from '../../src/domains/lookup.ts';
import { type DomainsRead, domainsInventory, readDomains, savedDomains } from '../../src/domains/read.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { place } from '../cli/run.ts';
import { eventsOf, fixtures, machinesOf, problemsOf } from '../import/events.ts';
import { type DnsServer, startDnsServer } from './dns-server.ts';

const { base: read } = readKnowledge({ root: join(import.meta.dirname, '../..') });
if (read === null) throw new Error('no base');
const base = read;
const noOperators = () => null;

const zone = [
  // A French filter in front of Microsoft 365.
  'filtre.fr MX 10 cloud.vadesecure.com',
  'filtre.fr TXT v=spf1 include:spf.protection.outlook.com include:_spf.filtre.fr -all',
  '_spf.filtre.fr TXT v=spf1 include:spf.mailjet.com include:_spf.filtre.fr ~all',
  'autodiscover.filtre.fr CNAME autodiscover.outlook.com',
  // The same filter, and nothing that tells where the mailboxes are.
  'muet.fr MX 10 cloud.vadesecure.com',
  // OVHcloud, that also sends through Microsoft.
  'ovh.fr MX 1 mx1.mail.ovh.net',
  'ovh.fr TXT v=spf1 include:mx.ovh.com include:spf.protection.outlook.com ~all',
  // Its own host.
  'propre.fr MX 5 mail.propre.fr',
  'propre.fr A 192.0.2.1',
  'propre.fr NS ada.ns.cloudflare.com',
  'propre.fr CAA 0 issue letsencrypt.org',
  'www.propre.fr CNAME propre.azurewebsites.net',
  'www.propre.fr AAAA 2001:db8::1',
  // Behind a filter, SPF alone.
  'probable.fr MX 10 mx.mailinblack.com',
  'probable.fr TXT v=spf1 include:_spf.google.com -all',
  // No mail at all.
  'sansmail.fr MX 0 .',
  'srv.fr MX 10 mx.mailinblack.com',
  '_autodiscover._tcp.srv.fr SRV 0 0 443 autodiscover.outlook.com',
];
let server: DnsServer;
let folder: string;
beforeAll(async () => {
  server = await startDnsServer(zone);
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-domains-'));
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (...names: string[]): Promise<DomainsRead> =>
  readDomains(names, liveLookup(server.address), base, noOperators);
const short = ({ services }: DomainsRead, ...uses: string[]): string[] =>
  services
    .filter(({ use }) => uses.length === 0 || uses.includes(use ?? ''))
    .map(({ use, product, confidence }) => `${use} ${product ?? '-'} ${confidence ?? '-'}`);

describe('mail follows evidence', () => {
  test('a French filter in front of Microsoft 365 is not a French mailbox', async () =>
    expect(short(await ask('filtre.fr'))).toEqual([
      'mail-gateway vade-mail high',
      'mailbox exchange-online high',
      'mail-sending mailjet medium',
    ]));
  test('behind a filter alone, the mailboxes stay unknown', async () =>
    expect(short(await ask('muet.fr'))).toEqual(['mail-gateway vade-mail high', 'mailbox - -']));
  test('SPF alone behind a filter is likely', async () =>
    expect(short(await ask('probable.fr'))).toEqual([
      'mail-gateway mailinblack high',
      'mailbox google-workspace medium',
    ]));
  test('who may send is no mailbox where another is shown', async () =>
    expect(short(await ask('ovh.fr'))).toEqual(['mailbox exchange-online low', 'mailbox ovhcloud-mail high']));
  test('a host of one’s own is told, and not attributed', async () => {
    const [own] = (await ask('propre.fr')).services;
    expect(own).toMatchObject({ use: 'mailbox', evidence: ['propre.fr MX 5 mail.propre.fr'] });
    expect(own?.product).toBeUndefined();
  });
  test('autodiscover may be a service record', async () =>
    expect(short(await ask('srv.fr'))).toEqual(['mail-gateway mailinblack high', 'mailbox exchange-online high']));
  test('a domain that says it receives no mail has no mailbox', async () => {
    const { services, collectors } = await ask('sansmail.fr');
    expect([services, collectors[0]?.status]).toEqual([[], 'empty']);
  });
  test('includes that include themselves end', async () => {
    server.asked.length = 0;
    await ask('filtre.fr');
    expect(server.asked.filter((question) => question === '_spf.filtre.fr TXT')).toHaveLength(1);
  });
});

describe('site and names', () => {
  test('follow aliases and name servers, with what they rest on', async () => {
    const result = await ask('propre.fr');
    expect(short(result, 'web', 'dns')).toEqual(['dns cloudflare-dns high', 'web azure high']);
    expect(result.services.find(({ use }) => use === 'web')?.evidence).toEqual([
      'www.propre.fr → *.azurewebsites.net',
      'propre.fr CAA 0 issue letsencrypt.org',
    ]);
  });
});

describe('what is not known', () => {
  test('a refusal is no absence', async () => {
    const { services, collectors } = await ask('broken.exemple.fr');
    expect([services, collectors[0]?.status, collectors[0]?.warnings[0]]).toEqual([
      [],
      'failed',
      expect.stringMatching(/broken\.exemple\.fr \w+: \w+/),
    ]);
  });
  test.each(['', 'fr', 'a b.fr', `${'-'.repeat(64)}.fr`, 'http://exemple.fr/x', '../etc.fr/passwd'])(
    '%j is no domain',
    async (name) => expect(ask(name)).rejects.toMatchObject({ code: 'domain-invalid' }),
  );
  test('an internationalised name is asked in ASCII', async () => {
    server.asked.length = 0;
    await ask('Élysée.fr');
    expect(server.asked[0]).toMatch(/^xn--lyse-9oad\.fr /);
  });
});

describe('what was saved', () => {
  const domainServices = savedDomains(base, noOperators);
  const importing = async (name: string) => eventsOf([join(fixtures, 'domains', name)], { domainServices });
  test('a zone tells what its records tell', async () => {
    const [document] = machinesOf(await importing('filter-before-microsoft.zone'));
    expect(document?.format).toBe('zone');
    expect(short(document!.inventory)).toEqual([
      'mail-gateway vade-mail high',
      'mailbox exchange-online high',
      'mail-sending mailjet medium',
      'web azure high',
    ]);
    expect(document?.inventory.collectors[0]).toMatchObject({ status: 'ok', warnings: [] });
  });
  test('the output of dig tells only of what was asked', async () => {
    const [document] = machinesOf(await importing('dig-of-mail-only.txt'));
    expect(short(document!.inventory)).toEqual(['mailbox ovhcloud-mail high']);
    expect(document?.inventory.collectors[0]?.status).toBe('partial');
  });
  test('a file without any domain is refused by name', async () => {
    const file = join(folder, 'empty.zone');
    writeFileSync(file, '$TTL 3600\nwww IN A 192.0.2.1\n');
    expect(problemsOf(await eventsOf([file], { domainServices }))).toEqual(['empty.zone zone-empty']);
  });
});

test('the document conforms to the schema', async () => {
  const document = domainsInventory(await ask('filtre.fr', 'propre.fr'), '2026-11-21T00:00:00Z', '0');
  expect(inventorySchema.parse(document)).toEqual(document);
});

describe('the command', () => {
  test('asks the resolver given, writes the document, and a report reads it', async () => {
    const { run, folder: at, remove } = place();
    const asked = await run(['domains', 'filtre.fr', '--resolver', server.address, '-o', 'domains.json']);
    expect([asked.code, asked.err]).toEqual([0, []]);
    expect(asked.out).toContain('filter before the mailboxes: Vade (mail) (sure)');
    expect(asked.out).toContain('mailboxes: Exchange Online (sure)');
    expect(inventorySchema.parse(JSON.parse(readFileSync(join(at, 'domains.json'), 'utf8'))).observedFrom).toBe(
      'declaration',
    );
    const report = await run(['report', 'domains.json', '--json']);
    expect(report.code).toBe(0);
    const lines = JSON.parse(report.out).services.lines as { id: string; proofs: { use: string }[] }[];
    expect(lines.map(({ id, proofs }) => `${id} ${proofs[0]?.use}`).sort()).toEqual([
      'exchange-online mailbox',
      'mailjet mail-sending',
      'vade-mail mail-gateway',
    ]);
    remove();
  });
  test.each([
    [['domains'], /domain/],
    [['domains', 'not a domain'], /no domain name/],
    [['domains', 'exemple.fr', '--resolver', 'dns.exemple.fr'], /IP address/],
  ])('%j is refused in one line', async (args, message) => {
    const { run, remove } = place();
    const { code, err } = await run(args);
    expect([code, err.length]).toEqual([2, 1]);
    expect(err[0]).toMatch(message);
    remove();
  });
});
