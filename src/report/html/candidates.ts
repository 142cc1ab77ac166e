/**
 * Where to start: the ordered candidates with every factor, then what weighs and has no known alternative.
 */
import type { Assessment, Candidate } from '../../assessment.ts';
import type { Format } from '../format.ts';
import { contractText } from '../sentence.ts';
import { html, type Markup, name } from './markup.ts';
import { classTag, functionName } from './products.ts';
import { retirements } from './spending.ts';
import { csvFile, hidden, table } from './table.ts';

const first = 8;
const most = 60;
const mostBlockers = 8;

export function candidates(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const shown = assessment.candidates.slice(0, first);
  const folded = assessment.candidates.slice(first, most);
  const line = (candidate: Candidate) => card(candidate, assessment, format);
  return html`<section id="candidates" aria-labelledby="candidates-title">
<h2 id="candidates-title">${texts.sections.candidates}</h2>
<p class="lead">${texts.candidates.text}</p>
${shown.length === 0 ? html`<p>${texts.candidates.none}</p>` : byBand(shown, format, line)}
${
  folded.length > 0 &&
  html`<details class="more"><summary>${texts.candidates.more(folded.length, format.integer(folded.length))}</summary>
${byBand(folded, format, line)}</details>`
}
${hidden(format, assessment.candidates.length - most, csvFile(format, 'candidates'))}
<p class="note">${texts.limits.aid}</p>
${withoutAlternative(assessment, format)}
${retirements(assessment, format)}
</section>`;
}

/** The list as it comes, with a heading each time the band changes. */
function byBand(list: readonly Candidate[], format: Format, line: (candidate: Candidate) => Markup): Markup[] {
  const bands: { band: string; lines: Markup[] }[] = [];
  for (const candidate of list) {
    const last = bands.at(-1);
    if (last?.band === candidate.band) last.lines.push(line(candidate));
    else bands.push({ band: candidate.band, lines: [line(candidate)] });
  }
  return bands.map(
    ({ band, lines }) => html`<h3>${format.word(format.texts.bands, band)}</h3>
<ol class="candidates">${lines}</ol>`,
  );
}

function card(candidate: Candidate, assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const words = texts.candidates;
  const { from, to, effort, ranks } = candidate;
  const target = to === null ? html`<em>${words.noAlternative}</em>` : html`<strong>${name(to.title)}</strong>`;
  return html`<li class="candidate">
<h4><span class="rank">${candidate.rank}</span> <span><strong>${name(from.title)}</strong> <span class="arrow"><span aria-hidden="true">→</span><span class="sr">${words.arrow}</span></span> ${target}</span></h4>
<p class="tags"><span class="tag strategy">${format.label(candidate.strategy.label)}</span>
<span class="tag">${candidate.scope === 'machines' ? words.scopeMachines : words.scopeServices}</span>
${candidate.unstable && html`<span class="tag doubt">${words.unstable(ranks.low, ranks.high)}</span>`}</p>
<dl class="factors">
<div class="gain"><dt>${words.gain}</dt><dd>${words.points(format.points(candidate.gain, 2))}</dd></div>
<div><dt>${words.effort}</dt><dd>${words.effortRange(days(effort.low, format), days(effort.high, format))}</dd></div>
<div><dt>${words.readiness}</dt><dd>${format.plain(candidate.readiness)}</dd></div>
<div><dt>${words.urgency}</dt><dd>${format.plain(candidate.urgency.value)}</dd></div>
${
  candidate.scope === 'machines' &&
  html`<div><dt>${words.open}</dt><dd>${format.integer(candidate.machinesOpen)}</dd></div>
<div><dt>${words.blocked}</dt><dd>${format.integer(candidate.machinesBlocked)}</dd></div>`
}
</dl>
${
  candidate.prerequisites.length > 0 &&
  html`<p class="note"><b>${texts.spending.first}</b> ${candidate.prerequisites
    .slice(0, mostBlockers)
    .map(
      (one, index) =>
        html`${index > 0 && html`, `}${name(texts.spending.firstOne(one.from, one.to, format.integer(one.rank)))}`,
    )}</p>`
}
${candidate.blockedBy.length > 0 && html`<p class="note"><b>${words.blockedBy}</b> ${blockers(candidate, format)}</p>`}
${candidate.loses !== undefined && html`<p class="note"><b>${words.loses}</b> ${format.label(candidate.loses)}</p>`}
<details><summary>${words.factors}</summary>${factors(candidate, assessment, format)}</details>
</li>\n`;
}

