import { NonFiniteError, ShapeError, UnknownNameError } from '../errors.ts';
import { parametersOfSystem } from './parameter-info.ts';
import type { SystemSpec } from './system-spec.ts';

/** Numbers on the host: float64 from the reference, float32 from the other backends. */
export type HostArray = Float64Array | Float32Array;

/** Parameters by dotted path, each flat and row-major in its shape. */
export type ParameterValues = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Shape of every parameter of a system, by path and in the order of `parametersOfSystem`.
 *
 * The two kinds of omega store their free matrices as the files of arXiv 2505.03648 do, with opposite signs. Written for
 * columns, ds_i/dt = ... + Omega_i s_i: `global` acts on rows, s (O - O^T)/2, so Omega = (O^T - O)/2; `local` on columns,
 * Omega_i = (O_i - O_i^T)/2 less the mean of these over the neurons. @hkmem/dynamics makes O from Omega.
 */
export function parameterShapes(spec: SystemSpec): ReadonlyMap<string, readonly number[]> {
  return new Map(parametersOfSystem(spec).map(({ path, shape }) => [path, shape]));
}

/** Number of entries of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Shape of one parameter. @throws {UnknownNameError} for a path that the system does not have. */
export function shapeOf(shapes: ReadonlyMap<string, readonly number[]>, path: string): readonly number[] {
  const shape = shapes.get(path);
  if (shape === undefined) throw new UnknownNameError('parameter', path, [...shapes.keys()]);
  return shape;
}

/** @throws {ShapeError | NonFiniteError} naming the array and the first entry that is not finite. */
export function checkValues(what: string, values: ArrayLike<number>, shape: readonly number[]): void {
  if (values.length !== sizeOf(shape)) {
    throw new ShapeError(what, values.length, shape, 'Pass a flat row-major array of that shape.');
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new NonFiniteError(what, i, values[i]!);
  }
}
