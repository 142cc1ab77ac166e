/** Bytes that can be read at any place: of a file, or held. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export type Bytes = {
  readonly size: number;
  readonly modifiedAt: Date | undefined;
  /** Fills as much of `target` as there is from `position` on, and says how much that was. */
  readInto(target: Buffer, position: number): number;
  close(): void;
};

export function bytesOfFile(file: string): Bytes {
  const descriptor = openSync(file, 'r');
  const { mtime, size } = fstatSync(descriptor);
  let open = true;
  return {
    size,
    modifiedAt: mtime,
    readInto: (target, position) => readSync(descriptor, target, 0, target.length, position),
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

export function bytesOfBuffer(buffer: Buffer, modifiedAt: Date | undefined): Bytes {
  return {
    size: buffer.length,
    modifiedAt,
    readInto: (target, position) => buffer.copy(target, 0, position),
    close: () => {},
  };
}
