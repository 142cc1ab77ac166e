/**
 * A short summary to paste in a note, an issue or a wiki.
 *
 * In: an Assessment. Out: one Markdown file in which no name can become markup, a link or an image.
 */
import type { Assessment } from '../assessment.ts';
import { dependenciesOf, termPoints } from './dependencies.ts';
import type { Renderer } from './file.ts';
import { type Format, formatFor } from './format.ts';
import {
  answers,
  caution,
  headlineSentence,
  scopesNotSeen,
  signaturesText,
  spendText,
  weaknesses,
} from './sentence.ts';
import { visible } from './visible.ts';

const mostProducts = 10;
const mostCandidates = 10;
const mostUnknown = 10;
const longest = 200;

export const markdown: Renderer = {
  id: 'md',
  files: (assessment, language) => {
    const format = formatFor(language);
    const blocks = [
      head(assessment, format),
      result(assessment, format),
      scopes(assessment, format),
      products(assessment, format),
      candidates(assessment, format),
      spending(assessment, format),
      unknown(assessment, format),
      weaknesses(assessment, format)
        .map((text) => escaped(text))
        .join('\n\n'),
      signatures(assessment, format),
      replies(assessment, format),
      limits(format),
    ].filter((block) => block !== '');
    return [{ name: `${format.texts.files.markdown}.md`, content: `${blocks.join('\n\n')}\n` }];
  },
};

function head(assessment: Assessment, format: Format): string {
  const { texts } = format;
  const organisation = assessment.organisation ?? texts.common.unnamedOrganisation;
  const lines = [`# ${escaped(organisation)}`, escaped(texts.page.established(format.day(assessment.generatedAt)))];
  if (assessment.demonstration) {
    lines.push(`**${escaped(texts.page.demonstration)}** ${escaped(texts.page.demonstrationText)}`);
  }
  return lines.join('\n\n');
}

function result(assessment: Assessment, format: Format): string {
  const { texts } = format;
  const { headline, variants, settings } = assessment;
  const unseen = scopesNotSeen(assessment).map((id) => format.word(texts.scopeNames, id));
  const rows: [string, string][] = [
    [texts.headline.interval, format.interval(headline.interval)],
    [texts.headline.dMax, format.percent(headline.dMax)],
    [texts.headline.coverageMachines, format.percent(headline.coverage.machines.ratio)],
    [texts.headline.coverageServices, format.percent(headline.coverage.services?.ratio ?? null)],
    [texts.method.perimeter, format.label(settings.perimeter.label)],
    [texts.method.profile, format.label(settings.profile.label)],
  ];
  const warning = caution(assessment, format);
  const variant = [...variants.exposed, ...variants.perimeters, ...variants.profiles].map((row) => [
    format.label(row.label),
    format.percent(row.d),
    format.interval(row.interval),
    format.percent(row.dMax),
    format.percent(row.coverage.machines.ratio),
    format.percent(row.coverage.services?.ratio ?? null),
  ]);
  const { columns } = texts;
  return [
    `## ${escaped(texts.sections.result)}`,
    `**${escaped(headlineSentence(assessment, format))}**`,
    ...(warning === null ? [] : [escaped(warning)]),
    ...(unseen.length > 0 ? [escaped(texts.headline.notSeen(format.list(unseen)))] : []),
    rows.map(([term, value]) => `- ${escaped(term)} : ${escaped(value)}`).join('\n'),
    table(
      [
        columns.hypothesis,
        columns.result,
        columns.interval,
        columns.dMax,
        columns.coverageMachines,
        columns.coverageServices,
      ],
      variant,
    ),
  ].join('\n\n');
}

function scopes(assessment: Assessment, format: Format): string {
  if (assessment.scopes.length === 0) return '';
  const { columns, sections } = format.texts;
  const rows = assessment.scopes.map((row) => [
    format.label(row.label),
    format.percent(row.d),
    format.interval(row.interval),
    format.percent(row.dMax),
    format.percent(row.coverage?.ratio ?? null),
    `${format.integer(row.measured)} / ${format.integer(row.seen)}`,
  ]);
  const heads = [columns.scope, columns.result, columns.interval, columns.dMax, columns.coverage, columns.measured];
  return `## ${escaped(sections.scopes)}\n\n${table(heads, rows)}`;
}

function products(assessment: Assessment, format: Format): string {
  const { columns, sections, csv } = format.texts;
  const rows = dependenciesOf(assessment)
    .filter(({ contribution }) => contribution !== null && contribution > 0)
    .slice(0, mostProducts)
    .map(({ product, services, terms }) => [
      [product, ...services].map(({ title }) => title).join(' + '),
      product.vendor.name,
      format.country(product.country),
      product.class,
      termPoints(terms, format),
    ]);
  if (rows.length === 0) return '';
  const heads = [columns.product, columns.vendor, columns.country, csv.class, columns.contribution];
  return `## ${escaped(sections.products)}\n\n${table(heads, rows)}`;
}

function candidates(assessment: Assessment, format: Format): string {
  if (assessment.candidates.length === 0) return '';
  const { sections, candidates: words, csv } = format.texts;
  const rows = assessment.candidates
    .slice(0, mostCandidates)
    .map((candidate) => [
      String(candidate.rank),
      candidate.from.title,
      candidate.to?.title ?? words.noAlternative,
      format.label(candidate.strategy.label),
      format.points(candidate.gain, 2),
      words.effortRange(format.integer(candidate.effort.low), format.integer(candidate.effort.high)),
      format.integer(candidate.machinesOpen),
      format.integer(candidate.machinesBlocked),
    ]);
  const heads = [csv.rank, csv.from, csv.to, csv.strategy, csv.gain, words.effort, words.open, words.blocked];
  return `## ${escaped(sections.candidates)}\n\n${table(heads, rows)}\n\n${escaped(format.texts.limits.aid)}`;
}

function spending(assessment: Assessment, format: Format): string {
  const text = spendText(assessment, format);
  return text === null ? '' : `## ${escaped(format.texts.spending.lens)}\n\n${escaped(text)}`;
}

function unknown(assessment: Assessment, format: Format): string {
  const { texts } = format;
  const { distinct, installs, titles } = assessment.unknown;
  if (distinct === 0) return '';
  const lines = titles
    .slice(0, mostUnknown)
    .map(
      (title) =>
        `- ${escaped(title.name, longest)} : ${texts.common.machines(title.machines, format.integer(title.machines))}`,
    );
  const sentence = texts.unknown.text(
    texts.common.titles(distinct, format.integer(distinct)),
    format.integer(installs),
  );
  return [`## ${escaped(texts.sections.unknown)}`, escaped(sentence), lines.join('\n')].join('\n\n');
}

function signatures({ sources }: Assessment, format: Format): string {
  return sources.signatures === null ? '' : escaped(signaturesText(sources.signatures, format));
}

function replies(assessment: Assessment, format: Format): string {
  const lines = answers(assessment, format).map((text) => `- ${escaped(text)}`);
  return lines.length === 0 ? '' : `## ${escaped(format.texts.sections.disputes)}\n\n${lines.join('\n')}`;
}

function limits({ texts }: Format): string {
  return [
    `## ${escaped(texts.sections.limits)}`,
    escaped(texts.limits.comparison),
    escaped(texts.limits.affiliation),
  ].join('\n\n');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => escaped(cell, longest)).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** One line in which every mark of Markdown, and the beginnings of bare links, are letters again. */
function escaped(text: string, limit = Number.POSITIVE_INFINITY): string {
  return visible(text, limit)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]#|~^$]/g, '\\$&')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}&#46;`)
    .replace(/@/g, '&#64;')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}
