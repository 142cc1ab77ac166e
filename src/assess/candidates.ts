/** A candidate as the Assessment shows it: every factor, nothing folded. */
import type { Candidate, ClassName } from '../assessment.ts';
import { type KnowledgeBase, type Product, phraseLabel } from '../knowledge/base.ts';
import type { PlannedCandidate } from '../plan/candidates.ts';
import { ultimateParent } from '../score/classify.ts';
import type { Degrees } from '../score/degree.ts';

export function candidateLine(base: KnowledgeBase, planned: PlannedCandidate, degrees: Degrees): Candidate {
  const classOf = (product: Product): ClassName => degrees.verdicts[product.index]?.class ?? 'unknown';
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
    urgency: planned.urgency,
    machinesOpen: planned.machinesOpen,
    machinesBlocked: planned.machinesBlocked,
    blockedBy: planned.blockedBy.map(({ id, title, machines }) => ({ product: id, title, machines })),
    strategy: { id: planned.strategy.id, label: planned.strategy.label },
    unstable: planned.ranks.low !== planned.rank || planned.ranks.high !== planned.rank,
    others: planned.others.map(({ id, title }) => ({ id, title })),
    ranks: planned.ranks,
  };
}
