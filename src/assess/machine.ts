/** One machine of a fleet, item by item: what `explain` prints of it. Reports never hold this; it is asked for one machine at a time. */
import { isUse } from '../identify/domains.ts';
import type { Layer } from '../identify/hosting.ts';
import type { FleetObservation, MachineRecord } from '../identify/observe.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { Purpose } from '../knowledge/vendor-schema.ts';
import type { Label } from '../language.ts';
import { degreesOf } from '../score/degree.ts';
import { functionOf, pairOf } from '../score/fleet.ts';
import { MachineScorer } from '../score/machine.ts';
import { buildFleet } from './fleet.ts';
import type { Settings } from './settings.ts';

export interface MachineTerm {
  readonly function: Label;
  readonly criticality: number;
  /** Products kept for the function, each with its degree. */
  readonly products: readonly {
    readonly id: string;
    readonly title: string;
    readonly class: string;
    readonly degree: number | null;
  }[];
  /** Mean of the degrees; null when none has one. */
  readonly mean: number | null;
}

export interface MachineItem {
  readonly name: string;
  readonly publisher: string | undefined;
  readonly outcome: 'counted' | 'ignored' | 'unknown';
  readonly rule: string | undefined;
  readonly product: string | undefined;
  readonly reason: string | undefined;
  /** Rule that nobody has read on a machine: it does not count. */
  readonly assumed: string | undefined;
  /** Whose record recognised it, when it is not the base. */
  readonly origin: string | undefined;
}

export interface MachineContact {
  readonly domain: string;
  readonly vendor: string;
  readonly product: string | undefined;
  readonly purpose: Purpose;
  /** Whether it counts as use of the service. */
  readonly use: boolean;
  /** Who stands under it, as this machine saw it, and what shows it. */
  readonly under: readonly { readonly operator: string; readonly layer: Layer; readonly detail: string }[];
}

export interface MachineDetail {
  readonly id: string;
  readonly kind: string;
  readonly scope: string;
  readonly d: number | null;
  readonly low: number;
  readonly high: number;
  /** D = numerator / denominator. */
  readonly numerator: number;
  readonly denominator: number;
  readonly attributed: number;
  readonly unknown: number;
  readonly terms: readonly MachineTerm[];
  readonly items: readonly MachineItem[];
  /** Domains of the base that it contacted; null when no source could have seen any. */
  readonly contacts: readonly MachineContact[] | null;
  /** Documents that it was put together from, and what each was recognised by; none when it is of one. */
  readonly mergedFrom: MachineRecord['mergedFrom'];
}

/** Characters of a pseudonym that are shown: enough to tell the machines of a park apart, and to ask for one of them. */
const SHOWN = 12;

/** How a machine is named to people: its label where the policy gives one, else the beginning of its pseudonym. */
export function machineName({ label, key }: MachineRecord): string {
  return label ?? (/^[0-9a-f]{32}/.test(key) ? key.slice(0, SHOWN) : key);
}

/** The machine whose label or key is, or begins with, what is asked; null when none or several are. */
export function findMachine(observation: FleetObservation, what: string): MachineRecord | null {
  const exact = observation.machines.find((record) => record.label === what || record.key === what);
  if (exact) return exact;
  const beginning = what.length >= 6 ? observation.machines.filter((record) => record.key.startsWith(what)) : [];
  return beginning.length === 1 ? (beginning[0] as MachineRecord) : null;
}

export function describeMachine(
  observation: FleetObservation,
  record: MachineRecord,
  base: KnowledgeBase,
  { perimeter, profile }: Settings,
  asOf: string,
): MachineDetail {
  // Who was seen to host a service decides its class here as it does in the report.
  const { hostedBy } = buildFleet(observation, base);
  const degrees = degreesOf(base, { perimeter, exposed: profile.exposed, free: profile.free, asOf, hostedBy });
  const { functions } = base.rules.functions;
  const scorer = new MachineScorer(functions, degrees);
  scorer.score({
    id: record.key,
    scope: record.scope ?? 'workstations',
    unit: record.unit,
    pairs: record.pairs,
    unknown: record.unknown,
  });
  const present = new Set(Array.from(record.pairs, functionOf));
  const terms = [...present]
    .map((f): MachineTerm => {
      const kept = base.products.filter((product) => record.pairs.includes(pairOf(product.index, f)));
      const products = kept.map(({ id, title, index }) => {
        const verdict = degrees.verdictOf(index);
        return { id, title, class: verdict.class, degree: verdict.degree };
      });
      const known = products.map((product) => product.degree).filter((degree) => degree !== null);
      const mean = known.length === 0 ? null : known.reduce((sum, degree) => sum + degree, 0) / known.length;
      return {
        function: functions[f]?.label ?? { fr: '', en: '' },
        criticality: functions[f]?.criticality ?? 0,
        products,
        mean,
      };
    })
    .sort((a, b) => b.criticality * (b.mean ?? 0) - a.criticality * (a.mean ?? 0));
  const items = Array.from(record.titles, (position): MachineItem | null => {
    const finding = observation.findings[position];
    if (!finding) return null;
    const { name, publisher, rule } = finding.title;
    const found = finding.outcome === 'unknown' ? finding.assumed : finding.product;
    const supposed = finding.outcome === 'unknown' ? finding.assumed : null;
    return {
      name,
      publisher,
      outcome: finding.outcome,
      rule: rule?.name,
      product: supposed === null ? found?.title : undefined,
      reason: finding.outcome === 'ignored' ? finding.reason.id : undefined,
      assumed: supposed === null ? undefined : `${supposed.vendor.id}/${supposed.id}`,
      origin: found && found.vendor.origin !== 'base' ? found.vendor.origin : undefined,
    };
  }).filter((item) => item !== null);
  return {
    id: machineName(record),
    kind: record.kind,
    scope: record.scope ?? 'equipment',
    d: scorer.c > 0 ? scorer.s / scorer.c : null,
    low: scorer.low,
    high: scorer.high,
    numerator: scorer.s,
    denominator: scorer.c,
    attributed: scorer.attributed,
    unknown: scorer.unknown,
    terms,
    items,
    contacts: contactsOf(observation, record),
    mergedFrom: record.mergedFrom,
  };
}

/** What is used first, then by name. */
function contactsOf(
  observation: FleetObservation,
  { domains, resolvers, under }: MachineRecord,
): readonly MachineContact[] | null {
  if (domains === null && resolvers.length === 0) return null;
  const below = Array.from(under, (position) => observation.under[position]);
  const contacts = [...(domains ?? []), ...resolvers].flatMap((position): MachineContact[] => {
    const { domain, owner = null } = observation.domains[position] ?? { domain: '' };
    if (owner === null) return [];
    return [
      {
        domain,
        vendor: owner.vendor.name,
        product: owner.product?.title,
        purpose: owner.purpose,
        use: isUse(owner),
        under: below.flatMap((one) =>
          one?.domain === position
            ? [{ operator: one.under.name, layer: one.under.layer, detail: one.under.detail }]
            : [],
        ),
      },
    ];
  });
  return contacts.sort((a, b) => Number(b.use) - Number(a.use) || (a.domain < b.domain ? -1 : 1));
}
