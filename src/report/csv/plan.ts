/** What can be done: candidates, removals, contracts. In: an Assessment. Out: sheets. */
import type { Assessment, Candidate } from '../../assessment.ts';
import type { Format } from '../format.ts';
import { contractText } from '../sentence.ts';
import { padded, percent, type Row, type Sheet } from './sheet.ts';

export function candidates(assessment: Assessment, format: Format): Sheet {
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

export function retirements(assessment: Assessment, format: Format): Sheet {
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

export function contracts(assessment: Assessment, format: Format): Sheet {
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
