/** What every command shares: where the program is, its version, the language, the knowledge base. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KnowledgeBase } from '../knowledge/base.ts';
import { readCheckedBase } from '../knowledge/checked.ts';
import { type Language, languageOfLocale } from '../language.ts';
import { Problem } from '../problem.ts';

/** Folder of the package: it holds rules/, data/ and package.json. */
export const packageRoot = dirname(dirname(import.meta.dirname));

/** What takes long to read is kept there from run to run. */
export const cacheFolder = join(packageRoot, 'node_modules', '.cache', 'tiebreak');

export function toolVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  return version;
}

export interface CommonOptions {
  readonly lang?: string | undefined;
  readonly json?: boolean | undefined;
  readonly knowledge?: readonly string[] | undefined;
}

export function languageOf(options: CommonOptions): Language {
  if (options.lang === 'fr' || options.lang === 'en') return options.lang;
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return languageOfLocale(LC_ALL || LC_MESSAGES || LANG);
}

/** The number given to --buyer, without spaces; throws a Problem when it is none. */
export function buyerOf({ buyer }: { readonly buyer?: string | undefined }): { buyer?: string } {
  if (buyer === undefined) return {};
  const digits = buyer.replace(/\s/g, '');
  if (!/^(?:\d{9}|\d{14})$/.test(digits)) throw new Problem('option-siret', { value: buyer });
  return { buyer: digits };
}

/** A command that cannot go on: its lines are printed as they are, and the program exits with the code. */
export class Stop extends Error {
  readonly lines: readonly string[];
  readonly exitCode: 1 | 2;

  constructor(lines: readonly string[], exitCode: 1 | 2) {
    super(lines[0] ?? '');
    this.lines = lines;
    this.exitCode = exitCode;
  }
}

/** The knowledge base with the organisation's own records; stops with every problem found when one is not usable. */
export async function loadKnowledge(options: CommonOptions): Promise<KnowledgeBase> {
  const sources = { root: packageRoot, local: options.knowledge ?? [], cache: cacheFolder };
  const checked = readCheckedBase(sources);
  if (checked !== undefined) return checked;
  const { readKnowledge } = await import('../knowledge/read.ts');
  const { base, problems } = readKnowledge(sources);
  if (base === null)
    throw new Stop(
      problems.map((problem) => problem.in(languageOf(options))),
      2,
    );
  return base;
}

/** Writes whole, whatever the size: process.stdout.write alone may be cut when the program exits. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** What a lone "-" is written as while the options are parsed: the parser would drop it from a list of paths. */
const DASH = '\u0000-';

export function hideDash(args: readonly string[]): string[] {
  return args.map((arg) => (arg === '-' ? DASH : arg));
}

export function restoreDash(path: string): string {
  return path === DASH ? '-' : path;
}
