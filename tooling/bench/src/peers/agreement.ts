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

/** Holds a peer's loss and gradients against what is expected. @throws {Error} naming a gradient that is missing. */
export function agreementOf(got: PeerGradients, expected: PeerGradients, tolerance: number): Agreement {
  let worst = { quantity: 'loss', error: Math.abs(got.loss / expected.loss - 1) };
  if (Number.isNaN(worst.error)) worst.error = Number.POSITIVE_INFINITY;
  for (const [name, { values }] of Object.entries(expected.arrays)) {
    const found = got.arrays[name]?.values;
    if (found?.length !== values.length) {
      throw new Error(`gradient of ${name}: got ${found?.length ?? 'no'} entries, expected ${values.length}`);
    }
    let [largest, error] = [0, 0];
    for (let n = 0; n < values.length; n++) {
      largest = Math.max(largest, Math.abs(values[n]!));
      const off = Math.abs(found[n]! - values[n]!);
      error = Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(error, off);
    }
    if (error / largest > worst.error) worst = { quantity: `gradient of ${name}`, error: error / largest };
  }
  return { ...worst, agrees: worst.error <= tolerance };
}