function factors(candidate: Candidate, assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const words = texts.candidates;
  const { from, to, effort, effortParts, ranks } = candidate;
  const named = (ids: readonly string[]) =>
    ids.length === 0 ? texts.common.none : format.list(ids.map((id) => functionName(id, assessment, format)));
  const reasons = candidate.urgency.reasons.map((reason) => format.word(texts.urgencies, reason));
  const rows: [string, Markup | string][] = [
    [words.priority, html`${precise(candidate.priority, format)}`],
    [words.gain, html`${format.points(candidate.gain, 3)} ${texts.columns.points} <small>${words.gainHelp}</small>`],
    [words.gainMax, html`${format.points(candidate.gainMax, 3)} ${texts.columns.points}`],
    [words.gainPerimeters, perimeters(candidate, assessment, format)],
    [words.after, format.interval(candidate.intervalAfter)],
    [
      words.readiness,
      reasoned(format.plain(candidate.readiness), candidate.readinessReason && format.label(candidate.readinessReason)),
    ],
    [
      words.urgency,
      reasoned(format.plain(candidate.urgency.value), reasons.length > 0 ? format.list(reasons) : words.noUrgency),
    ],
    [texts.spending.contract, name(contractText(candidate.contract, format))],
    [words.effort, effortLine(candidate, format)],
    [
      words.effortParts,
      html`${words.effortFormula(format.plain(effortParts.fixed), format.plain(effortParts.perMachine), format.integer(effortParts.machines), format.plain(effortParts.lockIn))} <small>${effort.basis === 'read' ? words.basisRead : words.basisUnverified}</small>`,
    ],
    [words.covers, name(named(candidate.pairs))],
    [words.keeps, name(named(candidate.keeps))],
    [
      words.others,
      names(
        candidate.others.map(({ title }) => title),
        format,
      ),
    ],
    [words.currentClass, html`${classTag(from.class, format)} ${name(from.vendor)}`],
    [
      words.targetClass,
      to === null
        ? words.noAlternative
        : html`${classTag(to.class, format)} ${name(to.vendor)}, ${format.country(to.country)}`,
    ],
    [words.stability, candidate.unstable ? words.unstableHelp(ranks.low, ranks.high) : words.stableHelp],
  ];
  return html`<dl class="rows">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function reasoned(value: string, reason: string | undefined): Markup {
  return html`${value}${reason !== undefined && html` <small>${name(reason)}</small>`}`;
}

function names(titles: readonly string[], format: Format): Markup | string {
  if (titles.length === 0) return format.texts.common.none;
  return html`${titles.map((title, index) => html`${index > 0 && html`, `}${name(title)}`)}`;
}

function effortLine({ effort }: Candidate, format: Format): Markup {
  const words = format.texts.candidates;
  return html`${words.effortDays(days(effort.personDays, format))} <small>${words.effortRange(days(effort.low, format), days(effort.high, format))}, ${words.effortHelp}</small>`;
}

function perimeters(candidate: Candidate, assessment: Assessment, format: Format): Markup {
  const entries = Object.entries(candidate.gainByPerimeter).map(([id, gain]) => {
    const known = assessment.variants.perimeters.find((variant) => variant.id === id);
    return `${known === undefined ? id : format.label(known.label)} ${format.points(gain, 2)}`;
  });
  return name(format.list(entries));
}

function blockers(candidate: Candidate, format: Format): Markup {
  const words = format.texts.candidates;
  const shown = candidate.blockedBy.slice(0, mostBlockers);
  const more = candidate.blockedBy.length - shown.length;
  return html`${shown.map(
    ({ title, machines }, index) =>
      html`${index > 0 && html`, `}${name(words.blocker(title, format.integer(machines)))}`,
  )}${more > 0 && html`, +${more}`}`;
}

function withoutAlternative(assessment: Assessment, format: Format): Markup | null {
  const { texts } = format;
  if (assessment.withoutAlternative.length === 0) return null;
  return html`<h3>${texts.candidates.noAlternatives}</h3>
<p>${texts.candidates.noAlternativesText}</p>
${table(
  format,
  texts.candidates.noAlternatives,
  [
    { head: texts.columns.product, cell: (row) => name(row.title), kind: 'name' },
    { head: texts.columns.contribution, cell: (row) => format.points(row.contribution, 2), kind: 'number' },
  ],
  assessment.withoutAlternative,
  { first: 6, most: 40, file: csvFile(format, 'candidates') },
)}`;
}

function days(value: number, format: Format): string {
  return value < 10 ? format.plain(Math.round(value * 10) / 10) : format.integer(value);
}

/** Priorities span orders of magnitude: three significant digits. */
function precise(value: number, format: Format): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return format.decimal(value, Math.min(6, digits));
}
