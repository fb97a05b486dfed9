import * as tf from '@hkmem/backend/tf';
import type { StepGradients, StepSettings } from '../operations.ts';
import { sumRows } from './arithmetic.ts';
import { dots, grouped, normalise, normaliseVjp } from './groups.ts';

/** One step of the oscillators, and the energy before it. */
export function step(
  x: tf.Tensor,
  y: tf.Tensor,
  settings: StepSettings<tf.Tensor>,
): { next: tf.Tensor; energy: tf.Tensor } {
  const xy = dots(grouped(x, settings.n), grouped(y, settings.n));
  const energy = tf.neg(tf.sum(tf.reshape(xy, [settings.batch, -1]), 1));
  const to = tf.add(x, tf.mul(settings.gamma, velocity(x, y, xy, settings)));
  return { next: normalise(to, settings.n), energy };
}

/** Cotangents of what a step takes. */
export function stepVjp(
  x: tf.Tensor,
  y: tf.Tensor,
  settings: StepSettings<tf.Tensor>,
  next: tf.Tensor,
  energy?: tf.Tensor,
): StepGradients<tf.Tensor> {
  const { n, gamma, omega, identity, project, batch } = settings;
  const xy = dots(grouped(x, n), grouped(y, n));
  const moving = velocity(x, y, xy, settings);
  const back = normaliseVjp(tf.add(x, tf.mul(gamma, moving)), n, next);
  const pulled = tf.mul(gamma, back);
  const dGamma = tf.reshape(tf.sum(tf.mul(back, moving)), [1]);
  let [dx, dy] = [identity ? tf.add(back, pulled) : back, pulled];
  if (project) {
    const [xs, ys, pulls] = [grouped(x, n), grouped(y, n), grouped(pulled, n)];
    const along = dots(xs, pulls);
    dx = tf.sub(dx, tf.reshape(tf.add(tf.mul(along, ys), tf.mul(xy, pulls)), x.shape));
    dy = tf.sub(dy, tf.reshape(tf.mul(along, xs), x.shape));
  }
  if (energy !== undefined) {
    const perRow = tf.reshape(tf.tile(tf.reshape(energy, [batch, 1]), [1, x.shape[0]! / batch]), [x.shape[0]!, 1]);
    dx = tf.sub(dx, tf.mul(perRow, y));
    dy = tf.sub(dy, tf.mul(perRow, x));
  }
  if (omega === undefined) return { x: dx, y: dy, gamma: dGamma };
  dx = tf.sub(dx, turned(pulled, omega));
  const quarter = turned(x, tf.onesLike(omega));
  const perChannel = sumRows(tf.mul(pulled, quarter));
  const dOmega = tf.sum(tf.reshape(perChannel, [omega.size, 2]), 1);
  return { x: dx, y: dy, gamma: dGamma, omega: dOmega };
}

/** Omega x + y - (x.y) x. */
function velocity(
  x: tf.Tensor,
  y: tf.Tensor,
  xy: tf.Tensor,
  { n, omega, identity, project }: StepSettings<tf.Tensor>,
): tf.Tensor {
  const force = project ? tf.sub(y, tf.reshape(tf.mul(xy, grouped(x, n)), x.shape)) : y;
  if (identity) return tf.add(force, x);
  return omega === undefined ? force : tf.add(force, turned(x, omega));
}

/** Each consecutive pair (u, v) as (w v, -w u). */
function turned(x: tf.Tensor, omega: tf.Tensor): tf.Tensor {
  const [R, C] = x.shape as [number, number];
  const pairs = tf.reshape(x, [(R * C) / 2, 2]);
  const [u, v] = [tf.slice(pairs, [0, 0], [-1, 1]), tf.slice(pairs, [0, 1], [-1, 1])];
  const quarter = tf.reshape(tf.concat([v, tf.neg(u)], 1), [R, C]);
  const w = tf.reshape(omega, [omega.size, 1]);
  return tf.mul(quarter, tf.reshape(tf.concat([w, w], 1), [C]));
}
