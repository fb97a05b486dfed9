import type { HostState } from '../contract/state.ts';
import { HkmemError } from '../errors.ts';

/** A number of a backend is further from the reference than its tolerance. */
export class ConformanceError extends HkmemError {}

/**
 * Largest difference between two arrays relative to the largest entry of the expected one, and where it is; `floor`
 * keeps arrays of rounding noise from counting.
 */
export function largestError(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  floor = 1e-6,
): { readonly error: number; readonly index: number } {
  let largest = floor;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]!));
  let error = got.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  let index = -1;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(got[i]! - expected[i]!) / largest;
    if (!(difference <= error)) {
      error = difference;
      index = i;
    }
  }
  return { error, index };
}

/** Holds numbers against the reference's, and keeps those that were looked at. */
export class Comparison {
  /** Every array that was held against the reference, in order. */
  readonly seen: Float64Array[] = [];
  readonly #tolerance: number;

  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  /** Largest error allowed, relative to the largest entry. */
  get tolerance(): number {
    return this.#tolerance;
  }

  /** @throws {ConformanceError} if an entry is off; `floor` is the least size that errors are relative to. */
  close(what: string, got: ArrayLike<number>, expected: ArrayLike<number>, floor?: number): void {
    this.seen.push(Float64Array.from(got));
    const { error, index } = largestError(got, expected, floor);
    if (error <= this.#tolerance) return;
    throw new ConformanceError(
      got.length === expected.length
        ? `${what}, entry ${index}: got ${got[index]}, expected ${expected[index]}; off by ${error.toExponential(1)} of ` +
            `the largest entry, allowed is ${this.#tolerance}`
        : `${what}: got ${got.length} entries, expected ${expected.length}`,
    );
  }

  /** The same for the parts of a state, each of which must be there if the reference has it, and only then. */
  states(what: string, got: HostState, expected: HostState): void {
    for (const part of ['x', 's'] as const) {
      this.same(`${what} has ${part}`, got[part] !== undefined, expected[part] !== undefined);
      if (expected[part] !== undefined) this.close(`${what} ${part}`, got[part]!, expected[part]);
    }
  }

  /** @throws {ConformanceError} unless both are the same value. */
  same(what: string, got: unknown, expected: unknown): void {
    if (!Object.is(got, expected))
      throw new ConformanceError(`${what}: got ${String(got)}, expected ${String(expected)}`);
  }
}
