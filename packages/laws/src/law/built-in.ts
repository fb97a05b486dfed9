import { type LagrangianLaw, lagrangian } from './lagrangian-law.ts';
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
} = {
  get relu() {
    return lagrangian('relu(x)^2 / 2');
  },
  get tanh() {
    return lagrangian('logcosh(x)');
  },
  get sigmoid() {
    return lagrangian('softplus(x)');
  },
  get identity() {
    return lagrangian('x^2 / 2');
  },
  get clip() {
    return lagrangian('(relu(x)^2 - relu(x - 1)^2) / 2');
  },
  get repu3() {
    return lagrangian('relu(x)^3 / 3');
  },
};

const both = { A: 'edge', B: 'edge' } as const;

/** The interactions phi(r) whose slope is A, or A + B f(r) (arXiv 2505.03648, Kuramoto memory); made when first read. */
export const interactionLaws: {
  readonly linear: PairLaw;
  readonly relu: PairLaw;
  readonly sigmoid: PairLaw;
  readonly tanh: PairLaw;
} = {
  get linear() {
    return pairLaw('A * r', { A: 'edge' });
  },
  get relu() {
    return pairLaw('A * r + B * relu(r)^2 / 2', both);
  },
  get sigmoid() {
    return pairLaw('A * r + B * softplus(r)', both);
  },
  get tanh() {
    return pairLaw('A * r + B * logcosh(r)', both);
  },
};

/** Couplings start small: a strong one makes relu units run away. */
const small = { deviation: 0.01 } as const;

/** The couplings -w r gi gj with their ways to make w (arXiv 2505.03648, coupled memory); made when first read. */
export const couplingLaws: {
  readonly network: PairLaw;
  readonly additive: PairLaw;
  readonly multiplicative: PairLaw;
} = {
  get network() {
    return couplingLaw('-weights * r * gi * gj', { weights: { per: 'edge', start: small } });
  },
  get additive() {
    return couplingLaw('-alpha * r * gi * gj', { alpha: { per: 'one', start: 0.01 } });
  },
  get multiplicative() {
    return couplingLaw('-alpha * W * r * gi * gj', { alpha: { per: 'one', start: 0.01 }, W: 'weight' });
  },
};

/** Losses of one output; made when first read. */
export const lossLaws: {
  readonly squaredError: LossLaw;
  readonly logistic: LossLaw;
} = {
  get squaredError() {
    return lossLaw('(out - y)^2');
  },
  get logistic() {
    return lossLaw('softplus(-y * out)');
  },
};
