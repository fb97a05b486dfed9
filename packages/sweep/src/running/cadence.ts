/** Tells when a multiple of `every` was reached or passed since it was last asked; never if `every` is 0. */
export class Cadence {
  readonly #every: number;
  #last: number;

  /** @param start where counting begins. */
  constructor(every: number, start: number) {
    this.#every = every;
    this.#last = start;
  }

  /** Whether a multiple lies after the number of the last call and up to this one. */
  isDue(now: number): boolean {
    const [every, last] = [this.#every, this.#last];
    this.#last = now;
    return every > 0 && Math.floor(now / every) > Math.floor(last / every);
  }
}
