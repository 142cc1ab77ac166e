import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Assessment } from '../../src/assessment.ts';
import type { Language } from '../../src/language.ts';
import { html, link, rendered } from '../../src/report/html/markup.ts';
import { renderers } from '../../src/report/index.ts';
import { hostileTexts, renamed, turning } from './hostile.ts';
import { emptySample, hostileNames, largeSample, sample } from './sample.ts';

function page(assessment: Assessment, language: Language = 'fr'): string {
  const files = renderers.find(({ id }) => id === 'html')?.files(assessment, language) ?? [];
  expect(files.map(({ name }) => name)).toEqual(['index.html']);
  return files[0]?.content ?? '';
}

/** Tags and attribute names, in order: what a browser would build, whatever the texts. */
function skeleton(document: string): string[] {
  return [...document.matchAll(/<(\/?[a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/g)].map(
    ([, tag, attributes]) => `${tag} ${(attributes ?? '').replace(/="[^"]*"/g, '').trim()}`,
  );
}

/** Compares without printing a whole page when it fails. */
function missing(document: string, parts: readonly string[]): string[] {
  return parts.filter((part) => !document.includes(part));
}

describe('the template', () => {
  test('escapes texts and attributes, keeps markup, drops nothing, null and false', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(rendered(html`<p title="${`"'&\``}">${inner}${null}${undefined}${false}${0}${['a', inner]}</p>`)).toBe(
      '<p title="&quot;&#39;&amp;&#96;"><b>&lt;i&gt;</b>0a<b>&lt;i&gt;</b></p>',
    );
  });

  test.each([
    'javascript:alert(1)',
    ' java\tscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    'https://user:secret@example.org/',
    'http://',
    '',
  ])('%j is never a link', (address) => {
    expect(rendered(link(address, 'source'))).toBe('<bdi>source</bdi>');
  });

  test('an http(s) address is a link that tells nothing to the site', () => {
    expect(rendered(link('https://example.org/a?b=1&c="', '<x>'))).toBe(
      '<a href="https://example.org/a?b=1&amp;c=%22" rel="noopener noreferrer" target="_blank"><bdi>&lt;x&gt;</bdi></a>',
    );
  });
});

describe('the page', () => {
  test('stands alone: strict policy, no script, no address but those of the sources', () => {
    const document = page(sample());
    expect(missing(document, [`<meta http-equiv="Content-Security-Policy" content="default-src 'none';`])).toEqual([]);
    expect(document).not.toMatch(/<(script|iframe|object|embed|img|form|base)\b/i);
    expect(document).not.toMatch(/\son[a-z]+="/i);
    const addresses = [...document.matchAll(/(?:href|src)="([^"#][^"]*)"/g)].map(([, address]) => address);
    expect(addresses.filter((address) => !address?.startsWith('https://example.org/') && address !== 'data:,')).toEqual(
      [],
    );
    expect(document).not.toMatch(/url\(|@import/);
  });

  test('keeps the structure of the page whatever the names are', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const document = page(renamed(sample(), turning(texts)));
        const harmless = texts.map((text) => `name ${texts.indexOf(text)}`);
        expect(skeleton(document)).toEqual(skeleton(page(renamed(sample(), turning(harmless)))));
        expect(document.isWellFormed()).toBe(true);
        expect(document).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('shows every hostile name as text', () => {
    const document = page(sample());
    expect(missing(document, ['&lt;script&gt;document.title=&quot;PWNED&quot;&lt;/script&gt;'])).toEqual([]);
    expect(missing(document, ['facture[U+202E]gpj.exe'])).toEqual([]);
    expect(missing(document, ['␛[31mrouge'])).toEqual([]);
    expect(document).not.toContain('\u202e');
  });

  test('begins with the headline, in the language asked', () => {
    const french = page(sample());
    expect(missing(french, ['<html lang="fr">'])).toEqual([]);
    expect(missing(french, ['<p class="figure">62<span>%</span></p>'])).toEqual([]);
    expect(
      missing(french, ['un poste de travail, un serveur et les services en ligne utilisés (pondérés 50, 25 et 25)']),
    ).toEqual([]);
    expect(missing(french, ['Démonstration'])).toEqual([]);
    const english = page(sample(), 'en');
    expect(missing(english, ['<html lang="en">'])).toEqual([]);
    expect(missing(english, ['rest on extra-European technology'])).toEqual([]);
  });

  test('prints the blocks in order', () => {
    const ids = [...page(sample()).matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      'result',
      'hypotheses',
      'scopes',
      'functions',
      'countries',
      'vendors',
      'products',
      'services',
      'concentration',
      'candidates',
      'unknown',
      'not-counted',
      'domains',
      'units',
      'lenses',
      'quality',
      'method',
      'limits',
    ]);
  });

  test('every link of the contents leads somewhere, and no id is used twice', () => {
    const document = page(sample());
    const ids = [...document.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of document.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test('"not measurable" is never 0', () => {
    const document = page(emptySample());
    expect(missing(document, ['non mesurable'])).toEqual([]);
    expect(missing(document, ['Ce n’est pas zéro'])).toEqual([]);
    expect(document.replace(/<style>[\s\S]*<\/style>/, '')).not.toMatch(/>0\u202f%</);
  });

  test('a product without degree is neither European nor worth 0 points', () => {
    const document = page(sample());
    const line = /<strong><bdi>Produit sans fait<\/bdi>[\s\S]*?<\/details>/.exec(document)?.[0] ?? '';
    expect(missing(line, ['<span class="value">non mesurable</span>', 'il élargit l’intervalle'])).toEqual([]);
    expect(document.indexOf('Produit sans fait')).toBeGreaterThan(
      document.indexOf('Produits reconnus mais non qualifiés'),
    );
  });

  test('the sentence names the scopes measured, and what was not seen', () => {
    const only = sample();
    only.headline.scopesMeasured = ['workstations'];
    const document = page(only);
    expect(missing(document, ['Sur un poste de travail moyen, 62'])).toEqual([]);
    expect(missing(document, ['Rien n’a été vu de\u202f: serveurs et services en ligne'])).toEqual([]);
    only.headline.scopesNotMeasured = ['servers'];
    expect(missing(page(only), ['Vu mais non mesurable\u202f: serveurs'])).toEqual([]);
  });

  test('a percentage that rests on little says so', () => {
    const little = sample();
    little.headline.coverage.machines.ratio = 0.31;
    expect(missing(page(little), ['Moins de la moitié de ce qui a été vu est attribué (31\u202f%)'])).toEqual([]);
    expect(page(sample())).not.toContain('class="caution"');
  });

  test('the chain of a number is whole: titles, rule, vendor, facts, sources, class, degree, contribution', () => {
    const document = page(sample());
    const chain = /<strong><bdi>VMware ESXi<\/bdi><\/strong>[\s\S]*?<\/ol>/.exec(document)?.[0] ?? '';
    for (const text of [
      'règle vmware-esxi#1',
      'édité par VMware',
      'tête de groupe\u202f: Broadcom',
      'href="https://example.org/broadcom"',
      'lu le 21 novembre 2026',
      'non vérifié, 2026',
      'sans source',
      'degré 1',
      '5,44 points en tout (<bdi>5,44 pour Virtualisation</bdi>)',
      'Coupure <b>mises à jour seulement</b>',
    ]) {
      expect(missing(chain, [text])).toEqual([]);
    }
    expect(missing(document, ['de 0 à 0,5 tant que le contrôle n’est pas vérifié'])).toEqual([]);
  });

  test('a park of 10,000 machines stays under 1.5 MB, says what it hides, and lists no machine', () => {
    const large = largeSample(10_000);
    const document = page(large);
    expect(Buffer.byteLength(document)).toBeLessThan(1_500_000);
    expect(missing(document, ['le fichier produits.csv (option --format csv) les contient toutes'])).toEqual([]);
    expect(document).not.toContain(large.machines[4321]?.id ?? '');
  });

  test('is the same twice', () => {
    expect(page(sample())).toBe(page(sample()));
  });

  test('the names of the sample are those it says', () => {
    expect(sample().products.some(({ title }) => title === hostileNames.script)).toBe(true);
  });
});
