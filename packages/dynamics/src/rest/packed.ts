import { checkValues, type HostState, ShapeError, type SystemSpec } from '@hkmem/backend';

/** A sample's state, velocity or direction in float64: x [N], then s [N, D], as far as the system has them. */
export type Packed = Float64Array<ArrayBufferLike>;

/** Entries of x and of s in a packed sample. */
export interface PackedSize {
  readonly x: number;
  readonly s: number;
}

export function packedSize({ neurons, threshold, oscillators }: SystemSpec): PackedSize {
  return { x: threshold === undefined ? 0 : neurons, s: neurons * (oscillators?.dimension ?? 0) };
}

/** @throws {ShapeError | NonFiniteError} unless x [B, N] and s [B, N, D] are there as far as the system has them. */
export function checkState(size: PackedSize, state: HostState, batch: number): void {
  for (const part of ['x', 's'] as const) {
    const [values, length] = [state[part], batch * size[part]];
    if ((values?.length ?? 0) !== length) {
      throw new ShapeError(
        part,
        values?.length ?? 0,
        length,
        'Give x [B, N] and s [B, N, D] as far as the system has them.',
      );
    }
    if (values !== undefined) checkValues(part, values, [length]);
  }
}

/** The samples of a host state that fits. */
export function packSamples(size: PackedSize, state: HostState, batch: number): Packed[] {
  return Array.from({ length: batch }, (_, b) => {
    const sample = new Float64Array(size.x + size.s);
    if (size.x > 0) sample.set(state.x!.subarray(b * size.x, (b + 1) * size.x));
    if (size.s > 0) sample.set(state.s!.subarray(b * size.s, (b + 1) * size.s), size.x);
    return sample;
  });
}

/** Samples put together as a host state [B]. */
export function unpackSamples(size: PackedSize, samples: readonly Packed[]): HostState {
  const part = (start: number, length: number): Float64Array => {
    const joined = new Float64Array(samples.length * length);
    samples.forEach((sample, b) => {
      joined.set(sample.subarray(start, start + length), b * length);
    });
    return joined;
  };
  return { ...(size.x > 0 && { x: part(0, size.x) }), ...(size.s > 0 && { s: part(size.x, size.s) }) };
}

/** Root mean square of the entries. */
export function rootMeanSquare(values: Packed): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]! * values[k]!;
  return Math.sqrt(sum / values.length);
}
