import type { RandomKey } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';

/** States of a batch [B, N, D] before and after what a memory of axes should do to them. */
export interface Axes {
  readonly noisy: tf.Tensor3D;
  readonly clean: tf.Tensor3D;
}

/**
 * Two groups of oscillators in R^3. Each group has an axis, drawn at random for every sample, the second perpendicular
 * to the first. A clean oscillator points along its group's axis, one way or the other at random; a noisy one nearly so.
 */
export function drawAxes(key: RandomKey, batch: number, neurons: number, noise: number): Axes {
  const [ways, directions, errors] = key.split(3) as [RandomKey, RandomKey, RandomKey];
  const signs = ways.uniform(batch * neurons);
  const drawn = directions.normal(batch * 6);
  const clean = new Float32Array(batch * neurons * 3);
  for (let sample = 0; sample < batch; sample++) {
    const first = scaled(drawn.subarray(6 * sample, 6 * sample + 3));
    const second = scaled(crossProduct(first, drawn.subarray(6 * sample + 3, 6 * sample + 6)));
    for (let neuron = 0; neuron < neurons; neuron++) {
      const at = sample * neurons + neuron;
      const axis = neuron < neurons / 2 ? first : second;
      for (let d = 0; d < 3; d++) clean[3 * at + d] = (signs[at]! < 0.5 ? -1 : 1) * axis[d]!;
    }
  }
  const s = tf.tensor3d(clean, [batch, neurons, 3]);
  const error = tf.tensor3d(Float32Array.from(errors.normal(clean.length)), [batch, neurons, 3]);
  return { noisy: unit(tf.add(s, tf.mul(noise, error))), clean: s };
}

/** Mean over batch and neurons of |s - clean|^2, from 0 to 4. */
export function distance(s: tf.Tensor3D, clean: tf.Tensor3D): tf.Scalar {
  return tf.mean(tf.sum(tf.square(tf.sub(s, clean)), -1));
}

function scaled(vector: ArrayLike<number>): number[] {
  const length = Math.hypot(...Array.from(vector));
  return Array.from(vector, (entry) => entry / length);
}

function crossProduct(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return [0, 1, 2].map((d) => a[(d + 1) % 3]! * b[(d + 2) % 3]! - a[(d + 2) % 3]! * b[(d + 1) % 3]!);
}

/** Each oscillator on the sphere. */
function unit(s: tf.Tensor3D): tf.Tensor3D {
  return tf.div(s, tf.sqrt(tf.sum(tf.square(s), -1, true)));
}
