import type { OptimiserRule } from '../contract/optimiser.ts';

/**
 * One optimiser step on the host, in place: `theta`, its gradient and its running means are arrays of one length, any
 * shape; `second` is used by Adam only.
 */
export function applyRule(
  rule: OptimiserRule,
  theta: Float64Array,
  gradient: Float64Array,
  first: Float64Array,
  second: Float64Array,
): void {
  const { rate, beta1, beta2, weightDecay } = rule;
  if (rule.kind === 'lion') {
    for (let i = 0; i < theta.length; i++) {
      const direction = Math.sign(beta1 * first[i]! + (1 - beta1) * gradient[i]!);
      theta[i]! -= rate * (direction + weightDecay * theta[i]!);
      first[i] = beta2 * first[i]! + (1 - beta2) * gradient[i]!;
    }
    return;
  }
  const firstScale = 1 / (1 - beta1 ** rule.step);
  const secondScale = 1 / (1 - beta2 ** rule.step);
  for (let i = 0; i < theta.length; i++) {
    first[i] = beta1 * first[i]! + (1 - beta1) * gradient[i]!;
    second[i] = beta2 * second[i]! + (1 - beta2) * gradient[i]! ** 2;
    const direction = (first[i]! * firstScale) / (Math.sqrt(second[i]! * secondScale) + rule.epsilon);
    theta[i]! -= rate * (direction + weightDecay * theta[i]!);
  }
}
