/**
 * Batches of documents that a thread hands to another, through memory that both hold: so many slots, filled and taken in turn.
 *
 * In a slot, one behind the other, each file has five numbers of 32 bits: whether it was read, the lengths in bytes of its text before and after the
 * software list, how many items that has, and the length of their values. Then the numbers and the places of the items, the texts and the values.
 */
import type { Repeats } from '../../inventory/repeats.ts';
import type { SoftwareItem } from '../../inventory/schema.ts';
import type { Verification } from '../../inventory/signature.ts';
import type { ScannedList } from '../known-items.ts';
import { KnownList, type Shape } from '../known-list.ts';

/** A document of our own that a thread has read. */
export type DocumentAhead = {
  /** Its text before and after its software list. */
  readonly before: string;
  readonly after: string;
  readonly software: Repeats;
  /** What its signature is worth, where one was found. */
  readonly verification: Verification | undefined;
};

/** What few documents have, by their place in the batch. */
type Rare = {
  readonly at: number;
  readonly others: ReadonlyMap<number, SoftwareItem>;
  readonly verification?: Verification;
};

/** What is said of a batch when its slot is filled. */
export type Batch = {
  readonly files: number;
  readonly rare: readonly Rare[];
  /** Forms of items that no earlier batch had, in the order of their numbers: a list in JSON, which is read in half the time of a copy. */
  readonly shapes: string;
};

const HEADER_NUMBERS = 5;
const SLOTS = 3;
const SLOT_BYTES = 256 * 1024;

/** The slots, and how many batches were read to their end. */
export type Slots = { readonly memory: SharedArrayBuffer; readonly done: SharedArrayBuffer };

export function openSlots(): Slots {
  return {
    memory: new SharedArrayBuffer(SLOTS * SLOT_BYTES),
    done: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
  };
}

/** Goes through one slot after another. */
class SlotCursor {
  readonly #memory: SharedArrayBuffer;
  readonly bytes: Buffer;
  #start = 0;
  #at = 0;
  batches = 0;

  constructor({ memory }: Slots) {
    this.#memory = memory;
    this.bytes = Buffer.from(memory);
  }

  /** Turns to the slot of the next batch. */
  open(): void {
    this.#start = (this.batches++ % SLOTS) * SLOT_BYTES;
    this.#at = this.#start;
  }

  hasRoom(bytes: number): boolean {
    return this.#at + bytes <= this.#start + SLOT_BYTES;
  }

  numbers(count: number): Int32Array {
    const numbers = new Int32Array(this.#memory, this.#at, count);
    this.#at += 4 * count;
    return numbers;
  }

  /** Where so many bytes are; numbers that come after them begin at multiples of four. */
  text(length: number): number {
    const at = this.#at;
    this.#at = (at + length + 3) & ~3;
    return at;
  }
}

/** Fills slots. */
export class BatchWriter {
  readonly #cursor: SlotCursor;
  readonly #done: Int32Array;
  readonly #post: (batch: Batch) => void;
  readonly #shapes: Shape[];
  #rare: Rare[] = [];
  #files = 0;

  /** `post` says that a batch is there; `shapes` are taken away from where they are kept. */
  constructor(slots: Slots, shapes: Shape[], post: (batch: Batch) => void) {
    this.#cursor = new SlotCursor(slots);
    this.#done = new Int32Array(slots.done);
    this.#shapes = shapes;
    this.#post = post;
    this.#cursor.open();
  }

  get files(): number {
    return this.#files;
  }

  /** A file that was not read. */
  addNothing(): void {
    if (!this.#cursor.hasRoom(4 * HEADER_NUMBERS)) this.post();
    this.#cursor.numbers(HEADER_NUMBERS).fill(0);
    this.#files++;
  }

  /** Adds a document; one that no slot could hold is as if it had not been read. */
  add(bytes: Buffer, list: ScannedList, verification: Verification | undefined): void {
    const { start, end, numbers, places, others, values } = list;
    const count = numbers.length;
    const after = bytes.length - end;
    const text = start + after + values.length;
    const size = 4 * (HEADER_NUMBERS + 2 * count + 1) + text;
    if (size > SLOT_BYTES) {
      this.addNothing();
      return;
    }
    if (!this.#cursor.hasRoom(size)) this.post();
    const header = this.#cursor.numbers(HEADER_NUMBERS + 2 * count);
    header.set([1, start, after, count, values.length]);
    header.set(numbers, HEADER_NUMBERS);
    header.set(places, HEADER_NUMBERS + count);
    const target = this.#cursor.bytes;
    const at = this.#cursor.text(text);
    bytes.copy(target, at, 0, start);
    bytes.copy(target, at + start, end);
    values.copy(target, at + start + after);
    if (others.size > 0 || verification !== undefined)
      this.#rare.push({ at: this.#files, others, ...(verification && { verification }) });
    this.#files++;
  }

  /** Hands over what was added, and waits until the next slot is free. */
  post(): void {
    this.#post({ files: this.#files, rare: this.#rare, shapes: JSON.stringify(this.#shapes) });
    this.#shapes.length = 0;
    this.#rare = [];
    this.#files = 0;
    const busy = this.#cursor.batches - SLOTS;
    for (let done = Atomics.load(this.#done, 0); done <= busy; done = Atomics.load(this.#done, 0))
      Atomics.wait(this.#done, 0, done);
    this.#cursor.open();
  }
}

/** Reads batches in the order they were made, file by file. */
export class BatchReader {
  readonly #cursor: SlotCursor;
  readonly #done: Int32Array;
  readonly #shapes: Shape[] = [];
  #batch: Batch | undefined;
  #file = 0;

  constructor(slots: Slots) {
    this.#cursor = new SlotCursor(slots);
    this.#done = new Int32Array(slots.done);
  }

  /** Whether every file of the batch at hand was taken. */
  get isDone(): boolean {
    return this.#batch === undefined || this.#file === this.#batch.files;
  }

  open(batch: Batch): void {
    this.#cursor.open();
    this.#batch = batch;
    this.#file = 0;
    for (const shape of JSON.parse(batch.shapes) as Shape[]) this.#shapes.push(shape);
  }

  /** The next file of the batch; undefined when it was not read. */
  next(): DocumentAhead | undefined {
    const at = this.#file++;
    const document = this.#document(this.#batch?.rare.find((entry) => entry.at === at));
    if (this.isDone) {
      // Nothing of a document stays in the slot.
      Atomics.add(this.#done, 0, 1);
      Atomics.notify(this.#done, 0);
    }
    return document;
  }

  #document(rare: Rare | undefined): DocumentAhead | undefined {
    const [read = 0, before = 0, after = 0, count = 0, length = 0] = this.#cursor.numbers(HEADER_NUMBERS);
    if (read === 0) return undefined;
    const numbers = [...this.#cursor.numbers(count)];
    const places = [...this.#cursor.numbers(count)];
    const { bytes } = this.#cursor;
    const text = this.#cursor.text(before + after + length);
    const values = text + before + after;
    const others = new Map(rare?.others);
    return {
      before: bytes.toString('utf8', text, text + before),
      after: bytes.toString('utf8', text + before, values),
      software: new KnownList(
        this,
        this.#shapes,
        { numbers, places, others },
        bytes.toString('latin1', values, values + length),
      ),
      verification: rare?.verification,
    };
  }
}
