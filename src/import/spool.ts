/** Documents set down on the disk while the others are read: in a file that nobody else can open and that leaves nothing behind. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import type { Inventory } from '../inventory/schema.ts';

export type SpoolPlace = { readonly offset: number; readonly length: number };

export class Spool {
  #path: string | undefined;
  #descriptor: number | undefined;
  #end = 0;

  add(inventory: Inventory): SpoolPlace {
    if (this.#descriptor === undefined) {
      this.#path = join(tmpdir(), `tiebreak-${randomUUID()}.tmp`);
      this.#descriptor = openSync(this.#path, 'wx+', 0o600);
      // Open, it needs no name any more, and goes away with the program however that ends; Windows keeps it to the end.
      if (platform !== 'win32') rmSync(this.#path);
    }
    const bytes = Buffer.from(JSON.stringify(inventory));
    const place = { offset: this.#end, length: bytes.length };
    for (let written = 0; written < bytes.length; )
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written, this.#end + written);
    this.#end += bytes.length;
    return place;
  }

  read({ offset, length }: SpoolPlace): Inventory {
    if (this.#descriptor === undefined) throw new Error('nothing was set down');
    const bytes = Buffer.alloc(length);
    for (let read = 0; read < length; ) {
      const more = readSync(this.#descriptor, bytes, read, length - read, offset + read);
      if (more === 0) throw new Error('what was set down is not there any more');
      read += more;
    }
    return JSON.parse(bytes.toString());
  }

  close(): void {
    if (this.#descriptor === undefined || this.#path === undefined) return;
    closeSync(this.#descriptor);
    rmSync(this.#path, { force: true });
    this.#descriptor = undefined;
  }
}
