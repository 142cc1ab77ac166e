/**
 * What this machine remembers of the services it contacted, so that only presence over a period leaves it.
 *
 * In: the names of one run, already reduced to what may leave. Out: those of the last period, set down anew once a week: between
 * two weeks what leaves does not change, so that two documents do not tell on which day a service was first used.
 * It keeps the last day of each name and nothing else of it; names that no list knows are kept as keyed hashes.
 */
import { join } from 'node:path';
import { writeDocument } from './deliver/file.ts';
import { readRegularFile } from './files.ts';
import { parseJson } from './formats/json.ts';

/** Days over which presence is told; a week at the least, before anything is. */
const PERIOD_DAYS = 28;
const WEEK_DAYS = 7;
/** A machine that contacts more services than this keeps the latest. */
const MOST_ENTRIES = 2000;
const LARGEST = 1024 * 1024;
const FILE = 'contacts.json';
const DAY_MS = 24 * 3600 * 1000;

export type Published = { days: number; names: string[] };

export type Diary = {
  /** First day on which names could be seen. */
  since: number | undefined;
  /** Last day of each name. */
  last: Map<string, number>;
  published: (Published & { on: number }) | undefined;
};

/** Days from the first of 1970. */
export function dayOf(instant: string): number {
  return Math.floor(Date.parse(instant) / DAY_MS);
}

/** The diary after a run; `names` is undefined when nothing on this machine shows names. */
export function note(diary: Diary, today: number, names: readonly string[] | undefined): Diary {
  // A clock that was ahead leaves days that are not over yet.
  const since = diary.since !== undefined && diary.since <= today ? diary.since : undefined;
  const kept = [...diary.last].filter(([, day]) => day <= today && day > today - PERIOD_DAYS);
  const last = new Map(kept);
  for (const name of names ?? []) last.set(name, today);
  const bounded = [...last].sort(([, a], [, b]) => b - a).slice(0, MOST_ENTRIES);
  const next = { since: since ?? (names === undefined ? undefined : today), last: new Map(bounded) };
  return { ...next, published: publish(next, diary.published, today) };
}

function publish(
  { since, last }: Pick<Diary, 'since' | 'last'>,
  before: Diary['published'],
  today: number,
): Diary['published'] {
  if (since === undefined || today - since < WEEK_DAYS) return undefined;
  if (before !== undefined && before.on <= today && today - before.on < WEEK_DAYS) return before;
  return { on: today, days: Math.min(PERIOD_DAYS, today - since), names: [...last.keys()].sort() };
}

export function readDiary(stateFolder: string): Diary {
  const reading = readRegularFile(join(stateFolder, FILE), LARGEST);
  const value = reading.ok ? asRecord(parseJson(reading.bytes.toString('utf8'))) : undefined;
  const last = Object.entries(asRecord(value?.last) ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    since: typeof value?.since === 'number' ? value.since : undefined,
    last: new Map(last),
    published: publishedOf(asRecord(value?.published)),
  };
}

function publishedOf(value: Record<string, unknown> | undefined): Diary['published'] {
  const { on, days, names } = value ?? {};
  if (typeof on !== 'number' || typeof days !== 'number' || !Array.isArray(names)) return undefined;
  return { on, days, names: names.filter((name) => typeof name === 'string') };
}

/** Throws where it cannot be written: the caller says so, and nothing is told of contacts. A diary that says the same is left as it is. */
export function writeDiary(stateFolder: string, diary: Diary, before?: Diary): void {
  const text = textOf(diary);
  if (before === undefined || text !== textOf(before)) writeDocument(join(stateFolder, FILE), text);
}

function textOf({ since, last, published }: Diary): string {
  return `${JSON.stringify({ since, last: Object.fromEntries(last), published })}\n`;
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
