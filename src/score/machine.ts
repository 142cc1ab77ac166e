/**
 * One machine: its D, its D_max and what its unknown programs could change (method, section 4).
 *
 * In: a row and the degrees in force. Out: numbers left in the scorer, which is reused from row to row.
 */
import { type DegreeTable, type FunctionSpec, functionOf, type MachineRow, productOf } from './fleet.ts';

export class MachineScorer {
  /** Numerator and denominator: D = s / c; c is 0 when nothing is attributed. */
  s = 0;
  c = 0;
  sMax = 0;
  low = 0;
  high = 1;
  /** Distinct products with a degree, and distinct titles or products without. */
  attributed = 0;
  unknown = 0;

  readonly #degrees: DegreeTable;
  readonly #criticality: Float64Array;
  readonly #platform: readonly boolean[];
  /** Criticality of a function that an unknown program would open: the largest in force. */
  readonly #opened: number;
  // By function, for the machine at hand: products kept, sums of degrees and of the ends of their ranges, largest degree.
  readonly #count: Uint32Array;
  readonly #sum: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #max: Float64Array;
  readonly #present: number[] = [];
  // While joiners are placed: functions that can be joined, joiners given to each, and what one more would move.
  readonly #joinable: number[] = [];
  readonly #joined: Uint32Array;
  readonly #move: Float64Array;

  constructor(functions: readonly FunctionSpec[], degrees: DegreeTable) {
    this.#degrees = degrees;
    this.#criticality = Float64Array.from(functions, (spec) => spec.criticality);
    this.#platform = functions.map((spec) => spec.platform);
    this.#opened = functions.reduce((largest, spec) => Math.max(largest, spec.criticality), 0);
    this.#count = new Uint32Array(functions.length);
    this.#sum = new Float64Array(functions.length);
    this.#low = new Float64Array(functions.length);
    this.#high = new Float64Array(functions.length);
    this.#max = new Float64Array(functions.length);
    this.#joined = new Uint32Array(functions.length);
    this.#move = new Float64Array(functions.length);
  }

  /** Scores one row; `interval` may be left out where only D and D_max are wanted. */
  score(row: MachineRow, interval = true): void {
    this.#gather(row);
    this.s = 0;
    this.c = 0;
    this.sMax = 0;
    for (const f of this.#present) {
      const criticality = this.#criticality[f] as number;
      this.c += criticality;
      this.s += criticality * ((this.#sum[f] as number) / (this.#count[f] as number));
      this.sMax += criticality * (this.#max[f] as number);
    }
    if (!interval) return;
    if (this.c === 0) {
      this.low = 0;
      this.high = 1;
      return;
    }
    // The gains of the greedy are added one by one: their rounding must not leave [0, 1].
    this.low = Math.max(0, this.#bound(this.#low, 0));
    this.high = Math.min(1, this.#bound(this.#high, 1));
  }

  /** Functions present on the machine last scored, with the number of products kept for each. */
  *present(): Generator<{ function: number; count: number; mean: number }> {
    for (const f of this.#present)
      yield {
        function: f,
        count: this.#count[f] as number,
        mean: (this.#sum[f] as number) / (this.#count[f] as number),
      };
  }

  /** Products kept for a function on the machine last scored. */
  countOf(functionIndex: number): number {
    return this.#count[functionIndex] as number;
  }

  #gather({ pairs, unknown }: MachineRow): void {
    const { degree, low, high } = this.#degrees;
    for (const f of this.#present) {
      this.#count[f] = 0;
      this.#sum[f] = 0;
      this.#low[f] = 0;
      this.#high[f] = 0;
      this.#max[f] = 0;
    }
    this.#present.length = 0;
    this.attributed = 0;
    this.unknown = unknown;
    let last = -1;
    for (const pair of pairs) {
      // A function without criticality is outside D: it opens nothing and a product that only serves it is not counted.
      const f = functionOf(pair);
      if (!((this.#criticality[f] as number) > 0)) continue;
      const product = productOf(pair);
      const d = degree[product] as number;
      if (product !== last) {
        last = product;
        if (Number.isNaN(d)) this.unknown += 1;
        else this.attributed += 1;
      }
      if (Number.isNaN(d)) continue;
      if (this.#count[f] === 0) {
        this.#present.push(f);
        this.#max[f] = d;
      } else if (d > (this.#max[f] as number)) this.#max[f] = d;
      this.#count[f] = (this.#count[f] as number) + 1;
      this.#sum[f] = (this.#sum[f] as number) + d;
      this.#low[f] = (this.#low[f] as number) + (low[product] as number);
      this.#high[f] = (this.#high[f] as number) + (high[product] as number);
    }
  }

  /**
   * One end of the interval: the unknown have degree `joiner` (0 below, 1 above); some open a function of their own, the others join those
   * present. For each number of joiners the best way to place them is greedy (separable and concave); the bound is the best over how many join.
   */
  #bound(sums: Float64Array, joiner: 0 | 1): number {
    const unknown = this.unknown;
    let numerator = 0;
    for (const f of this.#present)
      numerator += ((this.#criticality[f] as number) * (sums[f] as number)) / (this.#count[f] as number);
    const better = joiner === 0 ? Math.min : Math.max;
    const opened = this.#opened;
    // Nobody joins: every unknown opens its own function.
    let best = (numerator + unknown * opened * joiner) / (this.c + unknown * opened);
    if (unknown === 0) return best;
    this.#openJoins(sums, joiner);
    for (let joining = 1; joining <= unknown; joining++) {
      const gain = this.#join(sums, joiner);
      if (gain === null) break;
      numerator += gain;
      const own = unknown - joining;
      best = better(best, (numerator + own * opened * joiner) / (this.c + own * opened));
      // Nothing moves any more: what is left changes the denominator alone, and every case of it is one of these two.
      if (gain === 0) {
        best = better(best, numerator / this.c);
        break;
      }
    }
    return best;
  }

  /** How far one more joiner would move the numerator, for each function that can be joined. */
  #openJoins(sums: Float64Array, joiner: 0 | 1): void {
    this.#joinable.length = 0;
    for (const f of this.#present) {
      if (this.#platform[f]) continue;
      this.#joinable.push(f);
      this.#joined[f] = 0;
      this.#move[f] = this.#moveOf(f, sums, joiner);
    }
  }

  #moveOf(f: number, sums: Float64Array, joiner: 0 | 1): number {
    const joined = this.#joined[f] as number;
    const count = (this.#count[f] as number) + joined;
    const sum = (sums[f] as number) + joined * joiner;
    return (this.#criticality[f] as number) * ((sum + joiner) / (count + 1) - sum / count);
  }

  /** Gives one more joiner to the function where it moves the numerator most; null when no function can be joined. */
  #join(sums: Float64Array, joiner: 0 | 1): number | null {
    let best = -1;
    let gain = 0;
    for (const f of this.#joinable) {
      const move = this.#move[f] as number;
      if (best < 0 || (joiner === 0 ? move < gain : move > gain)) {
        best = f;
        gain = move;
      }
    }
    if (best < 0) return null;
    this.#joined[best] = (this.#joined[best] as number) + 1;
    this.#move[best] = this.#moveOf(best, sums, joiner);
    return gain;
  }
}
