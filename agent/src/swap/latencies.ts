// Eight buckets for each doubling, from a microsecond on: a percentile is right within 5 %.
const perDoubling = 8;
const buckets = 32 * perDoubling;
const leastMs = 0.001;

/** How often which time was measured, in buckets that grow with it; all in milliseconds. */
export class Latencies {
  readonly #counts = new Float64Array(buckets);
  #count = 0;

  /** How many times were measured. */
  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const bucket = Math.floor(Math.log2(Math.max(ms, leastMs) / leastMs) * perDoubling);
    const at = Math.min(buckets - 1, bucket);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#count++;
  }

  /** The time that this part of them, from 0 to 1, did not exceed; null before the first one. */
  percentile(part: number): number | null {
    if (this.#count === 0) return null;
    let left = part * this.#count;
    const at = this.#counts.findIndex((count) => (left -= count) <= 0);
    return leastMs * 2 ** (((at === -1 ? buckets - 1 : at) + 0.5) / perDoubling);
  }

  /** Forgets them all. */
  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
  }
}
