import * as tf from '@hkmem/backend/tf';
import { type CoupledGradients, type CoupledState, type CoupledTensors, sample, skew } from './coupled.ts';

/**
 * The coupled field in tfjs ops with its pull-back written out: the least time found with ordinary ops. What is linear in
 * pairs (A, the coupling) is one product over the whole batch; only the part that is not, B relu(r), is done sample
 * by sample through a Gram matrix [N, N].
 */
export function coupledField(p: CoupledTensors, { x, s }: CoupledState): CoupledState {
  return tf.tidy(() => {
    const { unit } = normalise(s);
    const g = tf.relu(x) as tf.Tensor2D;
    const met = overPairs(tf.mul(p.mask, p.alpha), tf.mul(unit, tf.expandDims(g, 2)));
    const force = tf.add(tf.mul(tf.expandDims(g, 2), met), pairForce(p, unit));
    return {
      x: tf.add(tf.add(tf.matMul(g, p.W as tf.Tensor2D), rowDot(unit, met, false)), tf.sub(p.b, x)),
      s: tf.add(tf.sub(force, tf.mul(rowDot(force, unit, true), unit)), rotate(unit, skew(p.O))),
    };
  });
}

/** -sum_j phi'(r_ij) s_j for every sample: the Kuramoto part of the force, unit [B, N, D]. */
export function pairForce({ A, B }: Pick<CoupledTensors, 'A' | 'B'>, unit: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const bent = Array.from({ length: unit.shape[0]! }, (_, b) =>
      tf.tidy(() => {
        const at = sample(unit, b);
        return tf.matMul(tf.mul(B, tf.relu(tf.matMul(at, tf.transpose(at)))) as tf.Tensor2D, at);
      }),
    );
    return tf.neg(tf.add(overPairs(A, unit), tf.stack(bent)));
  });
}

/** The pull-back of the cotangent (u, v) through `coupledField`, with the gradients of A, B, alpha and O. */
export function coupledVjp(p: CoupledTensors, { x, s }: CoupledState, cotangent: CoupledState): CoupledGradients {
  return tf.tidy(() => {
    const { unit, norms } = normalise(s);
    const [u, v] = [cotangent.x as tf.Tensor2D, cotangent.s];
    const g = tf.relu(x);
    const [gColumn, uColumn] = [tf.expandDims(g, 2), tf.expandDims(u, 2)];
    const along = rowDot(v, unit, true);
    const tangent = tf.sub(v, tf.mul(along, unit));
    const w = tf.mul(p.mask, p.alpha);
    const met = overPairs(w, tf.mul(unit, gColumn));
    const metTangent = overPairs(w, tf.mul(tangent, gColumn));
    const metByU = overPairs(w, tf.mul(unit, uColumn));
    const { bent, bentTangent, pulled, B } = bentVjp(p.B, unit, tangent);
    const force = tf.sub(tf.mul(gColumn, met), tf.add(overPairs(p.A, unit), bent));
    const rotation = skew(p.O);
    const dUnit = tf.addN([
      tf.neg(tf.mul(rowDot(force, unit, true), v)),
      tf.neg(tf.mul(along, force)),
      rotate(v, tf.transpose(rotation)),
      tf.neg(tf.add(overPairs(p.A, tangent), bentTangent)),
      pulled,
      tf.mul(gColumn, tf.add(metTangent, metByU)),
      tf.mul(uColumn, met),
    ]);
    const fromPairs = tf.add(rowDot(tangent, met, false), rowDot(unit, tf.add(metTangent, metByU), false));
    const dg = tf.add(tf.matMul(u, p.W as tf.Tensor2D), fromPairs);
    const mixed = tf.matMul(byNeuron(tangent), tf.transpose(byNeuron(unit)));
    const meeting = tf.sum(tf.mul(tf.add(tf.mul(gColumn, tangent), tf.mul(uColumn, unit)), met));
    return {
      x: tf.sub(tf.mul(dg, tf.step(x)), u),
      s: tf.div(tf.sub(dUnit, tf.mul(rowDot(unit, dUnit, true), unit)), norms),
      A: tf.neg(tf.add(mixed, tf.transpose(mixed))),
      B,
      alpha: tf.div(meeting, p.alpha),
      O: skew(tf.matMul(tf.transpose(flat(unit)), flat(v))),
    };
  });
}

/** The part of B relu(r), per sample: B relu(R) s, B relu(R) p, the pull-back through the overlaps, and dB summed. */
function bentVjp(
  B: tf.Tensor,
  unit: tf.Tensor,
  tangent: tf.Tensor,
): { readonly bent: tf.Tensor; readonly bentTangent: tf.Tensor; readonly pulled: tf.Tensor; readonly B: tf.Tensor } {
  const [batch, N, D] = unit.shape as [number, number, number];
  let sum: tf.Tensor = tf.zeros([N, N]);
  const products: tf.Tensor[] = [];
  for (let b = 0; b < batch; b++) {
    const [product, next] = tf.tidy(() => {
      const [at, along] = [sample(unit, b), sample(tangent, b)];
      const both = tf.concat([at, along], 1);
      const overlaps = tf.matMul(at, tf.transpose(at));
      const mixed = tf.matMul(both, tf.transpose(tf.concat([along, at], 1)));
      const bent = tf.relu(overlaps);
      const forward = tf.matMul(tf.mul(B, bent) as tf.Tensor2D, both);
      const back = tf.matMul(tf.mul(tf.mul(mixed, tf.step(overlaps)), B) as tf.Tensor2D, at);
      return [tf.concat([forward, back], 1), tf.sub(sum, tf.mul(mixed, bent))] as const;
    });
    products.push(product);
    sum.dispose();
    sum = next;
  }
  const parts = tf.stack(products);
  const part = (first: number): tf.Tensor => tf.slice(parts, [0, 0, first], [batch, N, D]);
  return { bent: part(0), bentTangent: part(D), pulled: tf.neg(part(2 * D)), B: sum };
}

function normalise(s: tf.Tensor): { readonly unit: tf.Tensor; readonly norms: tf.Tensor } {
  const norms = tf.sqrt(tf.sum(tf.square(s), 2, true));
  return { unit: tf.div(s, norms), norms };
}

function rowDot(a: tf.Tensor, b: tf.Tensor, keep: boolean): tf.Tensor {
  return tf.sum(tf.mul(a, b), 2, keep);
}

/** [B, N, D] as [N, B D]. */
function byNeuron(values: tf.Tensor): tf.Tensor2D {
  const [batch, N, D] = values.shape as [number, number, number];
  return tf.reshape(tf.transpose(values, [1, 0, 2]), [N, batch * D]);
}

/** sum_j M_ij s_j for every sample: M [N, N], s [B, N, D]. */
function overPairs(M: tf.Tensor, s: tf.Tensor): tf.Tensor {
  const [batch, N, D] = s.shape as [number, number, number];
  const summed = tf.matMul(M as tf.Tensor2D, byNeuron(s));
  return tf.transpose(tf.reshape(summed, [N, batch, D]), [1, 0, 2]);
}

/** [B, N, D] as [B N, D]. */
function flat(values: tf.Tensor): tf.Tensor2D {
  const [batch, N, D] = values.shape as [number, number, number];
  return tf.reshape(values, [batch * N, D]);
}

function rotate(s: tf.Tensor, rotation: tf.Tensor): tf.Tensor {
  return tf.reshape(tf.matMul(flat(s), rotation as tf.Tensor2D), s.shape);
}
