import { PatternError } from '../errors.ts';
import { lengthOf } from '../linear-algebra/kernels.ts';
import { requireBinary } from '../patterns/patterns.ts';
import type { DenseEnergyName } from './dense-form.ts';

/** @throws {PatternError} if an energy does not take a pattern beside the first. */
export function checkDensePattern(
  energy: DenseEnergyName,
  pattern: Float64Array,
  index: number,
  first: Float64Array,
): void {
  if (energy === 'polynomial') requireBinary(pattern, index, "a dense memory of the energy 'polynomial'");
  if (energy !== 'log-sum-relu') return;
  const [length, allowed] = [lengthOf(pattern), lengthOf(first)];
  if (Math.abs(length - allowed) > 1e-6 * allowed) {
    throw new PatternError(
      `pattern ${index}: got one of length ${length}, allowed is ${allowed}, that of pattern 0: the layers of 'log-sum-relu' ` +
        'hold directions. Scale them to one length, or take KernelMemory, which holds any.',
    );
  }
}
