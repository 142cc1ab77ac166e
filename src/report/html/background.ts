/**
 * What a careful reader checks: other ways of counting, sampling, quality of the data, method, sources, limits.
 */
import type { Assessment } from '../../assessment.ts';
import type { Format } from '../format.ts';
import { answers, logPeriod, logRefused, problemText, signaturesText } from '../sentence.ts';
import { html, link, type Markup, name } from './markup.ts';
import { classTag } from './products.ts';
import { spending } from './spending.ts';
import { csvFile, hidden, table } from './table.ts';

type Source = NonNullable<Assessment['products'][number]['facts'][number]['source']>;

const mostSources = 150;
const mostWarnings = 3;

export function lenses(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const { installs, products, spend } = assessment.lenses;
  const rows = [
    { label: texts.lenses.installs, ...installs },
    { label: texts.lenses.products, ...products },
    ...(spend === null ? [] : [{ label: texts.spending.lens, d: spend.d, coverage: spend.coverage }]),
  ];
  return html`<section id="lenses" aria-labelledby="lenses-title">
<h2 id="lenses-title">${texts.sections.lenses}</h2>
<p class="lead">${texts.lenses.text}</p>
${table(
  format,
  texts.sections.lenses,
  [
    { head: texts.columns.lens, cell: (row) => row.label, kind: 'name' },
    { head: texts.columns.result, cell: (row) => html`<strong>${format.percent(row.d)}</strong>`, kind: 'number' },
    { head: texts.columns.coverage, cell: (row) => format.percent(row.coverage), kind: 'number' },
  ],
  rows,
)}
<p>${samplingLine(assessment, format)}</p>
${spending(assessment, format)}
</section>`;
}

export function quality(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const { formats, logs, problems, duplicates, signatures, collectors } = assessment.sources;
  const file = csvFile(format, 'quality');
  return html`<section id="quality" aria-labelledby="quality-title">
<h2 id="quality-title">${texts.sections.quality}</h2>
${
  formats.length > 0 &&
  html`<h3>${texts.quality.formats}</h3>${table(
    format,
    texts.quality.formats,
    [
      { head: texts.columns.format, cell: (row) => name(row.format), kind: 'name' },
      { head: texts.columns.files, cell: (row) => format.integer(row.files), kind: 'number' },
      { head: texts.columns.machines, cell: (row) => format.integer(row.machines), kind: 'number' },
    ],
    formats,
  )}`
}
${
  logs.length > 0 &&
  html`<h3>${texts.quality.logs}</h3>${table(
    format,
    texts.quality.logs,
    [
      { head: texts.columns.file, cell: (row) => name(row.file), kind: 'name' },
      { head: texts.columns.format, cell: (row) => name(row.format), kind: 'name' },
      { head: texts.columns.clients, cell: (row) => format.integer(row.clients), kind: 'number' },
      { head: texts.columns.period, cell: (row) => logPeriod(row, format), kind: 'text' },
      { head: texts.columns.lines, cell: (row) => format.integer(row.read), kind: 'number' },
      { head: texts.columns.linesKept, cell: (row) => format.integer(row.kept), kind: 'number' },
      { head: texts.columns.linesRefused, cell: (row) => logRefused(row, format), kind: 'text' },
    ],
    logs,
    { first: 10, most: 60, file },
  )}`
}
${duplicates > 0 && html`<p>${texts.quality.duplicates(duplicates, format.integer(duplicates))}</p>`}
${signatures !== null && html`<p>${signaturesText(signatures, format)}</p>`}
<h3>${texts.quality.problems}</h3>
${
  problems.length === 0
    ? html`<p>${texts.quality.noProblems}</p>`
    : table(
        format,
        texts.quality.problems,
        [
          { head: texts.columns.file, cell: (row) => name(row.file), kind: 'name' },
          { head: texts.columns.problem, cell: (row) => name(problemText(row, format)), kind: 'text' },
        ],
        problems,
        { first: 10, most: 100, file },
      )
}
${
  collectors.length > 0 &&
  html`<h3>${texts.quality.collectors}</h3>${table(
    format,
    texts.quality.collectors,
    [
      { head: texts.columns.collector, cell: (row) => name(row.id), kind: 'name' },
      { head: texts.columns.status, cell: (row) => format.word(texts.statuses, row.status), kind: 'text' },
      { head: texts.columns.warnings, cell: (row) => warnings(row.warnings, format), kind: 'text' },
      { head: texts.columns.machines, cell: (row) => format.integer(row.machines), kind: 'number' },
    ],
    collectors,
    { first: 10, most: 60, file },
  )}`
}
</section>`;
}

