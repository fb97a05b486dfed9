import * as tf from '@hkmem/backend/tf';
import '@tensorflow/tfjs-backend-wasm';

/** Makes tfjs's wasm backend the active one. @throws {Error} if it does not start. */
export async function startTfjs(): Promise<void> {
  if (tf.getBackend() === 'wasm') return;
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs-backend-wasm did not start');
  await tf.ready();
}

/** A float32 tensor. */
export function tensorOf(values: ArrayLike<number>, shape: number[]): tf.Tensor {
  return tf.tensor(Float32Array.from(values), shape, 'float32');
}

/** Gives back tensors, and those that are fields of the objects given. */
export function release(...holders: readonly object[]): void {
  for (const holder of holders)
    tf.dispose(holder instanceof tf.Tensor ? holder : (Object.values(holder) as tf.Tensor[]));
}

/** a b, whose gradients use explicit transposes: tfjs's transposed products are some ten times slower on wasm. */
export const product: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor2D = tf.customGrad((...args: unknown[]) => {
  const [a, b, save] = args as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
  save([a, b]);
  return {
    value: tf.matMul(a, b),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [left, right] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [tf.matMul(dy as tf.Tensor2D, tf.transpose(right)), tf.matMul(tf.transpose(left), dy as tf.Tensor2D)];
    },
  };
}) as (a: tf.Tensor, b: tf.Tensor) => tf.Tensor2D;
