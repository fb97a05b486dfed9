import * as tf from '@hkmem/backend/tf';

/** A^T. */
export function transpose(a: tf.Tensor): tf.Tensor {
  return tf.transpose(a);
}

/** A B, plus a row or a matrix. */
export function product(a: tf.Tensor, b: tf.Tensor, added?: tf.Tensor): tf.Tensor {
  const alone = tf.matMul(a, b);
  return added === undefined ? alone : tf.add(alone, added);
}

/** A^T B; a matrix product of tfjs's wasm backend with a transposed factor is some ten times slower than transposing. */
export function crossProduct(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.matMul(tf.transpose(a), b);
}

/** a + b. */
export function add(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.add(a, b);
}

/** a b entry by entry. */
export function multiply(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.mul(a, b);
}

/** a times a number. */
export function scale(a: tf.Tensor, factor: number): tf.Tensor {
  return tf.mul(a, factor);
}

/** Every row plus a row. */
export function addRow(x: tf.Tensor, row: tf.Tensor): tf.Tensor {
  return tf.add(x, row);
}

/** Every row times a row, entry by entry. */
export function multiplyRow(x: tf.Tensor, row: tf.Tensor): tf.Tensor {
  return tf.mul(x, row);
}

/** The sum of all rows, as a product with ones, which is faster than a sum along the first axis. */
export function sumRows(x: tf.Tensor): tf.Tensor {
  return tf.reshape(tf.matMul(tf.ones([1, x.shape[0]!]), x), [x.shape[1]!]);
}

/** max(x, 0). */
export function relu(x: tf.Tensor): tf.Tensor {
  return tf.relu(x);
}

/** The cotangent where x > 0. */
export function reluVjp(x: tf.Tensor, cotangent: tf.Tensor): tf.Tensor {
  return tf.mul(cotangent, tf.cast(tf.greater(x, 0), 'float32'));
}

/** Mean cross entropy of softmax, and its gradient. */
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): { loss: tf.Tensor; gradient: tf.Tensor } {
  const rows = logits.shape[0]!;
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const exponentials = tf.exp(shifted);
  const sums = tf.sum(exponentials, 1, true);
  const logProbabilities = tf.sub(shifted, tf.log(sums));
  const loss = tf.mul(tf.sum(tf.mul(targets, logProbabilities)), -1 / rows);
  const gradient = tf.div(tf.sub(tf.div(exponentials, sums), targets), rows);
  return { loss: tf.reshape(loss, [1]), gradient };
}
