/**
 * On-line services: which are used, whose they are, on whose machines they run, what stops or could be read; and what contacts reveal.
 */
import type { Assessment } from '../../assessment.ts';
import type { Format } from '../format.ts';
import { bar } from './charts.ts';
import { html, link, type Markup, name } from './markup.ts';
import { classTag, functionName } from './products.ts';
import { type Column, csvFile, table } from './table.ts';

type Line = Assessment['services']['lines'][number];
type Under = Line['under'][number];
type Purpose = Assessment['services']['purposes'][number];
type Share = Assessment['concentration']['parents'][number];

const mostUnder = 4;
/** Records quoted of one proof; the JSON has them all. */
const mostRecords = 3;

export function services(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const { lines, networks } = assessment.services;
  return html`<section id="services" aria-labelledby="services-title">
<h2 id="services-title">${texts.sections.services}</h2>
<p class="lead">${lines.length === 0 ? texts.services.none : texts.services.text} ${basis(assessment, format)}</p>
${resting(assessment, format)}${lines.length > 0 && html`<h3>${texts.services.all}</h3>`}
${lines.length > 0 && table(format, texts.sections.services, columns(assessment, format), lines, { first: 12, most: 80, file: csvFile(format, 'services') })}
${lines.some(({ under }) => under.length > 0) && html`<p class="note">${texts.services.placeNote}</p>`}
${lines.some(({ seen }) => seen > 0) && html`<p class="note">${texts.services.tenants}</p>`}
${networks !== null && html`<p class="note">${texts.services.networks} ${link(networks.url, networks.title)}, ${texts.services.networksDate(format.day(networks.date))}</p>`}
${qualified(assessment, format)}
${notInUse(assessment, format)}
${purposes(assessment, format)}
</section>`;
}

/** What the shares are of, and over which days. */
function basis({ services: { observers, clients, period } }: Assessment, format: Format): string | null {
  const words = format.texts.services;
  if (observers === 0) return words.noObserver;
  const counted = words.observers(observers, format.integer(observers), clients, format.integer(clients));
  if (period === null) return `${counted}.`;
  const days = words.period(format.day(period.from), format.day(period.to));
  return `${counted}, ${period.stated ? days : `${days} ${words.periodNotStated}`}`;
}

function columns(assessment: Assessment, format: Format): Column<Line>[] {
  const { texts } = format;
  return [
    {
      head: texts.columns.service,
      cell: (row) =>
        html`${name(row.title)}<small>${name(row.vendor.name)} · ${format.country(row.country)}</small>${classTag(row.class, format, row.reason)}`,
      kind: 'name',
    },
    { head: texts.columns.use, cell: (row) => use(row, assessment, format), kind: 'text' },
    { head: texts.columns.under, cell: (row) => under(row, format), kind: 'text' },
    {
      head: texts.columns.harms,
      cell: (row) =>
        html`${harms(row, format).map((harm) => html`<span class="line">${harm}</span>`)}${qualifications(row, format)}`,
      kind: 'text',
    },
  ];
}

function harms({ exposure: { cutOff, lawfulAccess } }: Line, format: Format): string[] {
  const { services, serviceAccess, serviceCutOff } = format.texts;
  if (cutOff === 'not-identified' && lawfulAccess === 'not-identified') return [services.noHarm];
  return [serviceCutOff[cutOff], serviceAccess[lawfulAccess]];
}

/** The services of class C that rest on what is outside, each with its proof: what a table of all services would hide. */
function resting(assessment: Assessment, format: Format): Markup | null {
  const words = format.texts.services;
  const rows = assessment.services.lines.filter(({ reason }) => reason === 'hosting' || reason === 'technology');
  if (rows.length === 0) return null;
  return html`<h3 id="resting">${words.rests}</h3>
<p>${words.restsText}</p>
<ul class="prose">${rows.map((row) => html`<li><strong>${name(row.title)}</strong> ${name(words.restsWho(row.vendor.name, format.country(row.country)))} ${name(format.list(proofsOf(row, assessment, format)))}</li>`)}</ul>`;
}

