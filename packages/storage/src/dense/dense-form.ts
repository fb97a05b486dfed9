import { jointEpsilon, type LayerSpec } from '@hkmem/backend';
import { lagrangian } from '@hkmem/laws';
import { lengthOf } from '../linear-algebra/kernels.ts';

/** Energies of dense memories between two layers. */
export const denseEnergyNames = ['polynomial', 'log-sum-exp', 'log-sum-relu'] as const;
/** A name of one. */
export type DenseEnergyName = (typeof denseEnergyNames)[number];

/** What an energy makes of N units that show a pattern and one hidden unit for each of P patterns. */
export interface DenseForm {
  /** Lagrangians of both layers. */
  readonly layers: readonly [Pick<LayerSpec, 'activation'>, Pick<LayerSpec, 'activation' | 'beta'>];
  /** A pattern is this factor times its row of weights. */
  readonly factor: number;
  /** Bias of every hidden unit. */
  readonly bias: number;
  /** Activities of the units that show a pattern. */
  shown(x: Float64Array): Float64Array;
  /** Activities of hidden units. */
  hidden(x: Float64Array): Float64Array;
  /** The x of the units at which a pattern is shown. */
  state(pattern: Float64Array): Float64Array;
  /** What is shown at x, at the scale of the patterns. */
  seen(x: Float64Array): Float64Array;
}

/**
 * Degree n: tanh units, and hidden ones with L = relu(x)^n / n. Weights are so large that a pattern alone is at rest at
 * `gain` times itself: c of x = c (c N tanh x)^(n-1) at x = gain.
 */
export function polynomialForm(degree: number, gain: number, neurons: number): DenseForm {
  return {
    layers: [{ activation: 'tanh' }, { activation: lagrangian(`relu(x)^${degree} / ${degree}`) }],
    factor: (gain / (neurons * Math.tanh(gain)) ** (degree - 1)) ** (1 / degree),
    bias: 0,
    shown: (x) => x.map(Math.tanh),
    hidden: (x) => x.map((entry) => Math.max(entry, 0) ** (degree - 1)),
    state: (pattern) => pattern.map((sign) => gain * sign),
    seen: (x) => x,
  };
}

/** The modern Hopfield memory (Ramsauer et al., arXiv 2008.02217): shown as they are, softmax(beta x) among hidden units. */
export function logSumExpForm(beta: number): DenseForm {
  return {
    layers: [{ activation: 'identity' }, { activation: 'softmax', beta }],
    factor: 1,
    bias: 0,
    shown: (x) => x.slice(),
    hidden(x) {
      const most = x.reduce((a, b) => Math.max(a, b));
      const shares = x.map((entry) => Math.exp(beta * (entry - most)));
      const total = shares.reduce((sum, share) => sum + share, 0);
      return shares.map((share) => share / total);
    },
    state: (pattern) => pattern,
    seen: (x) => x,
  };
}

/**
 * Hoover et al., arXiv 2506.10801, on the sphere: shown as x / |x|, patterns of length 1 and hidden biases of -1, so that
 * relu(1 + beta (p . g - 1)) = relu(1 - beta |g - p|^2 / 2).
 */
export function logSumReluForm(beta: number, length: number): DenseForm {
  return {
    layers: [{ activation: 'sphericalNorm' }, { activation: 'logSumRelu', beta }],
    factor: 1 / length,
    bias: -1,
    shown(x) {
      const norm = Math.sqrt(lengthOf(x) ** 2 + jointEpsilon);
      return x.map((entry) => entry / norm);
    },
    hidden(x) {
      const total = x.reduce((sum, entry) => sum + Math.max(0, 1 + beta * entry), jointEpsilon);
      return x.map((entry) => (1 + beta * entry > 0 ? 1 / total : 0));
    },
    state: (pattern) => pattern,
    seen(x) {
      const scale = length / (lengthOf(x) || 1);
      return x.map((entry) => scale * entry);
    },
  };
}
