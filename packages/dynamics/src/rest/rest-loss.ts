import {
  checkLabels,
  checkReadout,
  type HostState,
  type Readout,
  readoutNeurons,
  type SystemSpec,
} from '@hkmem/backend';
import { lagrangianOf } from '@hkmem/energy';
import { type Packed, packedSize, packSamples, unpackSamples } from './packed.ts';

/** A loss of where samples rest: the sum over samples of what `value` gives. */
export interface RestLoss {
  /** The loss of one sample, x [N] and s [N, D], empty where the system has none. */
  value(x: Float64Array, s: Float64Array, sample: number): number;
  /** Adds dl/dx [N] and dl/ds [N, D] of one sample to `dx` and `ds`. */
  gradient(x: Float64Array, s: Float64Array, sample: number, dx: Float64Array, ds: Float64Array): void;
}

/** Settings of `readoutLoss`. */
export interface ReadoutLossOptions {
  /**
   * What is read of threshold units: their `state` x, as `Engine.loss` does, or their `activity` g. A nudge acts
   * on activities, so equilibrium propagation needs `activity` where units may be silent or saturated. Default `activity`.
   */
  readonly of?: 'state' | 'activity';
  /** Target of the other classes and of the label; default [-1, 1]. */
  readonly targets?: readonly [other: number, label: number];
}

/**
 * The squared error of a read-out, sum_c (out_c - y_c)^2 / B of each sample, B the number of labels.
 * @throws {ValueError | ShapeError} if the system has no such units, or labels are no classes.
 */
export function readoutLoss(
  spec: SystemSpec,
  readout: Readout,
  labels: ArrayLike<number>,
  { of = 'activity', targets = [-1, 1] }: ReadoutLossOptions = {},
): RestLoss {
  checkReadout(spec, readout);
  checkLabels(labels, labels.length, readout.classes);
  const lagrangian = readout.kind === 'threshold' && of === 'activity' ? lagrangianOf(spec) : undefined;
  const D = spec.oscillators?.dimension ?? 0;
  const outputs = (x: Float64Array, s: Float64Array): Float64Array => {
    const values = lagrangian?.activity(x) ?? x;
    return Float64Array.from({ length: readout.classes }, (_, c) => {
      const [i, j] = readoutNeurons(spec.neurons, readout, c);
      if (readout.kind === 'threshold') return values[i]!;
      let overlap = 0;
      for (let d = 0; d < D; d++) overlap += s[i * D + d]! * s[j * D + d]!;
      return overlap;
    });
  };
  const misses = (x: Float64Array, s: Float64Array, sample: number): Float64Array =>
    outputs(x, s).map((output, c) => output - (labels[sample] === c ? targets[1] : targets[0]));
  return {
    value: (x, s, sample) => misses(x, s, sample).reduce((sum, miss) => sum + miss * miss, 0) / labels.length,
    gradient(x, s, sample, dx, ds) {
      const slopes = misses(x, s, sample).map((miss) => (2 * miss) / labels.length);
      const onActivity = new Float64Array(dx.length);
      slopes.forEach((slope, c) => {
        const [i, j] = readoutNeurons(spec.neurons, readout, c);
        if (readout.kind === 'threshold') onActivity[i]! += slope;
        else
          for (let d = 0; d < D; d++) {
            ds[i * D + d]! += slope * s[j * D + d]!;
            ds[j * D + d]! += slope * s[i * D + d]!;
          }
      });
      const onState = lagrangian?.hessianProduct(x, onActivity) ?? onActivity;
      for (let i = 0; i < dx.length; i++) dx[i]! += onState[i]!;
    },
  };
}

/** dL/dx [B, N] and dL/ds [B, N, D] of a loss at states. */
export function lossCotangent(spec: SystemSpec, loss: RestLoss, state: HostState, batch: number): HostState {
  const size = packedSize(spec);
  const samples = packSamples(size, state, batch);
  return unpackSamples(
    size,
    samples.map((sample, b) => packedGradient(size.x, loss, sample, b)),
  );
}

/** dl/dy of one packed sample whose first `x` entries are x. */
export function packedGradient(x: number, loss: RestLoss, sample: Packed, index: number): Packed {
  const out = new Float64Array(sample.length);
  loss.gradient(sample.slice(0, x), sample.slice(x), index, out.subarray(0, x), out.subarray(x));
  return out;
}
