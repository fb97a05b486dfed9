import { checkValues, type HostState, ShapeError, type SystemSpec } from '@hkmem/backend';

/** A sample's state, velocity or direction in float64: x [N], then s [N, D], as far as the system has them. */
export type Packed = Float64Array<ArrayBufferLike>;

/** Entries of x and of s in a packed sample. */
export interface PackedShape {
  readonly x: number;
  readonly s: number;
}

export function packedShape({ neurons, threshold, oscillators }: SystemSpec): PackedShape {
  return { x: threshold === undefined ? 0 : neurons, s: neurons * (oscillators?.dimension ?? 0) };
}

/** @throws {ShapeError | NonFiniteError} unless x [B, N] and s [B, N, D] are there as far as the system has them. */
export function checkState(shape: PackedShape, state: HostState, batch: number): void {
  for (const part of ['x', 's'] as const) {
    const [values, size] = [state[part], batch * shape[part]];
    if ((values?.length ?? 0) !== size) {
      throw new ShapeError(
        part,
        values?.length ?? 0,
        size,
        'Give x [B, N] and s [B, N, D] as far as the system has them.',
      );
    }
    if (values !== undefined) checkValues(part, values, [size]);
  }
}

/** The samples of a host state that fits. */
export function packSamples(shape: PackedShape, state: HostState, batch: number): Packed[] {
  return Array.from({ length: batch }, (_, b) => {
    const sample = new Float64Array(shape.x + shape.s);
    if (shape.x > 0) sample.set(state.x!.subarray(b * shape.x, (b + 1) * shape.x));
    if (shape.s > 0) sample.set(state.s!.subarray(b * shape.s, (b + 1) * shape.s), shape.x);
    return sample;
  });
}

/** Samples put together as a host state [B]. */
export function unpackSamples(shape: PackedShape, samples: readonly Packed[]): HostState {
  const part = (start: number, size: number): Float64Array => {
    const joined = new Float64Array(samples.length * size);
    samples.forEach((sample, b) => {
      joined.set(sample.subarray(start, start + size), b * size);
    });
    return joined;
  };
  return { ...(shape.x > 0 && { x: part(0, shape.x) }), ...(shape.s > 0 && { s: part(shape.x, shape.s) }) };
}

/** Root mean square of the entries. */
export function rootMeanSquare(values: Packed): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
