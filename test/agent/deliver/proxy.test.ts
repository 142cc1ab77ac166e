/** Which proxy leads to a server, and that it is gone through: a real one, on this machine. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { httpsDestination } from '../../../agent/deliver/https.ts';
import { proxyFor } from '../../../agent/deliver/proxy.ts';
import { inventoryOf, outgoing } from './documents.ts';
import { authority, startCollector, TOKEN } from './faulty-collector.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startProxy(refuse?: number) {
  const asked: { target: string; credentials: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(500).end());
  server.on('connect', (request, client: Socket) => {
    asked.push({ target: request.url ?? '', credentials: request.headers['proxy-authorization'] });
    if (refuse !== undefined) return void client.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\n\r\n`);
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => client.write('HTTP/1.1 200 Established\r\n\r\n'));
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}));
    upstream.pipe(client).pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { asked, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function destinationTo(server: URL, proxy: URL, trust: Parameters<typeof httpsDestination>[0]['trust']) {
  const destination = httpsDestination({
    server,
    proxy,
    trust,
    token: TOKEN,
    timeoutMs: 1500,
    totalMs: 3000,
    random: () => 0.1,
  });
  closing.push(destination.close);
  return destination;
}

test('through a proxy with a password, encrypted to the collector', async () => {
  const { url, stored, stop } = await startCollector();
  closing.push(stop);
  const { asked, address } = await startProxy();
  const destination = destinationTo(url, new URL(`http://u%20ser:p%40ss@${address}`), {
    kind: 'authority',
    pem: authority.certificate,
  });
  expect(await destination.send(outgoing(inventoryOf('a')))).toEqual({ result: 'delivered' });
  expect(stored.size).toBe(1);
  const credentials = `Basic ${Buffer.from('u ser:p@ss').toString('base64')}`;
  expect(asked).toEqual([{ target: url.host, credentials }]);
});

test('a certificate that is not trusted is refused through a proxy too', async () => {
  const { url, received, stop } = await startCollector();
  closing.push(stop);
  const { address } = await startProxy();
  const destination = destinationTo(url, new URL(`http://${address}`), { kind: 'system' });
  expect(await destination.send(outgoing(inventoryOf('a')))).toMatchObject({ result: 'unavailable' });
  expect(received).toEqual([]);
});

test.for([407, 502])('a proxy that answers %d: said, tried again, given up in time', async (status) => {
  const { address, asked } = await startProxy(status);
  const destination = destinationTo(new URL('https://127.0.0.1:9'), new URL(`http://${address}`), { kind: 'system' });
  const started = performance.now();
  expect(await destination.send(outgoing(inventoryOf('a')))).toMatchObject({
    result: 'unavailable',
    detail: expect.stringContaining(`the proxy answered ${status}`),
  });
  expect(performance.now() - started).toBeLessThan(4500);
  expect(asked.length).toBeGreaterThan(1);
});

test('a proxy that is not there', async () => {
  const destination = destinationTo(new URL('https://127.0.0.1:9'), new URL('http://127.0.0.1:9'), { kind: 'system' });
  expect(await destination.send(outgoing(inventoryOf('a')))).toMatchObject({ result: 'unavailable' });
});

const server = new URL('https://collect.mairie.example/tiebreak');

function chosen(policy: string | undefined, environment: Record<string, string> = {}, address: URL = server): string {
  const choice = proxyFor(address, policy, (name) => environment[name]);
  return 'problem' in choice ? 'problem' : (choice.proxy?.href ?? 'direct');
}

test('the policy first, then the environment', () => {
  const environment = { HTTPS_PROXY: 'http://proxy.example:3128' };
  expect(chosen(undefined)).toBe('direct');
  expect(chosen(undefined, environment)).toBe('http://proxy.example:3128/');
  expect(chosen(undefined, { ...environment, https_proxy: 'http://small:1' })).toBe('http://small:1/');
  expect(chosen(undefined, { ALL_PROXY: 'other:8080' })).toBe('http://other:8080/');
  expect(chosen(undefined, { HTTP_PROXY: 'http://for-http-only:1' })).toBe('direct');
  expect(chosen('https://secure:443', environment)).toBe('https://secure/');
  expect(chosen('direct', environment)).toBe('direct');
});

test.for([
  ['*', 'direct'],
  ['collect.mairie.example', 'direct'],
  ['mairie.example', 'direct'],
  ['.mairie.example', 'direct'],
  ['*.mairie.example', 'direct'],
  ['localhost, MAIRIE.example', 'direct'],
  ['mairie.example:443', 'direct'],
  ['mairie.example:8443', 'http://p:1/'],
  ['irie.example', 'http://p:1/'],
  ['other.example', 'http://p:1/'],
  ['', 'http://p:1/'],
] as const)('NO_PROXY "%s" → %s', ([list, expected]) => {
  expect(chosen(undefined, { HTTPS_PROXY: 'http://p:1', NO_PROXY: list })).toBe(expected);
  expect(chosen('http://p:1', { NO_PROXY: list })).toBe('http://p:1/');
});

test('an IPv6 address in NO_PROXY', () => {
  const environment = { HTTPS_PROXY: 'http://p:1', NO_PROXY: '[::1]:8443' };
  expect(chosen(undefined, environment, new URL('https://[::1]:8443'))).toBe('direct');
});

test.for(['socks5://x:1', 'http://', 'http://us er:p@x y', 'ftp://x'])('no proxy: %s', (address) => {
  expect(chosen(address)).toBe('problem');
});
