/** What an assessment lists beside the products: parts of D, unknown titles, what was not counted, domains. */
import type { AssessedProduct, Assessment } from '../assessment.ts';
import { isUse } from '../identify/domains.ts';
import type { FleetObservation } from '../identify/observe.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { Label } from '../language.ts';
import { countryName } from '../score/explain.ts';
import { type Fleet, productOf } from '../score/fleet.ts';
import type { ObservedFleet } from './fleet.ts';
import { byFrequency } from './products.ts';

/** Longest lists: a report is read by people, the rest is counted. */
const MOST_UNKNOWN = 1000;
const MOST_DOMAINS = 500;
const MOST_EXAMPLES = 5;

type Part = Assessment['countries'][number];

function same(text: string): Label {
  return { fr: text, en: text };
}

interface Group {
  readonly id: string;
  readonly label: Label;
}

/** Machines on which at least one product of each group is kept. */
function machinesByGroup(fleet: Fleet, groupOf: ReadonlyMap<number, string>): Map<string, number> {
  const machines = new Map<string, number>();
  for (const { pairs } of fleet.machines) {
    const groups = new Set<string>();
    for (const pair of pairs) {
      const group = groupOf.get(productOf(pair));
      if (group !== undefined) groups.add(group);
    }
    for (const group of groups) machines.set(group, (machines.get(group) ?? 0) + 1);
  }
  return machines;
}

/** Parts of D by any key of a product: they add up to D. */
function partsBy(input: PartsInput, keyOf: (product: AssessedProduct) => Group): Part[] {
  const { products, total, fleet, base } = input;
  const parts = new Map<string, { label: Label; contribution: number; products: number }>();
  const groupOf = new Map<number, string>();
  for (const product of products) {
    const { id, label } = keyOf(product);
    const part = parts.get(id) ?? { label, contribution: 0, products: 0 };
    part.contribution += product.contribution.overall;
    part.products += 1;
    parts.set(id, part);
    const index = base.productById.get(product.id)?.index;
    if (index !== undefined) groupOf.set(index, id);
  }
  const machines = machinesByGroup(fleet, groupOf);
  return [...parts]
    .map(([id, part]) => ({ id, ...part, share: shareOf(part.contribution, total), machines: machines.get(id) ?? 0 }))
    .sort((a, b) => b.contribution - a.contribution || b.products - a.products || (a.id < b.id ? -1 : 1));
}

/** A part of D as a fraction of D; null when there is no D. */
export function shareOf(contribution: number, total: number | null): number | null {
  return total === null || total === 0 ? null : Math.min(1, contribution / total);
}

export interface PartsInput {
  readonly products: readonly AssessedProduct[];
  /** D itself. */
  readonly total: number | null;
  readonly fleet: Fleet;
  readonly base: KnowledgeBase;
}

export function partsOfD(input: PartsInput): Pick<Assessment, 'countries' | 'vendors' | 'parents'> {
  return {
    countries: partsBy(input, ({ country }) => ({ id: country ?? 'unknown', label: countryName(country) })),
    vendors: partsBy(input, ({ vendor }) => ({ id: vendor.id, label: same(vendor.name) })),
    parents: partsBy(input, ({ parent }) => ({ id: parent, label: same(parent) })),
  };
}

type UnknownTitle = Assessment['unknown']['titles'][number];

