/**
 * Parks of machines written tersely, over a small base: what scoring tests start from.
 *
 * In: a base, machines as lists of product ids with a number of unknown titles. Out: a Fleet and its degrees.
 */
import type { KnowledgeBase } from '../../src/knowledge/base.ts';
import type { ClassifyOptions } from '../../src/score/classify.ts';
import { type Degrees, degreesOf } from '../../src/score/degree.ts';
import { type Fleet, type MachineRow, type MachineScope, pairOf } from '../../src/score/fleet.ts';
import { type FleetScore, scoreFleet } from '../../src/score/score.ts';
import { options, productOfBase } from '../knowledge/small-base.ts';

export interface TerseMachine {
  products: string[];
  unknown?: number;
  scope?: MachineScope;
  unit?: string;
}

export function rowOf(base: KnowledgeBase, id: string, machine: TerseMachine): MachineRow {
  const functions = base.rules.functions.functions.map((entry) => entry.id);
  const pairs = machine.products.flatMap((name) => {
    const product = productOfBase(base, name);
    return product.functions.map((f) => pairOf(product.index, functions.indexOf(f)));
  });
  return {
    id,
    scope: machine.scope ?? 'workstations',
    unit: machine.unit ?? '',
    unknown: machine.unknown ?? 0,
    pairs: Uint32Array.from(pairs).sort(),
  };
}

/** A park: machines by id, services by product id with their share. */
export function parkOf(
  base: KnowledgeBase,
  machines: Record<string, TerseMachine>,
  services: Record<string, number> = {},
): Fleet {
  const functions = base.rules.functions.functions;
  return {
    functions,
    machines: Object.entries(machines).map(([id, machine]) => rowOf(base, id, machine)),
    services: Object.entries(services).flatMap(([name, w]) => {
      const product = productOfBase(base, name);
      return product.functions.map((f) => ({
        product: product.index,
        function: functions.findIndex((entry) => entry.id === f),
        w,
      }));
    }),
    unknownServices: 0,
    scopeWeights: { workstations: 50, servers: 25, services: 25 },
  };
}

export interface ScoredPark {
  fleet: Fleet;
  degrees: Degrees;
  score: FleetScore;
}

export function scorePark(
  base: KnowledgeBase,
  machines: Record<string, TerseMachine>,
  services: Record<string, number> = {},
  setting: ClassifyOptions = options(),
): ScoredPark {
  const fleet = parkOf(base, machines, services);
  const degrees = degreesOf(base, setting);
  return { fleet, degrees, score: scoreFleet(fleet, degrees) };
}
