/** Delivery to a real HTTPS server on this machine, with faults; certificates are always checked. */
import { X509Certificate } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { Trust } from '../../../agent/deliver/connection.ts';
import { type HttpsOptions, httpsDestination } from '../../../agent/deliver/https.ts';
import { createAuthority } from '../../../src/collector/authority.ts';
import { sign } from '../../../src/inventory/signature.ts';
import { inventoryOf, key, outgoing } from './documents.ts';
import { authority, certificate, NOW, startCollector, TOKEN } from './faulty-collector.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function collector(...args: Parameters<typeof startCollector>) {
  const started = await startCollector(...args);
  closing.push(started.stop);
  return started;
}

function destinationTo(server: URL, changes: Partial<HttpsOptions> = {}) {
  const trust: Trust = { kind: 'authority', pem: authority.certificate };
  const destination = httpsDestination({
    server,
    proxy: undefined,
    trust,
    token: TOKEN,
    timeoutMs: 1500,
    totalMs: 10_000,
    random: () => 0.1,
    ...changes,
  });
  closing.push(destination.close);
  return destination;
}

const sha256 = (pem: string) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();

test('a document is posted, compressed, with its token, under the path of the server', async () => {
  const { url, stored, received } = await collector();
  const document = outgoing(inventoryOf('a'));
  const destination = destinationTo(new URL('/tiebreak/', url));
  expect(await destination.send(document)).toEqual({ result: 'delivered' });
  expect([...stored.values()].map(String)).toEqual([document.text]);
  expect(received).toEqual([
    {
      method: 'POST',
      path: '/tiebreak/v1/inventories',
      headers: expect.objectContaining({
        'content-encoding': 'gzip',
        'content-type': 'application/vnd.tiebreak.inventory+json',
        authorization: `Bearer ${TOKEN}`,
      }),
    },
  ]);
});

test('reset in the body, acknowledgement lost, told to wait: in the end it is there, once', async () => {
  const { url, stored, faults, again, received } = await collector();
  faults.push(
    'reset-in-body',
    'reset-after-storing',
    { status: 503, headers: { 'retry-after': '1' } },
    { status: 429 },
  );
  const started = performance.now();
  expect(await destinationTo(url, { totalMs: 60_000 }).send(outgoing(inventoryOf('a')))).toEqual({
    result: 'delivered',
  });
  expect(performance.now() - started).toBeGreaterThan(1000);
  expect([received.length, stored.size, again()]).toEqual([5, 1, 1]);
});

test('a server that says nothing: given up in time', async () => {
  const { url, faults, stored } = await collector();
  faults.push('silence', 'silence', 'silence', 'silence');
  const started = performance.now();
  const outcome = await destinationTo(url, { timeoutMs: 300, totalMs: 1000 }).send(outgoing(inventoryOf('a')));
  expect(outcome).toMatchObject({ result: 'unavailable', detail: expect.stringContaining('cannot be reached') });
  expect(performance.now() - started).toBeLessThan(2500);
  expect(stored.size).toBe(0);
});

test('a server that is not there', async () => {
  const { url, stop } = await startCollector();
  await stop();
  const outcome = await destinationTo(url, { totalMs: 1500 }).send(outgoing(inventoryOf('a')));
  expect(outcome).toMatchObject({ result: 'unavailable', detail: expect.stringContaining('ECONNREFUSED') });
});

test('a delay beyond the time there is: not waited for', async () => {
  const { url, faults, received } = await collector();
  faults.push({ status: 503, headers: { 'retry-after': '3600' } });
  const started = performance.now();
  expect(await destinationTo(url).send(outgoing(inventoryOf('a')))).toMatchObject({ result: 'unavailable' });
  expect([received.length, performance.now() - started < 2000]).toEqual([1, true]);
});

test.for([
  [400, 'refused'],
  [409, 'refused'],
  [413, 'refused'],
  [415, 'refused'],
  [422, 'refused'],
  [302, 'unavailable'],
  [401, 'unavailable'],
  [403, 'unavailable'],
  [404, 'unavailable'],
] as const)('an answer %d is final, and means %s', async ([status, result]) => {
  const { url, faults, received, stored } = await collector();
  faults.push({ status, headers: { location: `${url.href}elsewhere` } });
  expect(await destinationTo(url).send(outgoing(inventoryOf('a')))).toMatchObject({ result });
  expect([received.length, stored.size]).toEqual([1, 0]);
});