/** What is seen or declared to lie under a service, or the facts of its technology. */
function proofsOf(row: Line, assessment: Assessment, format: Format): string[] {
  if (row.reason === 'hosting')
    return row.under
      .filter(({ layer }) => layer === 'hosting')
      .map((one) => `${sentence(one, format)} (${evidence(one, format)})`);
  const facts = assessment.products.find(({ id }) => id === row.id)?.facts ?? [];
  return facts.filter(({ about }) => about === 'technology').map(({ text }) => format.label(text));
}

function qualified({ services: { lines } }: Assessment, format: Format): Markup | null {
  const words = format.texts.services;
  const rows = lines.filter(({ qualifications: list }) => list.length > 0);
  if (rows.length === 0) return null;
  return html`<h3 id="qualified">${words.qualified}</h3>
<p>${words.qualifiedText}</p>
<ul class="prose">${rows.map((row) => html`<li><strong>${name(row.title)}</strong> (${name(row.vendor.name)}) ${qualifications(row, format)}</li>`)}</ul>`;
}

function use(row: Line, assessment: Assessment, format: Format): Markup {
  const words = format.texts.services;
  const { texts } = format;
  const unweighed = row.evidence === 'declared' && row.share === 0;
  const parts = [unweighed ? words.noWeight : words.share(format.percent(row.share), row.evidence === 'declared')];
  if (row.evidence !== 'declared') parts.push(words.seen(row.seen, format.integer(row.seen)));
  if (row.evidence !== 'observed' && !(unweighed && row.proofs.length > 0))
    parts.push(row.declaredShare === null ? words.declared : words.declaredShare(format.percent(row.declaredShare)));
  const proofs = row.proofs.flatMap(({ domain, use: served, confidence, evidence: records }) => {
    if (served === null) return [];
    const what = texts.spending.proved(
      format.word(texts.serviceUses, served),
      format.word(texts.confidences, confidence ?? ''),
    );
    return [{ what: domain === null ? what : `${what} (${domain})`, records: records.slice(0, mostRecords) }];
  });
  for (const { title, machines } of row.clients) parts.push(words.client(title, format.integer(machines)));
  if (row.seen > 0 && row.clients.length === 0) parts.push(words.webOnly);
  const served = format.list(row.functions.map((id) => functionName(id, assessment, format)));
  const shown = proofs.map(
    ({ what, records }) =>
      html`<span class="line">${name(what)}</span>${records.map((record) => html`<small class="line">${name(record)}</small>`)}`,
  );
  return html`${parts.map((part) => html`<span class="line">${name(part)}</span>`)}${shown}<small>${served}</small>`;
}

/** "hébergé en France, opéré par X sous droit américain", and the evidence. */
function under(row: Line, format: Format): Markup | string {
  const { texts } = format;
  if (row.under.length === 0) return texts.services.underUnknown;
  return html`${row.under
    .slice(0, mostUnder)
    .map(
      (one) => html`<span class="line">${sentence(one, format)}</span><small>${name(evidence(one, format))}</small>`,
    )}${row.under.length > mostUnder && '…'}`;
}

function sentence({ operator, country, layer, by, place }: Under, format: Format): string {
  const words = format.texts.services;
  const law = words.law(country, format.country(country));
  if (layer === 'cdn') return words.cdn(operator, law);
  if (layer === 'routing') return words.routing(operator, law);
  if (layer === 'network') return words.network(operator, law);
  if (by === 'declared') return words.hostedDeclared(operator, law);
  if (place === null) return words.hosted(operator, law);
  return words.hostedIn(words.placed(place, format.country(place)), operator, law);
}

function evidence({ by, detail, machines }: Under, format: Format): string {
  const words = format.texts.services;
  if (by === 'declared') return words.byDeclaration;
  const what =
    by === 'alias' ? words.byAlias(detail) : by === 'range' ? words.byRange(detail) : words.byNetwork(detail);
  return `${what}, ${format.texts.common.machines(machines, format.integer(machines))}`;
}

