/**
 * What an administrator sees when the command ends.
 *
 * In: an Assessment. Out: text for a terminal of the given width, 80 columns and less included.
 * No escape sequence comes from the data: names are cleaned, and colour is only put around words of ours or numbers.
 */
import type { Assessment, Interval, Measure } from '../assessment.ts';
import type { Language } from '../language.ts';
import { dependenciesOf, termPoints } from './dependencies.ts';
import { type Format, formatFor } from './format.ts';
import { answers, caution, headlineSentence, problemText, signaturesText, spendText, weaknesses } from './sentence.ts';
import { visible } from './visible.ts';

export type TerminalOptions = {
  language: Language;
  colour: boolean;
  width: number;
  /** Where the report was written, printed last. */
  report?: string;
};

type Paint = (text: string, style: keyof typeof styles) => string;
type Screen = { format: Format; paint: Paint; width: number };

const styles = { strong: 1, quiet: 2, accent: 36, warn: 33 } as const;
const mostProducts = 8;
const mostCandidates = 5;
const mostUnknown = 4;
const narrowest = 40;
const widest = 100;

export function renderTerminal(assessment: Assessment, options: TerminalOptions): string {
  const screen: Screen = {
    format: formatFor(options.language),
    paint: (text, style) => (options.colour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text),
    width: Math.min(widest, Math.max(narrowest, options.width - 1)),
  };
  const blocks = [
    title(assessment, screen),
    headline(assessment, screen),
    scopes(assessment, screen),
    products(assessment, screen),
    candidates(assessment, screen),
    gaps(assessment, screen),
    end(options.report, screen),
  ].filter((lines) => lines.length > 0);
  // Consoles without U+202F print a box or nothing: an ordinary space, once the lines are cut.
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`.replace(/[\u202f\u00a0]/g, ' ');
}

function title(assessment: Assessment, { format, paint, width }: Screen): string[] {
  const { texts } = format;
  const organisation = visible(assessment.organisation ?? texts.common.unnamedOrganisation);
  const lines = [paint(cut(organisation, width), 'strong')];
  lines.push(...wrapped(texts.page.established(format.day(assessment.generatedAt)), width));
  if (assessment.demonstration) {
    lines.push(
      ...wrapped(`${texts.page.demonstration}. ${texts.page.demonstrationText}`, width).map((l) => paint(l, 'warn')),
    );
  }
  return lines;
}

function headline(assessment: Assessment, screen: Screen): string[] {
  const { format, paint, width } = screen;
  const { texts } = format;
  const { headline: result, variants } = assessment;
  const percent = format.percent(result.d);
  const values = (list: Assessment['variants']['exposed']) =>
    list.map((row) => `${visible(format.label(row.label))} ${format.percent(row.d)}`).join(' · ');
  const rows: [string, string][] = [
    [texts.headline.interval, format.interval(result.interval)],
    [capital(texts.terminal.dMax), format.percent(result.dMax)],
    [
      texts.terminal.coverage,
      texts.terminal.coverageBoth(
        format.percent(result.coverage.machines.ratio),
        format.percent(result.coverage.services?.ratio ?? null),
      ),
    ],
    [texts.terminal.exposed, values(variants.exposed)],
    [texts.terminal.perimeters, values(variants.perimeters)],
  ];
  const term = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = wrapped(headlineSentence(assessment, format), width - 2).map((line) => `  ${line}`);
  const warning = caution(assessment, format);
  if (warning !== null) lines.push(...wrapped(warning, width - 2).map((line) => `  ${paint(line, 'warn')}`));
  return [
    `  ${paint(percent, 'strong')}  ${paint(drawing(result, Math.min(50, width - percent.length - 11)), 'accent')}`,
    '',
    ...lines,
    '',
    ...rows
      .filter(([, value]) => value !== '')
      .flatMap(([name, value]) => {
        const [first = '', ...rest] = wrapped(value, width - term - 2);
        return [`  ${name.padEnd(term)}${first}`, ...rest.map((line) => ' '.repeat(term + 2) + line)];
      }),
  ];
}

function scopes(assessment: Assessment, { format, paint, width }: Screen): string[] {
  if (assessment.scopes.length === 0) return [];
  const { texts } = format;
  const roomy = width >= 50;
  const room = width - (roomy ? 32 : 19);
  const rows = assessment.scopes.map((scope) => {
    const measured = `${format.integer(scope.measured)}/${format.integer(scope.seen)}`;
    return `  ${fitted(visible(format.label(scope.label)), room)}${left(shortPercent(scope.d, format), 7)}${left(bracket(scope.interval), 10)}${roomy ? left(measured, 13) : ''}`;
  });
  return [paint(cut(texts.terminal.scopes, width), 'strong'), ...rows];
}

function products(assessment: Assessment, { format, paint, width }: Screen): string[] {
  const shown = dependenciesOf(assessment)
    .filter(({ contribution }) => contribution !== null && contribution > 0)
    .slice(0, mostProducts);
  if (shown.length === 0) return [];
  const lines = shown.map(({ product, services, terms, contribution }) => ({
    name: [
      `${visible(product.title)} (${visible(product.vendor.name)})`,
      ...services.map(({ title: service }) => visible(service)),
    ].join(' + '),
    letter: product.class === 'unknown' ? '?' : product.class,
    points: termPoints(terms, format),
    share: contribution ?? 0,
  }));
  const points = Math.max(6, ...lines.map((line) => line.points.length + 1));
  const bar = Math.max(0, Math.min(20, width - points - 50));
  const room = width - bar - points - 10;
  const longest = Math.max(...lines.map(({ share }) => share));
  const rows = lines.map((line) => {
    const length = Math.round((line.share / longest) * bar);
    return `  ${fitted(line.name, room)} ${line.letter.padEnd(2)} ${left(line.points, points)}${length > 0 ? `  ${paint('█'.repeat(length), 'accent')}` : ''}`;
  });
  return [paint(format.texts.terminal.products, 'strong'), ...rows];
}

function candidates(assessment: Assessment, { format, paint, width }: Screen): string[] {
  if (assessment.candidates.length === 0) return [];
  const { texts } = format;
  const rows = assessment.candidates.slice(0, mostCandidates).flatMap((candidate) => {
    const to = candidate.to === null ? texts.candidates.noAlternative : visible(candidate.to.title);
    const half = Math.floor((width - 9) / 2);
    const from = cut(visible(candidate.from.title), half);
    const { low, high } = candidate.effort;
    const factors = texts.terminal.candidate(
      format.points(candidate.gain, 2),
      format.integer(low),
      format.integer(high),
    );
    const strategy = visible(format.label(candidate.strategy.label));
    return [
      `  ${String(candidate.rank).padStart(2)}. ${from} → ${cut(to, half)}`,
      ...wrapped(`${strategy}, ${factors}`, width - 6).map((line) => `      ${paint(line, 'quiet')}`),
    ];
  });
  return [paint(texts.terminal.candidates, 'strong'), ...rows];
}

function gaps(assessment: Assessment, { format, paint, width }: Screen): string[] {
  const { texts } = format;
  const { unknown, sources } = assessment;
  const lines: string[] = [];
  if (unknown.distinct > 0) {
    const sentence = texts.terminal.unknown(
      texts.common.titles(unknown.distinct, format.integer(unknown.distinct)),
      format.integer(unknown.installs),
    );
    lines.push(...wrapped(sentence, width));
    for (const { name, machines } of unknown.titles.slice(0, mostUnknown)) {
      lines.push(`  ${fitted(visible(name), width - 10)}${left(format.integer(machines), 7)}`);
    }
  }
  for (const text of [...weaknesses(assessment, format), ...answers(assessment, format)])
    lines.push(...wrapped(text, width));
  const spent = spendText(assessment, format);
  if (spent !== null) lines.push(...wrapped(spent, width));
  if (sources.signatures !== null) lines.push(...wrapped(signaturesText(sources.signatures, format), width));
  if (sources.problems.length > 0) {
    const count = sources.problems.length;
    lines.push(
      ...wrapped(texts.terminal.problems(count, format.integer(count)), width).map((line) => paint(line, 'warn')),
    );
    for (const problem of sources.problems.slice(0, mostUnknown)) {
      const sentence = texts.terminal.problem(visible(problem.file), visible(problemText(problem, format)));
      lines.push(...wrapped(sentence, width - 2).map((line) => `  ${line}`));
    }
    const more = count - mostUnknown;
    if (more > 0)
      lines.push(
        ...wrapped(texts.terminal.moreProblems(more, format.integer(more)), width - 2).map((line) => `  ${line}`),
      );
  }
  return lines;
}

function end(report: string | undefined, { format, paint, width }: Screen): string[] {
  const { texts } = format;
  const lines = wrapped(texts.terminal.limits, width).map((line) => paint(line, 'quiet'));
  // A path is printed whole, to be copied, however long it is.
  if (report !== undefined) lines.push(`${texts.terminal.report}  ${paint(visible(report), 'strong')}`);
  return lines;
}

/** "├──░░█░▒──┤": interval, result, maximum. */
function drawing(result: { d: Measure; dMax: Measure; interval: Interval | null }, length: number): string {
  const at = (value: number) => Math.min(length - 1, Math.floor(value * length));
  const cells = Array.from({ length }, () => '─');
  if (result.interval !== null) {
    for (let cell = at(result.interval.low); cell <= at(result.interval.high); cell += 1) cells[cell] = '░';
  }
  if (result.dMax !== null) cells[at(result.dMax)] = '▒';
  if (result.d !== null) cells[at(result.d)] = '█';
  return `0 ${cells.join('')} 100`;
}

function shortPercent(value: Measure, format: Format): string {
  return value === null ? '–' : format.percent(value);
}

function bracket(interval: Interval | null): string {
  if (interval === null) return '';
  return `[${Math.floor(interval.low * 100 + 1e-7)}–${Math.ceil(interval.high * 100 - 1e-7)}]`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Lines of at most `width` columns, cut at ordinary spaces, or inside a word that is too long. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of visible(text).split(/ +/)) {
    let rest = word;
    if (line !== '' && columns(line) + 1 + columns(rest) > width) {
      lines.push(line);
      line = '';
    }
    while (columns(rest) > width) {
      const head = taken(rest, width);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Exactly `width` columns: cut with an ellipsis, or filled with spaces. */
function fitted(text: string, width: number): string {
  const short = cut(text, width);
  return short + ' '.repeat(Math.max(0, width - columns(short)));
}

function cut(text: string, width: number): string {
  return columns(text) <= width ? text : `${taken(text, width - 1)}…`;
}

/** The same, set right. */
function left(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columns(text))) + text;
}

function taken(text: string, width: number): string {
  let written = '';
  let used = 0;
  for (const character of text) {
    used += columns(character);
    if (used > width) break;
    written += character;
  }
  return written === '' ? text.slice(0, 1) : written;
}

/** Columns a text takes: none for a combining mark or a joiner, two for an East Asian wide letter or a pictogram. */
function columns(text: string): number {
  let count = 0;
  for (const character of text) {
    if (/[\p{M}\u200c\u200d]/u.test(character)) continue;
    count +=
      /[\u1100-\u115e\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return count;
}
