/** A candidate as the Assessment shows it: every factor, nothing folded. */
import type { Assessment, Candidate, ClassName } from '../assessment.ts';
import { type KnowledgeBase, type Product, phraseLabel } from '../knowledge/base.ts';
import type { PlannedCandidate } from '../plan/candidates.ts';
import type { RetireLine } from '../plan/retire.ts';
import { ultimateParent } from '../score/classify.ts';
import type { Degrees } from '../score/degree.ts';
import { contractFacts } from './contracts.ts';

export function candidateLine(base: KnowledgeBase, planned: PlannedCandidate, degrees: Degrees): Candidate {
  const classOf = (product: Product): ClassName => degrees.verdictOf(product.index).class;
  const { from, to, alternative, effort } = planned;
  return {
    rank: planned.rank,
    from: { id: from.id, title: from.title, vendor: from.vendor.name, class: classOf(from) },
    to: {
      id: to.id,
      title: to.title,
      vendor: to.vendor.name,
      class: classOf(to),
      country: ultimateParent(base, to).country,
    },
    pairs: [...planned.pairs],
    keeps: [...planned.keeps],
    scope: planned.scope,
    band: planned.band,
    priority: planned.priority,
    gain: planned.gain,
    gainMax: planned.gainMax,
    gainByPerimeter: { ...planned.gainByPerimeter },
    intervalAfter: planned.intervalAfter,
    effort: {
      personDays: effort.personDays,
      low: effort.low,
      high: effort.high,
      basis: base.rules.migration.effort.basis,
    },
    effortParts: {
      fixed: effort.fixed,
      perMachine: effort.perMachine,
      machines: effort.machines,
      lockIn: effort.lockIn,
    },
    readiness: alternative.readiness,
    ...(alternative.reason === undefined ? {} : { readinessReason: phraseLabel(alternative.reason) }),
    ...(alternative.loses === undefined ? {} : { loses: phraseLabel(alternative.loses) }),
    urgency: { value: planned.urgency.value, reasons: [...planned.urgency.reasons] },
    contract: contractFacts(planned.contract),
    prerequisites: planned.prerequisites.map((first) => ({
      from: first.from.title,
      to: first.to.title,
      rank: first.rank,
    })),
    machinesOpen: planned.machinesOpen,
    machinesBlocked: planned.machinesBlocked,
    blockedBy: planned.blockedBy.map(({ id, title, machines }) => ({ product: id, title, machines })),
    strategy: { id: planned.strategy.id, label: planned.strategy.label },
    unstable: planned.ranks.low !== planned.rank || planned.ranks.high !== planned.rank,
    others: planned.others.map(({ id, title }) => ({ id, title })),
    ranks: planned.ranks,
  };
}

export function retireLine(line: RetireLine): Assessment['retire'][number] {
  const { product, machines, machinesBlocked, gain, gainMax, contract } = line;
  const { id, title, vendor } = product;
  return {
    id,
    title,
    vendor: vendor.name,
    machines,
    machinesBlocked,
    gain,
    gainMax,
    contract: contractFacts(contract),
  };
}
