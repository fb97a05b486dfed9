import type { Graph, ParameterValues, SystemSpec } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import { tensorOf } from './start.ts';

/**
 * Parameters of a coupled memory with relu interactions, a global rotation and an additive coupling, kappas 1, as dense
 * tensors: what belongs to an edge stands at (i, j) and (j, i), and 0 where there is no edge.
 */
export interface CoupledTensors {
  /** W [N, N], b [N]. */
  readonly W: tf.Tensor;
  readonly b: tf.Tensor;
  /** A, B and the mask of HK, [N, N]. */
  readonly A: tf.Tensor;
  readonly B: tf.Tensor;
  readonly mask: tf.Tensor;
  /** alpha, a scalar. */
  readonly alpha: tf.Tensor;
  /** O [D, D], free. */
  readonly O: tf.Tensor;
}

/** A state or its rate of change: x [B, N], s [B, N, D]. */
export interface CoupledState {
  readonly x: tf.Tensor;
  readonly s: tf.Tensor;
}

/** Gradients: of the state, and of A, B (dense), alpha and O, summed over the batch. */
export interface CoupledGradients extends CoupledState {
  readonly A: tf.Tensor;
  readonly B: tf.Tensor;
  readonly alpha: tf.Tensor;
  readonly O: tf.Tensor;
}

/** @throws {Error} for a system that the tfjs version does not cover. */
export function coupledTensors(spec: SystemSpec, parameters: ParameterValues): CoupledTensors {
  const { neurons: N, oscillators, coupling } = spec;
  if (coupling?.kind !== 'additive' || oscillators?.interaction !== 'relu' || oscillators.omega !== 'global') {
    throw new Error('tfjs version: only additive couplings with relu interactions and a global rotation');
  }
  const D = oscillators.dimension;
  const V = tensorOf(parameters['hopfield.weights']!, [N, N]);
  const W = tf.tidy(() => tf.mul(tf.add(V, tf.transpose(V)), 0.5));
  V.dispose();
  const ones = new Float32Array(coupling.graph.sources.length).fill(1);
  return {
    W,
    b: tensorOf(parameters['hopfield.bias']!, [N]),
    A: dense(oscillators.graph, parameters['kuramoto.A']!),
    B: dense(oscillators.graph, parameters['kuramoto.B']!),
    mask: dense(coupling.graph, ones),
    alpha: tf.scalar(parameters['coupling.alpha']![0]!),
    O: tensorOf(parameters['kuramoto.omega']!, [D, D]),
  };
}

/** Values of edges as a symmetric [N, N]. */
export function dense({ neurons, sources, targets }: Graph, values: ArrayLike<number>): tf.Tensor {
  const entries = new Float32Array(neurons * neurons);
  for (let e = 0; e < sources.length; e++) {
    entries[sources[e]! * neurons + targets[e]!] = values[e]!;
    entries[targets[e]! * neurons + sources[e]!] = values[e]!;
  }
  return tensorOf(entries, [neurons, neurons]);
}

/** (O - O^T) / 2. */
export function skew(O: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(O, tf.transpose(O)), 0.5);
}

/** Sample b of [B, N, D] as [N, D]. */
export function sample(values: tf.Tensor, b: number): tf.Tensor2D {
  const [, N, D] = values.shape as [number, number, number];
  return tf.reshape(tf.slice(values, [b, 0, 0], [1, N, D]), [N, D]);
}
