/** What a line of a log says, as places in the bytes it was read from: one object serves for all lines. */
import type { Span } from './span.ts';

/** Who asked for what. A field whose end is its start is not there. */
export class Visit {
  clientStart = 0;
  clientEnd = 0;
  /** Name of the client's machine, where the log has it beside its address. */
  nameStart = 0;
  nameEnd = 0;
  hostStart = 0;
  hostEnd = 0;

  reset(): void {
    this.clientStart = this.clientEnd = 0;
    this.nameStart = this.nameEnd = 0;
    this.hostStart = this.hostEnd = 0;
  }
}

/** A request of a client. */
export const VISIT = 0;
/** The answer to a request, or another line about one: it adds nothing but what no other line would tell. */
export const AGAIN = 1;
/** A request that was refused. */
export const DENIED = 2;
/** A line of this format that is about something else. */
export const OTHER = 3;
/** Not a line of this format. */
export const NOT_UNDERSTOOD = 4;
export type Verdict = typeof VISIT | typeof AGAIN | typeof DENIED | typeof OTHER | typeof NOT_UNDERSTOOD;

/** Reads one line, in time proportional to its length, and keeps nothing of it. */
export type LineParser = (bytes: Buffer, start: number, end: number, visit: Visit, span: Span) => Verdict;
