import {
  checkValues,
  type HostArray,
  type HostState,
  type SampleState,
  ShapeError,
  type SystemSpec,
} from '@hkmem/backend';

/**
 * A host state sample by sample, in float64: x [N] and s [N, D] of each, empty where the system has no such units.
 * @throws {ShapeError | NonFiniteError} if a part is missing, belongs to no unit, or has no whole number of samples.
 */
export function samplesOf(spec: SystemSpec, state: HostState): SampleState[] {
  const perX = spec.threshold === undefined ? 0 : spec.neurons;
  const perS = spec.neurons * (spec.oscillators?.dimension ?? 0);
  const batches = [countSamples('x', state.x, perX), countSamples('s', state.s, perS)];
  const [batchX, batchS] = [perX > 0 ? batches[0]! : batches[1]!, perS > 0 ? batches[1]! : batches[0]!];
  if (batchX !== batchS) {
    throw new ShapeError('s', state.s!.length, batchX * perS, `Give as many samples as x holds, ${batchX}.`);
  }
  const part = (values: HostArray | undefined, size: number, b: number): Float64Array =>
    size === 0 ? new Float64Array(0) : Float64Array.from(values!.subarray(b * size, (b + 1) * size));
  return Array.from({ length: batchX }, (_, b) => ({ x: part(state.x, perX, b), s: part(state.s, perS, b) }));
}

function countSamples(what: 'x' | 's', values: HostArray | undefined, size: number): number {
  const length = values?.length ?? 0;
  if (size === 0) {
    if (length > 0) throw new ShapeError(what, length, 0, 'This system has no such units: leave it out.');
    return 0;
  }
  if (length === 0 || length % size !== 0) {
    throw new ShapeError(what, length, size, 'Give that many entries for each of one or more samples.');
  }
  checkValues(what, values!, [length]);
  return length / size;
}
