import type { PeerGradients } from './problem.ts';

/** How far a peer's loss and gradients are from ours, and what is allowed. */
export interface Agreement {
  /** The quantity that is farthest off. */
  readonly quantity: string;
  /** Its largest error relative to its largest entry. */
  readonly error: number;
  readonly agrees: boolean;
}

/**
 * Largest error allowed at the size that is timed, relative to the largest entry of each gradient, ours in float32 as well: 24
 * evaluations in another order of sums.
 */
export const agreementTolerance = 1e-3;

/**
 * How many times the tolerance a gradient may be off that is what is left of sums that cancel: O turns all oscillators alike,
 * which no overlap sees, so that its gradient is the difference of terms far larger than itself.
 */
const cancelling: Readonly<Record<string, number>> = { O: 30 };

/** Holds a peer's loss and gradients against what is expected. @throws {Error} naming a gradient that is missing. */
export function agreementOf(got: PeerGradients, expected: PeerGradients, tolerance: number): Agreement {
  let worst = { quantity: 'loss', error: finite(Math.abs(got.loss / expected.loss - 1)), factor: 1 };
  for (const [name, { values }] of Object.entries(expected.arrays)) {
    const found = got.arrays[name]?.values;
    if (found?.length !== values.length) {
      throw new Error(`gradient of ${name}: got ${found?.length ?? 'no'} entries, expected ${values.length}`);
    }
    let [largest, off] = [0, 0];
    for (let n = 0; n < values.length; n++) {
      largest = Math.max(largest, Math.abs(values[n]!));
      off = Math.max(off, finite(Math.abs(found[n]! - values[n]!)));
    }
    const [error, factor] = [off / largest, cancelling[name] ?? 1];
    if (error / factor > worst.error / worst.factor) worst = { quantity: `gradient of ${name}`, error, factor };
  }
  const { quantity, error, factor } = worst;
  return { quantity, error, agrees: error <= tolerance * factor };
}

/** What is not a number is as far off as can be. */
function finite(error: number): number {
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}
