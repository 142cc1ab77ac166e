/** Mutated documents, one after another, each imported; what goes wrong with any is told with the number that makes it again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { importPaths } from '../../src/import/index.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { key } from '../import/events.ts';
import { mutate } from './mutations.ts';
import { Random } from './random.ts';
import { domainServices, formats, readSeeds } from './seeds.ts';

export type Failure = { readonly number: number; readonly seed: string; readonly what: string };
export type Run = {
  inputs: number;
  /** Inputs that each importer was given, or recognised. */
  readonly byFormat: Map<string, number>;
  inventories: number;
  problems: number;
  bytes: number;
  slowestMsPerMb: number;
  readonly failures: Failure[];
};

const MIB = 1024 * 1024;
export const MAX_MS_PER_MB = 2000;

/** Milliseconds of work since: a busy machine makes none of it slower. */
export function msSince(started: NodeJS.CpuUsage): number {
  const { system, user } = process.cpuUsage(started);
  return (system + user) / 1000;
}

/** One in so many inventories is checked whole: the schema takes longer than the import. */
const CHECKED = 10;

type Told = {
  readonly formats: ReadonlySet<string>;
  readonly inventories: number;
  readonly problems: number;
  readonly wrong: string | undefined;
};

async function importOne(file: string, format: string | undefined, number: number): Promise<Told> {
  const told = {
    formats: new Set(format === undefined ? [] : [format]),
    inventories: 0,
    problems: 0,
    wrong: undefined as string | undefined,
  };
  try {
    for await (const event of importPaths([file], {
      key,
      domainServices,
      ...(format === undefined ? {} : { format }),
    })) {
      if ('problem' in event) {
        told.problems++;
        if (event.problem.code === 'import-failed') told.wrong ??= String((event.problem.cause as Error)?.stack);
        if (event.problem.in('fr').includes('\n')) told.wrong ??= `a problem of several lines: ${event.problem.code}`;
        continue;
      }
      told.inventories++;
      told.formats.add(event.format);
      const { account } = event;
      const refused = Object.values(account.refused).reduce((sum, count) => sum + count, 0);
      if (event.merges === undefined && account.read !== account.kept + account.merged + refused)
        told.wrong ??= `${event.format}: read ${account.read}, kept ${account.kept}, merged ${account.merged}, refused ${refused}`;
      if ((number + told.inventories) % CHECKED !== 0) continue;
      const checked = inventorySchema.safeParse(event.inventory);
      if (!checked.success) told.wrong ??= `${event.format}: ${JSON.stringify(checked.error.issues[0])}`;
    }
  } catch (error) {
    told.wrong ??= String((error as Error).stack);
  }
  return told;
}

/** Imports the inputs numbered `from` to below `to`; `onInput` hears of each before it is read. */
export async function run(
  { from, to, seed, withCorpora }: { from: number; to: number; seed: number; withCorpora: boolean },
  onInput: (number: number) => void = () => {},
): Promise<Run> {
  const seeds = await readSeeds(withCorpora);
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-campaign-'));
  const result: Run = {
    inputs: 0,
    byFormat: new Map(),
    inventories: 0,
    problems: 0,
    bytes: 0,
    slowestMsPerMb: 0,
    failures: [],
  };
  try {
    for (let number = from; number < to; number++) {
      // Each number makes its own input, so that one can be made again alone.
      const random = new Random(seed * 1_000_003 + number);
      const { bytes, format, seed: source } = mutate(seeds, formats, random);
      const file = join(folder, random.below(8) === 0 ? 'input.zip' : 'input');
      writeFileSync(file, bytes);
      onInput(number);
      const started = process.cpuUsage();
      const told = await importOne(file, format, number);
      const perMb = msSince(started) / Math.max(1, bytes.length / MIB);
      result.inputs++;
      result.bytes += bytes.length;
      result.inventories += told.inventories;
      result.problems += told.problems;
      result.slowestMsPerMb = Math.max(result.slowestMsPerMb, perMb);
      for (const id of told.formats) result.byFormat.set(id, (result.byFormat.get(id) ?? 0) + 1);
      const wrong = told.wrong ?? (perMb > MAX_MS_PER_MB ? `${Math.round(perMb)} ms per MB` : undefined);
      if (wrong !== undefined) result.failures.push({ number, seed: source.name, what: `${format ?? ''} ${wrong}` });
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return result;
}
