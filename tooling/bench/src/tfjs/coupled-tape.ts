import * as tf from '@hkmem/backend/tf';
import { type CoupledGradients, type CoupledState, type CoupledTensors, sample, skew } from './coupled.ts';
import { product } from './start.ts';

/**
 * The coupled field and its gradients as one writes them in tfjs: the formulas of arXiv 2505.03648 on dense matrices,
 * one sample at a time (a Gram matrix [N, N] each), and gradients from tfjs's tape. Returns the pull-back of (u, v).
 */
export function coupledTapeGradients(
  p: CoupledTensors,
  state: CoupledState,
  cotangent: CoupledState,
): CoupledGradients {
  return tf.tidy(() => {
    const [batch, N] = state.x.shape as [number, number];
    const row = (values: tf.Tensor, b: number): tf.Tensor => tf.slice(values, [b, 0], [1, N]);
    const dx: tf.Tensor[] = [];
    const ds: tf.Tensor[] = [];
    let sums: tf.Tensor[] | undefined;
    for (let b = 0; b < batch; b++) {
      const u = row(cotangent.x, b);
      const v = sample(cotangent.s, b);
      const [onX, onS, ...onParameters] = tf.tidy(() =>
        tf.grads((x: tf.Tensor, s: tf.Tensor, A: tf.Tensor, B: tf.Tensor, alpha: tf.Tensor, O: tf.Tensor) => {
          const rate = fieldOfSample({ ...p, A, B, alpha, O }, x, s);
          return tf.add(tf.sum(tf.mul(rate.x, u)), tf.sum(tf.mul(rate.s, v)));
        })([row(state.x, b), sample(state.s, b), p.A, p.B, p.alpha, p.O]),
      ) as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
      dx.push(onX);
      ds.push(onS);
      sums = addTo(sums, onParameters);
    }
    const [A, B, alpha, O] = sums as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    return { x: tf.concat(dx, 0), s: tf.stack(ds), A, B, alpha, O };
  });
}

function addTo(sums: tf.Tensor[] | undefined, values: tf.Tensor[]): tf.Tensor[] {
  if (sums === undefined) return values;
  const next = sums.map((sum, n) => tf.add(sum, values[n]!));
  tf.dispose([...sums, ...values]);
  return next;
}

/** One sample: x [1, N], s [N, D]. */
function fieldOfSample(p: CoupledTensors, x: tf.Tensor, s: tf.Tensor): CoupledState {
  const unit = tf.div(s, tf.sqrt(tf.sum(tf.square(s), 1, true)));
  const g = tf.relu(x);
  const overlaps = product(unit, tf.transpose(unit));
  const w = tf.mul(p.mask, p.alpha);
  const meeting = tf.mul(w, product(tf.transpose(g), g));
  const force = product(tf.sub(meeting, tf.add(p.A, tf.mul(p.B, tf.relu(overlaps)))), unit);
  const radial = tf.sum(tf.mul(force, unit), 1, true);
  return {
    x: tf.add(tf.add(product(g, p.W), product(g, tf.mul(w, overlaps))), tf.sub(p.b, x)),
    s: tf.add(tf.sub(force, tf.mul(radial, unit)), product(unit, skew(p.O))),
  };
}
