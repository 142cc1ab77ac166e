/** Where bytes come from, opened once, the first of them in hand before anything is decided about them. */
export type Source = {
  /** As the user named it. */
  readonly file: string;
  readonly modifiedAt: Date | undefined;
  /** Undefined when it cannot be known before the end. */
  readonly size: number | undefined;
  /** First bytes: everything, when the source is shorter than a block. Those of a compressed source are decompressed. */
  readonly head: Buffer;
  /** What follows the head, to be gone through once; a block is only good until the next one is asked for. */
  readonly rest: Iterable<Buffer> | AsyncIterable<Buffer>;
  close(): void;
};
