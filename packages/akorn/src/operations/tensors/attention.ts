import * as tf from '@hkmem/backend/tf';
import type { Geometry } from '../operations.ts';

/** softmax(q k^T / sqrt(d)) v as batched products; the weights are [B heads, P, P]. */
export function attention(qkv: tf.Tensor, geometry: Geometry, heads: number): { mixed: tf.Tensor; weights: tf.Tensor } {
  const { q, k, v } = split(qkv, geometry, heads);
  const scores = tf.matMul(tf.mul(q, 1 / Math.sqrt(q.shape[2]!)), across(k));
  const weights = tf.softmax(scores);
  return { mixed: fromHeads(tf.matMul(weights, v), geometry, heads), weights };
}

/** Cotangent of q, k, v side by side. */
export function attentionVjp(
  qkv: tf.Tensor,
  weights: tf.Tensor,
  geometry: Geometry,
  heads: number,
  cotangent: tf.Tensor,
): tf.Tensor {
  const { q, k, v } = split(qkv, geometry, heads);
  const [P, d] = q.shape.slice(1) as [number, number];
  const dMixed = toHeads(cotangent, geometry, heads, 1);
  const slopes = tf.matMul(dMixed, across(v));
  const weighted = tf.mul(weights, slopes);
  const mean = tf.sum(weighted, 2, true);
  const dScores = tf.mul(tf.sub(weighted, tf.mul(weights, mean)), 1 / Math.sqrt(d));
  const parts = [tf.matMul(dScores, k), tf.matMul(across(dScores), q), tf.matMul(across(weights), dMixed)];
  const { batch } = geometry;
  const split5 = parts.map((part) => tf.reshape(part, [1, batch, heads, P, d]));
  const all = tf.reshape(tf.concat(split5, 0), [3, batch, heads, P, d]);
  return tf.reshape(tf.transpose(all, [1, 3, 0, 4, 2]), qkv.shape);
}

function split(qkv: tf.Tensor, geometry: Geometry, heads: number): { q: tf.Tensor; k: tf.Tensor; v: tf.Tensor } {
  const all = toHeads(qkv, geometry, heads, 3);
  const [rows, P, d] = all.shape as [number, number, number];
  const part = (n: number): tf.Tensor => tf.slice(all, [(n * rows) / 3, 0, 0], [rows / 3, P, d]);
  return { q: part(0), k: part(1), v: part(2) };
}

/** [parts B heads, P, d] of [B P, parts C]. */
function toHeads(x: tf.Tensor, { batch, height, width }: Geometry, heads: number, parts: number): tf.Tensor {
  const [P, d] = [height * width, x.shape[1]! / parts / heads];
  const split5 = tf.reshape(x, [batch, P, parts, d, heads]);
  return tf.reshape(tf.transpose(split5, [2, 0, 4, 1, 3]), [parts * batch * heads, P, d]);
}

/** [B P, C] of [B heads, P, d]. */
function fromHeads(x: tf.Tensor, { batch }: Geometry, heads: number): tf.Tensor {
  const [P, d] = x.shape.slice(1) as [number, number];
  const split4 = tf.reshape(x, [batch, heads, P, d]);
  return tf.reshape(tf.transpose(split4, [0, 2, 3, 1]), [batch * P, d * heads]);
}

function across(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [0, 2, 1]);
}
