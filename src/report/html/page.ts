/**
 * The page a DSI hands to its management and to elected officials.
 *
 * In: an Assessment and a language. Out: one self-contained HTML document: no script, no request, every datum escaped.
 * It computes nothing: the lists come sorted, and it only cuts them.
 */
import type { Assessment } from '../../assessment.ts';
import type { Language } from '../../language.ts';
import type { Renderer } from '../file.ts';
import { type Format, formatFor } from '../format.ts';
import { lenses, limits, method, quality } from './background.ts';
import { countries, functions, scopes, units, vendors } from './breakdown.ts';
import { candidates } from './candidates.ts';
import { domains, notCounted, unknown } from './gaps.ts';
import { headline, hypotheses } from './headline.ts';
import { html, type Markup, name, rendered, trusted } from './markup.ts';
import { products } from './products.ts';
import { concentration, services } from './services.ts';
import { style } from './style.ts';

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export const page: Renderer = {
  id: 'html',
  files: (assessment, language) => [{ name: 'index.html', content: renderPage(assessment, language) }],
};

function renderPage(assessment: Assessment, language: Language): string {
  const format = formatFor(language);
  const { texts } = format;
  const organisation = assessment.organisation ?? texts.common.unnamedOrganisation;
  const title = texts.page.title(organisation, format.percent(assessment.headline.d));
  return rendered(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#result">${texts.page.skip}</a>
<header id="top">
<p class="kicker">${texts.page.kicker}</p>
<h1>${name(organisation)}</h1>
<p class="meta">${meta(assessment, format)}</p>
${
  assessment.demonstration &&
  html`<p class="banner" role="note"><strong>${texts.page.demonstration}</strong> ${texts.page.demonstrationText}</p>`
}
</header>
<main>
${headline(assessment, format)}
${contents(assessment, format)}
${hypotheses(assessment, format)}
${scopes(assessment, format)}
${functions(assessment, format)}
${countries(assessment, format)}
${vendors(assessment, format)}
${products(assessment, format)}
${services(assessment, format)}
${concentration(assessment, format)}
${candidates(assessment, format)}
${unknown(assessment, format)}
${notCounted(assessment, format)}
${domains(assessment, format)}
${units(assessment, format)}
${lenses(assessment, format)}
${quality(assessment, format)}
${method(assessment, format)}
${limits(assessment, format)}
</main>
<footer>
<p>${texts.page.footer(`${assessment.tool.name} ${assessment.tool.version}`, format.day(assessment.generatedAt))}</p>
<p><a href="#top">${texts.page.top}</a></p>
</footer>
</body>
</html>
`);
}

function meta(assessment: Assessment, format: Format): Markup[] {
  const words = format.texts.page;
  const { period, settings } = assessment;
  const parts = [words.established(format.day(assessment.generatedAt))];
  if (period !== null) parts.push(words.observed(format.day(period.from), format.day(period.to)));
  parts.push(
    words.perimeter(format.label(settings.perimeter.label)),
    words.profile(format.label(settings.profile.label)),
  );
  return parts.map((part) => html`<span>${part}</span> `);
}

function contents(assessment: Assessment, format: Format): Markup {
  const words = format.texts.sections;
  const sections: [string, string][] = [
    ['hypotheses', words.hypotheses],
    ['scopes', words.scopes],
    ['functions', words.functions],
    ['countries', words.countries],
    ['vendors', words.vendors],
    ['products', words.products],
    ['services', words.services],
    ['concentration', words.concentration],
    ['candidates', words.candidates],
    ['unknown', words.unknown],
    ['not-counted', words.notCounted],
    ['domains', words.domains],
  ];
  if (assessment.units.length > 0) sections.push(['units', words.units]);
  sections.push(
    ['lenses', words.lenses],
    ['quality', words.quality],
    ['method', words.method],
    ['limits', words.limits],
  );
  return html`<nav aria-label="${format.texts.page.contents}"><ul>${sections.map(
    ([id, label]) => html`<li><a href="#${id}">${label}</a></li>`,
  )}</ul></nav>`;
}
