/** How often someone may ask: a bucket each, refilled with time. Memory is bounded: the one left alone longest is forgotten first. */
export type Limit = {
  readonly perSecond: number;
  readonly burst: number;
  /** Buckets kept. */
  readonly most: number;
};

export class Limiter {
  readonly #limit: Limit;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** 0 when it is allowed, and counted; else how many seconds to wait. */
  take(who: string, now: number): number {
    const wait = this.wait(who, now);
    if (wait > 0) return wait;
    const bucket = this.#refilled(who, now);
    // Put back last: the first of the map is always the one left alone longest.
    this.#buckets.delete(who);
    this.#buckets.set(who, { left: bucket - 1, at: now });
    if (this.#buckets.size > this.#limit.most) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
    return 0;
  }

  /** How many seconds to wait, without counting anything. */
  wait(who: string, now: number): number {
    const left = this.#refilled(who, now);
    return left >= 1 ? 0 : Math.ceil((1 - left) / this.#limit.perSecond);
  }

  #refilled(who: string, now: number): number {
    const { perSecond, burst } = this.#limit;
    const bucket = this.#buckets.get(who);
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.left + (Math.abs(now - bucket.at) / 1000) * perSecond);
  }
}
