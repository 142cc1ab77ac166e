/**
 * What weighs most, each line with its chain on demand: titles read → rule → product → vendor → facts → class → degree → contribution.
 */
import type { AssessedProduct, Assessment, Fact } from '../../assessment.ts';
import { type Dependency, dependenciesOf, termPoints } from '../dependencies.ts';
import type { Format } from '../format.ts';
import { bar } from './charts.ts';
import { html, link, type Markup, name } from './markup.ts';
import { csvFile, hidden } from './table.ts';

/** Lines with their chain in the page, of each sort; the CSV has them all. */
const mostWeighing = 100;
const mostWeightless = 40;
const first = 10;
const mostTitles = 10;
const mostFacts = 16;

export function products(assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  const all = dependenciesOf(assessment);
  const lines = all.filter(({ contribution }) => contribution !== null && contribution > 0);
  const rest = all.filter((one) => !lines.includes(one));
  const longest = lines[0]?.contribution ?? 0;
  const line = (one: Dependency): Markup => productLine(one, assessment, format, longest);
  const head = lines.slice(0, first);
  const tail = lines.slice(first, mostWeighing);
  return html`<section id="products" aria-labelledby="products-title">
<h2 id="products-title">${texts.sections.products}</h2>
<p class="lead">${texts.products.text}</p>
${lines.length === 0 ? html`<p>${texts.products.none}</p>` : html`<ol class="products">${head.map(line)}</ol>`}
${
  tail.length > 0 &&
  html`<details class="more"><summary>${texts.common.showMore(tail.length, format.integer(tail.length))}</summary>
<ol class="products" start="${first + 1}">${tail.map(line)}</ol></details>`
}
${hidden(format, lines.length - mostWeighing, csvFile(format, 'products'))}
${fold(withDegree(rest), texts.products.european, format, line)}
${fold(withoutDegree(rest), texts.products.unqualified, format, line)}
</section>`;
}

function withDegree(list: readonly Dependency[]): Dependency[] {
  return list.filter(({ contribution }) => contribution !== null);
}

function withoutDegree(list: readonly Dependency[]): Dependency[] {
  return list.filter(({ contribution }) => contribution === null);
}

function fold(
  list: readonly Dependency[],
  title: string,
  format: Format,
  line: (one: Dependency) => Markup,
): Markup | null {
  if (list.length === 0) return null;
  return html`<details class="more"><summary>${title} (${format.integer(list.length)})</summary>
<ul class="products">${list.slice(0, mostWeightless).map(line)}</ul>
${hidden(format, list.length - mostWeightless, csvFile(format, 'products'))}</details>`;
}

/** Class in one coloured word, with the reason of class C. */
export function classTag(id: AssessedProduct['class'], format: Format, reason?: string): Markup {
  const { texts } = format;
  const why = reason === undefined ? '' : `, ${format.word(texts.reasons, reason)}`;
  const letter = id === 'unknown' ? '' : id;
  return html`<span class="tag class-${id === 'A?' ? 'A' : id}">${letter !== '' && html`<b>${letter}</b> `}${texts.classes[id]}${why}</span>`;
}

function productLine(
  { product, services, terms, contribution: total }: Dependency,
  assessment: Assessment,
  format: Format,
  longest: number,
): Markup {
  const { texts } = format;
  return html`<li><details class="product"><summary>
<span class="what"><strong>${name(product.title)}</strong> <span class="who">${name(product.vendor.name)} · ${format.country(product.country)}</span>${services.map(({ title }) => html` <span class="who">${name(texts.products.withService(title))}</span>`)}</span>
<span class="tags">${classTag(product.class, format, product.reason)}${product.unverified && html`<span class="tag doubt">${texts.products.unverified}</span>`}${product.overdue && html`<span class="tag doubt">${texts.products.overdue}</span>`}${product.facts.some(({ about }) => about === 'dispute') && html`<span class="tag doubt">${texts.products.disputed}</span>`}</span>
${bar(total ?? 0, longest)}
<span class="value">${values(terms, format)}</span>
</summary>
${services.length > 0 && html`<p class="note">${texts.products.twoTerms}</p>`}${terms.map((term) => html`${services.length > 0 && html`<p><strong>${name(term.title)}</strong></p>`}${chain(term, assessment, format)}`)}
</details></li>\n`;
}

function chain(product: AssessedProduct, assessment: Assessment, format: Format): Markup {
  const { texts } = format;
  return html`<ol class="chain">
<li><h3>${texts.products.read}</h3>${titles(product, format)}</li>
<li><h3>${texts.products.recognised}</h3>${recognised(product, assessment, format)}</li>
<li><h3>${texts.products.facts}</h3>${facts(product, format)}</li>
<li><h3>${texts.products.class}</h3>${classLine(product, format)}</li>
<li><h3>${texts.products.contribution}</h3>${contribution(product, assessment, format)}</li>
<li><h3>${texts.products.exposure}</h3>${exposure(product, format)}</li>
</ol>`;
}

/** "1,8 + 0,7 points": a term for the machines, one for each service. */
function values(terms: readonly AssessedProduct[], format: Format): Markup {
  const points = termPoints(terms, format);
  if (points === '') return html`${format.texts.common.notMeasurable}`;
  return html`<b>${points}</b> ${format.texts.columns.points}`;
}

