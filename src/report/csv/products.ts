/** What was attributed: products, titles, and the facts they rest on. In: an Assessment. Out: sheets. */
import type { AssessedProduct, Assessment } from '../../assessment.ts';
import { type Dependency, dependenciesOf, sumOf } from '../dependencies.ts';
import type { Format } from '../format.ts';
import { percent, type Row, type Sheet } from './sheet.ts';

export function products(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const scopeIds = ['workstations', 'servers', 'services'] as const;
  const head = [
    words.id,
    words.title,
    words.joinedService,
    words.vendor,
    words.parent,
    words.country,
    words.functions,
    words.role,
    words.licence,
    words.class,
    words.reason,
    words.line,
    words.degree,
    words.degreeLow,
    words.degreeHigh,
    words.cutOff,
    words.lawfulAccess,
    words.machines,
    words.usage,
    words.contribution,
    ...scopeIds.map((id) => `${words.contribution} : ${format.word(format.texts.scopeNames, id)}`),
    words.unverified,
    words.overdue,
    words.origin,
  ];
  const row = ({ product, services, terms, contribution }: Dependency): Row => [
    product.id,
    product.title,
    services.length === 0 ? null : services.map(({ title }) => title).join(' + '),
    product.vendor.name,
    product.parent,
    product.country,
    product.functions.join(' '),
    format.word(format.texts.roles, product.role),
    format.word(format.texts.licences, product.licence),
    product.class,
    product.reason === undefined ? null : format.word(format.texts.reasons, product.reason),
    format.label(product.line),
    product.degree,
    product.range?.low,
    product.range?.high,
    format.texts.cutOff[product.exposure.cutOff],
    format.texts.lawfulAccess[product.exposure.lawfulAccess],
    product.machines,
    percent(terms.find(({ share }) => share !== undefined)?.share),
    percent(contribution),
    ...scopeIds.map((id) => percent(scopeOf(terms, id))),
    product.unverified,
    product.overdue,
    product.origin,
  ];
  return { name: format.texts.files.products, head, rows: dependenciesOf(assessment).map(row) };
}

/** Part of a scope that the terms of a line make together; null when none is in it. */
function scopeOf(
  terms: readonly AssessedProduct[],
  id: keyof AssessedProduct['contribution']['scopes'],
): number | null {
  const within = terms.filter(({ contribution }) => contribution.scopes[id] !== undefined);
  return sumOf(within, ({ contribution }) => contribution.scopes[id] ?? 0);
}

export function titles(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const head = [words.name, words.publisher, words.machines, words.rule, words.product, words.vendor];
  const rows = assessment.products.flatMap((product) =>
    product.titles.map(
      (title): Row => [title.name, title.publisher, title.machines, title.rule, product.id, product.vendor.name],
    ),
  );
  return { name: format.texts.files.titles, head, rows };
}

export function facts(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const head = [
    words.product,
    words.vendor,
    words.about,
    words.fact,
    words.basis,
    words.date,
    words.source,
    words.url,
    words.origin,
  ];
  const rows = assessment.products.flatMap((product) =>
    product.facts.map(
      ({ about, text, source, origin }): Row => [
        product.id,
        product.vendor.name,
        format.texts.about[about],
        format.label(text),
        source === null ? null : source.basis === 'read' ? words.read : words.notVerified,
        source?.date,
        source && format.word(format.texts.sourceTitles, source.title),
        source?.url,
        origin ?? 'base',
      ],
    ),
  );
  const made = new Set(assessment.products.map(({ vendor }) => vendor.id));
  const answered = assessment.disputes
    .filter(({ vendor }) => !made.has(vendor.id))
    .map(({ vendor, by, on, text, source }): Row => {
      const answer = format.texts.limits.answer(vendor.name, by, format.day(on), text);
      return [null, vendor.name, format.texts.about.dispute, answer, null, on, by, source, null];
    });
  return { name: format.texts.files.facts, head, rows: [...rows, ...answered] };
}
