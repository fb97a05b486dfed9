import type { RandomKey } from '@hkmem/backend';
import { KernelMemory } from '../dense/kernel-memory.ts';
import { lengthOf } from '../linear-algebra/kernels.ts';
import type { CapacityCount } from './capacity-count.ts';
import type { CapacityTrial } from './trial.ts';

/**
 * What log-sum-relu restores of patterns of normal entries, from cues that lie in random directions at `damage` times half
 * the least distance between two of them. Exact is every digit; what is wrong, the distance left over the length of a pattern.
 */
export function kernelCount(
  { neurons: N, damage, tried: most }: CapacityTrial,
  patterns: number,
  key: RandomKey,
): CapacityCount {
  const stored = Array.from({ length: patterns }, (_, k) => key.fold('real patterns').fold(N).fold(k).normal(N));
  const memory = new KernelMemory(stored, { energy: 'log-sum-relu' });
  const reach = Math.sqrt(2 / memory.inverseTemperature);
  const tried = Math.min(most, patterns);
  let [exact, near, sum] = [0, 0, 0];
  for (let k = 0; k < tried; k++) {
    const pattern = stored[k]!;
    const direction = key.fold('damage').fold(k).normal(N);
    const step = (damage * reach) / lengthOf(direction);
    const { state } = memory.retrieve(pattern.map((entry, i) => entry + step * direction[i]!));
    const wrong = lengthOf(state.map((entry, i) => entry - pattern[i]!)) / lengthOf(pattern);
    if (wrong === 0) exact++;
    if (wrong <= 0.05) near++;
    sum += Math.min(wrong, 1);
  }
  return { patterns, tried, exact, near, wrong: sum / tried, stored: true };
}
