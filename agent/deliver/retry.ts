/** When to try again: exponential back-off with full jitter, never before the server said. */

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/** Somewhere between now and a limit that doubles at each attempt: machines that failed together do not come back together. */
export function backoffMs(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
}

/** The delay a Retry-After header asks for: seconds or a date. Undefined for anything else. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) || !header.includes(':') ? undefined : Math.max(0, date - now);
}

/** Answers that another attempt may change. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Answers that concern one document and not the next. */
export function concernsDocument(status: number): boolean {
  return [400, 409, 413, 415, 422].includes(status);
}
