/**
 * The receiver: HTTPS in, signed documents on the disk out, and one line of log a request.
 *
 * In: who may send (organisations.ts), what may be sent (body.ts), what is taken (receive.ts). It answers only when what it took is
 * durable, tells everyone who must wait for how long, and stops by finishing what is under way. It judges no inventory, and reads no
 * other path than the three it serves.
 */
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { Budget, INVENTORY_LIMITS, readBody, SEEN_LIMITS, Share } from './body.ts';
import type { CredentialsSource, Presented } from './credentials.ts';
import type { Layout } from './layout.ts';
import { Limiter } from './limiter.ts';
import { lockFolder } from './lock.ts';
import type { LogLine } from './log.ts';
import { Enrolment, type Organisation } from './organisations.ts';
import { Receiver } from './receive.ts';
import { Refusal } from './refusal.ts';
import { Store } from './store.ts';

const MIB = 1024 * 1024;
const MINUTE = 60_000;

/** Memory that all the requests under way may hold together. */
const MEMORY = 256 * MIB;
const MOST_CONNECTIONS = 4096;
/** A machine on a slow line sends 4 MiB in less; a client that drips bytes to hold a place does not. */
const REQUEST_TIMEOUT = 2 * MINUTE;
const HEADERS_TIMEOUT = 20_000;
/** An organisation's 20,000 machines may all wake in the same minute. */
const TOKEN_LIMIT = { perSecond: 350, burst: 5000, most: 10_000 };
/** Refused tokens only: a whole site may stand behind one address. */
const ADDRESS_LIMIT = { perSecond: 0.5, burst: 60, most: 20_000 };
const CREDENTIALS_CHECKED_EVERY = 60 * MINUTE;
const RECORDS_CHECKED_EVERY = 5000;
/** What is under way when the stop is asked has this long. */
const STOP_WITHIN = 30_000;

export type CollectOptions = {
  readonly layout: Layout;
  readonly host: string;
  readonly port: number;
  readonly credentials: CredentialsSource;
  readonly log: (line: LogLine) => void;
  /** Addresses of machines are personal data: they are in the log only when the operator asks. */
  readonly logAddresses: boolean;
  readonly now?: () => number;
};

export type Collector = {
  readonly address: AddressInfo;
  readonly presented: Presented;
  readonly stop: () => Promise<void>;
};

/** What is known of a request as it goes, for its line of log. */
type Trace = { organisation?: string; token?: string; key?: string; outcome?: string; reason?: string; bytes?: number };

export async function startCollector(options: CollectOptions): Promise<Collector> {
  const { layout, log, now = Date.now } = options;
  const unlock = await lockFolder(layout.dir);
  const service = new Service(options, now);
  try {
    await service.open();
    const presented = options.credentials(new Date(now()));
    const app = application(service, presented);
    await app.listen({ host: options.host, port: options.port, backlog: 1024 });
    const timers = [
      setInterval(() => service.checkRecords(), RECORDS_CHECKED_EVERY),
      setInterval(() => renew(app, options, now), CREDENTIALS_CHECKED_EVERY),
    ];
    for (const timer of timers) timer.unref();
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      for (const timer of timers) clearInterval(timer);
      service.stopping = true;
      const late = setTimeout(() => app.server.closeAllConnections(), STOP_WITHIN);
      await app.close();
      clearTimeout(late);
      await service.close();
      unlock();
      log({ event: 'stopped' });
    };
    const address = app.server.address() as AddressInfo;
    log({ event: 'listening', port: address.port, until: presented.until.toISOString() });
    return { address, presented, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await service.close();
    unlock();
    throw error;
  }
}

/** A certificate replaced by the operator, or renewed by us, without a restart. */
function renew(app: FastifyInstance<Server>, { credentials, log }: CollectOptions, now: () => number): void {
  try {
    const { certificate, key } = credentials(new Date(now()));
    app.server.setSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' });
  } catch (error) {
    // The former one still serves until it ends.
    log({ event: 'credentials-failed', detail: error instanceof Problem ? error.in('en') : String(error) });
  }
}

