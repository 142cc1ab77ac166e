/**
 * One connection to the collector: TLS 1.2 or later, its certificate always checked, through a proxy where there is one.
 *
 * In: the address, what is trusted, the proxy. Out: undici's client. Loaded only by HTTPS delivery: undici is slow to load.
 * Trusted are the authorities of the system and of Node; or, where the policy names a private one, that one alone.
 */
import type { Socket } from 'node:net';
import { type ConnectionOptions, type DetailedPeerCertificate, getCACertificates, type TLSSocket } from 'node:tls';
import { buildConnector, Client } from 'undici';

export type Trust =
  | { kind: 'system' }
  /** PEM of one or more private authorities. */
  | { kind: 'authority'; pem: string }
  /** SHA-256 of an authority, 64 hexadecimal digits: the authority itself comes with the chain of the server. */
  | { kind: 'fingerprint'; sha256: string };

export type Route = {
  server: URL;
  proxy: URL | undefined;
  trust: Trust;
  /** To connect, and again for each silence afterwards. */
  timeoutMs: number;
};

type Checks = Pick<ConnectionOptions, 'ca' | 'rejectUnauthorized' | 'allowPartialTrustChain'>;

/** Longest chain looked through for a pinned authority. */
const LONGEST_CHAIN = 10;

export async function connect(route: Route): Promise<Client> {
  const { server, timeoutMs } = route;
  return new Client(server.origin, {
    connect: connectorOf(route, await checked(route)),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    // A collector answers with a few headers and a short explanation.
    maxHeaderSize: 16 * 1024,
    maxResponseSize: 64 * 1024,
  });
}

async function checked(route: Route): Promise<Checks> {
  const { trust } = route;
  // Said, because without it an environment variable could switch the check off.
  const check = { rejectUnauthorized: true };
  if (trust.kind === 'system')
    return { ...check, ca: [...getCACertificates('default'), ...getCACertificates('system')] };
  const ca = trust.kind === 'authority' ? trust.pem : await pinnedAuthority(route, trust.sha256);
  return { ...check, ca, allowPartialTrustChain: true };
}

/**
 * The authority of this fingerprint, out of the chain the server shows. Nothing is sent over that connection, which is closed at once;
 * the one that carries the documents is checked against what is found here.
 */
async function pinnedAuthority(route: Route, sha256: string): Promise<string> {
  const { hostname, port } = route.server;
  const look = connectorOf(route, { rejectUnauthorized: false });
  const socket = await new Promise<Socket | TLSSocket>((resolve, reject) => {
    look({ hostname, host: route.server.host, protocol: 'https:', port }, (error, connected) => {
      if (error === null) resolve(connected);
      else reject(error);
    });
  });
  const found = 'getPeerCertificate' in socket ? inChain(socket.getPeerCertificate(true), sha256) : undefined;
  socket.destroy();
  if (found !== undefined) return found;
  throw Object.assign(new Error('no certificate of the server has the pinned fingerprint'), {
    code: 'CA_NOT_IN_CHAIN',
  });
}

function inChain(peer: DetailedPeerCertificate, sha256: string): string | undefined {
  let certificate: DetailedPeerCertificate | undefined = peer;
  for (let depth = 0; depth < LONGEST_CHAIN && certificate?.raw !== undefined; depth++) {
    if (certificate.fingerprint256.replaceAll(':', '').toLowerCase() === sha256) {
      return `-----BEGIN CERTIFICATE-----\n${certificate.raw.toString('base64')}\n-----END CERTIFICATE-----\n`;
    }
    // The last one is its own issuer.
    certificate = certificate.issuerCertificate === certificate ? undefined : certificate.issuerCertificate;
  }
  return undefined;
}

function connectorOf({ proxy, server, timeoutMs }: Route, tls: Checks): buildConnector.connector {
  // A run lasts seconds: nothing has to keep the connection awake, and where that cannot be asked for, as under Wine, connecting would fail.
  const life = { timeout: timeoutMs, keepAlive: false };
  const connector = buildConnector({ ...tls, ...life, minVersion: 'TLSv1.2', allowH2: false });
  if (proxy === undefined) return connector;
  return (options, callback) => {
    tunnel(proxy, server, timeoutMs).then(
      (httpSocket) => connector({ ...options, httpSocket }, callback),
      // Under a code of our own: undici takes some of its own for a connection that was up, and would ask for ever.
      (error: unknown) => callback(Object.assign(new Error(messageOf(error)), { code: 'PROXY_FAILED' }), null),
    );
  };
}

async function tunnel(proxy: URL, server: URL, timeoutMs: number): Promise<Socket> {
  const client = new Client(proxy.origin, {
    connect: buildConnector({
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      timeout: timeoutMs,
      allowH2: false,
      ...(proxy.protocol === 'https:' && { ca: [...getCACertificates('default'), ...getCACertificates('system')] }),
    }),
    headersTimeout: timeoutMs,
  });
  const target = `${server.hostname}:${server.port || '443'}`;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const { statusCode, socket } = await client.connect({
    path: target,
    headers: {
      host: target,
      ...(proxy.username !== '' && {
        'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
    },
  });
  if (statusCode === 200) return socket as Socket;
  socket.destroy();
  throw new Error(`the proxy answered ${statusCode}`);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && error.message === '' ? String(error.code) : error.message;
}
