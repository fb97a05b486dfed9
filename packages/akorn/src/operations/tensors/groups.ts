import * as tf from '@hkmem/backend/tf';

/** A vector shorter than this is divided by it. */
const shortest = 1e-12;
/** What is added to a variance. */
const varianceFloor = 1e-5;

/** [R C/n, n] of [R, C]. */
export function grouped(x: tf.Tensor, n: number): tf.Tensor {
  return tf.reshape(x, [x.size / n, n]);
}

/** Inner products of every n consecutive entries, [R C/n, 1], of grouped values. */
export function dots(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(a, b), 1, true);
}

/** Norms of grouped values, [R C/n, 1]. */
function lengths(x: tf.Tensor): tf.Tensor {
  return tf.sqrt(dots(x, x));
}

/** Every n consecutive entries by their norm. */
export function normalise(x: tf.Tensor, n: number): tf.Tensor {
  const rows = grouped(x, n);
  return tf.reshape(tf.div(rows, tf.maximum(lengths(rows), shortest)), x.shape);
}

/** Cotangent of x. */
export function normaliseVjp(x: tf.Tensor, n: number, cotangent: tf.Tensor): tf.Tensor {
  const [rows, slopes] = [grouped(x, n), grouped(cotangent, n)];
  const length = tf.maximum(lengths(rows), shortest);
  const unit = tf.div(rows, length);
  return tf.reshape(tf.div(tf.sub(slopes, tf.mul(dots(unit, slopes), unit)), length), x.shape);
}

/** The norm of every n consecutive entries. */
export function norms(x: tf.Tensor, n: number): tf.Tensor {
  return tf.reshape(lengths(grouped(x, n)), [x.shape[0]!, x.shape[1]! / n]);
}

/** Cotangent of x; 0 where a norm is 0. */
export function normsVjp(x: tf.Tensor, n: number, cotangent: tf.Tensor): tf.Tensor {
  const rows = grouped(x, n);
  const factor = tf.div(grouped(cotangent, 1), tf.maximum(lengths(rows), shortest));
  return tf.reshape(tf.mul(rows, factor), x.shape);
}

/** Mean 0 and variance 1 over the places and n channels of a group of a sample. */
export function standardise(x: tf.Tensor, n: number, batch: number): tf.Tensor {
  return ungrouped(standardised(bySample(x, n, batch)).out, x, n, batch);
}

/** Cotangent of x. */
export function standardiseVjp(x: tf.Tensor, n: number, batch: number, cotangent: tf.Tensor): tf.Tensor {
  const { out, deviation } = standardised(bySample(x, n, batch));
  const slopes = bySample(cotangent, n, batch);
  const along = tf.mul(out, tf.mean(tf.mul(slopes, out), 1, true));
  const back = tf.div(tf.sub(tf.sub(slopes, tf.mean(slopes, 1, true)), along), deviation);
  return ungrouped(back, x, n, batch);
}

function standardised(rows: tf.Tensor): { out: tf.Tensor; deviation: tf.Tensor } {
  const centred = tf.sub(rows, tf.mean(rows, 1, true));
  const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), 1, true), varianceFloor));
  return { out: tf.div(centred, deviation), deviation };
}

/** [B C/n, P n] of [B P, C]. */
function bySample(x: tf.Tensor, n: number, batch: number): tf.Tensor {
  const [P, groups] = [x.shape[0]! / batch, x.shape[1]! / n];
  return tf.reshape(tf.transpose(tf.reshape(x, [batch, P, groups, n]), [0, 2, 1, 3]), [batch * groups, P * n]);
}

function ungrouped(rows: tf.Tensor, like: tf.Tensor, n: number, batch: number): tf.Tensor {
  const [P, groups] = [like.shape[0]! / batch, like.shape[1]! / n];
  return tf.reshape(tf.transpose(tf.reshape(rows, [batch, groups, P, n]), [0, 2, 1, 3]), like.shape);
}
