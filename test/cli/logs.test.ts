import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { type Place, place } from './run.ts';

let here: Place;

/** Two days of one proxy: the same clients, hosts that the knowledge base knows and others. */
const DAYS = [1_762_160_400, 1_762_246_800].map((second) =>
  [
    `${second}.120     51 192.0.2.10 TCP_TUNNEL/200 4012 CONNECT outlook.office365.com:443 mcurie HIER_DIRECT/198.51.100.7 -`,
    `${second + 1}.120     51 192.0.2.11 TCP_TUNNEL/200 4012 CONNECT outlook.office365.com:443 - HIER_DIRECT/198.51.100.7 -`,
    `${second + 2}.120     51 192.0.2.11 TCP_TUNNEL/200 4012 CONNECT secret-projet.journal-exemple.fr:443 - HIER_DIRECT/198.51.100.9 -`,
    `${second + 3}.120      0 192.0.2.11 TCP_DENIED/403 4012 CONNECT www.office.com:443 - HIER_NONE/- -`,
    'neither this',
  ].join('\n'),
);

beforeAll(() => {
  here = place();
  for (const [index, text] of DAYS.entries()) writeFileSync(join(here.folder, `access-${index}.log`), `${text}\n`);
});
afterAll(() => here.remove());

test('import: one file a client, with both logs in it; what became of the lines is printed', async () => {
  const { code, err, out } = await here.run(['import', 'access-0.log', 'access-1.log', '-o', 'out', '--lang', 'fr']);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  expect(out).toContain(
    'access-0.log : 2 client(s), du 2025-11-03 au 2025-11-03 ; 5 lignes lues, 3 comptées, 0 redites',
  );
  expect(out).toContain('  1 : requête refusée');
  expect(out).toContain('    5: aaaaaaa aaaa');
  const files = readdirSync(join(here.folder, 'out'));
  expect(files).toHaveLength(2);
  const inventories = files.map((file) =>
    inventorySchema.parse(JSON.parse(readFileSync(join(here.folder, 'out', file), 'utf8'))),
  );
  const endpoints = inventories.map(({ endpoints }) =>
    endpoints
      .map(({ host, domain }) => host ?? domain)
      .sort()
      .join(' '),
  );
  expect([...new Set(endpoints.map((names) => [...new Set(names.split(' '))].join(' ')))].sort()).toEqual([
    'journal-exemple.fr outlook.office365.com',
    'outlook.office365.com',
  ]);
  expect(JSON.stringify(inventories)).not.toMatch(/mcurie|secret|192\.0\.2/);
});

test('report: clients feed the services, and each log is in the sources with its days and its lines', async () => {
  const { code, out } = await here.run([
    'report',
    'access-0.log',
    'access-1.log',
    '-o',
    'report',
    '--json',
    '--format',
    'html,csv',
  ]);
  expect(code).toBe(0);
  const { sources, headline } = JSON.parse(out);
  expect(sources.logs.map(({ file, ...log }: { file: string }) => ({ ...log, file: file.split('/').at(-1) }))).toEqual(
    ['access-0.log', 'access-1.log'].map((file, index) => ({
      file,
      format: 'squid',
      clients: 2,
      from: new Date((1_762_160_400 + index * 86_400) * 1000).toISOString(),
      to: new Date((1_762_160_403 + index * 86_400) * 1000).toISOString(),
      read: 5,
      kept: 3,
      merged: 0,
      refused: [
        { reason: { fr: 'requête refusée', en: 'request refused' }, lines: 1 },
        { reason: { fr: 'ligne non comprise', en: 'line not understood' }, lines: 1 },
      ],
    })),
  );
  expect(headline.scopesMeasured).toEqual(['services']);
  expect(headline.machines).toBe(0);
  expect(readFileSync(join(here.folder, 'report', 'index.html'), 'utf8')).toContain('request refused: 1');
  expect(readFileSync(join(here.folder, 'report', 'quality.csv'), 'utf8')).toContain('network log');
});

test('standard input is a log too', async () => {
  const { code, out } = await here.run(['import', '-', '-o', 'piped', '--json'], DAYS[0]);
  expect(code).toBe(0);
  expect(JSON.parse(out).accounts[0]).toMatchObject({ format: 'squid', clients: 2, read: 5, kept: 3 });
});

test('what stands before the domain of a service may name a customer: no document and no report says it', async () => {
  const hosts = [
    'mairie-secret.sharepoint.com',
    'mairie-secret-my.sharepoint.com',
    'secret.s3.eu-west-3.amazonaws.com',
    'secret.blob.core.windows.net',
    'secret.github.io',
    'secret.zendesk.com',
    'secret.fr.eu.org',
    'login.secret.okta.com',
    'secret.telemetry.office.net',
  ];
  const log = hosts.map(
    (host, at) => `1762160400.${100 + at}     51 192.0.2.10 TCP_TUNNEL/200 4012 CONNECT ${host}:443 - HIER_DIRECT/- -`,
  );
  writeFileSync(join(here.folder, 'tenants.log'), `${log.join('\n')}\n`);
  const cache = hosts.map((host) => ({
    Entry: `www.ville${hosts.indexOf(host)}.example`,
    Name: `www.ville${hosts.indexOf(host)}.example`,
    Type: 5,
    Status: 0,
    DataLength: 8,
    Section: 1,
    TimeToLive: 60,
    Data: host,
  }));
  writeFileSync(join(here.folder, 'tenants.json'), JSON.stringify(cache));
  const told = await here.run(['import', 'tenants.log', 'tenants.json', '-o', 'tenants', '--json']);
  expect({ code: told.code, err: told.err }).toEqual({ code: 0, err: [] });
  const documents = readdirSync(join(here.folder, 'tenants')).map((file) =>
    readFileSync(join(here.folder, 'tenants', file), 'utf8'),
  );
  expect(documents).toHaveLength(2);
  const report = await here.run(['report', 'tenants', '-o', 'told', '--format', 'html,csv,json,md', '--json']);
  const files = readdirSync(join(here.folder, 'told')).map((file) =>
    readFileSync(join(here.folder, 'told', file), 'utf8'),
  );
  expect([...documents, ...files, told.out, report.out].filter((text) => text.includes('secret'))).toEqual([]);
  // And each is recognised all the same.
  const { services } = JSON.parse(report.out);
  const ids = services.lines.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(expect.arrayContaining(['sharepoint-online']));
  expect(documents.join()).toContain('blob.core.windows.net');
});
