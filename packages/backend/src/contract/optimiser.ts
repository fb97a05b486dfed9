/**
 * One optimiser step over a parameter and its gradient, in place.
 * Lion (Chen et al., arXiv 2302.06675): theta -= rate (sign(beta1 m + (1 - beta1) d) + weightDecay theta), then
 * m = beta2 m + (1 - beta2) d.
 * Adam (Kingma and Ba, arXiv 1412.6980; decoupled decay of arXiv 1711.05101): m and v are the usual means, `step`
 * counts from 1 for the bias correction, theta -= rate (m^ / (sqrt(v^) + epsilon) + weightDecay theta).
 */
export type OptimiserRule = LionRule | AdamRule;

/** A step of Lion. */
export interface LionRule {
  /** Tells it from Adam. */
  readonly kind: 'lion';
  /** Learning rate. */
  readonly rate: number;
  /** Weight of the past in the sign that is stepped by. */
  readonly beta1: number;
  /** Weight of the past in the running mean. */
  readonly beta2: number;
  /** Decoupled decay. */
  readonly weightDecay: number;
}

/** A step of Adam. */
export interface AdamRule {
  /** Tells it from Lion. */
  readonly kind: 'adam';
  /** Learning rate. */
  readonly rate: number;
  /** Weight of the past in the mean of gradients. */
  readonly beta1: number;
  /** Weight of the past in the mean of squares. */
  readonly beta2: number;
  /** What is added to the root of the mean of squares. */
  readonly epsilon: number;
  /** Decoupled decay. */
  readonly weightDecay: number;
  /** Number of this step, from 1. */
  readonly step: number;
}

/** Names of the running means an optimiser keeps per parameter, in the order they are stored. */
export function momentNames(kind: OptimiserRule['kind']): readonly MomentName[] {
  return kind === 'lion' ? ['first'] : ['first', 'second'];
}

/** A running mean of gradients (`first`) or of their squares (`second`). */
export type MomentName = 'first' | 'second';
