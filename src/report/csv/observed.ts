/** What was seen: machines, services and domains, what was not attributed or not counted, and how well it was seen. In: an Assessment. Out: sheets. */
import type { Assessment } from '../../assessment.ts';
import type { Format } from '../format.ts';
import { logPeriod, logRefused, problemText } from '../sentence.ts';
import { percent, type Row, type Sheet } from './sheet.ts';

export function unknown(assessment: Assessment, format: Format): Sheet {
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

export function notCounted(assessment: Assessment, format: Format): Sheet {
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

export function domains(assessment: Assessment, format: Format): Sheet {
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
export function services(assessment: Assessment, format: Format): Sheet {
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

export function machines(assessment: Assessment, format: Format): Sheet {
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

export function quality(assessment: Assessment, format: Format): Sheet {
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
