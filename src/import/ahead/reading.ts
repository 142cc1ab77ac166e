/**
 * Files read ahead by a thread (ahead/thread.ts), taken one by one in their order. It only saves time: a file that the thread did not read, or all
 * of them when there is no thread, is read by whoever takes it.
 */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Batch, BatchReader, type DocumentAhead, openSlots } from './document.ts';
import type { ThreadData } from './thread.ts';

/** Fewer files are read sooner than a thread starts. */
const FEWEST_FILES = 200;

/** The sources run as they are; a bundle has its thread beside it. */
const OWN = extname(import.meta.url);
const THREAD = new URL(OWN === '.ts' ? './thread.ts' : `./read-ahead${OWN}`, import.meta.url);

export class Reading {
  readonly #thread: Worker;
  readonly #waiting: Batch[] = [];
  readonly #reader: BatchReader;
  #isOver = false;
  #wake: (() => void) | undefined;

  /** `files` in the order in which they will be taken; an empty name for what the thread must not read. */
  constructor(files: readonly string[]) {
    const slots = openSlots();
    this.#reader = new BatchReader(slots);
    const workerData: ThreadData = { files, slots };
    this.#thread = new Worker(THREAD, { workerData, execArgv: [] });
    this.#thread.on('message', (batch: Batch) => {
      if (!this.#isOver) this.#waiting.push(batch);
      this.#wake?.();
    });
    const end = (): void => {
      this.#isOver = true;
      this.#wake?.();
    };
    // What it did not hand over is read by whoever takes it.
    this.#thread.once('error', end);
    this.#thread.once('messageerror', end);
    this.#thread.once('exit', end);
  }

  /** What was read of the next file; undefined when it is to be read here. */
  take(): DocumentAhead | undefined | Promise<DocumentAhead | undefined> {
    return this.#reader.isDone ? this.#takeFromNext() : this.#reader.next();
  }

  async #takeFromNext(): Promise<DocumentAhead | undefined> {
    while (this.#waiting.length === 0 && !this.#isOver)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    const batch = this.#waiting.shift();
    if (batch === undefined) return undefined;
    this.#reader.open(batch);
    return this.#reader.next();
  }

  /** Once the thread has ended: its memory is free before what was read is scored. */
  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}

/** Reads ahead where it is worth a thread. */
export function openReading(files: readonly string[]): Reading | undefined {
  return files.length < FEWEST_FILES || availableParallelism() < 2 ? undefined : new Reading(files);
}
