/**
 * Where the percentage comes from: by scope, function, country of control, vendor and group, department or site.
 */
import type { Assessment } from '../../assessment.ts';
import { countryName, type Format } from '../format.ts';
import { bar } from './charts.ts';
import { resultColumns } from './headline.ts';
import { html, type Markup, name } from './markup.ts';
import { type Column, csvFile, table } from './table.ts';

type Part = Assessment['countries'][number];
type Scope = Assessment['scopes'][number];
type FunctionPart = Assessment['functions'][number];

export function scopes(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const columns: Column<Scope>[] = [
    {
      head: texts.columns.scope,
      cell: (row) =>
        html`${name(format.label(row.label))}<small>${texts.scopes.measured(format.integer(row.measured), format.integer(row.seen))}</small>`,
      kind: 'name',
    },
    ...resultColumns<Scope>(format),
    { head: texts.columns.coverage, cell: (row) => format.percent(row.coverage?.ratio ?? null), kind: 'number' },
    { head: texts.columns.weight, cell: (row) => format.plain(row.weight), kind: 'number' },
  ];
  const equipment = assessment.equipment.map(
    ({ kind, machines }) => `${format.word(texts.kinds, kind)} (${format.integer(machines)})`,
  );
  return html`<section id="scopes" aria-labelledby="scopes-title">
<h2 id="scopes-title">${texts.sections.scopes}</h2>
<p class="lead">${texts.scopes.text}</p>
${table(format, texts.sections.scopes, columns, assessment.scopes)}
${equipment.length > 0 && html`<p class="note">${texts.scopes.equipment(format.list(equipment))}</p>`}
</section>`;
}

export function functions(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const rows = assessment.functions;
  const longest = largest(rows);
  const columns: Column<FunctionPart>[] = [
    { head: texts.columns.function, cell: (row) => name(format.label(row.label)), kind: 'name' },
    { head: texts.columns.bar, cell: (row) => bar(row.contribution, longest), kind: 'wide' },
    { head: texts.columns.contribution, cell: (row) => format.points(row.contribution), kind: 'number' },
    { head: texts.columns.criticality, cell: (row) => format.plain(row.criticality), kind: 'number' },
    { head: texts.columns.meanDegree, cell: (row) => meanDegree(row, format), kind: 'number' },
    { head: texts.columns.present, cell: (row) => format.integer(row.present), kind: 'number' },
    { head: texts.columns.products, cell: (row) => format.integer(row.products), kind: 'number' },
  ];
  return html`<section id="functions" aria-labelledby="functions-title">
<h2 id="functions-title">${texts.sections.functions}</h2>
<p class="lead">${texts.functions.text} ${assessment.headline.d !== null && texts.functions.sum(format.points(assessment.headline.d))}</p>
${table(format, texts.sections.functions, columns, rows, { first: 14, most: 60, file: csvFile(format, 'parts') })}
</section>`;
}

export function countries(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  return html`<section id="countries" aria-labelledby="countries-title">
<h2 id="countries-title">${texts.sections.countries}</h2>
<p class="lead">${texts.countries.text}</p>
${parts(format, texts.sections.countries, texts.columns.country, assessment.countries, (row) => countryName(row, format), ['products', 'machines'])}
</section>`;
}

export function vendors(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const label = (row: Part) => format.label(row.label);
  return html`<section id="vendors" aria-labelledby="vendors-title">
<h2 id="vendors-title">${texts.sections.vendors}</h2>
<p class="lead">${texts.vendors.text}</p>
<div class="pair">
<div>${parts(format, texts.columns.parent, texts.columns.parent, assessment.parents, label, ['products'])}</div>
<div>${parts(format, texts.columns.vendor, texts.columns.vendor, assessment.vendors, label, ['products'])}</div>
</div>
</section>`;
}

export function units(assessment: Assessment, format: Format): Markup | null {
  if (assessment.units.length === 0) return null;
  const { texts } = format;
  return html`<section id="units" aria-labelledby="units-title">
<h2 id="units-title">${texts.sections.units}</h2>
<p class="lead">${texts.units.text}</p>
${parts(format, texts.sections.units, texts.columns.unit, assessment.units, (row) => format.label(row.label), ['machines'])}
</section>`;
}

function parts(
  format: Format,
  caption: string,
  head: string,
  rows: readonly Part[],
  label: (row: Part) => string,
  counts: readonly ('products' | 'machines')[],
): Markup {
  const { texts } = format;
  const longest = largest(rows);
  const columns: Column<Part>[] = [
    { head, cell: (row) => name(label(row)), kind: 'name' },
    { head: texts.columns.bar, cell: (row) => bar(row.contribution, longest), kind: 'wide' },
    { head: texts.columns.contribution, cell: (row) => format.points(row.contribution), kind: 'number' },
    { head: texts.columns.share, cell: (row) => format.percent(row.share), kind: 'number' },
    ...counts.map(
      (count): Column<Part> => ({
        head: texts.columns[count],
        cell: (row) => format.integer(row[count]),
        kind: 'number',
      }),
    ),
  ];
  // What adds nothing to the percentage waits in the fold.
  const weighing = rows.filter((row) => row.contribution > 0).length;
  const first = Math.max(3, Math.min(10, weighing));
  return table(format, caption, columns, rows, { first, most: 40, file: csvFile(format, 'parts') });
}

function meanDegree(row: FunctionPart, format: Format): string {
  return row.dMean === null ? format.texts.common.notMeasurable : format.decimal(row.dMean, 2);
}

function largest(rows: readonly Part[]): number {
  return rows.reduce((most, row) => Math.max(most, row.contribution), 0);
}
