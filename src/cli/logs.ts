/** What the command line says of logs of the network. */
import type { Assessment } from '../assessment.ts';
import { refusals } from '../import/account.ts';
import type { ImportEvent } from '../import/index.ts';
import type { Language } from '../language.ts';

export type LogSummary = Assessment['sources']['logs'][number];

const texts = {
  fr: {
    log: (v: LogSummary) =>
      `${v.file} : ${v.clients} client(s)${v.from === null || v.to === null ? '' : `, du ${v.from.slice(0, 10)} au ${v.to.slice(0, 10)}`} ; ${v.read} lignes lues, ${v.kept} comptées, ${v.merged} redites`,
    refused: (reason: string, lines: number) => `${lines} : ${reason}`,
    sample: 'non compris, par exemple (ligne : forme)',
  },
  en: {
    log: (v: LogSummary) =>
      `${v.file}: ${v.clients} client(s)${v.from === null || v.to === null ? '' : `, from ${v.from.slice(0, 10)} to ${v.to.slice(0, 10)}`}; ${v.read} lines read, ${v.kept} counted, ${v.merged} told again`,
    refused: (reason: string, lines: number) => `${lines}: ${reason}`,
    sample: 'not understood, for example (line: shape)',
  },
} satisfies Record<Language, unknown>;

type Document = Exclude<ImportEvent, { problem: unknown }>;

/** The account of a log, with the first of its documents. */
export function logSummary({ file, format, log }: Document): LogSummary | undefined {
  if (log === undefined) return undefined;
  const { clients, from = null, to = null, read, kept, merged, refused } = log;
  const reasons = Object.entries(refused).map(([reason, lines]) => ({
    reason: { ...refusals[reason as keyof typeof refusals] },
    lines,
  }));
  return { file, format, clients, from, to, read, kept, merged, refused: reasons };
}

/** The same for people, with shapes of lines that were not understood. */
export function logLines(document: Document, language: Language): string[] {
  const summary = logSummary(document);
  if (summary === undefined) return [];
  const words = texts[language];
  const { samples = [] } = document.log ?? {};
  return [
    words.log(summary),
    ...summary.refused.map(({ reason, lines }) => `  ${words.refused(reason[language], lines)}`),
    ...(samples.length === 0 ? [] : [`  ${words.sample}`, ...samples.map((sample) => `    ${sample}`)]),
  ];
}
