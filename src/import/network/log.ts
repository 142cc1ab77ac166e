/**
 * A log of the network → one document for each client it shows, and what was made of its lines.
 *
 * In: a source of any size, and the parser of its lines. Out: documents `observedFrom: 'network'`, made one at a time;
 * the first one carries the account of the whole log. Memory grows with distinct clients and names, never with lines.
 * No user name, address of a page or internal name is kept; no line is judged.
 */
import { createSecretKey } from 'node:crypto';
import { keyId, pseudonym } from '../../inventory/identity.ts';
import { MAX_LIST } from '../../inventory/read.ts';
import type { Endpoint, Inventory, Machine } from '../../inventory/schema.ts';
import { Problem } from '../../problem.ts';
import { type LogAccount, openAccount, type Refusal, refuse } from '../account.ts';
import { documentOf, type Origin, originOf, reportOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { lineBlocksOf } from '../json.ts';
import type { Source } from '../source.ts';
import { defined } from '../values.ts';
import { endOfLine, type RecordEnd, readRecords } from './lines.ts';
import { maskedSample } from './sample.ts';
import { Span } from './span.ts';
import { type Client, Tally } from './tally.ts';
import { AGAIN, DENIED, type LineParser, NOT_UNDERSTOOD, OTHER, VISIT, Visit } from './visit.ts';
import type { RunReader } from './visits.ts';

const DAY = 86_400_000;
/** Lines of the head on which a format is recognised. */
const LINES_TRIED = 40;
const CHARACTERS_TRIED = 8 * 1024;
const MOST_SAMPLES = 5;

/** A format of log: how its records end, and a parser of its own for each file, since some learn from the first lines. */
export type LogFormat = {
  readonly id: string;
  readonly openParser: () => LineParser;
  /** Where most lines are alike: reads runs of them, each a visit that counts once, and stops at any other line. */
  readonly openRuns?: (span: Span) => RunReader;
  readonly endOf?: RecordEnd;
  /** Characters a source of this format may begin with. */
  readonly begins: RegExp;
};

/** What is seen of a log. */
type Reading = {
  readonly tally: Tally;
  readonly span: Span;
  readonly account: LogAccount;
};

async function openReading(source: Source, context: ImportContext): Promise<Reading> {
  const reference = (source.modifiedAt ?? new Date()).getTime();
  return {
    tally: new Tally((await context.knownName?.()) ?? (() => null)),
    span: new Span(reference),
    account: { ...openAccount(), clients: 0, samples: [] },
  };
}

/** Whether the first lines are of this format: some say so, and at least as many as do not. */
function detectWith({ begins, endOf = endOfLine, openParser }: LogFormat, { text }: Head): boolean {
  const start = text.slice(0, CHARACTERS_TRIED);
  if (!begins.test(start)) return false;
  const bytes = Buffer.from(`${start}\n`, 'latin1');
  const parse = openParser();
  const [visit, span] = [new Visit(), new Span(0)];
  let understood = 0;
  let others = 0;
  let from = 0;
  for (let line = 0; line < LINES_TRIED; line++) {
    const end = endOf(bytes, from, bytes.length);
    // The last line may be cut.
    if (end === -1 || (end >= bytes.length - 1 && understood + others > 0)) break;
    visit.reset();
    if (end > from + 1) {
      if (parse(bytes, from, end, visit, span) === NOT_UNDERSTOOD) others++;
      else understood++;
    }
    from = end + 1;
  }
  return understood > 0 && understood >= others;
}

async function readLog(
  source: Source,
  context: ImportContext,
  { endOf = endOfLine, openParser, openRuns }: LogFormat,
): Promise<Reading> {
  const reading = await openReading(source, context);
  const { tally, span, account } = reading;
  const parse = openParser();
  const runs = openRuns?.(span);
  const visit = new Visit();
  const refused = new Map<Refusal, number>();

  function drop(reason: Refusal): void {
    refused.set(reason, (refused.get(reason) ?? 0) + 1);
  }

  function take(bytes: Buffer, start: number, end: number): void {
    visit.reset();
    account.read++;
    const verdict = parse(bytes, start, end, visit, span);
    if (verdict === VISIT || verdict === AGAIN) tally.add(bytes, visit, verdict === VISIT ? 1 : 0);
    else if (verdict === DENIED) drop('denied');
    else if (verdict === OTHER) drop('other-record');
    else {
      drop('not-understood');
      if (account.samples.length < MOST_SAMPLES) account.samples.push(maskedSample(account.read, bytes, start, end));
    }
  }

  /** Answers where the run ends. */
  function takeRun(bytes: Buffer, start: number): number {
    let at = start;
    for (let isFull = runs !== undefined; isFull; ) {
      const visits = tally.visitsIn(bytes);
      const before = visits.size;
      at = runs?.read(bytes, at, visits) ?? at;
      account.read += visits.size - before;
      isFull = visits.isFull;
    }
    return at;
  }

  await readRecords(lineBlocksOf(source), endOf, {
    take,
    takeRun,
    release: () => tally.flush(),
    tooLong: () => {
      account.read++;
      drop('not-understood');
    },
    pause: (read) => context.onBlock?.(source.file, read, source.size),
  });
  tally.settle();
  const [again, once] = tally.taken;
  // Which lines the limit of pairs kept out is only known at the end.
  account.kept = once - tally.turnedAway;
  account.merged = again;
  for (const [reason, count] of tally.refused) refused.set(reason, (refused.get(reason) ?? 0) + count);
  if (tally.turnedAway > 0) refused.set('too-many', (refused.get('too-many') ?? 0) + tally.turnedAway);
  account.clients = tally.clients;
  for (const [reason, count] of refused) refuse(account, reason, count);
  return reading;
}

/** Makes the identifiers of clients: what is told of the key is told once. */
function identify(key: Uint8Array): (client: Client) => Machine['identifiers'] {
  const [prepared, id] = [createSecretKey(key), keyId(key)];
  return ({ kind, value }) => defined({ [kind]: pseudonym(prepared, kind, value), keyId: id });
}

function findingsOf(
  origin: Origin,
  endpoints: Endpoint[],
  identifiers: Machine['identifiers'],
  warnings: readonly string[],
): Pick<Inventory, 'machine' | 'endpoints' | 'observedFrom' | 'collectors'> {
  return {
    observedFrom: 'network',
    machine: { identifiers, kind: 'unknown', kindEvidence: [] },
    endpoints,
    collectors: [reportOf(origin.format, endpoints.length, warnings)],
  };
}

/**
 * An end point. A class, because the engine takes as many literals for lasting objects and puts them where they are only
 * freed when memory is full.
 */
class Asked implements Endpoint {
  declare readonly domain: string;
  declare readonly count: number;
  declare readonly source: string;

  constructor(domain: string, count: number, source: string) {
    this.domain = domain;
    this.count = count;
    this.source = source;
  }
}

function* documentsOf({ tally, span, account }: Reading, origin: Origin): Generator<Outcome> {
  const bounds = span.bounds();
  if (bounds?.assumed === true) account.notes.push('date-order-assumed');
  if (bounds !== undefined) {
    account.from = new Date(bounds.from).toISOString();
    account.to = new Date(bounds.to).toISOString();
  }
  let first = true;
  const source = origin.format;
  const identifiersOf = identify(origin.key);
  for (const { client, requests } of tally.results((domain, count) => new Asked(domain, count, source))) {
    const endpoints = requests.length > MAX_LIST ? requests.slice(0, MAX_LIST) : requests;
    const own = { ...openAccount(), notes: [...origin.notes], read: requests.length, kept: endpoints.length };
    const warnings: string[] = [];
    if (requests.length > MAX_LIST) {
      refuse(own, 'too-many', requests.length - MAX_LIST);
      warnings.push(`only the ${MAX_LIST} names asked most often are kept`);
    }
    const document = documentOf(
      origin,
      own,
      defined({
        ...findingsOf(origin, endpoints, identifiersOf(client), warnings),
        collectedAt: account.to,
        endpointPeriodDays: bounds === undefined ? undefined : (bounds.to - bounds.from) / DAY,
      }),
    );
    yield first ? { ...document, log: account } : document;
    first = false;
  }
}

export function logImporter(format: LogFormat): Importer {
  async function* read(source: Source, context: ImportContext): AsyncGenerator<Outcome> {
    const reading = await readLog(source, context, format);
    if (reading.tally.clients === 0)
      throw new Problem('log-nothing', { file: source.file, format: format.id, lines: reading.account.read });
    yield* documentsOf(reading, originOf(source, format.id, context.key, []));
  }
  return { id: format.id, detect: (head) => detectWith(format, head), read };
}
