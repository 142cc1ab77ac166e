/**
 * First screen: the percentage, its interval, what it covers, the sentence that says what it means, and the same figure under the
 * other assumptions.
 */
import type { Assessment, Interval, Measure } from '../../assessment.ts';
import type { Format } from '../format.ts';
import { caution, headlineSentence, scopesNotSeen } from '../sentence.ts';
import { scale, strip } from './charts.ts';
import { html, type Markup, name } from './markup.ts';
import { type Column, table } from './table.ts';

type Variant = Assessment['variants']['exposed'][number];
type Row = Variant & { current: boolean };
type Comparable = {
  d: Measure;
  dMax: Measure;
  interval: Interval | null;
};

export function headline(assessment: Assessment, format: Format): Markup {
  const words = format.texts.headline;
  const { headline: result } = assessment;
  const warning = caution(assessment, format);
  return html`<section id="result" class="headline" aria-labelledby="result-title">
<h2 id="result-title" class="sr">${format.texts.sections.result}</h2>
<div class="hero">
<div><p class="${result.d === null ? 'figure none' : 'figure'}">${figure(format.percent(result.d))}</p>
${result.interval !== null && html`<p class="bracket">${between(result.interval, format)}</p>`}</div>
<div><p class="sentence">${headlineSentence(assessment, format)}</p>
${warning !== null && html`<p class="caution">${warning}</p>`}
${missing(assessment, format)}</div>
</div>
${scale(result, scaleLabel(result, format), format.percent(result.d), `${words.dMaxShort} ${format.percent(result.dMax)}`)}
<dl class="stats">
${stat(words.interval, format.interval(result.interval), words.intervalHelp, 'band')}
${stat(words.dMax, format.percent(result.dMax), words.dMaxHelp, 'max')}
${stat(words.coverageMachines, format.percent(result.coverage.machines.ratio), machinesHelp(assessment, format))}
${stat(words.coverageServices, format.percent(result.coverage.services?.ratio ?? null), servicesHelp(assessment, format))}
</dl>
${
  result.unverifiedPoints > 0 &&
  html`<p class="note">${words.unverifiedHelp(format.texts.common.points(format.points(result.unverifiedPoints)))}.</p>`
}
</section>`;
}

export function hypotheses(assessment: Assessment, format: Format): Markup {
  const { variants, settings } = assessment;
  const words = format.texts.headline;
  const groups: [string, Row[]][] = [
    [words.exposedGroup, variants.exposed.map((v) => ({ ...v, current: Number(v.id) === settings.exposed }))],
    [words.perimeterGroup, variants.perimeters.map((v) => ({ ...v, current: v.id === settings.perimeter.id }))],
    [words.profileGroup, variants.profiles.map((v) => ({ ...v, current: v.id === settings.profile.id }))],
  ];
  return html`<section id="hypotheses" aria-labelledby="hypotheses-title">
<h2 id="hypotheses-title">${format.texts.sections.hypotheses}</h2>
<p class="lead">${words.hypothesesText}</p>
${groups.map(([title, rows]) => html`<h3>${title}</h3>${table(format, title, variantColumns(format), rows)}`)}
</section>`;
}

/** Columns shared by everything that has a result of its own: scopes and assumptions. */
export function resultColumns<Row extends Comparable>(format: Format): Column<Row>[] {
  const words = format.texts.columns;
  return [
    { head: words.scale, cell: (row) => strip(row), kind: 'wide' },
    { head: words.result, cell: (row) => html`<strong>${format.percent(row.d)}</strong>`, kind: 'number' },
    { head: words.interval, cell: (row) => format.interval(row.interval), kind: 'number' },
    { head: words.dMax, cell: (row) => format.percent(row.dMax), kind: 'number' },
  ];
}

function variantColumns(format: Format): Column<Row>[] {
  const words = format.texts.columns;
  return [
    {
      head: words.hypothesis,
      cell: (row) =>
        html`${name(format.label(row.label))}${row.current && html` <span class="tag here">${format.texts.headline.current}</span>`}`,
      kind: 'name',
    },
    ...resultColumns<Row>(format),
    { head: words.coverageMachines, cell: (row) => format.percent(row.coverage.machines.ratio), kind: 'number' },
    {
      head: words.coverageServices,
      cell: (row) => format.percent(row.coverage.services?.ratio ?? null),
      kind: 'number',
    },
  ];
}

/** "62 %" with a small sign; words such as "non mesurable" stay whole. */
function figure(percent: string): Markup {
  const [, number, sign] = /^(.*\d)(\s*%)$/.exec(percent) ?? [];
  return number === undefined ? html`${percent}` : html`${number}<span>${sign}</span>`;
}

function between({ low, high }: Interval, format: Format): string {
  return format.texts.headline.between(format.percent(low, 'down'), format.percent(high, 'up'));
}

function stat(term: string, value: string, help: string, key?: string): Markup {
  return html`<div><dt>${key !== undefined && html`<i class="key ${key}" aria-hidden="true"></i>`}${term}</dt>
<dd><strong>${value}</strong><small>${help}</small></dd></div>`;
}

function machinesHelp(assessment: Assessment, format: Format): string {
  const { coverage, identified, machines } = assessment.headline;
  const { attributed, unknown } = coverage.machines;
  const words = format.texts.headline;
  const parts = [
    words.machines(machines, format.integer(machines)),
    words.coverageHelp(format.integer(attributed), format.integer(attributed + unknown)),
  ];
  if (identified !== null) parts.push(words.identified(format.percent(identified)));
  return parts.join(' · ');
}

function servicesHelp({ headline: { coverage: all }, services }: Assessment, format: Format): string {
  const words = format.texts.headline;
  const coverage = all.services;
  // Services were looked at, but what their agents do not know stayed with them.
  if (coverage === null && services.observers > 0) return words.coverageServicesKept;
  if (coverage === null || coverage.ratio === null) return words.coverageServicesNone;
  return words.coverageHelp(
    format.integer(coverage.attributed),
    format.integer(coverage.attributed + coverage.unknown),
  );
}

function missing(assessment: Assessment, format: Format): Markup[] {
  const words = format.texts.headline;
  const { scopesNotMeasured } = assessment.headline;
  const notes: Markup[] = [];
  const labels = (ids: readonly string[]) => format.list(ids.map((id) => format.word(format.texts.scopeNames, id)));
  if (scopesNotMeasured.length > 0)
    notes.push(html`<p class="note">${words.notMeasured(labels(scopesNotMeasured))}</p>`);
  const unseen = scopesNotSeen(assessment);
  if (unseen.length > 0) notes.push(html`<p class="note">${words.notSeen(labels(unseen))}</p>`);
  return notes;
}

function scaleLabel(result: Assessment['headline'], format: Format): string {
  const words = format.texts.headline;
  if (result.d === null || result.interval === null) return words.scaleUnknown;
  const low = format.percent(result.interval.low, 'down');
  const high = format.percent(result.interval.high, 'up');
  return words.scaleLabel(format.percent(result.d), low, high, format.percent(result.dMax));
}
