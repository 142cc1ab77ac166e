/**
 * What the percentage is computed from: rows of product numbers, nothing else.
 *
 * A machine is one short row, so that a park of 20,000 machines fits in memory and every gain is recomputed exactly.
 */

export type MachineScope = 'workstations' | 'servers';
export type Scope = MachineScope | 'services';
export const machineScopes: readonly MachineScope[] = ['workstations', 'servers'];
export const scopeIds: readonly Scope[] = ['workstations', 'servers', 'services'];

export interface FunctionSpec {
  readonly id: string;
  readonly criticality: number;
  /** No unknown program can join it. */
  readonly platform: boolean;
}

/** A product kept for a function, as one number. */
export type Pair = number;

/** Bits of a pair, of 32, that are its function. */
const FUNCTION_BITS = 8;
const FUNCTION_MASK = 0xff;

export function pairOf(product: number, functionIndex: number): Pair {
  return ((product << FUNCTION_BITS) | functionIndex) >>> 0;
}
export function productOf(pair: Pair): number {
  return pair >>> FUNCTION_BITS;
}
export function functionOf(pair: Pair): number {
  return pair & FUNCTION_MASK;
}

export interface MachineRow {
  readonly id: string;
  readonly scope: MachineScope;
  readonly unit: string;
  /** Products kept, with the functions they are kept for; sorted, so that the pairs of a product stand together. */
  readonly pairs: Uint32Array;
  /** Distinct unknown titles. */
  readonly unknown: number;
}

/** A service kept for a function, with the share of the machines that use it. */
export interface ServicePair {
  readonly product: number;
  readonly function: number;
  readonly w: number;
  /** Run by the organisation itself, as the replacement of a service may be. */
  readonly own?: boolean;
}

export interface Fleet {
  readonly functions: readonly FunctionSpec[];
  readonly machines: readonly MachineRow[];
  readonly services: readonly ServicePair[];
  /** Services seen or declared that could not be attributed. */
  readonly unknownServices: number;
  readonly scopeWeights: Readonly<Record<Scope, number>>;
}

/** Degrees of every product; NaN where a product has none. */
export interface DegreeColumns {
  readonly degree: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Degrees of every product under one setting, as installed; and, where they may differ, as a service contacted. */
export interface DegreeTable extends DegreeColumns {
  readonly service?: DegreeColumns;
}

/** The degrees that hold for a service pair: contacted at its vendor's, or run by the organisation. */
export function columnsFor(pair: ServicePair, degrees: DegreeTable): DegreeColumns {
  return pair.own ? degrees : (degrees.service ?? degrees);
}
