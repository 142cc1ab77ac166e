/**
 * From when to when a log goes, out of the date of each of its lines, whatever its writing.
 *
 * A day and a month that could be exchanged are kept both ways until the end, and the whole log decides: a month over 12
 * is none, and time goes forward. A date without its zone is taken as UTC, one without its year as the latest that is
 * not after `reference`.
 */
const DAY = 86_400_000;
const MONTHS = 'january february march april may june july august september october november december'.split(' ');
/** Bytes in which a date is looked for. */
const LONGEST = 48;
const MOST_NUMBERS = 8;
const LONGEST_WORD = 10;
/** Before and after, a number is no date of a log. */
const EARLIEST = Date.UTC(1995, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** One way of reading dates: what the log is, read so. */
class Reading {
  from = Number.POSITIVE_INFINITY;
  to = Number.NEGATIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  /** How often time goes back. */
  backwards = 0;
  impossible = false;

  note(time: number): void {
    if (!(time >= EARLIEST && time < LATEST)) return;
    if (time < this.from) this.from = time;
    if (time > this.to) this.to = time;
    if (time < this.#last) this.backwards++;
    this.#last = time;
  }
}

/** Three letters of a month, or all of it. */
function isMonth(word: string, name: string): boolean {
  return word === name || (word.length === 3 && name.startsWith(word));
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

export class Span {
  readonly #reference: number;
  readonly #sure = new Reading();
  readonly #dayFirst = new Reading();
  readonly #monthFirst = new Reading();
  #dotted = false;
  #halves = false;
  // What is found in the date at hand.
  readonly #numbers = new Float64Array(MOST_NUMBERS);
  readonly #digits = new Uint8Array(MOST_NUMBERS);
  readonly #before = new Uint8Array(MOST_NUMBERS);
  #count = 0;
  #month = 0;
  #monthAfter = 0;
  #half = 0;
  #zone = 0;

  constructor(reference: number) {
    this.#reference = reference;
  }

  /** Seconds since 1970. */
  noteSeconds(seconds: number): void {
    this.#sure.note(seconds * 1000);
  }

  /** Notes the date that these bytes write, if they write one; they may go on after it. */
  note(bytes: Buffer, start: number, end: number): void {
    this.#tokenise(bytes, start, Math.min(end, start + LONGEST));
    if (this.#count === 0) return;
    const [first = 0] = this.#numbers;
    const digits = this.#digits[0] as number;
    if (this.#month > 0) this.#noteNamed(digits);
    else if (digits >= 10) this.#sure.note(first * 10 ** (13 - digits));
    else if (digits === 4) this.#sure.note(this.#timeOf(first, this.#at(1), this.#at(2), 3));
    else if (digits <= 2 && this.#digits[2] === 4) this.#noteEitherWay(first, this.#at(1), this.#at(2));
  }

  /** First and last instants; undefined when no date was understood. */
  bounds(): { from: number; to: number; assumed: boolean } | undefined {
    const { reading, assumed } = this.#order();
    const from = Math.min(this.#sure.from, reading.from);
    const to = Math.max(this.#sure.to, reading.to);
    return from <= to ? { from, to, assumed } : undefined;
  }

  #order(): { reading: Reading; assumed: boolean } {
    const [dayFirst, monthFirst] = [this.#dayFirst, this.#monthFirst];
    if (dayFirst.impossible && !monthFirst.impossible) return { reading: monthFirst, assumed: false };
    if (monthFirst.impossible || this.#dotted) return { reading: dayFirst, assumed: false };
    if (dayFirst.backwards !== monthFirst.backwards)
      return { reading: dayFirst.backwards < monthFirst.backwards ? dayFirst : monthFirst, assumed: false };
    const assumed = dayFirst.from !== monthFirst.from || dayFirst.to !== monthFirst.to;
    // Where hours are halved, months mostly come first.
    return { reading: this.#halves ? monthFirst : dayFirst, assumed };
  }

  #at(index: number): number {
    return index < this.#count ? (this.#numbers[index] as number) : 0;
  }

  /** Time of a civil date, its hour, minute and second being the numbers from `clock` on; NaN when it is none. */
  #timeOf(year: number, month: number, day: number, clock: number): number {
    if (month < 1 || month > 12 || day < 1 || day > 31) return Number.NaN;
    const half = this.#half;
    const hour = half === 0 ? this.#at(clock) : (this.#at(clock) % 12) + (half === 2 ? 12 : 0);
    return Date.UTC(year, month - 1, day, hour, this.#at(clock + 1), this.#at(clock + 2)) - this.#zone;
  }

  /** "8 May 2025", "May  8 01:57:00", "Thu Jun 23 16:24:59 2022". */
  #noteNamed(digits: number): void {
    const day = this.#at(0);
    if (this.#monthAfter === 1 && digits <= 2) {
      this.#sure.note(this.#timeOf(this.#at(1), this.#month, day, 2));
      return;
    }
    const isYear = this.#digits[4] === 4 || this.#digits[1] === 4;
    if (isYear) {
      const early = this.#digits[1] === 4;
      this.#sure.note(this.#timeOf(this.#at(early ? 1 : 4), this.#month, day, early ? 2 : 1));
      return;
    }
    const year = new Date(this.#reference).getUTCFullYear();
    const time = this.#timeOf(year, this.#month, day, 1);
    this.#sure.note(time > this.#reference + DAY ? this.#timeOf(year - 1, this.#month, day, 1) : time);
  }

  #noteEitherWay(first: number, second: number, year: number): void {
    if (this.#before[1] === 0x2e) this.#dotted = true;
    if (this.#half > 0) this.#halves = true;
    if (first > 12) this.#monthFirst.impossible = true;
    if (second > 12) this.#dayFirst.impossible = true;
    this.#dayFirst.note(this.#timeOf(year, second, first, 3));
    this.#monthFirst.note(this.#timeOf(year, first, second, 3));
  }

  /** Numbers, what comes before each, the month where it is a word, the half of the day, the zone. */
  #tokenise(bytes: Buffer, start: number, end: number): void {
    this.#count = this.#month = this.#monthAfter = this.#half = this.#zone = 0;
    for (let at = start; at < end; ) {
      const code = bytes[at] as number;
      if (code >= 0x30 && code <= 0x39) at = this.#takeNumber(bytes, at, end, start);
      else if (isLetter(code)) at = this.#takeWord(bytes, at, end);
      else at++;
    }
  }

  #takeNumber(bytes: Buffer, from: number, end: number, start: number): number {
    let value = 0;
    let at = from;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const before = from > start ? (bytes[from - 1] as number) : 0;
    const digits = at - from;
    // The zone, "+0200" or "-05:00", comes after the seconds.
    if ((before === 0x2b || before === 0x2d) && this.#count >= 5 && (digits === 4 || digits === 2)) {
      const minutes = digits === 4 ? Math.trunc(value / 100) * 60 + (value % 100) : value * 60;
      this.#zone = (before === 0x2b ? minutes : -minutes) * 60_000;
      return end;
    }
    if (this.#count < MOST_NUMBERS) {
      this.#numbers[this.#count] = value;
      this.#digits[this.#count] = Math.min(digits, 255);
      this.#before[this.#count] = before;
      this.#count++;
    }
    return at;
  }

  #takeWord(bytes: Buffer, from: number, end: number): number {
    let at = from;
    while (at < end && isLetter(bytes[at] as number)) at++;
    const word = bytes.toString('latin1', from, Math.min(at, from + LONGEST_WORD)).toLowerCase();
    const month = word.length < 3 || this.#month > 0 ? -1 : MONTHS.findIndex((name) => isMonth(word, name));
    if (month !== -1) {
      this.#month = month + 1;
      this.#monthAfter = this.#count;
    } else if (word === 'am' || word === 'pm') this.#half = word === 'am' ? 1 : 2;
    return at;
  }
}
