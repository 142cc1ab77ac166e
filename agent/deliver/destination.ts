/** Where documents go: a folder or a collector. What each must be able to do, and how it answers. */
export type Outgoing = {
  /** Name of its file, the same at every attempt. */
  name: string;
  /** The signed document. */
  text: string;
};

export type Outcome =
  /** There, and durably so; or it was there already. */
  | { result: 'delivered'; warning?: string }
  /** This document only: the next one may be taken. */
  | { result: 'refused'; detail: string }
  /** Nothing can be delivered now. */
  | { result: 'unavailable'; detail: string };

export type Destination = {
  /** What tells it from another, so that a document delivered to one is not taken for delivered to the other. */
  id: string;
  send(document: Outgoing): Promise<Outcome>;
  /** The few bytes that stand for an unchanged document; `unknown` when that document is not there (any more). */
  sendSeen(text: string, documentName: string): Promise<Outcome | { result: 'unknown' }>;
  close(): Promise<void>;
};
