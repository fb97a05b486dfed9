import * as tf from '@hkmem/backend/tf';

/**
 * The Hopfield memory in tfjs ops: dx/dt = W relu(x) - x + b as one op with its own gradient. W is symmetric, so its
 * pull-back to x needs no transpose, and every large product is one that tfjs-backend-wasm does fast.
 */
export const hopfieldField: (x: tf.Tensor, W: tf.Tensor, b: tf.Tensor) => tf.Tensor = tf.customGrad(
  (...args: unknown[]) => {
    const [x, W, b, save] = args as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.GradSaveFunc];
    save([x, W]);
    return {
      value: tf.add(tf.matMul(tf.relu(x), W), tf.sub(b, x)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [at, weights] = saved as [tf.Tensor2D, tf.Tensor2D];
        const u = dy as tf.Tensor2D;
        return [
          tf.sub(tf.mul(tf.matMul(u, weights), tf.step(at)), u),
          tf.matMul(tf.transpose(tf.relu(at)), u),
          tf.sum(u, 0),
        ];
      },
    };
  },
) as (x: tf.Tensor, W: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** What a Hopfield update changes: V [N, N], b [N] and their running means. */
export interface HopfieldTraining {
  V: tf.Tensor;
  b: tf.Tensor;
  meanV: tf.Tensor;
  meanb: tf.Tensor;
}

/** A batch as tensors: x [B, N] and targets y [B, C], +1 for the label and -1 for the rest. */
export interface TensorBatch {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
}

/** Loss and its gradients with respect to V and b, over `steps` steps of RK4 to T = 1. */
export function hopfieldGradients(
  { V, b }: HopfieldTraining,
  { x, y }: TensorBatch,
  steps: number,
): { readonly value: tf.Scalar; readonly grads: tf.Tensor[] } {
  return tf.valueAndGrads((weights: tf.Tensor, bias: tf.Tensor) => {
    const W = tf.mul(tf.add(weights, tf.transpose(weights)), 0.5);
    let state = x;
    for (let n = 0; n < steps; n++) state = rk4Step((at) => hopfieldField(at, W, bias), state, 1 / steps);
    const [B, N] = x.shape as [number, number];
    const C = y.shape[1]!;
    const error = tf.sub(tf.slice(state, [0, N - C], [B, C]), y);
    return tf.div(tf.sum(tf.square(error)), B) as tf.Scalar;
  })([V, b]);
}

function rk4Step(field: (at: tf.Tensor) => tf.Tensor, y: tf.Tensor, h: number): tf.Tensor {
  const k1 = field(y);
  const k2 = field(tf.add(y, tf.mul(k1, h / 2)));
  const k3 = field(tf.add(y, tf.mul(k2, h / 2)));
  const k4 = field(tf.add(y, tf.mul(k3, h)));
  return tf.add(y, tf.mul(tf.addN([k1, tf.mul(k2, 2), tf.mul(k3, 2), k4]), h / 6));
}

/** One whole update with Lion: gradients, then parameters and running means, which are replaced. Returns the loss. */
export function hopfieldUpdate(training: HopfieldTraining, batch: TensorBatch, steps: number, rate: number): number {
  const next = tf.tidy(() => {
    const { value, grads } = hopfieldGradients(training, batch, steps);
    const [V, meanV] = lion(training.V, training.meanV, grads[0]!, rate);
    const [b, meanb] = lion(training.b, training.meanb, grads[1]!, rate);
    return { value, V, b, meanV, meanb };
  });
  const { value, ...changed } = next;
  const loss = value.dataSync()[0]!;
  tf.dispose([value, training.V, training.b, training.meanV, training.meanb]);
  Object.assign(training, changed);
  return loss;
}

function lion(theta: tf.Tensor, mean: tf.Tensor, gradient: tf.Tensor, rate: number): [tf.Tensor, tf.Tensor] {
  const direction = tf.sign(tf.add(tf.mul(mean, 0.9), tf.mul(gradient, 0.1)));
  return [tf.sub(theta, tf.mul(direction, rate)), tf.add(tf.mul(mean, 0.99), tf.mul(gradient, 0.01))];
}
