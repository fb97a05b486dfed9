/** Observations that are passed over before times count: the first ones hold compiling, first allocations and reads. */
const warmUp = 2;
/** Observations that the estimate looks back on. */
const window = 60;

/** Estimates the time that is left from the recent pace, without the warm-up at the start. */
export class RemainingTime {
  readonly #now: () => number;
  readonly #seen: { readonly time: number; readonly done: number }[] = [];
  #skipped = 0;

  /** @param now a clock in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Tells how much is done now. */
  observe(done: number): void {
    if (this.#skipped < warmUp) {
      this.#skipped++;
      return;
    }
    this.#seen.push({ time: this.#now(), done });
    if (this.#seen.length > window) this.#seen.shift();
  }

  /** Items a second, or undefined while nothing is known yet. */
  get pace(): number | undefined {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (first === undefined || last === undefined || last.done <= first.done || last.time <= first.time)
      return undefined;
    return (1000 * (last.done - first.done)) / (last.time - first.time);
  }

  /** Seconds until `total` is done, or undefined while nothing is known yet. */
  secondsTo(total: number): number | undefined {
    const { pace } = this;
    return pace === undefined ? undefined : Math.max(0, total - this.#seen.at(-1)!.done) / pace;
  }
}