function application(service: Service, { certificate, key }: Presented): FastifyInstance<Server> {
  const app = Fastify({
    https: { cert: certificate, key, minVersion: 'TLSv1.2', handshakeTimeout: HEADERS_TIMEOUT },
    requestTimeout: REQUEST_TIMEOUT,
    exposeHeadRoutes: false,
  });
  app.server.headersTimeout = HEADERS_TIMEOUT;
  app.server.maxConnections = MOST_CONNECTIONS;
  // Bodies are read by their handler, once it is known who sends and how much may be read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const traces = new WeakMap<FastifyRequest, { trace: Trace; startedAt: number }>();
  const traceOf = (request: FastifyRequest): { trace: Trace; startedAt: number } => {
    const known = traces.get(request) ?? { trace: {}, startedAt: performance.now() };
    traces.set(request, known);
    return known;
  };
  app.addHook('onRequest', async (request) => {
    traceOf(request);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { trace, startedAt } = traceOf(request);
    service.write(request, reply, trace, startedAt);
  });
  app.setNotFoundHandler(() => {
    throw new Refusal('not-found');
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error) ?? service.unforeseen(error);
    const { trace } = traceOf(request);
    Object.assign(trace, { outcome: 'refused', reason: refusal.reason });
    // Read to its end, and thrown away, so that the answer is heard.
    request.raw.resume();
    if (refusal.retryAfter !== undefined) reply.header('retry-after', refusal.retryAfter);
    return reply
      .code(refusal.status)
      .type('application/problem+json')
      .send(JSON.stringify(refusal.problem(languageOf(request))));
  });
  app.get('/v1/health', (_request, reply) => {
    if (!service.healthy) throw new Refusal(service.stopping ? 'stopping' : 'storage');
    return reply.send({ status: 'ok' });
  });
  app.post('/v1/inventories', async (request, reply) => {
    const { status, body } = await service.inventory(request, traceOf(request).trace);
    return reply.code(status).send(body);
  });
  app.post('/v1/seen', async (request, reply) => {
    await service.seen(request, traceOf(request).trace);
    return reply.code(204).send();
  });
  return app;
}

class Service {
  stopping = false;
  readonly #options: CollectOptions;
  readonly #now: () => number;
  readonly #enrolment: Enrolment;
  readonly #store: Store;
  readonly #receiver: Receiver;
  readonly #budget = new Budget(MEMORY);
  readonly #tokens = new Limiter(TOKEN_LIMIT);
  readonly #addresses = new Limiter(ADDRESS_LIMIT);
  #acceptedKeys = '';
  #releasing = Promise.resolve();

