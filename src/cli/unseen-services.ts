/**
 * Why one run on one machine measures no online service, said with what to do about it.
 *
 * In: the inventory the agent has just written. Out: a sentence, or none once services are measured. It measures nothing (assess does).
 */
import type { Inventory } from '../inventory/schema.ts';
import type { Label } from '../language.ts';

/** Collectors of the names a machine looked up. */
const LOOKED_UP = new Set(['dns-cache', 'resolver-cache']);

const sentences = {
  noNames: {
    fr: `Services en ligne : non mesurés. Cette machine ne garde pas, ou ne montre pas, les noms qu’elle a demandés (aucun cache DNS lisible) ; donnez le journal d’un mandataire ou d’un résolveur : tiebreak report JOURNAL`,
    en: 'Online services: not measured. This machine keeps, or shows, none of the names it looked up (no DNS cache that can be read); give the log of a proxy or of a resolver: tiebreak report LOG',
  },
  tooEarly: {
    fr: `Services en ligne : pas encore mesurés. Par respect de la vie privée, ils ne sont dits qu’après une semaine d’observation ; relancez tiebreak dans une semaine, ou donnez dès maintenant le journal d’un mandataire ou d’un résolveur : tiebreak report JOURNAL`,
    en: 'Online services: not measured yet. For the sake of privacy they are told only after a week of observation; run tiebreak again in a week, or give the log of a proxy or of a resolver now: tiebreak report LOG',
  },
} satisfies Record<string, Label>;

export function whyNoService({ collectors, endpointPeriodDays, endpointPolicy }: Inventory): Label | undefined {
  // "empty" is an answer: there was nothing to see on that day.
  const showsNames = collectors.some(({ id, status }) => LOOKED_UP.has(id) && (status === 'ok' || status === 'empty'));
  if (!showsNames) return sentences.noNames;
  return endpointPeriodDays === undefined && endpointPolicy !== 'full' ? sentences.tooEarly : undefined;
}
