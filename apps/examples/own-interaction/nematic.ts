import * as tf from '@hkmem/backend/tf';

/**
 * An interaction that hkmem does not have: phi_e(r) = C_e r^2 / 2 with the overlap r = s_i . s_j. It sees axes, not
 * directions: where C_e < 0 two oscillators line up, parallel or opposite; where C_e > 0 they become perpendicular.
 */

/** C [N, N], symmetric with zeros on the diagonal, from any [N, N]. */
export function symmetric(free: tf.Tensor2D): tf.Tensor2D {
  const neurons = free.shape[0];
  const others = tf.sub(1, tf.eye(neurons));
  return tf.mul(tf.mul(tf.add(free, tf.transpose(free)), 0.5), others);
}

/** One step of length h of ds/dt = -Proj dE/ds, E = sum over pairs of C r^2 / 2; s [B, N, D], renormalised after it. */
export function nematicStep(s: tf.Tensor3D, C: tf.Tensor2D, h: number): tf.Tensor3D {
  const overlaps = tf.matMul(s, s, false, true);
  const force = tf.matMul(tf.mul(overlaps, C), s);
  const tangent = tf.sub(force, tf.mul(tf.sum(tf.mul(force, s), -1, true), s));
  return unit(tf.sub(s, tf.mul(h, tangent)));
}

/** E [B] of states s [B, N, D]. */
export function nematicEnergy(s: tf.Tensor3D, C: tf.Tensor2D): tf.Tensor1D {
  const overlaps = tf.matMul(s, s, false, true);
  return tf.mul(0.25, tf.sum(tf.mul(C, tf.square(overlaps)), [1, 2]));
}

/** Each oscillator on the sphere. */
export function unit(s: tf.Tensor3D): tf.Tensor3D {
  return tf.div(s, tf.sqrt(tf.sum(tf.square(s), -1, true)));
}
