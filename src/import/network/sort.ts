/** Numbers of 32 bits in order, byte by byte from the last: where there are hundreds, faster than by comparing them. */
const RADIX = 256;
const DIGITS = 4;
/** As many or fewer are put in order one by one. */
const FEW = 32;

/** Each is moved to its place among those before. */
function sortFew(numbers: Uint32Array, size: number): void {
  for (let index = 1; index < size; index++) {
    const number = numbers[index] as number;
    let at = index;
    for (; at > 0 && (numbers[at - 1] as number) > number; at--) numbers[at] = numbers[at - 1] as number;
    numbers[at] = number;
  }
}

export class Sorter {
  readonly #starts = new Uint32Array(DIGITS * RADIX);
  #other = new Uint32Array(0);

  /** Sorts the first `size` numbers; the order of those that differ in their last byte only may be left as it is. */
  sort(numbers: Uint32Array, size: number, leavesLastByte = false): void {
    if (size <= FEW) sortFew(numbers, size);
    else this.#sortMany(numbers, size, leavesLastByte ? 1 : 0);
  }

  #sortMany(numbers: Uint32Array, size: number, firstDigit: number): void {
    if (this.#other.length < size) this.#other = new Uint32Array(2 * size);
    this.#count(numbers, size);
    let [from, to] = [numbers, this.#other as Uint32Array];
    for (let digit = firstDigit; digit < DIGITS; digit++) {
      if (!this.#openDigit(digit, size)) continue;
      this.#move(from, to, digit, size);
      [from, to] = [to, from];
    }
    if (from !== numbers) numbers.set(from.subarray(0, size));
  }

  /** How many numbers have each value of each digit. */
  #count(numbers: Uint32Array, size: number): void {
    const counts = this.#starts;
    counts.fill(0);
    for (let index = 0; index < size; index++) {
      const number = numbers[index] as number;
      (counts[number & 255] as number)++;
      (counts[RADIX + ((number >>> 8) & 255)] as number)++;
      (counts[2 * RADIX + ((number >>> 16) & 255)] as number)++;
      (counts[3 * RADIX + (number >>> 24)] as number)++;
    }
  }

  /** Makes of counts the places where each value begins; false where all numbers have the same, and are in order already. */
  #openDigit(digit: number, size: number): boolean {
    const starts = this.#starts;
    let start = 0;
    for (let index = digit * RADIX; index < (digit + 1) * RADIX; index++) {
      const count = starts[index] as number;
      if (count === size) return false;
      starts[index] = start;
      start += count;
    }
    return true;
  }

  #move(from: Uint32Array, to: Uint32Array, digit: number, size: number): void {
    const starts = this.#starts;
    const [first, shift] = [digit * RADIX, digit * 8];
    for (let index = 0; index < size; index++) {
      const number = from[index] as number;
      const place = first + ((number >>> shift) & 255);
      const target = starts[place] as number;
      to[target] = number;
      starts[place] = target + 1;
    }
  }
}
