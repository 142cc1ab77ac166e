/**
 * The file that holds a checked base (snapshot.ts), read in two times: its head at once, its details when they are asked for. It stays open in
 * between, so that both are of one file even where another took its place.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Problem } from '../problem.ts';
import type { Kept } from './snapshot.ts';

/** The first line is shorter. */
const LENGTHS_BYTES = 32;

export class KeptFile implements Kept {
  readonly #path: string;
  readonly #file: number;
  #isOpen = true;
  readonly #headStart: number;
  readonly #headBytes: number;
  readonly #detailBytes: number;

  /** Throws when there is no such file, when it is none, or when it was cut. */
  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'r');
    try {
      const { size } = fstatSync(this.#file);
      const line = this.#read(0, Math.min(LENGTHS_BYTES, size)).toString('latin1');
      const [all, head, details] = /^(\d{1,9}) (\d{1,9})\n/.exec(line) ?? [];
      if (all === undefined) throw new Error('not a checked base');
      this.#headStart = all.length;
      this.#headBytes = Number(head);
      this.#detailBytes = Number(details);
      if (size !== this.#detailsStart + this.#detailBytes) throw new Error('the file was cut');
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  get #detailsStart(): number {
    return this.#headStart + this.#headBytes + 1;
  }

  head(): Buffer {
    return this.#read(this.#headStart, this.#headBytes);
  }

  /** Throws a Problem when the disk no longer gives them. */
  details(): Buffer {
    try {
      // Its number may by now be that of another file.
      if (!this.#isOpen) throw new Error('closed');
      return this.#read(this.#detailsStart, this.#detailBytes);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Problem('file-unreadable', { file: this.#path, detail: code ?? message });
    } finally {
      this.close();
    }
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }

  #read(start: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(length);
    let read = 0;
    while (read < length) {
      const count = readSync(this.#file, bytes, read, length - read, start + read);
      if (count === 0) throw new Error('the file was cut');
      read += count;
    }
    return bytes;
  }
}
