/** One machine of a fleet, item by item: what `explain` prints of it. Reports never hold this; it is asked for one machine at a time. */
import type { FleetObservation, MachineRecord } from '../identify/observe.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { Label } from '../language.ts';
import type { Degrees } from '../score/degree.ts';
import { functionOf, pairOf } from '../score/fleet.ts';
import { MachineScorer } from '../score/machine.ts';

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
  degrees: Degrees,
): MachineDetail {
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
        const verdict = degrees.verdicts[index];
        return { id, title, class: verdict?.class ?? 'unknown', degree: verdict?.degree ?? null };
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
    const product = finding.outcome === 'unknown' ? undefined : (finding.product?.title ?? undefined);
    return {
      name,
      publisher,
      outcome: finding.outcome,
      rule,
      product,
      reason: finding.outcome === 'ignored' ? finding.reason.id : undefined,
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
    mergedFrom: record.mergedFrom,
  };
}
