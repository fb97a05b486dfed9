import { type LagrangianLaw, lagrangian } from './lagrangian-law.ts';
import { lazyRecord } from './lazy-record.ts';
import { type LossLaw, lossLaw } from './loss-law.ts';
import { couplingLaw, type PairLaw, pairLaw } from './pair-law.ts';

/**
 * The pointwise Lagrangians by the names of their activities (arXiv 2505.03648, threshold units), with `clip`, whose activity
 * is x limited to [0, 1], and `repu3`, of a dense memory. They are made when first read.
 */
export const lagrangianLaws: {
  readonly relu: LagrangianLaw;
  readonly tanh: LagrangianLaw;
  readonly sigmoid: LagrangianLaw;
  readonly identity: LagrangianLaw;
  readonly clip: LagrangianLaw;
  readonly repu3: LagrangianLaw;
} = lazyRecord({
  relu: () => lagrangian('relu(x)^2 / 2'),
  tanh: () => lagrangian('logcosh(x)'),
  sigmoid: () => lagrangian('softplus(x)'),
  identity: () => lagrangian('x^2 / 2'),
  clip: () => lagrangian('(relu(x)^2 - relu(x - 1)^2) / 2'),
  repu3: () => lagrangian('relu(x)^3 / 3'),
});

const both = { A: 'edge', B: 'edge' } as const;

/** The interactions phi(r) whose slope is A, or A + B f(r) (arXiv 2505.03648, Kuramoto memory); made when first read. */
export const interactionLaws: {
  readonly linear: PairLaw;
  readonly relu: PairLaw;
  readonly sigmoid: PairLaw;
  readonly tanh: PairLaw;
} = lazyRecord({
  linear: () => pairLaw('A * r', { A: 'edge' }),
  relu: () => pairLaw('A * r + B * relu(r)^2 / 2', both),
  sigmoid: () => pairLaw('A * r + B * softplus(r)', both),
  tanh: () => pairLaw('A * r + B * logcosh(r)', both),
});

/** Couplings start small: a strong one makes relu units run away. */
const small = { deviation: 0.01 } as const;

/** The couplings -w r gi gj with their ways to make w (arXiv 2505.03648, coupled memory); made when first read. */
export const couplingLaws: {
  readonly network: PairLaw;
  readonly additive: PairLaw;
  readonly multiplicative: PairLaw;
} = lazyRecord({
  network: () => couplingLaw('-weights * r * gi * gj', { weights: { per: 'edge', start: small } }),
  additive: () => couplingLaw('-alpha * r * gi * gj', { alpha: { per: 'one', start: 0.01 } }),
  multiplicative: () => couplingLaw('-alpha * W * r * gi * gj', { alpha: { per: 'one', start: 0.01 }, W: 'weight' }),
});

/** Losses of one output; made when first read. */
export const lossLaws: {
  readonly squaredError: LossLaw;
  readonly hinge: LossLaw;
  readonly logistic: LossLaw;
} = lazyRecord({
  squaredError: () => lossLaw('(out - y)^2'),
  hinge: () => lossLaw('relu(1 - y * out)'),
  logistic: () => lossLaw('softplus(-y * out)'),
});
