/** From the settings to a destination. What only HTTPS needs is loaded only for it. */
import type { System } from '../system.ts';
import type { Trust } from './connection.ts';
import type { Destination } from './destination.ts';
import { folderDestination } from './folder.ts';
import { proxyFor } from './proxy.ts';

export type DeliveryOptions = {
  deliveryMs: number;
  token: string | undefined;
  tokenFile: string | undefined;
  ca: string | undefined;
  caFingerprint: string | undefined;
  proxy: string | undefined;
};

type Where = { kind: 'share'; folder: string } | { kind: 'server'; address: URL };

const LARGEST_FILE = 1024 * 1024;
/** Longest silence of a server that is still taken for alive. */
const SILENCE_MS = 30_000;
/** Characters of a bearer token (RFC 6750). */
const TOKEN = /^[\w.~+/-]{1,1024}=*$/;

export async function openDestination(
  where: Where,
  options: DeliveryOptions,
  system: System,
  machine: string,
): Promise<Destination | { problem: string }> {
  if (where.kind === 'share') return folderDestination(where.folder, machine);
  const token = readToken(options, system);
  if (typeof token === 'object') return token;
  const trust = readTrust(options, system);
  if ('problem' in trust) return trust;
  const route = proxyFor(where.address, options.proxy, system.environment);
  if ('problem' in route) return route;
  const { httpsDestination } = await import('./https.ts');
  const timeoutMs = Math.min(SILENCE_MS, options.deliveryMs);
  return httpsDestination({
    server: where.address,
    proxy: route.proxy,
    trust,
    token,
    timeoutMs,
    totalMs: options.deliveryMs,
  });
}

function readToken({ token, tokenFile }: DeliveryOptions, system: System): string | undefined | { problem: string } {
  let found = token;
  if (tokenFile !== undefined) {
    const reading = system.read(tokenFile, LARGEST_FILE);
    if (!reading.ok) return { problem: `tokenFile: ${tokenFile} cannot be read (${reading.detail})` };
    found = reading.bytes.toString('utf8').trim();
  }
  return found === undefined || TOKEN.test(found) ? found : { problem: 'token: not an enrolment token; copy it again' };
}

function readTrust({ ca, caFingerprint }: DeliveryOptions, system: System): Trust | { problem: string } {
  if (ca !== undefined) {
    const reading = system.read(ca, LARGEST_FILE);
    if (!reading.ok) return { problem: `ca: ${ca} cannot be read (${reading.detail})` };
    const pem = reading.bytes.toString('utf8');
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) return { problem: `ca: ${ca} holds no PEM certificate` };
    return { kind: 'authority', pem };
  }
  return caFingerprint === undefined ? { kind: 'system' } : { kind: 'fingerprint', sha256: caFingerprint };
}