  constructor(options: CollectOptions, now: () => number) {
    const { layout, log } = options;
    this.#options = options;
    this.#now = now;
    this.#enrolment = new Enrolment(layout, (problem) => log({ event: 'record-failed', detail: problem.in('en') }));
    this.#store = new Store(layout);
    this.#receiver = new Receiver({
      layout,
      store: this.#store,
      now,
      onDamagedJournal: (organisation, lines) => log({ event: 'journal-damaged', organisation, lines }),
    });
  }

  async open(): Promise<void> {
    await this.#store.open();
    this.checkRecords();
    await this.#releasing;
  }

  async close(): Promise<void> {
    await this.#releasing;
    await this.#store.settle();
    this.#receiver.close();
  }

  get healthy(): boolean {
    return this.#store.healthy && !this.stopping;
  }

  /** Organisations made since, and keys accepted since, which free what was held. */
  checkRecords(): void {
    const organisations = this.#enrolment.organisations(this.#now());
    for (const { id } of organisations) this.#receiver.open(id);
    const acceptedKeys = JSON.stringify(organisations.map(({ id, acceptedKeys }) => [id, acceptedKeys]));
    if (acceptedKeys === this.#acceptedKeys) return;
    this.#acceptedKeys = acceptedKeys;
    for (const organisation of organisations) this.#release(organisation);
  }

  /** One after the other; what they were to release stays held when one fails, and is looked at again at the next start. */
  #release(organisation: Organisation, only?: string): void {
    const { log } = this.#options;
    this.#releasing = this.#releasing
      .then(async () => {
        const keys = only === undefined ? await this.#receiver.heldKeys(organisation) : [only];
        const released = await this.#receiver.releaseHeld(organisation, keys, (key, { reason }) =>
          log({ event: 'held-refused', organisation: organisation.id, key, reason }),
        );
        if (released > 0) log({ event: 'released', organisation: organisation.id, documents: released });
      })
      .catch((error: unknown) =>
        log({ event: 'release-failed', organisation: organisation.id, detail: codeOf(error) }),
      );
  }

  /** Whose token it is. Throws a Refusal. */
  #admit(request: FastifyRequest, trace: Trace): Organisation {
    const now = this.#now();
    const wait = this.#addresses.wait(request.ip, now);
    if (wait > 0) throw new Refusal('too-many-requests', { retryAfter: wait });
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ', 2);
    const admission = this.#enrolment.admit(token, now);
    if (scheme?.toLowerCase() !== 'bearer' || typeof admission === 'string') {
      this.#addresses.take(request.ip, now);
      if (token === '') throw new Refusal('token-missing');
      throw new Refusal(admission === 'revoked' ? 'token-revoked' : 'token-unknown');
    }
    trace.organisation = admission.organisation.id;
    trace.token = admission.token;
    const toWait = this.#tokens.take(admission.token, now);
    // Spread, so that those who were told to wait do not all come back together.
    if (toWait > 0) throw new Refusal('too-many-requests', { retryAfter: toWait + Math.floor(Math.random() * 60) });
    return admission.organisation;
  }

  async inventory(request: FastifyRequest, trace: Trace): Promise<{ status: number; body: object }> {
    const organisation = this.#admit(request, trace);
    return this.#withBody(request, INVENTORY_LIMITS, trace, async (bytes) => {
      const { status, key, because, pinned } = await this.#receiver.receive(organisation, bytes);
      Object.assign(trace, { key, outcome: status }, because === undefined ? {} : { reason: because });
      if (pinned) this.#release(organisation, key);
      const body = because === undefined ? { status } : { status, because };
      return { status: status === 'known' ? 200 : 201, body };
    });
  }

  async seen(request: FastifyRequest, trace: Trace): Promise<void> {
    const organisation = this.#admit(request, trace);
    await this.#withBody(request, SEEN_LIMITS, trace, async (bytes) => {
      trace.key = await this.#receiver.noteSeen(organisation, bytes);
      trace.outcome = 'seen';
    });
  }

  async #withBody<T>(
    { raw }: { raw: IncomingMessage },
    limits: typeof INVENTORY_LIMITS,
    trace: Trace,
    use: (bytes: Buffer) => Promise<T>,
  ): Promise<T> {
    const share = new Share(this.#budget);
    try {
      const bytes = await readBody(raw, limits, share);
      trace.bytes = bytes.length;
      return await use(bytes);
    } finally {
      share.release();
    }
  }

  /** A defect of ours: its stack is for the log, and never for who sent. */
  unforeseen(error: unknown): Refusal {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.log({ event: 'defect', detail });
    return new Refusal('internal');
  }

  write(request: FastifyRequest, reply: FastifyReply, trace: Trace, startedAt: number): void {
    const { log, logAddresses } = this.#options;
    log({
      event: 'request',
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ...trace,
      ms: Math.round(performance.now() - startedAt),
      ...(logAddresses ? { address: request.ip } : {}),
    });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unexpected error';
}

/** The reason for an answer other than the one asked; undefined when nobody foresaw the error. */
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const { code, statusCode, syscall } = error as { code?: string; statusCode?: number; syscall?: string };
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') return new Refusal('request');
  if (statusCode === 503) return new Refusal('stopping');
  if (statusCode !== undefined && statusCode < 500) return new Refusal('request');
  // A disk that is full, gone or read-only is for the operator to mend; the agent is told to come back.
  return syscall === undefined ? undefined : new Refusal('storage', { detail: code ?? '' });
}

function languageOf({ headers }: FastifyRequest): Language {
  return (headers['accept-language'] ?? '').toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