export function method(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const words = texts.method;
  const { settings, knowledge, tool } = assessment;
  const weights = Object.entries(settings.scopeWeights).map(
    ([id, weight]) => `${format.word(texts.scopeNames, id)} ${format.plain(weight)}`,
  );
  const rows: [string, Markup | string][] = [
    [words.perimeter, name(format.label(settings.perimeter.label))],
    [words.profile, name(format.label(settings.profile.label))],
    [words.exposed, format.plain(settings.exposed)],
    [words.free, settings.free === 'product' ? words.freeProduct : words.freeSteward],
    [words.weights, format.list(weights)],
    [
      words.knowledge,
      html`${words.knowledgeText(format.integer(knowledge.vendors), format.integer(knowledge.products), knowledge.version)}<small>${words.facts(format.integer(knowledge.factsRead), format.integer(knowledge.factsUnverified))}${knowledge.localRecords > 0 && html` · ${words.local(knowledge.localRecords, format.integer(knowledge.localRecords))}`}</small>`,
    ],
    [words.version, name(`${tool.name} ${tool.version}, Assessment ${assessment.schemaVersion}`)],
  ];
  const classes = ['A', 'A?', 'B', 'C', 'D', 'unknown'] as const;
  return html`<section id="method" aria-labelledby="method-title">
<h2 id="method-title">${texts.sections.method}</h2>
<h3>${words.words}</h3>
<div class="prose"><p>${words.steps}</p><p>${words.seat}</p><p>${words.intervalText}</p><p>${words.explain}</p></div>
<h3>${words.classes}</h3>
<dl class="rows">${classes.map((id) => html`<div><dt>${classTag(id, format)}</dt><dd>${texts.classHelp[id]}</dd></div>`)}</dl>
<h3>${words.settings}</h3>
<dl class="rows">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
${sourceList(assessment, format)}
</section>`;
}

export function limits(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const fixed = [
    texts.limits.aid,
    texts.limits.comparison,
    texts.limits.sovereign,
    texts.limits.correction,
    texts.limits.affiliation,
  ];
  const replies = answers(assessment, format);
  return html`<section id="limits" aria-labelledby="limits-title">
<h2 id="limits-title">${texts.sections.limits}</h2>
<ul class="prose">${assessment.limits.map((limit) => html`<li>${name(format.label(limit))}</li>`)}${fixed.map((text) => html`<li>${text}</li>`)}</ul>
${replies.length > 0 && html`<h3 id="disputes">${texts.sections.disputes}</h3><ul class="prose">${replies.map((text) => html`<li>${name(text)}</li>`)}</ul>`}
</section>`;
}

function samplingLine({ sampling }: Assessment, format: Format): string {
  const words = format.texts.lenses;
  if (sampling === null) return words.noSampling;
  return words.sampling(
    format.integer(sampling.sample),
    format.integer(sampling.population),
    format.percent(sampling.low, 'down'),
    format.percent(sampling.high, 'up'),
  );
}

function warnings(list: readonly string[], format: Format): Markup | string {
  if (list.length === 0) return '';
  const more = list.length - mostWarnings;
  return html`${list.slice(0, mostWarnings).map((text) => html`<span class="line">${name(text)}</span>`)}${more > 0 && html`<small>+${format.integer(more)}</small>`}`;
}

/** Distinct sources of the facts of every product, in the order of the products. */
function sourceList(assessment: Assessment, format: Format): Markup | null {
  const found = new Map<string, Source>();
  for (const product of assessment.products) {
    for (const { source } of product.facts) {
      if (source !== null) found.set(JSON.stringify([source.title, source.url, source.basis, source.date]), source);
    }
  }
  if (found.size === 0) return null;
  const words = format.texts.products;
  const shown = [...found.values()].slice(0, mostSources);
  return html`<details class="more"><summary>${format.texts.method.sources} (${format.integer(found.size)})</summary>
<ul class="plain sources">${shown.map(
    ({ title, url, basis, date }) =>
      html`<li>${link(url, format.word(format.texts.sourceTitles, title))} <small>${basis === 'read' ? words.readOn(format.day(date)) : words.unverifiedOn(format.day(date))}</small></li>\n`,
  )}</ul>${hidden(format, found.size - mostSources, csvFile(format, 'facts'))}</details>`;
}
