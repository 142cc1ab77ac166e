/** The name by which a service knows an organisation leaves in nothing that is written or printed, wherever it was planted. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inventoryText } from './inventory-text.ts';
import { type Place, place } from './run.ts';

/** Part of every planted name, and of nothing else. */
const SECRET = 'zzcommune';

const hosts = [
  `${SECRET}.sharepoint.com`,
  `${SECRET}-my.sharepoint.com`,
  `${SECRET}.mail.protection.outlook.com`,
  `${SECRET}.onmicrosoft.com`,
  `${SECRET}.zendesk.com`,
  `${SECRET}.okta.com`,
  `${SECRET}.atlassian.net`,
  `${SECRET}.crm4.dynamics.com`,
  `${SECRET}.azurewebsites.net`,
  `${SECRET}.blob.core.windows.net`,
  `${SECRET}.s3.eu-west-3.amazonaws.com`,
  `${SECRET}.osc-fr1.scalingo.io`,
  `${SECRET}.github.io`,
  `${SECRET}.slack.com`,
  `telemetry.${SECRET}.freshdesk.com`,
  `${SECRET.toUpperCase()}.Zoom.US`,
];

const zone = `
mairie.example. 3600 IN MX 10 ${SECRET}-fr.mail.protection.outlook.com.
mairie.example. 3600 IN TXT "v=spf1 include:spf.protection.outlook.com include:${SECRET}.pphosted.com -all"
mairie.example. 3600 IN TXT "MS=ms${SECRET}"
mairie.example. 3600 IN CAA 0 issue "letsencrypt.org; accounturi=https://acme.example/${SECRET}"
autodiscover.mairie.example. 3600 IN CNAME autodiscover.outlook.com.
selector1._domainkey.mairie.example. 3600 IN CNAME selector1-mairie._domainkey.${SECRET}.onmicrosoft.com.
www.mairie.example. 3600 IN CNAME ${SECRET}.azurewebsites.net.
inconnue.example. 3600 IN MX 10 ${SECRET}.mx.hebergeur-jamais-vu.fr.
inconnue.example. 3600 IN NS ns1.${SECRET}.hebergeur-jamais-vu.fr.
`;

let place_: Place;
let told: string;

/** Everything written under a folder. */
function written(folder: string): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? written(path) : readFileSync(path, 'latin1')))
    .join('\n');
}

beforeAll(async () => {
  place_ = place();
  const { folder, run } = place_;
  const park = join(folder, 'park');
  mkdirSync(park);
  const endpoints = hosts.flatMap((host) => [
    { host, source: 'test' },
    { host: 'www.mairie.example', aliases: [host, `x.${host}`], source: 'test' },
    { domain: host, process: 'chrome.exe', source: 'test' },
  ]);
  const attachments = [{ kind: 'entra-id', provider: `${SECRET}.onmicrosoft.com` }];
  for (const serial of ['1', '2'])
    writeFileSync(join(park, `${serial}.inventory.json`), inventoryText(serial, { endpoints, attachments }));
  const services = hosts.flatMap((host) => [
    {
      name: `Abonnement ${host}`,
      domain: host,
      evidence: [`relevé : https://${host}/accueil`, host],
      use: 'web',
      source: 'test',
    },
    { name: host, domain: host, contract: { supplier: host, yearlyAmount: 1000 }, source: 'test' },
  ]);
  writeFileSync(join(park, 'declared.inventory.json'), inventoryText('9', { observedFrom: 'declaration', services }));
  writeFileSync(join(folder, 'zone.txt'), zone);
  const outs = [
    await run([
      'domains',
      'mairie.example',
      'inconnue.example',
      '--from',
      'zone.txt',
      '-o',
      'park/domains.inventory.json',
    ]),
    await run(['report', 'park', '-o', 'out', '--format', 'html,csv,json,md', '--lang', 'fr']),
    await run(['report', 'park', '--json']),
    await run(['blast-radius', 'microsoft', 'park']),
    await run(['blast-radius', 'identity', 'park', '--json']),
    await run(['explain', 'sharepoint-online', 'park']),
    await run(['identify'], hosts.map((domain) => JSON.stringify({ domain })).join('\n')),
  ];
  for (const { code, err } of outs) expect(code === 0 || code === 1, err.join('\n')).toBe(true);
  // What identify is given, it gives back: to who asked, on the same line.
  const [identified] = outs.splice(-1);
  expect(identified?.out).toContain('"tenant":true');
  told = [
    readFileSync(join(folder, 'park', 'domains.inventory.json'), 'utf8'),
    written(join(folder, 'out')),
    ...outs.map(({ out, err }) => `${out}${err.join('\n')}`),
  ].join('\n');
}, 180_000);
afterAll(() => place_.remove());

test('no name of a tenant is told', () => {
  const lines = told.split('\n').filter((line) => line.toLowerCase().includes(SECRET));
  expect(lines.map((line) => line.slice(0, 300))).toEqual([]);
});

test('what the evidence rests on is told', () => {
  for (const end of [
    '*.mail.protection.outlook.com',
    '*.onmicrosoft.com',
    '*.azurewebsites.net',
    '*.hebergeur-jamais-vu.fr',
  ])
    expect(told).toContain(end);
});

test('the services are found all the same', () => {
  expect(told).toContain('exchange-online');
  expect(told).toContain('zendesk');
});
