import { checkValues } from '../contract/parameters.ts';
import type { Tensor } from '../contract/tensor.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { valuesOf } from '../tfjs/tensors.ts';

/** @throws {ShapeError | ValueError | NonFiniteError} on another shape or type, or, if `read`, an entry that is not finite. */
export function checkTensor(what: string, tensor: Tensor, shape: readonly number[], read: boolean): void {
  if (tensor.shape.length !== shape.length || tensor.shape.some((extent, k) => extent !== shape[k])) {
    throw new ShapeError(what, tensor.shape, shape, 'Reshape the tensor.');
  }
  if (tensor.dtype !== 'float32') throw new ValueError(`${what}: type of the tensor`, tensor.dtype, 'float32');
  if (read) checkValues(what, valuesOf(tensor), shape);
}
