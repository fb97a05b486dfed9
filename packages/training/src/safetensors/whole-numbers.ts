import type { SafetensorsTensor } from './dtypes.ts';

/**
 * The entries of a tensor of whole numbers as int32: of any width, signed or not. Undefined if the tensor is of floats or
 * truth values, or an entry does not fit, so that nothing is rounded or wrapped.
 */
export function int32Of({ dtype, data }: SafetensorsTensor): Int32Array | undefined {
  if (!/^[IU]\d+$/.test(dtype)) return undefined;
  const values = Float64Array.from(data as ArrayLike<number | bigint>, Number);
  return values.every((value) => value === (value | 0)) ? Int32Array.from(values) : undefined;
}
