/**
 * What is not in the percentage: unknown titles, assumed ones, titles that are not counted, and domains.
 */
import type { Assessment } from '../../assessment.ts';
import type { Format } from '../format.ts';
import { html, type Markup, name } from './markup.ts';
import { type Column, csvFile, table } from './table.ts';

type Title = Assessment['unknown']['titles'][number];
type NotCounted = Assessment['notCounted'][number];

const mostExamples = 8;

export function unknown(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const { titles, moreTitles, distinct, installs } = assessment.unknown;
  const file = csvFile(format, 'unknown');
  const columns: Column<Title>[] = [
    { head: texts.columns.title, cell: (row) => name(row.name), kind: 'name' },
    { head: texts.columns.publisher, cell: (row) => optional(row.publisher), kind: 'text' },
    { head: texts.columns.knownVendor, cell: (row) => optional(row.vendor), kind: 'text' },
    { head: texts.columns.machines, cell: (row) => format.integer(row.machines), kind: 'number' },
  ];
  return html`<section id="unknown" aria-labelledby="unknown-title">
<h2 id="unknown-title">${texts.sections.unknown}</h2>
${
  distinct === 0
    ? html`<p class="lead">${texts.unknown.none}</p>`
    : html`<p class="lead">${texts.unknown.text(texts.common.titles(distinct, format.integer(distinct)), format.integer(installs))}</p>
${table(format, texts.sections.unknown, columns, titles, { first: 12, most: 120, file })}
${moreTitles > 0 && html`<p class="note">${texts.common.notCollected(moreTitles, format.integer(moreTitles))}</p>`}`
}
${assumed(assessment, format)}
</section>`;
}

function assumed(assessment: Assessment, format: Format): Markup | null {
  if (assessment.assumed.length === 0) return null;
  const { texts } = format;
  const columns: Column<Assessment['assumed'][number]>[] = [
    { head: texts.columns.title, cell: (row) => name(row.name), kind: 'name' },
    { head: texts.columns.publisher, cell: (row) => optional(row.publisher), kind: 'text' },
    { head: texts.columns.rule, cell: (row) => optional(row.rule), kind: 'code' },
    { head: texts.columns.machines, cell: (row) => format.integer(row.machines), kind: 'number' },
  ];
  return html`<h3 id="assumed">${texts.sections.assumed}</h3>
<p>${texts.unknown.assumedText}</p>
${table(format, texts.sections.assumed, columns, assessment.assumed, { first: 8, most: 60, file: csvFile(format, 'unknown') })}`;
}

export function notCounted(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const columns: Column<NotCounted>[] = [
    {
      head: texts.columns.reason,
      cell: (row) => html`${name(format.label(row.reason))}<small>${format.word(texts.roles, row.role)}</small>`,
      kind: 'name',
    },
    { head: texts.columns.examples, cell: (row) => examples(row), kind: 'text' },
    { head: texts.columns.titles, cell: (row) => format.integer(row.titles), kind: 'number' },
    { head: texts.columns.installs, cell: (row) => format.integer(row.installs), kind: 'number' },
  ];
  return html`<section id="not-counted" aria-labelledby="not-counted-title">
<h2 id="not-counted-title">${texts.sections.notCounted}</h2>
<p class="lead">${assessment.notCounted.length === 0 ? texts.notCounted.none : texts.notCounted.text}</p>
${
  assessment.notCounted.length > 0 &&
  table(format, texts.sections.notCounted, columns, assessment.notCounted, {
    first: 12,
    most: 60,
    file: csvFile(format, 'notCounted'),
  })
}
</section>`;
}

export function domains(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const { counted, belowThreshold, other, unknown: unattributed } = assessment.domains;
  const empty = [counted, belowThreshold, other, unattributed].every((list) => list.length === 0);
  return html`<section id="domains" aria-labelledby="domains-title">
<h2 id="domains-title">${texts.sections.domains}</h2>
<p class="lead">${empty ? texts.domains.none : texts.domains.text}</p>
${domainTable(format, texts.domains.counted, counted, [{ head: texts.columns.product, cell: (row) => name(row.product), kind: 'text' }])}
${domainTable(format, texts.domains.belowThreshold, belowThreshold, [{ head: texts.columns.product, cell: (row) => name(row.product), kind: 'text' }])}
${domainTable(format, texts.domains.other, other, [
  { head: texts.columns.vendor, cell: (row) => name(row.vendor), kind: 'text' },
  { head: texts.columns.purpose, cell: (row) => format.word(texts.purposes, row.purpose), kind: 'text' },
])}
${domainTable(format, texts.domains.unknown, unattributed, [])}
</section>`;
}

function domainTable<Row extends { domain: string; machines: number }>(
  format: Format,
  title: string,
  rows: readonly Row[],
  between: readonly Column<Row>[],
): Markup | null {
  if (rows.length === 0) return null;
  const columns: Column<Row>[] = [
    { head: format.texts.columns.domain, cell: (row) => name(row.domain), kind: 'name' },
    ...between,
    { head: format.texts.columns.machines, cell: (row) => format.integer(row.machines), kind: 'number' },
  ];
  return html`<h3>${title} (${format.integer(rows.length)})</h3>
${table(format, title, columns, rows, { first: 8, most: 80, file: csvFile(format, 'domains') })}`;
}

/** Nothing at all where nothing is known, so that a narrow screen leaves the line out. */
function optional(text: string | undefined): Markup | string {
  return text === undefined ? '' : name(text);
}

function examples(row: NotCounted): Markup {
  const shown = row.examples.slice(0, mostExamples);
  return html`${shown.map((example, index) => html`${index > 0 && html`, `}${name(example)}`)}${row.titles > shown.length && html`…`}`;
}
