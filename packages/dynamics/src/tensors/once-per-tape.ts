import type { Tensor } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import type { SecondDerivativeError } from './errors.ts';

/**
 * A gradient that was computed outside tfjs's tape, tied to the tensors it depends on: to differentiate it is an error,
 * where tfjs would otherwise take it for a constant. Shapes are the gradient's own.
 */
export function oncePerTape(
  gradient: Tensor,
  dependsOn: readonly Tensor[],
  error: () => SecondDerivativeError,
): Tensor {
  const operation = tf.customGrad(() => ({
    value: gradient,
    gradFunc: () => {
      throw error();
    },
  }));
  return operation(...dependsOn);
}
