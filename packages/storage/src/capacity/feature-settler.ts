import type { RandomKey } from '@hkmem/backend';
import { FeatureMemory } from '../dense/feature-memory.ts';
import type { Settled } from '../threshold/zero-temperature.ts';
import { patternOf } from './random-binary.ts';

/** Updates; more of them drift from what fewer have found. */
const updates = 10;

/**
 * Updates of a memory of random features with N^2 numbers (Y = N^2 / 2) at beta = 8 / N, where the kernel of two random
 * patterns of +1 and -1 is about e^-8, and of one with a tenth of its signs turned over e^-1.6.
 */
export function featureSettler(columns: readonly Int8Array[], key: RandomKey): (cue: Float64Array) => Settled {
  const N = columns.length;
  const stored = Array.from(columns[0]!, (_, k) => patternOf(columns, k));
  const seed = key.bits(1)[0]!;
  const memory = new FeatureMemory(stored, { features: Math.round(N ** 2 / 2), inverseTemperature: 8 / N, seed });
  return (cue) => {
    let x = cue;
    for (let n = 0; n < updates; n++) x = memory.update(x);
    return { signs: Int8Array.from(x, (entry) => (entry < 0 ? -1 : 1)), sweeps: updates, rest: false };
  };
}
