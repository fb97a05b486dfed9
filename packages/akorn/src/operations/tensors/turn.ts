import * as tf from '@hkmem/backend/tf';
import type { Geometry } from '../operations.ts';

/** Multiplies each consecutive pair of channels of a head by a 2 x 2 matrix of its place. */
export function turn(x: tf.Tensor, matrices: readonly tf.Tensor[], geometry: Geometry, heads: number): tf.Tensor {
  const { u, v } = halves(x, matrices, geometry, heads);
  const entry = entriesOf(matrices);
  const first = tf.add(tf.mul(entry(0), u), tf.mul(entry(1), v));
  const second = tf.add(tf.mul(entry(2), u), tf.mul(entry(3), v));
  return joined(first, second, x.shape);
}

/** Cotangents of x and of the matrices. */
export function turnVjp(
  x: tf.Tensor,
  matrices: readonly tf.Tensor[],
  geometry: Geometry,
  heads: number,
  cotangent: tf.Tensor,
): { x: tf.Tensor; matrices: readonly tf.Tensor[] } {
  const { u, v } = halves(x, matrices, geometry, heads);
  const { u: a, v: b } = halves(cotangent, matrices, geometry, heads);
  const entry = entriesOf(matrices);
  const first = tf.add(tf.mul(entry(0), a), tf.mul(entry(2), b));
  const second = tf.add(tf.mul(entry(1), a), tf.mul(entry(3), b));
  const [P, pairs] = matrices[0]!.shape as [number, number];
  const products = [tf.mul(a, u), tf.mul(a, v), tf.mul(b, u), tf.mul(b, v)];
  const slopes = products.map((all) => {
    const overHeads = tf.sum(all, 3);
    const overBatch = tf.matMul(tf.ones([1, geometry.batch]), tf.reshape(overHeads, [geometry.batch, -1]));
    return tf.reshape(overBatch, [P, matrices.length, pairs, 1]);
  });
  const all = tf.concat(slopes, 3);
  return {
    x: joined(first, second, x.shape),
    matrices: matrices.map(({ shape }, part) => {
      return tf.reshape(tf.slice(all, [0, part, 0, 0], [P, 1, pairs, 4]), shape);
    }),
  };
}

/** The first and second channels of all pairs, each [B, P, S d/2, heads]. */
function halves(
  x: tf.Tensor,
  matrices: readonly tf.Tensor[],
  { batch }: Geometry,
  heads: number,
): { u: tf.Tensor; v: tf.Tensor } {
  const [P, pairs] = matrices[0]!.shape as [number, number];
  const all = tf.reshape(x, [batch * P * matrices.length * pairs, 2, heads]);
  const half = (n: number): tf.Tensor => {
    return tf.reshape(tf.slice(all, [0, n, 0], [-1, 1, heads]), [batch, P, matrices.length * pairs, heads]);
  };
  return { u: half(0), v: half(1) };
}

function joined(first: tf.Tensor, second: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const [heads, rows] = [first.shape[3]!, first.size / first.shape[3]!];
  const parts = [tf.reshape(first, [rows, 1, heads]), tf.reshape(second, [rows, 1, heads])];
  return tf.reshape(tf.concat(parts, 1), [...shape]);
}

/** Entry (i, j) as number 2 i + j of all matrices, [1, P, S d/2, 1]. */
function entriesOf(matrices: readonly tf.Tensor[]): (index: number) => tf.Tensor {
  const [P, pairs] = matrices[0]!.shape as [number, number];
  const all = tf.concat(
    matrices.map((matrix) => tf.reshape(matrix, [P, pairs, 4])),
    1,
  );
  return (index) => tf.reshape(tf.slice(all, [0, 0, index], [-1, -1, 1]), [1, P, matrices.length * pairs, 1]);
}
