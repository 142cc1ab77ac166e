/**
 * Delivery to a collector over HTTPS.
 *
 * In: signed documents. Out: what the collector acknowledged, refused, or could not be asked. An attempt that may succeed later is
 * made again with back-off until the time is up; then the document waits for the next run.
 * It keeps nothing: the spool does.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Client } from 'undici';
import { connect, type Route } from './connection.ts';
import type { Destination, Outcome } from './destination.ts';
import { backoffMs, concernsDocument, isPassing, retryAfterMs } from './retry.ts';

export type HttpsOptions = Route & {
  token: string | undefined;
  /** Time for everything, the waiting included. */
  totalMs: number;
  /** Between 0 and 1: what the waiting is drawn with. */
  random?: () => number;
};

type Answer = { status: number; retryAfter: string | undefined; detail: string };
type Post = { path: string; body: string | Buffer; headers: Record<string, string> };

const compress = promisify(gzip);

export function httpsDestination(options: HttpsOptions): Destination {
  const { server, random = Math.random } = options;
  const ends = Date.now() + options.totalMs;
  const base = server.pathname.endsWith('/') ? server.pathname.slice(0, -1) : server.pathname;
  const authorization: Record<string, string> =
    options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  let client: Promise<Client> | undefined;

  async function attempt({ path, body, headers }: Post): Promise<Answer> {
    client ??= connect(options);
    const response = await (await client).request({
      method: 'POST',
      path: `${base}${path}`,
      headers: { ...authorization, ...headers, accept: 'application/problem+json' },
      body,
      signal: AbortSignal.timeout(Math.max(1, ends - Date.now())),
    });
    const text = await response.body.text();
    const { 'retry-after': retryAfter } = response.headers;
    return {
      status: response.statusCode,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      detail: explanation(response.statusCode, text),
    };
  }

  /** Tries until there is an answer that another attempt would not change, or the time is up. */
  async function post(request: Post): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      const answer = await attempt(request).catch(failureOf);
      // A connection that could not be opened is opened anew.
      if (answer.status === 0) await closeClient();
      if (answer.status === REFUSED_CERTIFICATE || (answer.status !== 0 && !isPassing(answer.status))) return answer;
      // Whoever was told the same instant must not come back together either.
      const delay = (retryAfterMs(answer.retryAfter, Date.now()) ?? 0) + backoffMs(tries, random);
      if (Date.now() + delay >= ends) return answer;
      await wait(delay);
    }
  }

  async function closeClient(): Promise<void> {
    const opened = client;
    client = undefined;
    await opened?.then(
      (open) => open.destroy(),
      () => {},
    );
  }

  return {
    id: `https ${server.href}`,
    send: async ({ text }) => {
      const body = await compress(text);
      return outcomeOf(
        server,
        await post({
          path: '/v1/inventories',
          body,
          headers: { 'content-type': INVENTORY, 'content-encoding': 'gzip' },
        }),
      );
    },
    sendSeen: async (text) => {
      const answer = await post({ path: '/v1/seen', body: text, headers: { 'content-type': SEEN } });
      return answer.status === 409 ? { result: 'unknown' } : outcomeOf(server, answer);
    },
    close: closeClient,
  };
}

const INVENTORY = 'application/vnd.tiebreak.inventory+json';
const SEEN = 'application/vnd.tiebreak.seen+json';
/** In place of a status: no attempt would change it. */
const REFUSED_CERTIFICATE = -1;

function outcomeOf(server: URL, { status, detail }: Answer): Outcome {
  if (status >= 200 && status < 300) return { result: 'delivered' };
  return { result: concernsDocument(status) ? 'refused' : 'unavailable', detail: `${server.host}: ${detail}` };
}

/** What the collector says of it, if it says so in the agreed form; it may be anybody's text, so it stays on one short line. */
function explanation(status: number, text: string): string {
  let said = '';
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem === 'object' && problem !== null) {
      const { title, detail } = problem as Record<string, unknown>;
      said = [title, detail].filter((part) => typeof part === 'string').join(', ');
    }
  } catch {
    // A proxy's page, most often: its status says enough.
  }
  const line = said.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').slice(0, 200);
  return line === '' ? `answered ${status}` : `answered ${status} (${line})`;
}

const CERTIFICATE_ERROR = /CERT|^ERR_TLS_|SIGNATURE|^CA_NOT_IN_CHAIN$|^UNABLE_TO_GET_ISSUER/;

function failureOf(error: unknown): Answer {
  // A defect of this program: no attempt would change it, and it must be seen.
  if (error instanceof TypeError && !('code' in error)) throw error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error && error.message !== '' ? error.message : 'no answer';
  const detail = `cannot be reached (${code === '' ? message : `${code}: ${message}`})`;
  return { status: CERTIFICATE_ERROR.test(code) ? REFUSED_CERTIFICATE : 0, retryAfter: undefined, detail };
}
