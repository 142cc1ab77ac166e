/**
 * Entries one after another, in chunks, which are read from the first to the last while they are written anew: a chunk that
 * was read is the next to be written, so that there are never two copies of what may be most of the memory in use.
 */
const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;

export class Ledger {
  #chunks: Uint32Array[] = [];
  /** What was written since `rewrite`, and chunks to be written. */
  #written: Uint32Array[] = [];
  readonly #spare: Uint32Array[] = [];
  #from: Uint32Array = new Uint32Array(0);
  #readAt = CHUNK;
  #chunksRead = 0;
  #to: Uint32Array = new Uint32Array(0);
  #writtenAt = CHUNK;

  /** The entry at a place, as they were last written. */
  at(place: number): number {
    return (this.#chunks[place >>> CHUNK_BITS] as Uint32Array)[place & (CHUNK - 1)] as number;
  }

  /** The next entry, to be asked for no more often than there are entries. */
  read(): number {
    if (this.#readAt === CHUNK) this.#nextToRead();
    return this.#from[this.#readAt++] as number;
  }

  write(entry: number): void {
    if (this.#writtenAt === CHUNK) this.#nextToWrite();
    this.#to[this.#writtenAt++] = entry;
  }

  /** Writes the next entries as they are. */
  copy(entries: number): void {
    for (let left = entries; left > 0; ) {
      if (this.#readAt === CHUNK) this.#nextToRead();
      if (this.#writtenAt === CHUNK) this.#nextToWrite();
      const length = Math.min(left, CHUNK - this.#readAt, CHUNK - this.#writtenAt);
      this.#to.set(this.#from.subarray(this.#readAt, this.#readAt + length), this.#writtenAt);
      this.#readAt += length;
      this.#writtenAt += length;
      left -= length;
    }
  }

  /** Once all is read: what was written is what there is, to be read from the first entry on. */
  turn(): void {
    if (this.#from.length > 0) this.#spare.push(this.#from);
    this.#chunks = this.#written;
    this.#written = [];
    this.#from = this.#to = new Uint32Array(0);
    this.#readAt = this.#writtenAt = CHUNK;
    this.#chunksRead = 0;
  }

  #nextToRead(): void {
    if (this.#from.length > 0) this.#spare.push(this.#from);
    this.#from = this.#chunks[this.#chunksRead++] as Uint32Array;
    this.#readAt = 0;
  }

  #nextToWrite(): void {
    this.#to = this.#spare.pop() ?? new Uint32Array(CHUNK);
    this.#written.push(this.#to);
    this.#writtenAt = 0;
  }
}