test('what a server says of a refusal is repeated on one short line', async () => {
  const { url, faults } = await collector();
  const title = `Too\u001b[31m large\n${'x'.repeat(1000)}`;
  faults.push({ status: 413, body: JSON.stringify({ title, detail: 4 }) }, { status: 400, body: '<html>' });
  const destination = destinationTo(url);
  const first = await destination.send(outgoing(inventoryOf('a')));
  expect(first).toMatchObject({
    detail: expect.stringMatching(/^127\.0\.0\.1:\d+: answered 413 \(Too \[31m large x+\)$/),
  });
  expect('detail' in first && first.detail?.length).toBeLessThan(250);
  expect(await destination.send(outgoing(inventoryOf('b')))).toMatchObject({
    detail: expect.stringMatching(/: answered 400$/),
  });
});

test('an endless answer is not read to its end', async () => {
  const { url, faults } = await collector();
  for (let tries = 0; tries < 9; tries++) faults.push({ status: 400, body: 'x'.repeat(10_000_000) });
  expect(await destinationTo(url, { totalMs: 800 }).send(outgoing(inventoryOf('a')))).toMatchObject({
    result: 'unavailable',
  });
});

test('an unchanged machine is a small request; a collector that lost the document says so', async () => {
  const { url, seen, stored, received } = await collector();
  const inventory = inventoryOf('a');
  const destination = destinationTo(url);
  const text = sign(JSON.stringify({ document: 'seen', documentId: inventory.documentId }), key, 'seen');
  expect(await destination.sendSeen(text, '')).toEqual({ result: 'unknown' });
  await destination.send(outgoing(inventory));
  expect(await destination.sendSeen(text, '')).toEqual({ result: 'delivered' });
  expect([seen, stored.size]).toEqual([[inventory.documentId], 1]);
  expect(Number(received.at(-1)?.headers['content-length'])).toBeLessThan(600);
});

const stranger = createAuthority(NOW);
type Made = Parameters<typeof certificate>[0] & { shown?: string };
const longAgo = new Date('2020-01-01');

const refusals: [string, Made, Trust][] = [
  ['an authority that is not trusted', { by: stranger }, { kind: 'authority', pem: authority.certificate }],
  ['an authority that is not of the system', {}, { kind: 'system' }],
  ['another name', { names: ['collect.example'] }, { kind: 'authority', pem: authority.certificate }],
  ['a date gone by', { now: longAgo }, { kind: 'authority', pem: authority.certificate }],
  ['another fingerprint', {}, { kind: 'fingerprint', sha256: sha256(stranger.certificate) }],
  [
    'another name under the pinned authority',
    { names: ['collect.example'] },
    { kind: 'fingerprint', sha256: sha256(authority.certificate) },
  ],
  [
    'a chain that shows the pinned authority but is of another',
    { by: stranger, shown: authority.certificate },
    { kind: 'fingerprint', sha256: sha256(authority.certificate) },
  ],
];

test.for(refusals)('refused before a byte is sent: %s', async ([, { shown, ...made }, trust]) => {
  const tls = certificate(made);
  const { url, received } = await collector(shown === undefined ? tls : { ...tls, cert: `${tls.cert}${shown}` });
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    const started = performance.now();
    const outcome = await destinationTo(url, { trust }).send(outgoing(inventoryOf('a')));
    expect(outcome).toMatchObject({
      result: 'unavailable',
      detail: expect.stringMatching(/CERT|SIGNATURE|CA_NOT_IN_CHAIN|ISSUER/),
    });
    // No attempt would change it.
    expect(performance.now() - started).toBeLessThan(1000);
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  }
  expect(received).toEqual([]);
});

test('a pinned authority: found in the chain, then checked like any other', async () => {
  const { url, stored, received } = await collector();
  const trust: Trust = { kind: 'fingerprint', sha256: sha256(authority.certificate) };
  expect(await destinationTo(url, { trust }).send(outgoing(inventoryOf('a')))).toEqual({ result: 'delivered' });
  expect([stored.size, received.length]).toEqual([1, 1]);
});

test('by name as well as by address', async () => {
  const { url, stored } = await collector();
  expect(await destinationTo(new URL(`https://localhost:${url.port}`)).send(outgoing(inventoryOf('a')))).toEqual({
    result: 'delivered',
  });
  expect(stored.size).toBe(1);
});

test('TLS 1.1 is not spoken', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  const { url, received } = await collector({ ...certificate(), ...old });
  const outcome = await destinationTo(url, { totalMs: 800 }).send(outgoing(inventoryOf('a')));
  expect(outcome).toMatchObject({ result: 'unavailable', detail: expect.stringMatching(/ALERT|VERSION|PROTOCOL|SSL/) });
  expect(received).toEqual([]);
});
