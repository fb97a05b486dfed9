import type { Value } from '../operations.ts';

/** An array on the host. */
export interface Float64Value extends Value {
  /** Entries, row-major. */
  readonly data: Float64Array;
}

/** A value of zeros. */
export function zeros(shape: readonly number[]): Float64Value {
  return { shape, data: new Float64Array(shape.reduce((product, extent) => product * extent, 1)) };
}

/** A value whose entry i is `entry(i)`. */
export function filled(shape: readonly number[], entry: (index: number) => number): Float64Value {
  const value = zeros(shape);
  for (let i = 0; i < value.data.length; i++) value.data[i] = entry(i);
  return value;
}

/** Rows and columns of a matrix. */
export function extents({ shape }: Value): readonly [rows: number, columns: number] {
  return [shape[0]!, shape[1]!];
}
