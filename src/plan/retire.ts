/**
 * What could be taken away: installed, with evidence that it is not used (method, section 5).
 *
 * In: a scored fleet and the machines on which each product was seen not to be used. Out: products, ranked apart by machines then by cost, with what
 * their removal would change, whatever its sign. It has no alternative and is no migration; whether nobody needs it, people say.
 */
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import type { Degrees } from '../score/degree.ts';
import { type Fleet, type MachineRow, type MachineScope, machineScopes, productOf } from '../score/fleet.ts';
import { MachineScorer } from '../score/machine.ts';
import { combine, type FleetScore, type ScopeScore } from '../score/score.ts';
import { blockersOn, requirementsOf } from './replacement.ts';
import type { ProductContract } from './urgency.ts';

export interface RetireInput {
  readonly base: KnowledgeBase;
  readonly fleet: Fleet;
  readonly degrees: Degrees;
  readonly score: FleetScore;
  /** By product number: positions in the fleet of the machines on which it was seen not to be used. */
  readonly unused: ReadonlyMap<number, readonly number[]>;
  readonly contracts: ReadonlyMap<number, ProductContract>;
}

export interface RetireLine {
  readonly product: Product;
  /** Machines it could leave, and those on which another product needs it. */
  readonly machines: number;
  readonly machinesBlocked: number;
  readonly gain: number;
  readonly gainMax: number;
  readonly contract: ProductContract | null;
}

function without(row: MachineRow, product: number): MachineRow {
  return { ...row, pairs: row.pairs.filter((pair) => productOf(pair) !== product) };
}

/** D and D_max once a product has left some machines: a machine with nothing attributed any more leaves the mean. */
function scoreWithout(
  { fleet, degrees, score }: RetireInput,
  product: number,
  machines: readonly number[],
): { d: number | null; dMax: number | null } {
  const scorer = new MachineScorer(fleet.functions, degrees);
  const change = { workstations: { d: 0, dMax: 0, measured: 0 }, servers: { d: 0, dMax: 0, measured: 0 } };
  for (const machine of machines) {
    const row = fleet.machines[machine] as MachineRow;
    const before = score.machines.at(machine);
    scorer.score(without(row, product), false);
    const { s, sMax, c } = scorer;
    const scope = change[row.scope];
    scope.d += (c > 0 ? s / c : 0) - (before.d ?? 0);
    scope.dMax += (c > 0 ? sMax / c : 0) - (before.dMax ?? 0);
    scope.measured += Number(c > 0) - Number(before.d !== null);
  }
  const moved = (id: MachineScope): ScopeScore => {
    const scope = score.scopes[id];
    const measured = scope.measured + change[id].measured;
    // Differences are added to means: their rounding must not leave [0, 1].
    const mean = (value: number | null, delta: number): number | null =>
      measured === 0 ? null : Math.min(1, Math.max(0, ((value ?? 0) * scope.measured + delta) / measured));
    return { ...scope, d: mean(scope.d, change[id].d), dMax: mean(scope.dMax, change[id].dMax), measured };
  };
  const [workstations, servers] = machineScopes.map(moved) as [ScopeScore, ScopeScore];
  return combine({ ...score.scopes, workstations, servers }, fleet.scopeWeights);
}

/** Products that could leave machines, those of most machines first, then those that cost most. */
export function planRetirements(input: RetireInput): RetireLine[] {
  const { base, fleet, score, unused, contracts } = input;
  const requirements = requirementsOf(base);
  const lines = [...unused].map(([index, machines]): RetireLine => {
    const open = machines.filter((machine) => {
      const row = fleet.machines[machine] as MachineRow;
      return blockersOn(row, { leaves: index, comes: [] }, requirements).length === 0;
    });
    const after = scoreWithout(input, index, open);
    return {
      product: base.products[index] as Product,
      machines: open.length,
      machinesBlocked: machines.length - open.length,
      gain: (score.overall.d ?? 0) - (after.d ?? 0),
      gainMax: (score.overall.dMax ?? 0) - (after.dMax ?? 0),
      contract: contracts.get(index) ?? null,
    };
  });
  return lines.sort(
    (a, b) =>
      b.machines - a.machines ||
      (b.contract?.yearlyEuros ?? 0) - (a.contract?.yearlyEuros ?? 0) ||
      (a.product.id < b.product.id ? -1 : 1),
  );
}
