/**
 * The scores of the machines of a fleet, as columns: a fleet is scored under half a dozen settings, and ten thousand machines are so many objects
 * less for each.
 */

export interface MachineScore {
  /** Denominator of D: criticalities of the functions present; 0 when nothing is attributed. */
  readonly c: number;
  readonly d: number | null;
  readonly dMax: number | null;
  readonly low: number;
  readonly high: number;
  readonly attributed: number;
  readonly unknown: number;
}

/** What a machine was scored as: numerators of D and of D_max, their denominator, the rest as it stays. */
export interface MachineSums {
  readonly s: number;
  readonly c: number;
  readonly sMax: number;
  readonly low: number;
  readonly high: number;
  readonly attributed: number;
  readonly unknown: number;
}

/** Numbers kept for a machine. */
const WIDTH = 7;

/** By machine, in the order of the fleet. */
export class MachineScores implements Iterable<MachineScore> {
  readonly length: number;
  readonly #numbers: Float64Array;

  constructor(length: number) {
    this.length = length;
    this.#numbers = new Float64Array(length * WIDTH);
  }

  set(machine: number, { s, c, sMax, low, high, attributed, unknown }: MachineSums): void {
    const numbers = this.#numbers;
    const at = machine * WIDTH;
    numbers[at] = c;
    numbers[at + 1] = s / c;
    numbers[at + 2] = sMax / c;
    numbers[at + 3] = low;
    numbers[at + 4] = high;
    numbers[at + 5] = attributed;
    numbers[at + 6] = unknown;
  }

  /** Takes the score of a machine from another list. */
  copy(machine: number, from: MachineScores): void {
    const at = machine * WIDTH;
    this.#numbers.set(from.#numbers.subarray(at, at + WIDTH), at);
  }

  at(machine: number): MachineScore {
    if (!(machine >= 0 && machine < this.length)) throw new RangeError(`no machine ${machine} among ${this.length}`);
    const at = machine * WIDTH;
    const number = (column: number): number => this.#numbers[at + column] as number;
    const c = number(0);
    return {
      c,
      d: c > 0 ? number(1) : null,
      dMax: c > 0 ? number(2) : null,
      low: number(3),
      high: number(4),
      attributed: number(5),
      unknown: number(6),
    };
  }

  *[Symbol.iterator](): Generator<MachineScore> {
    for (let machine = 0; machine < this.length; machine++) yield this.at(machine);
  }
}