/** Unknown titles by frequency, one line for each title whatever its versions; those recognised by an assumed match only are listed apart. */
export function listUnknown(
  observation: FleetObservation,
  titleCounts: Uint32Array,
): Pick<Assessment, 'unknown' | 'assumed'> {
  const titles = new Map<string, UnknownTitle>();
  const assumed = new Map<string, UnknownTitle>();
  const shownOn = new Map<string, number>();
  observation.findings.forEach((finding, position) => {
    const machines = titleCounts[position] as number;
    if (finding.outcome !== 'unknown' || machines === 0) return;
    const { key, name, publisher } = finding.title;
    const list = finding.assumed === null ? titles : assumed;
    const title: UnknownTitle = {
      name,
      machines,
      ...(publisher === undefined ? {} : { publisher }),
      ...(finding.vendor === null ? {} : { vendor: finding.vendor.name }),
      ...(finding.assumed === null ? {} : { rule: `${finding.assumed.vendor.id}/${finding.assumed.id}` }),
    };
    const earlier = list.get(key);
    if (!earlier) list.set(key, title);
    else {
      // One spelling stands for all: the most frequent, then the first by name, whatever the order of the documents.
      const shown =
        byFrequency({ ...earlier, machines: shownOn.get(key) ?? earlier.machines }, title) <= 0 ? earlier : title;
      if (shown === title) shownOn.set(key, machines);
      list.set(key, { ...shown, machines: earlier.machines + machines });
    }
    if (!shownOn.has(key)) shownOn.set(key, machines);
  });
  const sorted = [...titles.values()].sort(byFrequency);
  return {
    unknown: {
      titles: sorted.slice(0, MOST_UNKNOWN),
      moreTitles: Math.max(0, sorted.length - MOST_UNKNOWN),
      distinct: sorted.length,
      installs: sorted.reduce((sum, title) => sum + title.machines, 0),
    },
    assumed: [...assumed.values()].sort(byFrequency).slice(0, MOST_UNKNOWN),
  };
}

const roleReasons: Record<string, Label> = {
  component: { fr: "composant d'un autre logiciel", en: 'component of another program' },
  driver: { fr: 'pilote de matériel', en: 'hardware driver' },
  updater: { fr: 'programme de mise à jour', en: 'updater' },
  bundled: { fr: "livré avec le système, sans indice d'usage", en: 'delivered with the system, no evidence of use' },
  personal: { fr: 'usage personnel', en: 'personal use' },
};

export function listNotCounted(observation: FleetObservation, titleCounts: Uint32Array): Assessment['notCounted'] {
  const groups = new Map<string, { role: string; reason: Label; titles: UnknownTitle[] }>();
  observation.findings.forEach((finding, position) => {
    const machines = titleCounts[position] as number;
    if (finding.outcome !== 'ignored' || machines === 0) return;
    const { role, reason, title } = finding;
    const key = `${role}\0${reason.id}`;
    const group = groups.get(key) ?? { role, reason: reason.label ?? roleReasons[role] ?? same(role), titles: [] };
    group.titles.push({ name: title.name, machines });
    groups.set(key, group);
  });
  return [...groups.values()]
    .map(({ role, reason, titles }) => ({
      role,
      reason,
      titles: titles.length,
      installs: titles.reduce((sum, title) => sum + title.machines, 0),
      examples: [...new Set(titles.sort(byFrequency).map((title) => title.name))].slice(0, MOST_EXAMPLES),
    }))
    .sort((a, b) => b.installs - a.installs || (`${a.role}${a.reason.fr}` < `${b.role}${b.reason.fr}` ? -1 : 1));
}

export function listDomains(observation: FleetObservation, observed: ObservedFleet): Assessment['domains'] {
  const lists: Assessment['domains'] = { counted: [], other: [], unknown: [], belowThreshold: [] };
  observation.domains.forEach(({ domain, owner }, position) => {
    const machines = observed.contacts[position] as number;
    if (machines === 0) return;
    if (owner === null) lists.unknown.push({ domain, machines });
    else if (!isUse(owner)) lists.other.push({ domain, vendor: owner.vendor.name, purpose: owner.purpose, machines });
    else
      (observed.belowThreshold.has(position) ? lists.belowThreshold : lists.counted).push({
        domain,
        product: owner.product.title,
        machines,
      });
  });
  const byMachines = (a: { machines: number; domain: string }, b: { machines: number; domain: string }): number =>
    b.machines - a.machines || (a.domain < b.domain ? -1 : 1);
  for (const list of Object.values(lists)) {
    list.sort(byMachines);
    list.length = Math.min(list.length, MOST_DOMAINS);
  }
  return lists;
}