function titles(product: AssessedProduct, format: Format): Markup {
  const { texts } = format;
  const shown = product.titles.slice(0, mostTitles);
  const more = product.titles.length - shown.length + product.moreTitles;
  return html`<ul class="plain">${shown.map(
    (
      title,
    ) => html`<li>${name(title.name)}${title.publisher !== undefined && html` <span class="who">${name(title.publisher)}</span>`}
<small>${texts.common.machines(title.machines, format.integer(title.machines))}${title.rule !== undefined && html` · <code>${texts.products.rule(title.rule)}</code>`}</small></li>`,
  )}</ul>${more > 0 && html`<p class="note">${texts.common.notCollected(more, format.integer(more))}</p>`}${
    product.share !== undefined && html`<p>${texts.products.weight(format.percent(product.share))}</p>`
  }`;
}

function recognised(product: AssessedProduct, assessment: Assessment, format: Format): Markup {
  const words = format.texts.products;
  const served = product.functions.map((id) => functionName(id, assessment, format));
  const details = [words.madeBy(product.vendor.name)];
  if (product.parent !== product.vendor.name) details.push(words.controlledBy(product.parent));
  details.push(
    words.role(format.word(format.texts.roles, product.role)),
    words.licence(format.word(format.texts.licences, product.licence)),
    words.functions(format.list(served)),
  );
  if (product.origin !== 'base') details.push(words.local(product.origin));
  return html`<p><strong>${name(product.title)}</strong>, ${details.map((text, index) => html`${index > 0 && html`, `}${name(text)}`)}</p>`;
}

function facts(product: AssessedProduct, format: Format): Markup {
  const { texts } = format;
  if (product.facts.length === 0) return html`<p>${texts.products.noFact}</p>`;
  const shown = product.facts.slice(0, mostFacts);
  const more = product.facts.length - shown.length;
  return html`<ul class="plain">${shown.map(
    (fact) =>
      html`<li><b>${texts.about[fact.about]}</b> ${name(format.label(fact.text))} <small>${source(fact, format)}${fact.origin !== undefined && html` · ${name(texts.products.local(fact.origin))}`}</small></li>\n`,
  )}</ul>${more > 0 && html`<p class="note">${texts.products.moreFacts(more, format.integer(more))} (${csvFile(format, 'facts')})</p>`}`;
}

function source(fact: Fact, format: Format): Markup {
  const words = format.texts.products;
  if (fact.source === null) return html`<span class="tag doubt">${words.noSource}</span>`;
  const { title, url, basis, date } = fact.source;
  if (basis === 'read') return html`${link(url, title)}, ${words.readOn(format.day(date))}`;
  return html`<span class="tag doubt">${words.unverifiedOn(format.day(date))}</span> ${link(url, format.word(format.texts.sourceTitles, title))}`;
}

function classLine(product: AssessedProduct, format: Format): Markup {
  const words = format.texts.products;
  const { degree, range } = product;
  const wide = range !== null && range.low !== range.high;
  return html`<p>${classTag(product.class, format, product.reason)} ${name(format.label(product.line))}</p>
<p>${degree === null ? words.noDegree : words.degree(format.plain(degree))}${
    wide && html`, ${words.range(format.plain(range.low), format.plain(range.high))}`
  }</p>`;
}

function contribution(product: AssessedProduct, assessment: Assessment, format: Format): Markup {
  const words = format.texts.products;
  const { overall, scopes } = product.contribution;
  const byScope = Object.entries(scopes).map(([id, value]) =>
    words.inScope(format.points(value, 2), format.word(format.texts.scopeNames, id)),
  );
  const byFunction = Object.entries(product.contributionByFunction).map(([id, value]) =>
    words.byFunction(format.points(value, 2), functionName(id, assessment, format)),
  );
  if (product.degree === null) return html`<p>${words.notInD}</p>`;
  return html`<p>${words.total(format.points(overall, 2))}${byFunction.length > 0 && html` (${name(format.list(byFunction))})`}</p>
${byScope.length > 0 && html`<p>${format.list(byScope)}</p>`}`;
}

function exposure(product: AssessedProduct, format: Format): Markup {
  const { texts } = format;
  return html`<p>${texts.products.cutOff} <b>${texts.cutOff[product.exposure.cutOff]}</b> · ${texts.products.lawfulAccess} <b>${texts.lawfulAccess[product.exposure.lawfulAccess]}</b></p>${product.laws.length > 0 && html`<p class="note">${texts.products.laws} ${format.list(product.laws.map((law) => lawName(law, format)))}</p>`}`;
}

/** Label of a function as the Assessment gives it, or its identifier. */
export function functionName(id: string, assessment: Assessment, format: Format): string {
  const known = assessment.functions.find((part) => part.id === id);
  return known === undefined ? id : format.label(known.label);
}

function lawName({ name: law, status }: AssessedProduct['laws'][number], format: Format): string {
  return status === 'in-force' ? format.label(law) : `${format.label(law)} (${format.texts.products.lawToCheck})`;
}
