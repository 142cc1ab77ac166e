/** The result, its variants and its parts. In: an Assessment. Out: sheets. */
import type { Assessment } from '../../assessment.ts';
import { countryName, type Format } from '../format.ts';
import { type Cell, padded, percent, type Row, type Sheet } from './sheet.ts';

type Part = Assessment['countries'][number];

export function summary(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const { headline, variants, settings } = assessment;
  const result = (row: Pick<Assessment['headline'], 'd' | 'dMax' | 'interval'>): Cell[] => [
    percent(row.d),
    percent(row.interval?.low),
    percent(row.interval?.high),
    percent(row.dMax),
  ];
  const variantRows = (kind: string, list: Assessment['variants']['exposed']) =>
    list.map(
      (row): Row => [
        kind,
        row.id,
        format.label(row.label),
        ...result(row),
        percent(row.coverage.machines.ratio),
        percent(row.coverage.services?.ratio),
      ],
    );
  const first: Row = [
    words.headline,
    settings.profile.id,
    assessment.organisation ?? format.texts.common.unnamedOrganisation,
    ...result(headline),
    percent(headline.coverage.machines.ratio),
    percent(headline.coverage.services?.ratio),
    null,
    headline.machines,
  ];
  const scopes = assessment.scopes.map((row): Row => {
    const ratio = percent(row.coverage?.ratio);
    const ratios = row.id === 'services' ? [null, ratio] : [ratio, null];
    return [
      words.scope,
      row.id,
      format.label(row.label),
      ...result(row),
      ...ratios,
      row.weight,
      row.seen,
      row.measured,
    ];
  });
  const head = [
    words.kind,
    words.id,
    words.label,
    words.percent,
    words.low,
    words.high,
    words.dMax,
    words.coverageMachines,
    words.coverageServices,
    words.weight,
    words.seen,
    words.measured,
  ];
  const rows = [
    first,
    ...scopes,
    ...variantRows(words.exposed, variants.exposed),
    ...variantRows(words.perimeter, variants.perimeters),
    ...variantRows(words.profile, variants.profiles),
  ];
  return { name: format.texts.files.summary, head, rows: rows.map((row) => padded(row, head.length)) };
}

export function breakdown(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const head = [
    words.kind,
    words.id,
    words.label,
    words.contribution,
    words.share,
    words.machines,
    words.products,
    words.criticality,
    words.meanDegree,
    words.present,
  ];
  const part = (kind: string, row: Part, label = format.label(row.label)): Cell[] => [
    kind,
    row.id,
    label,
    percent(row.contribution),
    percent(row.share),
    row.machines,
    row.products,
  ];
  const rows: Row[] = [
    ...assessment.functions.map((row) => [...part(words.function, row), row.criticality, row.dMean, row.present]),
    ...assessment.countries.map((row) => part(words.country, row, countryName(row, format))),
    ...assessment.parents.map((row) => part(words.parent, row)),
    ...assessment.vendors.map((row) => part(words.vendor, row)),
    ...assessment.units.map((row) => part(words.unit, row)),
  ];
  return { name: format.texts.files.parts, head, rows: rows.map((row) => padded(row, head.length)) };
}
