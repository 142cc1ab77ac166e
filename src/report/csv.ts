/**
 * Every line of the result, for a spreadsheet.
 *
 * In: an Assessment. Out: one CSV file for each list. In French: semicolons, decimal comma, byte order mark; in English: commas and dots;
 * CRLF in both. Percentages and points are numbers out of 100; an empty cell is "not measurable".
 * A name that a spreadsheet would take for a formula is preceded by an apostrophe; a negative number stays a number.
 */
import { stringify } from 'csv-stringify/sync';
import type { AssessedProduct, Assessment, Candidate } from '../assessment.ts';
import type { Language } from '../language.ts';
import type { Renderer, ReportFile } from './file.ts';
import { countryName, type Format, formatFor } from './format.ts';
import { contractText, logPeriod, logRefused, problemText } from './sentence.ts';
import { visible } from './visible.ts';

type Cell = string | number | boolean | null | undefined;
type Row = readonly Cell[];
type Part = Assessment['countries'][number];
type Sheet = { name: string; head: readonly string[]; rows: readonly Row[] };

export const csv: Renderer = {
  id: 'csv',
  files: (assessment, language) => {
    const format = formatFor(language);
    return [
      summary(assessment, format),
      breakdown(assessment, format),
      products(assessment, format),
      titles(assessment, format),
      facts(assessment, format),
      candidates(assessment, format),
      retirements(assessment, format),
      contracts(assessment, format),
      unknown(assessment, format),
      notCounted(assessment, format),
      domains(assessment, format),
      services(assessment, format),
      machines(assessment, format),
      quality(assessment, format),
    ].map((sheet) => written(sheet, format));
  },
};

function written({ name, head, rows }: Sheet, format: Format): ReportFile {
  const french = format.language === 'fr';
  const content = stringify(
    [head, ...rows].map((row) => row.map((cell) => cellText(cell, format))),
    {
      delimiter: french ? ';' : ',',
      record_delimiter: 'windows',
      bom: french,
    },
  );
  return { name: `${name}.csv`, content };
}

function cellText(cell: Cell, format: Format): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? format.texts.common.yes : format.texts.common.no;
  if (typeof cell === 'number') return number(cell, format.language);
  return neutral(visible(cell));
}

/** At most six decimals, never an exponent. */
function number(value: number, language: Language): string {
  if (!Number.isFinite(value)) return '';
  const plain = Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/\.?0+$/, '');
  const zero = plain === '-0' ? '0' : plain;
  return language === 'fr' ? zero.replace('.', ',') : zero;
}

/** Spreadsheets run cells that begin with one of these, even after spaces; full-width forms included. */
function neutral(text: string): string {
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}

function percent(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : value * 100;
}

