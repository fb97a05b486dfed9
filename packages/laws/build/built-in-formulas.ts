import { lagrangian } from '../src/law/lagrangian-law.ts';
import type { LagrangianLaw } from '../src/law/lagrangian-parts.ts';
import { lossLaw } from '../src/law/loss-law.ts';
import type { LossLaw } from '../src/law/loss-parts.ts';
import { couplingLaw, pairLaw } from '../src/law/pair-law.ts';
import type { PairLaw } from '../src/law/pair-parts.ts';

const both = { A: 'edge', B: 'edge' } as const;
/** Couplings start small: a strong one makes relu units run away. */
const small = { deviation: 0.01 } as const;

/**
 * The laws with names, as formulas: this is the place to add one. `node build/write-built-in.ts` checks them and writes what
 * was found to src/law/built-in-forms.ts, so that programs that read no formula need neither the reader nor the checks.
 */
export const builtInFormulas: {
  readonly lagrangians: Readonly<Record<string, LagrangianLaw>>;
  readonly interactions: Readonly<Record<string, PairLaw>>;
  readonly couplings: Readonly<Record<string, PairLaw>>;
  readonly losses: Readonly<Record<string, LossLaw>>;
} = {
  lagrangians: {
    relu: lagrangian('relu(x)^2 / 2'),
    tanh: lagrangian('logcosh(x)'),
    sigmoid: lagrangian('softplus(x)'),
    identity: lagrangian('x^2 / 2'),
    clip: lagrangian('(relu(x)^2 - relu(x - 1)^2) / 2'),
    repu3: lagrangian('relu(x)^3 / 3'),
  },
  interactions: {
    linear: pairLaw('A * r', { A: 'edge' }),
    relu: pairLaw('A * r + B * relu(r)^2 / 2', both),
    sigmoid: pairLaw('A * r + B * softplus(r)', both),
    tanh: pairLaw('A * r + B * logcosh(r)', both),
  },
  couplings: {
    network: couplingLaw('-weights * r * gi * gj', { weights: { per: 'edge', start: small } }),
    additive: couplingLaw('-alpha * r * gi * gj', { alpha: { per: 'one', start: 0.01 } }),
    multiplicative: couplingLaw('-alpha * W * r * gi * gj', { alpha: { per: 'one', start: 0.01 }, W: 'weight' }),
  },
  losses: {
    squaredError: lossLaw('(out - y)^2'),
    hinge: lossLaw('relu(1 - y * out)'),
    logistic: lossLaw('softplus(-y * out)'),
  },
};
