/** A real HTTPS server that answers as the protocol says, or fails as it is told, once for each fault, in order. */
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { createAuthority, createServerCertificate } from '../../../src/collector/authority.ts';
import { verify } from '../../../src/inventory/signature.ts';

export type Fault =
  /** Cuts the connection at the first bytes of the body. */
  | 'reset-in-body'
  /** Keeps the document, then cuts the connection without a word. */
  | 'reset-after-storing'
  /** Never answers. */
  | 'silence'
  | { status: number; headers?: Record<string, string>; body?: string };

export type Received = { method: string; path: string; headers: IncomingMessage['headers'] };

export const NOW = new Date();
export const TOKEN = 'enrolment-token-of-a-test';
export const authority = createAuthority(NOW);

type Certificate = { names?: string[]; now?: Date; by?: typeof authority };

export function certificate({
  names = ['127.0.0.1', 'localhost'],
  now = NOW,
  by = authority,
}: Certificate = {}): ServerOptions {
  const own = createServerCertificate({ certificate: by.certificate, key: createPrivateKey(by.key) }, names, now);
  return { cert: `${own.certificate}${by.certificate}`, key: own.key };
}

export async function startCollector(tls: ServerOptions = certificate()) {
  const stored = new Map<string, Buffer>();
  const faults: Fault[] = [];
  const received: Received[] = [];
  const seen: string[] = [];
  /** Documents received once more: sent again because their acknowledgement was lost. */
  let again = 0;

  function keep(document: Buffer): number {
    if (verify(document).status !== 'valid') return 422;
    const { documentId } = JSON.parse(document.toString());
    const known = stored.get(documentId);
    if (known === undefined) stored.set(documentId, document);
    else if (!known.equals(document)) return 409;
    else again++;
    return known === undefined ? 201 : 200;
  }

  function accept(request: IncomingMessage, body: Buffer): number {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return 401;
    if (request.url?.endsWith('/v1/inventories')) return keep(gunzipSync(body));
    if (verify(body, 'seen').status !== 'valid') return 422;
    const { documentId } = JSON.parse(body.toString());
    if (!stored.has(documentId)) return 409;
    seen.push(documentId);
    return 204;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    const fault = faults.shift();
    if (fault === 'silence') return;
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      if (fault === 'reset-in-body') return void request.socket.destroy();
      chunks.push(chunk);
    }
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const status = accept(request, Buffer.concat(chunks));
    if (fault === 'reset-after-storing') return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end();
  }

  const server = createServer(tls, (request, response) => {
    // A client that dies in the middle of its request is what these tests are about.
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`),
    stored,
    faults,
    received,
    seen,
    again: () => again,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