function qualifications(row: Line, format: Format): Markup | null {
  const words = format.texts.services;
  if (row.qualifications.length === 0) return null;
  return html`<small>${row.qualifications.map(
    ({ scheme, scope, until, covers }) =>
      html`<span class="line">${name(words.qualification(scheme, scope, until === null ? null : format.day(until), covers))}</span>`,
  )}</small>`;
}

function notInUse({ services: { notInUse: rows } }: Assessment, format: Format): Markup | null {
  if (rows.length === 0) return null;
  const { texts } = format;
  const columnsOf: Column<(typeof rows)[number]>[] = [
    {
      head: texts.columns.product,
      cell: (row) => html`${name(row.title)}<small>${name(row.vendor)}</small>`,
      kind: 'name',
    },
    { head: texts.columns.silent, cell: (row) => format.integer(row.machines), kind: 'number' },
    { head: texts.columns.watched, cell: (row) => format.integer(row.observed), kind: 'number' },
  ];
  return html`<h3 id="not-in-use">${texts.services.notInUse}</h3>
<p>${texts.services.notInUseText}</p>
${table(format, texts.services.notInUse, columnsOf, rows, { first: 8, most: 40 })}`;
}

function purposes({ services: { purposes: rows } }: Assessment, format: Format): Markup | null {
  if (rows.length === 0) return null;
  const { texts } = format;
  const columnsOf: Column<Purpose>[] = [
    {
      head: texts.columns.purpose,
      cell: (row) =>
        html`${format.word(texts.purposes, row.purpose)}<small>${format.word(texts.reveals, row.purpose)}</small>`,
      kind: 'name',
    },
    { head: texts.columns.machines, cell: (row) => format.integer(row.machines), kind: 'number' },
    {
      head: texts.columns.learns,
      cell: (row) => {
        const named = row.vendors.map(({ name: vendor, country }) => `${vendor} (${format.country(country)})`);
        return html`${name(named.join(', '))}${row.moreVendors > 0 && '…'}`;
      },
      kind: 'text',
    },
  ];
  return html`<h3 id="purposes">${texts.services.purposes}</h3>
<p>${texts.services.purposesText}</p>
${table(format, texts.services.purposes, columnsOf, rows)}`;
}

/** How much rests on few groups and few countries, whatever their class. */
export function concentration(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const { parents, countries, functions } = assessment.concentration;
  const label = (row: Share): string => format.label(row.label);
  const country = (row: Share): string => format.country(row.id === 'unknown' ? null : row.id);
  return html`<section id="concentration" aria-labelledby="concentration-title">
<h2 id="concentration-title">${texts.sections.concentration}</h2>
<p class="lead">${texts.concentration.text}</p>
<div class="pair">
<div>${shares(texts.columns.parent, parents, label, format)}</div>
<div>${shares(texts.columns.country, countries, country, format)}</div>
</div>
${
  functions.length > 0 &&
  html`<h3>${texts.concentration.single}</h3>
<ul class="prose">${functions.map(
    (row) =>
      html`<li>${name(texts.concentration.singleLine(format.label(row.label), format.percent(row.share), row.parent, format.country(row.country)))}</li>`,
  )}</ul>`
}
</section>`;
}

function shares(head: string, rows: readonly Share[], label: (row: Share) => string, format: Format): Markup {
  const { texts } = format;
  const longest = rows[0]?.share ?? 0;
  const columnsOf: Column<Share>[] = [
    { head, cell: (row) => name(label(row)), kind: 'name' },
    { head: texts.columns.bar, cell: (row) => bar(row.share, longest), kind: 'wide' },
    { head: texts.columns.weightShare, cell: (row) => format.percent(row.share), kind: 'number' },
    { head: texts.columns.products, cell: (row) => format.integer(row.products), kind: 'number' },
  ];
  return table(format, head, columnsOf, rows, { first: 6, most: 200 });
}