function summary(assessment: Assessment, format: Format): Sheet {
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

function breakdown(assessment: Assessment, format: Format): Sheet {
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

function products(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const scopeIds = ['workstations', 'servers', 'services'] as const;
  const head = [
    words.id,
    words.title,
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
  const row = (product: AssessedProduct): Row => [
    product.id,
    product.title,
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
    percent(product.share),
    product.degree === null ? null : percent(product.contribution.overall),
    ...scopeIds.map((id) => (product.degree === null ? null : percent(product.contribution.scopes[id]))),
    product.unverified,
    product.overdue,
    product.origin,
  ];
  return { name: format.texts.files.products, head, rows: assessment.products.map(row) };
}

function titles(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const head = [words.name, words.publisher, words.machines, words.rule, words.product, words.vendor];
  const rows = assessment.products.flatMap((product) =>
    product.titles.map(
      (title): Row => [title.name, title.publisher, title.machines, title.rule, product.id, product.vendor.name],
    ),
  );
  return { name: format.texts.files.titles, head, rows };
}

function facts(assessment: Assessment, format: Format): Sheet {
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

function candidates(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const perimeters = assessment.variants.perimeters;
  const head = [
    words.rank,
    words.from,
    words.vendor,
    words.class,
    words.to,
    words.toCountry,
    words.strategy,
    words.where,
    words.band,
    words.priority,
    words.gain,
    words.gainMax,
    ...perimeters.map(({ id }) => words.gainPerimeter(id)),
    words.low,
    words.high,
    words.effort,
    words.effortLow,
    words.effortHigh,
    words.basis,
    words.effortFixed,
    words.effortPerMachine,
    words.effortMachines,
    words.lockIn,
    words.readiness,
    words.readinessReason,
    words.urgency,
    words.urgencyReasons,
    words.open,
    words.blocked,
    words.blockedBy,
    words.loses,
    words.covers,
    words.keeps,
    words.others,
    words.unstable,
    words.rankLow,
    words.rankHigh,
    format.texts.spending.contract.toLowerCase(),
    format.texts.spending.first.toLowerCase(),
  ];
  const row = (candidate: Candidate): Row => [
    candidate.rank,
    candidate.from.title,
    candidate.from.vendor,
    candidate.from.class,
    candidate.to?.title,
    candidate.to?.country,
    format.label(candidate.strategy.label),
    candidate.scope === 'machines' ? format.texts.candidates.scopeMachines : format.texts.candidates.scopeServices,
    candidate.band,
    candidate.priority,
    percent(candidate.gain),
    percent(candidate.gainMax),
    ...perimeters.map(({ id }) => percent(candidate.gainByPerimeter[id])),
    percent(candidate.intervalAfter?.low),
    percent(candidate.intervalAfter?.high),
    candidate.effort.personDays,
    candidate.effort.low,
    candidate.effort.high,
    candidate.effort.basis === 'read' ? words.read : words.notVerified,
    candidate.effortParts.fixed,
    candidate.effortParts.perMachine,
    candidate.effortParts.machines,
    candidate.effortParts.lockIn,
    candidate.readiness,
    candidate.readinessReason && format.label(candidate.readinessReason),
    candidate.urgency.value,
    candidate.urgency.reasons.map((reason) => format.word(format.texts.urgencies, reason)).join(', '),
    candidate.machinesOpen,
    candidate.machinesBlocked,
    candidate.blockedBy.map(({ title, machines }) => `${title} (${machines})`).join(', '),
    candidate.loses && format.label(candidate.loses),
    candidate.pairs.join(' '),
    candidate.keeps.join(' '),
    candidate.others.map(({ title }) => title).join(', '),
    candidate.unstable,
    candidate.ranks.low,
    candidate.ranks.high,
    contractText(candidate.contract, format),
    candidate.prerequisites
      .map(({ from, to, rank }) => format.texts.spending.firstOne(from, to, String(rank)))
      .join(', '),
  ];
  const without = assessment.withoutAlternative.map(({ title, contribution }): Row => {
    const cells = padded([null, title, null, null, words.noAlternative], head.length);
    return [...cells, percent(contribution)];
  });
  const rows = [...assessment.candidates.map((candidate) => [...row(candidate), null]), ...without];
  return { name: format.texts.files.candidates, head: [...head, words.contribution], rows };
}

function retirements(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const { spending } = format.texts;
  return {
    name: format.texts.files.retire,
    head: [
      words.id,
      words.product,
      words.vendor,
      spending.removable,
      spending.held,
      words.gain,
      words.gainMax,
      spending.contract,
    ],
    rows: assessment.retire.map((row) => [
      row.id,
      row.title,
      row.vendor,
      row.machines,
      row.machinesBlocked,
      percent(row.gain),
      percent(row.gainMax),
      contractText(row.contract, format),
    ]),
  };
}

function contracts(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const { spending } = format.texts;
  return {
    name: format.texts.files.contracts,
    head: [
      spending.object,
      spending.supplier,
      'SIRET',
      spending.reseller,
      words.product,
      words.vendor,
      words.country,
      spending.degree,
      spending.yearly,
      spending.currency,
      spending.ends,
      spending.users,
      spending.sensitive,
      spending.source,
    ],
    rows: assessment.contracts.lines.map((row) => [
      row.name,
      row.supplier,
      row.siret,
      row.resold,
      row.product?.title,
      row.vendor?.name,
      row.vendor === null ? null : format.country(row.country),
      row.degree,
      row.yearlyAmount,
      row.currency,
      row.endsOn,
      row.users,
      row.sensitive,
      row.source,
    ]),
  };
}

function unknown(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const head = [words.name, words.publisher, words.vendor, words.machines, words.assumed, words.rule];
  const rows: Row[] = [
    ...assessment.unknown.titles.map((title) => [
      title.name,
      title.publisher,
      title.vendor,
      title.machines,
      false,
      title.rule,
    ]),
    ...assessment.assumed.map((title) => [title.name, title.publisher, null, title.machines, true, title.rule]),
  ];
  return { name: format.texts.files.unknown, head, rows };
}

function notCounted(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  return {
    name: format.texts.files.notCounted,
    head: [words.role, words.reason, words.titles, words.installs, words.examples],
    rows: assessment.notCounted.map((row) => [
      format.word(format.texts.roles, row.role),
      format.label(row.reason),
      row.titles,
      row.installs,
      row.examples.join(', '),
    ]),
  };
}

function domains(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const { counted, belowThreshold, other, unknown: unattributed } = assessment.domains;
  return {
    name: format.texts.files.domains,
    head: [words.list, words.domain, words.product, words.vendor, words.purpose, words.machines],
    rows: [
      ...counted.map((row): Row => [words.counted, row.domain, row.product, null, null, row.machines]),
      ...belowThreshold.map((row): Row => [words.below, row.domain, row.product, null, null, row.machines]),
      ...other.map(
        (row): Row => [
          words.other,
          row.domain,
          null,
          row.vendor,
          format.word(format.texts.purposes, row.purpose),
          row.machines,
        ],
      ),
      ...unattributed.map((row): Row => [words.unknown, row.domain, null, null, null, row.machines]),
    ],
  };
}

/** One line for each thing that lies under a service, and one for a service of which nothing was seen. */
function services(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  return {
    name: format.texts.files.services,
    head: [
      words.id,
      words.label,
      words.vendor,
      words.country,
      words.class,
      words.reason,
      words.share,
      words.machines,
      words.evidence,
      words.operator,
      words.operatorCountry,
      words.layer,
      words.detail,
      words.place,
      words.qualifications,
    ],
    rows: assessment.services.lines.flatMap((row) => {
      const own: Row = [
        row.id,
        row.title,
        row.vendor.name,
        format.country(row.country),
        row.class,
        row.reason === undefined ? null : format.word(format.texts.reasons, row.reason),
        percent(row.share),
        row.seen,
        format.word(format.texts.evidence, row.evidence),
      ];
      const held = row.qualifications
        .map(({ scheme, scope, until }) => `${scheme}, ${scope}, ${until ?? '?'}`)
        .join(' ; ');
      const under = row.under.map(
        (one): Row => [
          ...own,
          one.operator,
          format.country(one.country),
          format.word(format.texts.layers, one.layer),
          `${one.by} ${one.detail}`,
          one.place === null ? null : format.country(one.place),
          held,
        ],
      );
      return under.length > 0 ? under : [[...own, null, null, null, null, null, held]];
    }),
  };
}

function machines(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  return {
    name: format.texts.files.machines,
    head: [
      words.id,
      words.kind,
      words.scope,
      words.unit,
      words.percent,
      words.low,
      words.high,
      words.dMax,
      words.attributed,
      words.unknown,
    ],
    rows: assessment.machines.map((row) => [
      row.id,
      format.word(format.texts.kinds, row.kind),
      format.word(format.texts.scopeNames, row.scope),
      row.unit,
      percent(row.d),
      percent(row.interval.low),
      percent(row.interval.high),
      percent(row.dMax),
      row.attributed,
      row.unknown,
    ]),
  };
}

function quality(assessment: Assessment, format: Format): Sheet {
  const words = format.texts.csv;
  const { formats, logs, problems, duplicates, signatures, collectors } = assessment.sources;
  return {
    name: format.texts.files.quality,
    head: [words.kind, words.label, words.detail, words.count],
    rows: [
      ...formats.map(
        (row): Row => [
          words.format,
          row.format,
          format.texts.common.machines(row.machines, String(row.machines)),
          row.files,
        ],
      ),
      ...logs.map(
        (row): Row => [
          words.log,
          row.file,
          [
            row.format,
            format.texts.quality.clients(row.clients, String(row.clients)),
            logPeriod(row, format),
            logRefused(row, format),
          ]
            .filter((part) => part !== '')
            .join(' ; '),
          row.kept,
        ],
      ),
      ...problems.map((row): Row => [words.problem, row.file, problemText(row, format), null]),
      ...collectors.map(
        (row): Row => [
          words.collector,
          row.id,
          [format.word(format.texts.statuses, row.status), ...row.warnings].join(' ; '),
          row.machines,
        ],
      ),
      [words.duplicates, null, null, duplicates],
      ...Object.entries(signatures ?? {}).map(
        ([kind, count]): Row => [format.word(format.texts.signatures, kind), null, null, count],
      ),
    ],
  };
}

function padded(row: Row, length: number): Cell[] {
  return [...row, ...Array.from<Cell>({ length: Math.max(0, length - row.length) }).fill(null)];
}
