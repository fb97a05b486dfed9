import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '../contract/tensor.ts';

/** A float32 tensor with these values, on tfjs's active backend. */
export function tensorOf(values: ArrayLike<number>, shape: readonly number[]): Tensor {
  return tensor(Float32Array.from(values), [...shape], 'float32');
}

/** The values of a tensor, read at once; needs a tfjs backend that can (not webgpu). */
export function valuesOf(from: Tensor): Float32Array {
  return Float32Array.from(from.dataSync());
}
