import * as tf from '@hkmem/backend/tf';
import type { Geometry } from '../operations.ts';

/** Rows of [B, C, H, W]. */
export function toRows(images: tf.Tensor): tf.Tensor {
  const [B, C, H, W] = images.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(tf.reshape(images, [B, C, H * W]), [0, 2, 1]), [B * H * W, C]);
}

/** [B, C, H, W] of rows. */
export function fromRows(rows: tf.Tensor, { batch, height, width }: Geometry): tf.Tensor {
  const C = rows.shape[1]!;
  const places = tf.transpose(tf.reshape(rows, [batch, height * width, C]), [0, 2, 1]);
  return tf.reshape(places, [batch, C, height, width]);
}

/** The k x k places around each place: shifted copies of the padded image side by side. */
export function patches(x: tf.Tensor, { batch, height, width }: Geometry, k: number): tf.Tensor {
  if (k === 1) return tf.clone(x);
  const C = x.shape[1]!;
  const reach = (k - 1) / 2;
  const padded = pad(tf.reshape(x, [batch, height, width, C]), reach);
  const shifted = Array.from({ length: k * k }, (_, part) => {
    return tf.slice(padded, [0, Math.floor(part / k), part % k, 0], [batch, height, width, C]);
  });
  return tf.reshape(tf.concat(shifted, 3), [batch * height * width, k * k * C]);
}

/** Each place's sum over where `patches` puts it: copies shifted back, added up. */
export function patchesVjp({ batch, height, width }: Geometry, k: number, cotangent: tf.Tensor): tf.Tensor {
  if (k === 1) return tf.clone(cotangent);
  const C = cotangent.shape[1]! / (k * k);
  const reach = (k - 1) / 2;
  const all = tf.reshape(cotangent, [batch, height, width, k * k * C]);
  let sum: tf.Tensor | undefined;
  for (let part = 0; part < k * k; part++) {
    const slice = tf.slice(all, [0, 0, 0, part * C], [batch, height, width, C]);
    const from = [0, k - 1 - Math.floor(part / k), k - 1 - (part % k), 0];
    const shifted = tf.slice(pad(slice, reach), from, [batch, height, width, C]);
    sum = sum === undefined ? shifted : tf.add(sum, shifted);
  }
  return tf.reshape(sum!, [batch * height * width, C]);
}

function pad(image: tf.Tensor, reach: number): tf.Tensor {
  return tf.pad(image, [
    [0, 0],
    [reach, reach],
    [reach, reach],
    [0, 0],
  ]);
}
