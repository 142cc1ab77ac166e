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
  // While joiners are placed, by function that can be joined: what it lacks of the joiner's degree, its products and joiners so far, and how far
  // one more would move the numerator.
  #joinable = 0;
  readonly #lack: Float64Array;
  readonly #members: Uint32Array;
  readonly #moves: Float64Array;

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
    this.#lack = new Float64Array(functions.length);
    this.#members = new Uint32Array(functions.length);
    this.#moves = new Float64Array(functions.length);
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
   * present. For each number of joiners the best way to place them is greedy (separable and concave), and the bound is the best over how many
   * join. The moves of the greedy only get smaller, so once one more joiner is no better than opening a function, no further one is: the search
   * stops there.
   */
  #bound(sums: Float64Array, joiner: 0 | 1): number {
    const opened = this.#opened;
    let numerator = this.unknown * opened * joiner;
    let denominator = this.c + this.unknown * opened;
    for (const f of this.#present) {
      numerator += ((this.#criticality[f] as number) * (sums[f] as number)) / (this.#count[f] as number);
    }
    let best = numerator / denominator;
    this.#openJoins(sums, joiner);
    for (let left = this.unknown; left > 0 && this.#joinable > 0; left--) {
      numerator += this.#join(joiner) - opened * joiner;
      denominator -= opened;
      const ratio = numerator / denominator;
      if (joiner === 0 ? ratio >= best : ratio <= best) break;
      best = ratio;
    }
    return best;
  }

  /**
   * Functions that can be joined, with what they still lack of the degree of the joiner: c·sum below, c·(count − sum) above. A joiner moves the
   * mean of a function by lack / (n·(n + 1)), n being its products and joiners so far.
   */
  #openJoins(sums: Float64Array, joiner: 0 | 1): void {
    let joinable = 0;
    for (const f of this.#present) {
      if (this.#platform[f]) continue;
      const count = this.#count[f] as number;
      const sum = sums[f] as number;
      const lack = (this.#criticality[f] as number) * (joiner === 0 ? sum : count - sum);
      this.#lack[joinable] = lack;
      this.#members[joinable] = count;
      this.#moves[joinable] = lack / (count * (count + 1));
      joinable += 1;
    }
    this.#joinable = joinable;
  }

  /** Gives one more joiner to the function where it moves the numerator most, and answers that move: negative below, positive above. */
  #join(joiner: 0 | 1): number {
    const moves = this.#moves;
    let best = 0;
    let most = moves[0] as number;
    for (let at = 1; at < this.#joinable; at++) {
      const move = moves[at] as number;
      if (move > most) {
        best = at;
        most = move;
      }
    }
    const members = (this.#members[best] as number) + 1;
    this.#members[best] = members;
    moves[best] = (this.#lack[best] as number) / (members * (members + 1));
    return joiner === 0 ? -most : most;
  }
}
