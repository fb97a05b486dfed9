/**
 * One optimiser step over a parameter and its gradient, in place.
 * Lion (Chen et al., arXiv 2302.06675): theta -= rate (sign(beta1 m + (1 - beta1) d) + weightDecay theta), then
 * m = beta2 m + (1 - beta2) d.
 * Adam (Kingma and Ba, arXiv 1412.6980; decoupled decay of arXiv 1711.05101): m and v are the usual means, `step`
 * counts from 1 for the bias correction, theta -= rate (m^ / (sqrt(v^) + epsilon) + weightDecay theta).
 */
export type OptimiserRule = LionRule | AdamRule;

export interface LionRule {
  readonly kind: 'lion';
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
}

export interface AdamRule {
  readonly kind: 'adam';
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly step: number;
}

/** Names of the running means an optimiser keeps per parameter, in the order they are stored. */
export function momentNames(kind: OptimiserRule['kind']): readonly MomentName[] {
  return kind === 'lion' ? ['first'] : ['first', 'second'];
}

/** A running mean of gradients (`first`) or of their squares (`second`). */
export type MomentName = 'first' | 'second';
